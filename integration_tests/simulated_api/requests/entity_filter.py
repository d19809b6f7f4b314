"""`filtering` of campaign/get/, adgroup/get/, ad/get/ and their Smart+ counterparts (§2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.objects import ADS_PLATFORM, AUCTION, PROMOTE, RESERVATION_RF, RESERVATION_TOP_VIEW
from ..model.status import PRIMARY_STATUSES, SECONDARY_STATUSES
from .dates import utc_time
from .parameters import check_ids, strings
from .refusal import invalid

MOST_IDS = 100

# The keys that each endpoint accepts. Only ads can be filtered by their time of modification.
COMMON_KEYS = (
    "primary_status",
    "secondary_status",
    "buying_types",
    "campaign_system_origins",
    "campaign_ids",
    "creation_filter_start_time",
    "creation_filter_end_time",
    "objective_type",
    "optimization_goal",
)
# Upgraded Smart+ objects are all of one buying type and origin.
SMART_PLUS_KEYS = tuple(
    key for key in COMMON_KEYS if key not in {"buying_types", "campaign_system_origins"}
)
KEYS = {
    "campaign": COMMON_KEYS,
    "adgroup": (*COMMON_KEYS, "adgroup_ids"),
    "ad": (*COMMON_KEYS, "adgroup_ids", "ad_ids", "modified_after"),
    "smart_plus_campaign": SMART_PLUS_KEYS,
    "smart_plus_adgroup": (*SMART_PLUS_KEYS, "adgroup_ids"),
    "smart_plus_ad": (*SMART_PLUS_KEYS, "adgroup_ids", "smart_plus_ad_ids", "modified_after"),
}
ID_KEYS = ("campaign_ids", "adgroup_ids", "ad_ids", "smart_plus_ad_ids")
BUYING_TYPES = (AUCTION, RESERVATION_RF, RESERVATION_TOP_VIEW)


@dataclass(frozen=True, slots=True)
class EntityFilter:
    """What an entity request selects; the defaults are TikTok's."""

    primary_status: str = "STATUS_NOT_DELETE"
    secondary_status: str | None = None
    buying_types: tuple[str, ...] = (AUCTION, RESERVATION_RF)
    system_origins: tuple[str, ...] = (ADS_PLATFORM,)
    ids: tuple[tuple[str, frozenset[str]], ...] = ()
    created_from: int | None = None
    created_to: int | None = None
    modified_after: int | None = None
    objective_type: str | None = None
    optimization_goal: str | None = None


def parse_entity_filter(entity: str, filtering: Mapping[str, Any], default_status: str) -> EntityFilter:
    """The filter of a request; `default_status` is the primary status when no status is asked for.

    Either kind of status filter replaces the default: STATUS_ALL and CAMPAIGN_STATUS_ALL both include
    deleted objects.
    """
    unknown = sorted(set(filtering) - set(KEYS[entity]))
    if unknown:
        raise invalid(f"filtering: Unknown field(s) {unknown}, acceptable are {sorted(KEYS[entity])}")
    secondary = filtering.get("secondary_status")
    if secondary is not None:
        _choice("secondary_status", secondary, SECONDARY_STATUSES[entity.removeprefix("smart_plus_")])
    primary = filtering.get("primary_status", default_status if secondary is None else "STATUS_ALL")
    _choice("primary_status", primary, _primary_choices(entity))
    return EntityFilter(
        primary_status=primary,
        secondary_status=secondary,
        buying_types=_buying_types(filtering),
        system_origins=_texts(filtering, "campaign_system_origins", (ADS_PLATFORM, PROMOTE), (ADS_PLATFORM,)),
        ids=tuple((key, _ids(key, filtering[key])) for key in ID_KEYS if key in filtering),
        created_from=_time(filtering, "creation_filter_start_time"),
        created_to=_time(filtering, "creation_filter_end_time"),
        modified_after=_time(filtering, "modified_after"),
        objective_type=_text(filtering, "objective_type"),
        optimization_goal=_text(filtering, "optimization_goal"),
    )


def _primary_choices(entity: str) -> tuple[str, ...]:
    if entity.endswith("campaign"):
        return tuple(status for status in PRIMARY_STATUSES if status != "STATUS_TIME_DONE")
    return PRIMARY_STATUSES


def _buying_types(filtering: Mapping[str, Any]) -> tuple[str, ...]:
    types = _texts(filtering, "buying_types", BUYING_TYPES, (AUCTION, RESERVATION_RF))
    if RESERVATION_TOP_VIEW in types and len(types) > 1:
        raise invalid("filtering.buying_types: RESERVATION_TOP_VIEW cannot be used with other buying types.")
    return types


def _texts(
    filtering: Mapping[str, Any], key: str, choices: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    if key not in filtering:
        return default
    values = strings(f"filtering.{key}", filtering[key])
    for value in values:
        _choice(key, value, choices)
    return values


def _ids(key: str, value: Any) -> frozenset[str]:
    ids = strings(f"filtering.{key}", value, MOST_IDS)
    check_ids(f"filtering.{key}", ids)
    return frozenset(ids)


def _time(filtering: Mapping[str, Any], key: str) -> int | None:
    return utc_time(f"filtering.{key}", filtering[key]) if key in filtering else None


def _text(filtering: Mapping[str, Any], key: str) -> str | None:
    value = filtering.get(key)
    if value is not None and not isinstance(value, str):
        raise invalid(f"filtering.{key}: Not a valid string.")
    return value


def _choice(key: str, value: Any, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise invalid(f"filtering.{key}: '{value}' is not acceptable, correct is {list(choices)}")
