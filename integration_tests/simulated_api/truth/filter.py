"""What a report's `filtering` selects (§3.1), implemented independently and simply: one item after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..model.clock import utc_text
from ..model.objects import Ad, AdGroup, Campaign, name_of
from ..model.status import has_primary_status

Item = Mapping[str, str]


class TruthFilter:
    """The items of a request, grouped by their subject."""

    def __init__(self, items: Iterable[Item], metrics: Iterable[str], now: int) -> None:
        self._now = now
        metrics = set(metrics)
        self._statuses = [item for item in items if item["field_name"].endswith("_status")]
        self._rows = [item for item in items if item["field_name"] in metrics]
        self._values = [item for item in items if item["field_name"] == "country_code"]
        spoken_for = [*self._statuses, *self._rows, *self._values]
        self._objects = [item for item in items if item not in spoken_for]

    def has_status(self, thing: Campaign | AdGroup | Ad, include_deleted: bool) -> bool:
        """Whether the object has a requested status; deleted ones only if they are requested."""
        if not self._statuses:
            return include_deleted or thing.life.died is None or thing.life.died > self._now
        return all(
            any(has_primary_status(thing, status, self._now) for status in json.loads(item["filter_value"]))
            for item in self._statuses
        )

    def admits(self, thing: Campaign | AdGroup | Ad) -> bool:
        """Whether the object and those above it match the filter."""
        return all(_holds(item, _property(thing, item["field_name"], self._now)) for item in self._objects)

    def admits_value(self, country: str | None) -> bool:
        return all(_holds(item, country) for item in self._values)

    def admits_row(self, row: Mapping[str, str]) -> bool:
        """By the numbers of the row; a missing number matches no filter."""
        return all(
            row[item["field_name"]] != "-" and _holds(item, Decimal(row[item["field_name"]]))
            for item in self._rows
        )


def _property(thing: Campaign | AdGroup | Ad, field: str, now: int) -> str:
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    adgroup = thing.adgroup if isinstance(thing, Ad) else thing
    match field:
        case "campaign_ids":
            return str(campaign.id)
        case "adgroup_ids":
            return str(adgroup.id)
        case "ad_ids":
            return str(thing.id)
        case "ad_ids_v2":
            assert isinstance(thing, Ad)
            return str(thing.id_v2)
        case "campaign_name":
            return name_of(campaign, now)
        case "adgroup_name":
            return name_of(adgroup, now)
        case "ad_name":
            return name_of(thing, now)
        case "buying_type":
            return campaign.buying_type
        case "campaign_system_origins":
            return campaign.system_origin
        case "campaign_automation_type":
            return campaign.automation_type
        case "create_time":
            return utc_text(thing.life.created)
        case _:
            raise ValueError(f"filtering: the truth knows nothing of {field}")


def _holds(item: Item, value: Any) -> bool:
    kind, text = item["filter_type"], item["filter_value"]

    def operand(written: str) -> Any:
        return Decimal(written) if isinstance(value, Decimal) else written

    match kind:
        case "IN" | "CONTAIN_ANY_OF":
            return value in json.loads(text)
        case "NOT_IN":
            return value not in json.loads(text)
        case "MATCH":
            return text.lower() in value.lower()
        case "BETWEEN":
            low, high = json.loads(text)
            return operand(low) <= value <= operand(high)
        case "GREATER_EQUAL":
            return value >= operand(text)
        case "GREATER_THAN":
            return value > operand(text)
        case "LOWER_EQUAL":
            return value <= operand(text)
        case "LOWER_THAN":
            return value < operand(text)
        case _:
            raise ValueError(f"filtering: unknown filter_type {kind}")
