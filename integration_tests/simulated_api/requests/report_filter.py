"""`filtering` of reports (§3.1, §3.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..facts import metric_facts, promote_facts
from ..model.objects import (
    ADS_PLATFORM,
    AUCTION,
    MANUAL,
    PROMOTE,
    RESERVATION_RF,
    RESERVATION_TOP_VIEW,
    SMART_PLUS,
    UPGRADED_SMART_PLUS,
)
from ..model.status import PRIMARY_STATUSES
from .dates import utc_time
from .levels import AD, BY_NAME, LEVELS, PLAYABLE, Level
from .parameters import check_ids, strings
from .refusal import Refusal, invalid

MOST_IDS = 100
MOST_TASK_IDS = 20_000
CHOOSING = ("IN", "NOT_IN", "CONTAIN_ANY_OF")
COMPARING = ("GREATER_EQUAL", "GREATER_THAN", "LOWER_EQUAL", "LOWER_THAN", "BETWEEN")
FILTER_TYPES = (*CHOOSING, "MATCH", *COMPARING, "RANGE")
OF_ARRAYS = (*CHOOSING, "BETWEEN", "RANGE")

ID_FIELDS = {"campaign_ids": "campaign", "adgroup_ids": "adgroup", "ad_ids": "ad", "ad_ids_v2": "ad"}
NAME_FIELDS = {"campaign_name": "campaign", "adgroup_name": "adgroup", "ad_name": "ad"}
STATUS_FIELDS = {level.status_filter for level in LEVELS if level.status_filter}
CHOICES = {
    "buying_type": (AUCTION, RESERVATION_RF, RESERVATION_TOP_VIEW),
    "campaign_automation_type": (MANUAL, SMART_PLUS, UPGRADED_SMART_PLUS),
    "campaign_system_origins": (ADS_PLATFORM, PROMOTE),
}
# Report types that can have TopView and Promote campaigns.
OF_SPECIAL = ("BASIC", "AUDIENCE")


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter item; `operands` is a set for filters by a choice of values, else one value or the two ends."""

    field: str
    kind: str
    operands: Any

    def admits(self, value: Any) -> bool:
        """Whether the filter accepts the value."""
        match self.kind:
            case "IN" | "CONTAIN_ANY_OF":
                return value in self.operands
            case "NOT_IN":
                return value not in self.operands
            case "MATCH":  # like LIKE, case-insensitive
                return self.operands[0].lower() in value.lower()
            case "GREATER_EQUAL":
                return value >= self.operands[0]
            case "GREATER_THAN":
                return value > self.operands[0]
            case "LOWER_EQUAL":
                return value <= self.operands[0]
            case "LOWER_THAN":
                return value < self.operands[0]
            case _:
                return self.operands[0] <= value <= self.operands[1]

    @property
    def signature(self) -> tuple[object, ...]:
        """The same in every process, because sets have no order."""
        is_set = isinstance(self.operands, frozenset)
        return self.field, self.kind, tuple(sorted(self.operands) if is_set else self.operands)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a report request selects: objects, countries of a breakdown, and rows by their metrics.

    Without a status filter, deleted objects of the level are left out.
    """

    statuses: tuple[frozenset[str], ...] = (frozenset({"STATUS_NOT_DELETE"}),)
    objects: tuple[Condition, ...] = ()
    countries: tuple[Condition, ...] = ()
    metrics: tuple[Condition, ...] = ()

    @property
    def fields(self) -> set[str]:
        return {condition.field for condition in (*self.objects, *self.countries, *self.metrics)}

    @property
    def signature(self) -> tuple[object, ...]:
        conditions = (*self.objects, *self.countries, *self.metrics)
        return [sorted(each) for each in self.statuses], *(condition.signature for condition in conditions)


def parse_report_filter(
    level: Level, dimensions: tuple[str, ...], metrics: tuple[str, ...], items: Iterable[Mapping[str, Any]]
) -> ReportFilter:
    """The filter of a synchronous request at that level; all of its conditions must hold."""
    statuses: list[frozenset[str]] = []
    objects: list[Condition] = []
    countries: list[Condition] = []
    of_metrics: list[Condition] = []
    for item in items:
        field, kind, values = _parts(item)
        if field in STATUS_FIELDS:
            if field != level.status_filter:
                raise _unsupported(field, level)
            _check_kind(field, kind, ("IN",))
            _check(field, values, PRIMARY_STATUSES)
            statuses.append(frozenset(values))
        elif field == "country_code":
            if field not in dimensions:
                raise invalid("filtering: country_code is supported with the dimension country_code only.")
            _check_kind(field, kind, ("IN",))
            countries.append(Condition(field, kind, frozenset(values)))
        elif field in metrics and not metric_facts()[field].is_attribute:
            _check_kind(field, kind, COMPARING)
            of_metrics.append(Condition(field, kind, tuple(_number(field, text) for text in values)))
        else:
            objects.append(_object_condition(level, field, kind, values))
    return ReportFilter(tuple(statuses) or ReportFilter().statuses, tuple(objects), tuple(countries), tuple(of_metrics))


def check_special(
    report_type: str, dimensions: tuple[str, ...], items: Iterable[Mapping[str, Any]], combined: bool
) -> None:
    """Refuses what cannot be combined with TopView and Promote (1740302848100353, 1785880454546433)."""
    wanted = {item["field_name"]: _parts(item)[2] for item in items}
    origins, types = wanted.get("campaign_system_origins", ()), wanted.get("buying_type", ())
    if origins and report_type not in OF_SPECIAL:
        raise invalid(f"filtering: campaign_system_origins is not supported in {report_type} reports.")
    if not combined and len(types) > 1 and RESERVATION_TOP_VIEW in types:
        raise invalid("filtering.buying_type: RESERVATION_TOP_VIEW cannot be used with other buying types.")
    if not combined and len(origins) > 1:
        raise invalid("filtering.campaign_system_origins: PROMOTE cannot be used with other origins.")
    if PROMOTE not in origins:
        return
    facts = promote_facts()
    if not facts.has(report_type, dimensions):
        lacking = sorted(set(dimensions) - facts.dimensions[report_type])
        raise invalid(f"dimensions: {lacking} is not supported for PROMOTE.")
    if others := sorted(set(wanted) - facts.filters):
        raise invalid(f"filtering: {others} is not supported for PROMOTE.")


def parse_task_filter(
    level: Level, dimensions: tuple[str, ...], items: Iterable[Mapping[str, Any]]
) -> ReportFilter:
    """The filter of an asynchronous task: ids and nothing else (§3.7).

    There is no status filter. Deleted objects are left out unless they are requested by id.
    """
    conditions: list[Condition] = []
    for item in items:
        field, kind, values = _parts(item)
        if field not in ID_FIELDS:
            raise invalid(
                f"filtering: field_name '{field}' is not supported in asynchronous reports, "
                "correct is ['campaign_ids', 'adgroup_ids', 'ad_ids']"
            )
        if field == "ad_ids_v2" and (level is not AD or "ad_id_v2" not in dimensions):
            raise invalid("filtering: ad_ids_v2 is supported with the dimension ad_id_v2 only.")
        _check_kind(field, kind, ("IN",))
        most = MOST_IDS if field == "ad_ids_v2" else MOST_TASK_IDS
        conditions.append(_id_condition(level, field, kind, values, most))
    named = any(ID_FIELDS[condition.field] == level.name for condition in conditions)
    return ReportFilter(() if named else ReportFilter().statuses, tuple(conditions))


def _object_condition(level: Level, field: str, kind: str, values: tuple[str, ...]) -> Condition:
    """A filter on the level's objects or on those above them."""
    own_status = STATUS_FIELDS & {level.status_filter}
    acceptable = sorted({*ID_FIELDS, *NAME_FIELDS, *CHOICES, *own_status, "create_time", "country_code"})
    if field not in acceptable:
        raise invalid(f"filtering: field_name '{field}' is not acceptable, correct is {acceptable}")
    if level is PLAYABLE:
        raise _unsupported(field, level)
    if field in ID_FIELDS:
        _check_kind(field, kind, ("IN", "NOT_IN"))
        return _id_condition(level, field, kind, values, MOST_IDS)
    if field in CHOICES:
        _check_kind(field, kind, CHOOSING)
        _check(field, values, CHOICES[field])
        return Condition(field, kind, frozenset(values))
    if field in NAME_FIELDS:
        if BY_NAME[NAME_FIELDS[field]].rank > level.rank:
            raise _unsupported(field, level)
        _check_kind(field, kind, ("MATCH",))
        return Condition(field, kind, values)
    if level.rank == 0:
        raise _unsupported(field, level)
    _check_kind(field, kind, COMPARING)
    return Condition(field, kind, tuple(utc_time("filtering.create_time", text) for text in values))


