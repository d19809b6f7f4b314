"""A parsed report request (§3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..model.objects import PROMOTE, RESERVATION_TOP_VIEW
from .dates import day
from .levels import ADVERTISER, Level
from .parameters import Kind, Parameter, paging
from .refusal import invalid
from .report_filter import (
    ReportFilter,
    check_special,
    parse_report_filter,
    parse_task_filter,
)
from .report_rules import (
    MOST_DAYS,
    Grouping,
    check_metrics,
    check_order_field,
    check_smart_plus_ids,
    check_task_metrics,
    check_window,
    grouping_of,
)
from .report_types import BUSINESS_CENTER, HOUR, REPORT_TYPES

COMMON_PARAMETERS = (
    Parameter("advertiser_id", Kind.ID),
    Parameter("advertiser_ids", Kind.IDS, maximum=5),
    Parameter("report_type", required=True, choices=(*REPORT_TYPES, BUSINESS_CENTER)),
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
)
REPORT_PARAMETERS = (
    *COMMON_PARAMETERS,
    Parameter("bc_id", Kind.ID),
    Parameter("enable_total_metrics", Kind.BOOLEAN),
    Parameter("multi_adv_report_in_utc_time", Kind.BOOLEAN),
    Parameter("query_mode", choices=("REGULAR", "CHUNK")),
    *paging(1000),
)


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """A report request without its page. `window` is None for the lifetime."""

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
    shown: frozenset[str] = frozenset()

    @property
    def signature(self) -> str:
        """The query as a text that is the same in every process."""
        parts = (self.report_type, self.level.name, self.dimensions, self.metrics, self.window)
        order = (self.order_field, self.descending, self.totals)
        return repr((self.advertiser_id, *parts, self.filter.signature, *order, sorted(self.shown)))


@dataclass(frozen=True, slots=True)
class ReportRestrictions:
    """The options that depend on the flags and the environment."""

    sandbox: bool = False
    lifetime: bool = True
    advertiser_lifetime: bool = False
    shown: frozenset[str] = frozenset()
    combined_filters: bool = True


def parse_report_query(values: Mapping[str, Any], restrictions: ReportRestrictions) -> ReportQuery:
    """The query of parsed parameters.

    - Throws: `Refusal` 40002 for parameters that TikTok does not combine.
    """
    _refuse_unsimulated(values)
    grouping, metrics = _grouping(values, restrictions)
    is_by_hour_or_breakdown = grouping.breakdown or grouping.time == HOUR
    has_no_totals = grouping.report_type.name not in {"BASIC", "TT_SHOP"} or is_by_hour_or_breakdown
    totals = values.get("enable_total_metrics", False)
    if totals and (restrictions.sandbox or has_no_totals):
        raise invalid("enable_total_metrics: Not supported for this report.")
    items = values.get("filtering", ())
    filter = parse_report_filter(grouping.level, values["dimensions"], metrics, items)
    check_special(
        grouping.report_type.name, values["dimensions"], items, restrictions.combined_filters
    )
    window = _window(values, grouping, restrictions)
    return _query(values, grouping, metrics, filter, window, totals, restrictions.shown)


def parse_task_query(values: Mapping[str, Any], restrictions: ReportRestrictions) -> ReportQuery:
    """The query of an asynchronous task: other filters and metrics, and no limit to its dates (§3.7)."""
    _refuse_unsimulated(values)
    name = values["report_type"]
    if name not in REPORT_TYPES or not REPORT_TYPES[name].is_asynchronous:
        raise invalid(f"report_type: {name} is not supported in asynchronous reports.")
    grouping, metrics = _grouping(values, restrictions)
    check_task_metrics(grouping, values["dimensions"], metrics)
    filter = parse_task_filter(grouping.level, values["dimensions"], values.get("filtering", ()))
    window = _window(values, grouping, restrictions, is_limited=False)
    # Tasks include Promote by default, and everything that is requested by id.
    shown = restrictions.shown | {PROMOTE} | ({RESERVATION_TOP_VIEW} if filter.objects else set())
    return _query(values, grouping, metrics, filter, window, totals=False, shown=shown)


def _grouping(
    values: Mapping[str, Any], restrictions: ReportRestrictions
) -> tuple[Grouping, tuple[str, ...]]:
    """The dimensions of the rows, and their metrics."""
    if "advertiser_id" not in values:
        raise invalid("advertiser_id: Missing data for required field.")
    report_type = REPORT_TYPES[values["report_type"]]
    level = report_type.level(values.get("data_level"))
    if restrictions.sandbox and level is ADVERTISER:
        raise invalid("data_level: AUCTION_ADVERTISER is not supported in the sandbox.")
    dimensions = values["dimensions"]
    grouping = grouping_of(report_type, level, dimensions)
    metrics = tuple(dict.fromkeys(values.get("metrics", report_type.default_metrics)))
    check_metrics(grouping, dimensions, metrics)
    if "order_field" in values:
        check_order_field(grouping, values["order_field"])
    return grouping, metrics


def _query(
    values: Mapping[str, Any],
    grouping: Grouping,
    metrics: tuple[str, ...],
    filter: ReportFilter,
    window: tuple[date, date] | None,
    totals: bool,
    shown: frozenset[str],
) -> ReportQuery:
    check_smart_plus_ids(values["dimensions"], metrics, filter)
    return ReportQuery(
        advertiser_id=values["advertiser_id"],
        report_type=grouping.report_type.name,
        level=grouping.level,
        dimensions=values["dimensions"],
        id_dimension=grouping.id_dimension,
        time=grouping.time,
        breakdown=grouping.breakdown,
        metrics=metrics,
        window=window,
        filter=filter,
        order_field=values.get("order_field"),
        descending=values.get("order_type", "DESC") == "DESC",
        totals=totals,
        shown=shown,
    )


def _refuse_unsimulated(values: Mapping[str, Any]) -> None:
    """Refuses what TikTok supports and this simulation does not, so that no answer is silently wrong."""
    for name in ("advertiser_ids", "multi_adv_report_in_utc_time"):
        if name in values:
            raise invalid(f"{name}: Not simulated; one advertiser_id per request.")
    if "bc_id" in values:
        raise invalid("bc_id: Supported for BC reports only.")
    if values.get("service_type") == "RESERVATION":
        raise invalid("service_type: RESERVATION is deprecated; AUCTION covers both.")
    if values.get("query_mode") == "CHUNK":
        raise invalid("query_mode: CHUNK is being deprecated.")


def _window(
    values: Mapping[str, Any],
    grouping: Grouping,
    restrictions: ReportRestrictions,
    is_limited: bool = True,
) -> tuple[date, date] | None:
    """The inclusive dates in the account's zone; ignored with query_lifetime.

    The documents offer the lifetime at every level, but Airbyte found it refused by advertiser (§3.1).
    """
    if values.get("query_lifetime"):
        if not grouping.report_type.has_lifetime:
            raise invalid(f"query_lifetime: Not supported for {grouping.report_type.name} reports.")
        if grouping.time or grouping.breakdown:
            raise invalid("query_lifetime: Time, audience and country_code dimensions are not supported.")
        at_advertiser = grouping.level is ADVERTISER
        if not restrictions.lifetime or (at_advertiser and not restrictions.advertiser_lifetime):
            raise invalid(f"query_lifetime: Not supported at {grouping.level.data_level}.")
        return None
    return dates_of(values, grouping.time, MOST_DAYS[grouping.time] if is_limited else None)


def dates_of(values: Mapping[str, Any], time: str | None, most: int | None) -> tuple[date, date]:
    """Both dates of a request, at most so many days."""
    for name in ("start_date", "end_date"):
        if name not in values:
            raise invalid(f"{name}: Missing data for required field.")
    start, end = day("start_date", values["start_date"]), day("end_date", values["end_date"])
    check_window(time, start, end, most)
    return start, end
