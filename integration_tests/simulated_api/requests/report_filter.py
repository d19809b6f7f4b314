"""`filtering` of report/integrated/get/ (§3.1, §3.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.objects import (
    AUCTION,
    MANUAL,
    RESERVATION_RF,
    RESERVATION_TOP_VIEW,
    SMART_PLUS,
    UPGRADED_SMART_PLUS,
)
from ..model.status import PRIMARY_STATUSES
from .levels import BY_NAME, LEVELS, Level
from .parameters import check_ids, strings
from .refusal import Refusal, invalid

MOST_IDS = 100
FILTER_TYPES = (
    "IN",
    "NOT_IN",
    "CONTAIN_ANY_OF",
    "MATCH",
    "GREATER_EQUAL",
    "GREATER_THAN",
    "LOWER_EQUAL",
    "LOWER_THAN",
    "BETWEEN",
    "RANGE",
)
ID_FIELDS = {"campaign_ids": "campaign", "adgroup_ids": "adgroup", "ad_ids": "ad", "ad_ids_v2": "ad"}
STATUS_FIELDS = {level.status_filter for level in LEVELS if level.status_filter}
CHOICES = {
    "buying_type": (AUCTION, RESERVATION_RF, RESERVATION_TOP_VIEW),
    "campaign_automation_type": (MANUAL, SMART_PLUS, UPGRADED_SMART_PLUS),
}


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a report request selects. Without a status filter, deleted objects of the level are left out."""

    statuses: frozenset[str] = frozenset({"STATUS_NOT_DELETE"})
    ids: tuple[tuple[str, frozenset[str]], ...] = ()
    choices: tuple[tuple[str, frozenset[str]], ...] = ()


def parse_report_filter(level: Level, items: Iterable[Mapping[str, Any]]) -> ReportFilter:
    """The filter of a request at that level."""
    statuses = ReportFilter().statuses
    ids: list[tuple[str, frozenset[str]]] = []
    choices: list[tuple[str, frozenset[str]]] = []
    for item in items:
        if set(item) != {"field_name", "filter_type", "filter_value"}:
            raise invalid("filtering: Each item has field_name, filter_type and filter_value.")
        field, values = item["field_name"], _values(item)
        if field in STATUS_FIELDS:
            if field != level.status_filter:
                raise invalid(f"filtering: The filter field {field} is not supported at {level.data_level}.")
            _check(field, values, PRIMARY_STATUSES)
            statuses = frozenset(values)
        elif field in ID_FIELDS:
            if BY_NAME[ID_FIELDS[field]].rank > max(level.rank, 1):
                raise invalid(f"filtering: The filter field {field} is not supported at {level.data_level}.")
            if len(values) > MOST_IDS:
                raise invalid(f"filtering.{field}: Longer than maximum length {MOST_IDS}.")
            check_ids(f"filtering.{field}", values)
            ids.append((field, frozenset(values)))
        elif field in CHOICES:
            _check(field, values, CHOICES[field])
            choices.append((field, frozenset(values)))
        else:
            acceptable = sorted((STATUS_FIELDS & {level.status_filter}) | set(ID_FIELDS) | set(CHOICES))
            raise invalid(f"filtering: field_name '{field}' is not acceptable, correct is {acceptable}")
    return ReportFilter(statuses, tuple(ids), tuple(choices))


def _values(item: Mapping[str, Any]) -> tuple[str, ...]:
    """filter_value is a string; for IN, a JSON array as text (§3.1)."""
    field, kind, value = item["field_name"], item["filter_type"], item["filter_value"]
    if kind not in FILTER_TYPES:
        raise invalid(f"filtering.filter_type: '{kind}' is not acceptable, correct is {list(FILTER_TYPES)}")
    if kind != "IN":
        raise invalid(f"filtering: filter_type {kind} is not supported for {field}, use IN.")
    if not isinstance(value, str):
        raise invalid("filtering.filter_value: Not a valid string.")
    try:
        return strings("filtering.filter_value", json.loads(value))
    except (ValueError, Refusal):
        raise invalid("filtering.filter_value: Must be a JSON array of strings, as text, for IN.") from None


def _check(field: str, values: tuple[str, ...], choices: tuple[str, ...]) -> None:
    for value in values:
        if value not in choices:
            raise invalid(f"filtering.{field}: '{value}' is not acceptable, correct is {list(choices)}")
