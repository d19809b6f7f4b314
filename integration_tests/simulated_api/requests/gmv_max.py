"""Requests of gmv_max/campaign/get/ and gmv_max/report/get/ (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..model.gmv_max import DESCRIPTIONS, LIVE, METRICS_OF, PRODUCT
from .dates import day, utc_time
from .parameters import Kind, Parameter
from .refusal import invalid, invalid_metrics
from .selection import UNHEEDED, Selection, parse_filtering

PRIMARY_STATUSES = ("STATUS_DELIVERY_OK", "STATUS_DISABLE", "STATUS_DELETE")
CAMPAIGN_FILTERING = (
    Selection(
        "gmv_max_promotion_types", Kind.TEXTS, UNHEEDED, "", choices=("PRODUCT_GMV_MAX", "LIVE_GMV_MAX")
    ),
    Selection("store_ids", Kind.IDS, UNHEEDED, "", maximum=10),
    Selection("campaign_ids", Kind.IDS, UNHEEDED, "", maximum=100),
    Selection("campaign_name", Kind.TEXT, UNHEEDED, ""),
    Selection("primary_status", Kind.TEXT, UNHEEDED, "", choices=PRIMARY_STATUSES),
    Selection("creation_filter_start_time", Kind.TEXT, UNHEEDED, ""),
    Selection("creation_filter_end_time", Kind.TEXT, UNHEEDED, ""),
)
STATUSES = (*PRIMARY_STATUSES, "STATUS_NOT_DELIVERY", "STATUS_ALL")
REPORT_FILTERING = (
    Selection("gmv_max_promotion_types", Kind.TEXTS, UNHEEDED, "", choices=(PRODUCT, LIVE)),
    Selection("campaign_ids", Kind.IDS, UNHEEDED, "", maximum=100),
    Selection("campaign_statuses", Kind.TEXTS, UNHEEDED, "", choices=STATUSES),
)
DIMENSIONS = (
    "advertiser_id",
    "campaign_id",
    "stat_time_day",
    "stat_time_hour",
    "item_group_id",
    "item_id",
    "room_id",
    "duration",
)
REPORT_PARAMETERS = (
    Parameter("store_ids", Kind.IDS, required=True, maximum=1),
    Parameter("start_date", Kind.DATE, required=True),
    Parameter("end_date", Kind.DATE, required=True),
    Parameter("metrics", Kind.TEXTS, required=True, maximum=100),
    Parameter("dimensions", Kind.TEXTS, required=True, maximum=3),
    Parameter("filtering", Kind.OBJECT),
    Parameter("sort_field"),
    Parameter("sort_type", choices=("ASC", "DESC")),
)


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """Which GMV Max campaigns are requested; without a status, all but deleted ones."""

    promotion_types: tuple[str, ...]
    store_ids: tuple[str, ...] | None
    campaign_ids: tuple[str, ...] | None
    campaign_name: str
    primary_status: str | None
    created_from: int | None
    created_to: int | None


@dataclass(frozen=True, slots=True)
class GMVMaxQuery:
    """A report request without its page."""

    store_id: str
    start: date
    end: date
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    promotion_type: str
    campaign_ids: tuple[str, ...] | None
    statuses: tuple[str, ...]
    sort_field: str | None
    descending: bool


def parse_campaign_filter(filtering: Mapping[str, Any]) -> CampaignFilter:
    """The filter of gmv_max/campaign/get/, which requires the kinds of campaigns."""
    values = parse_filtering(CAMPAIGN_FILTERING, filtering)
    if "gmv_max_promotion_types" not in values:
        raise invalid("filtering.gmv_max_promotion_types: Missing data for required field.")
    start, end = (
        utc_time(f"filtering.{name}", values[name]) if name in values else None
        for name in ("creation_filter_start_time", "creation_filter_end_time")
    )
    return CampaignFilter(
        tuple(kind.removesuffix("_GMV_MAX") for kind in values["gmv_max_promotion_types"]),
        values.get("store_ids"),
        values.get("campaign_ids"),
        values.get("campaign_name", ""),
        values.get("primary_status"),
        start,
        end,
    )


def parse_gmv_max_query(values: Mapping[str, Any]) -> GMVMaxQuery:
    """The query of gmv_max/report/get/, 40002 for what is not acceptable or not simulated."""
    filtering = parse_filtering(REPORT_FILTERING, values.get("filtering", {}))
    dimensions = values["dimensions"]
    _check_dimensions(dimensions)
    kinds = filtering.get("gmv_max_promotion_types", ())
    if len(set(kinds)) != 1:
        raise invalid("filtering.gmv_max_promotion_types: one type is required with campaign_id.")
    wrong = [name for name in values["metrics"] if name not in METRICS_OF[kinds[0]]]
    if wrong:
        raise invalid_metrics(wrong)
    sort_field = values.get("sort_field")
    if sort_field is not None and (sort_field not in values["metrics"] or sort_field in DESCRIPTIONS):
        raise invalid(f"sort_field: '{sort_field}' is not one of the metrics asked for.")
    start, end = _window(values, dimensions)
    return GMVMaxQuery(
        values["store_ids"][0],
        start,
        end,
        dimensions,
        values["metrics"],
        kinds[0],
        filtering.get("campaign_ids"),
        filtering.get("campaign_statuses", ()),
        sort_field,
        values.get("sort_type", "DESC") == "DESC",
    )


def _check_dimensions(dimensions: tuple[str, ...]) -> None:
    for name in dimensions:
        if name not in DIMENSIONS:
            raise invalid(f"dimensions: '{name}' is not acceptable, correct is {list(DIMENSIONS)}")
    if len(set(dimensions)) < len(dimensions) or {"stat_time_day", "stat_time_hour"} <= set(dimensions):
        raise invalid(f"dimensions: {list(dimensions)} cannot be grouped.")
    if {"advertiser_id", "campaign_id"} <= set(dimensions):
        raise invalid(f"dimensions: {list(dimensions)} is not a supported grouping.")
    if "campaign_id" not in dimensions or not set(dimensions) <= {"campaign_id", "stat_time_day", "stat_time_hour"}:
        raise invalid(f"dimensions: {list(dimensions)} is not simulated, only what campaigns come to is.")


def _window(values: Mapping[str, Any], dimensions: tuple[str, ...]) -> tuple[date, date]:
    start, end = (day(name, values[name]) for name in ("start_date", "end_date"))
    if start > end:
        raise invalid("start_date: must not be later than end_date.")
    longest = 1 if "stat_time_hour" in dimensions else 30 if "stat_time_day" in dimensions else 365
    if (end - start).days + 1 > longest:
        raise invalid(f"end_date: The time range must not exceed {longest} day(s) with these dimensions.")
    return start, end
