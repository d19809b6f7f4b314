"""A report request, understood (§3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .dates import day
from .levels import ADVERTISER, BY_DATA_LEVEL, Level
from .parameters import Kind, Parameter, paging
from .refusal import invalid
from .report_filter import ReportFilter, parse_report_filter
from .report_rules import (
    Grouping,
    check_metrics,
    check_order_field,
    check_smart_plus_ids,
    check_window,
    grouping_of,
)

DEFAULT_METRICS = ("spend", "impressions")
REPORT_TYPES = ("BASIC", "AUDIENCE", "PLAYABLE_MATERIAL", "CATALOG", "BC", "TT_SHOP")

REPORT_PARAMETERS = (
    Parameter("advertiser_id", Kind.ID, required=True),
    Parameter("advertiser_ids", Kind.IDS, maximum=5),
    Parameter("bc_id", Kind.ID),
    Parameter("report_type", required=True, choices=REPORT_TYPES),
    Parameter("service_type", choices=("AUCTION", "RESERVATION")),
    Parameter("data_level"),
    Parameter("dimensions", Kind.TEXTS, required=True),
    Parameter("metrics", Kind.TEXTS, maximum=100),
    Parameter("start_date", Kind.DATE),
    Parameter("end_date", Kind.DATE),
    Parameter("query_lifetime", Kind.BOOLEAN),
    Parameter("filtering", Kind.OBJECTS),
    Parameter("order_field"),
    Parameter("order_type", choices=("ASC", "DESC")),
    Parameter("enable_total_metrics", Kind.BOOLEAN),
    Parameter("multi_adv_report_in_utc_time", Kind.BOOLEAN),
    Parameter("query_mode", choices=("REGULAR", "CHUNK")),
    *paging(1000),
)


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """Everything of a report request but the page. `window` is None for the lifetime."""

    advertiser_id: str
    report_type: str
    level: Level
    dimensions: tuple[str, ...]
    id_dimension: str | None
    time: str | None
    breakdown: tuple[str, ...]
    metrics: tuple[str, ...]
    window: tuple[date, date] | None
    filter: ReportFilter
    order_field: str | None
    descending: bool
    totals: bool

    @property
    def signature(self) -> str:
        """The query as a text that is the same in every process; sets have no order of their own."""
        filter = [sorted(self.filter.statuses)]
        filter += [[name, *sorted(values)] for name, values in (*self.filter.ids, *self.filter.choices)]
        parts = (self.report_type, self.level.name, self.dimensions, self.metrics, self.window, filter)
        return repr((self.advertiser_id, *parts, self.order_field, self.descending, self.totals))


@dataclass(frozen=True, slots=True)
class ReportRestrictions:
    """What depends on the flags and the environment."""

    sandbox: bool = False
    lifetime: bool = True
    advertiser_lifetime: bool = False


def parse_report_query(values: Mapping[str, Any], restrictions: ReportRestrictions) -> ReportQuery:
    """The query of parsed parameters.

    - Throws: `Refusal` 40002 for whatever TikTok would not combine.
    """
    report_type = values["report_type"]
    _refuse_unsimulated(values)
    if "data_level" not in values:
        raise invalid("data_level: Missing data for required field.")
    if values["data_level"] not in BY_DATA_LEVEL:
        raise invalid(
            f"data_level: '{values['data_level']}' is not acceptable, correct is {list(BY_DATA_LEVEL)}"
        )
    level = BY_DATA_LEVEL[values["data_level"]]
    if restrictions.sandbox and level is ADVERTISER:
        raise invalid("data_level: AUCTION_ADVERTISER is not supported in the sandbox.")
    dimensions = values["dimensions"]
    grouping = grouping_of(report_type, level, dimensions)
    metrics = tuple(dict.fromkeys(values.get("metrics", DEFAULT_METRICS)))
    check_metrics(grouping, metrics)
    if "order_field" in values:
        check_order_field(grouping, values["order_field"])
    totals = values.get("enable_total_metrics", False)
    has_no_totals = report_type != "BASIC" or grouping.breakdown or grouping.time == "stat_time_hour"
    if totals and (restrictions.sandbox or has_no_totals):
        raise invalid("enable_total_metrics: Not supported for this report.")
    filter = parse_report_filter(level, values.get("filtering", ()))
    check_smart_plus_ids(dimensions, metrics, filter)
    return ReportQuery(
        advertiser_id=values["advertiser_id"],
        report_type=report_type,
        level=level,
        dimensions=dimensions,
        id_dimension=grouping.id_dimension,
        time=grouping.time,
        breakdown=grouping.breakdown,
        metrics=metrics,
        window=_window(values, grouping, restrictions),
        filter=filter,
        order_field=values.get("order_field"),
        descending=values.get("order_type", "DESC") == "DESC",
        totals=totals,
    )


def _refuse_unsimulated(values: Mapping[str, Any]) -> None:
    """What TikTok knows and this simulation does not; no silent wrong answer."""
    if values["report_type"] not in {"BASIC", "AUDIENCE"}:
        raise invalid(f"report_type: {values['report_type']} is not simulated.")
    for name in ("advertiser_ids", "bc_id", "multi_adv_report_in_utc_time"):
        if name in values:
            raise invalid(f"{name}: Not simulated; one advertiser_id per request.")
    if values.get("service_type") == "RESERVATION":
        raise invalid("service_type: RESERVATION is deprecated; AUCTION covers both.")
    if values.get("query_mode") == "CHUNK":
        raise invalid("query_mode: CHUNK is being deprecated.")


def _window(
    values: Mapping[str, Any], grouping: Grouping, restrictions: ReportRestrictions
) -> tuple[date, date] | None:
    """The inclusive dates in the account's zone; ignored with query_lifetime.

    The documents offer the lifetime at every level, Airbyte found it refused at the advertiser's (§3.1).
    """
    if values.get("query_lifetime"):
        if grouping.report_type != "BASIC":
            raise invalid(f"query_lifetime: Not supported for {grouping.report_type} reports.")
        if grouping.time or grouping.breakdown:
            raise invalid("query_lifetime: Time, audience and country_code dimensions are not supported.")
        at_advertiser = grouping.level is ADVERTISER
        if not restrictions.lifetime or (at_advertiser and not restrictions.advertiser_lifetime):
            raise invalid(f"query_lifetime: Not supported at {grouping.level.data_level}.")
        return None
    for name in ("start_date", "end_date"):
        if name not in values:
            raise invalid(f"{name}: Missing data for required field.")
    start, end = day("start_date", values["start_date"]), day("end_date", values["end_date"])
    check_window(grouping.time, start, end)
    return start, end