def _id_condition(level: Level, field: str, kind: str, values: tuple[str, ...], most: int) -> Condition:
    if BY_NAME[ID_FIELDS[field]].rank > max(level.rank, 1):
        raise _unsupported(field, level)
    if len(values) > most:
        raise invalid(f"filtering.{field}: Longer than maximum length {most}.")
    check_ids(f"filtering.{field}", values)
    return Condition(field, kind, frozenset(values))


def _parts(item: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Field, type and values of an item: filter_value is text, which is JSON if it has several values."""
    if set(item) != {"field_name", "filter_type", "filter_value"}:
        raise invalid("filtering: Each item has field_name, filter_type and filter_value.")
    field, kind, value = item["field_name"], item["filter_type"], item["filter_value"]
    if kind not in FILTER_TYPES:
        raise invalid(f"filtering.filter_type: '{kind}' is not acceptable, correct is {list(FILTER_TYPES)}")
    if not isinstance(field, str):
        raise invalid("filtering.field_name: Not a valid string.")
    if not isinstance(value, str):
        raise invalid("filtering.filter_value: Not a valid string.")
    if kind not in OF_ARRAYS:
        if not value:
            raise invalid("filtering.filter_value: Shorter than minimum length 1.")
        return field, kind, (value,)
    try:
        values = strings("filtering.filter_value", json.loads(value))
    except (ValueError, Refusal):
        raise invalid(
            f"filtering.filter_value: Must be a JSON array of strings, as text, for {kind}."
        ) from None
    if kind == "BETWEEN" and len(values) != 2:
        raise invalid("filtering.filter_value: Must be a JSON array of two strings, as text, for BETWEEN.")
    return field, kind, values


def _number(field: str, text: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise invalid(f"filtering.{field}: Not a valid number.")
    return Decimal(text)


def _unsupported(field: str, level: Level) -> Refusal:
    return invalid(f"filtering: The filter field {field} is not supported at {level.data_level}.")


def _check_kind(field: str, kind: str, kinds: tuple[str, ...]) -> None:
    if kind not in kinds:
        raise invalid(f"filtering: filter_type {kind} is not supported for {field}, use {' or '.join(kinds)}.")


def _check(field: str, values: tuple[str, ...], choices: tuple[str, ...]) -> None:
    for value in values:
        if value not in choices:
            raise invalid(f"filtering.{field}: '{value}' is not acceptable, correct is {list(choices)}")
