"""What may be combined in a report (§3.3, §3.4, §3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..facts import MetricFact, metric_facts
from ..model.breakdowns import BREAKDOWNS
from .levels import AD, LEVELS, Level
from .refusal import Refusal, invalid, invalid_metrics
from .report_filter import ReportFilter

ID_DIMENSIONS = tuple(name for level in LEVELS for name in level.id_dimensions)
TIME_DIMENSIONS = ("stat_time_day", "stat_time_hour")
BREAKDOWN_DIMENSIONS = tuple(dict.fromkeys(name for names in BREAKDOWNS for name in names))
MOST_DAYS = {None: 365, "stat_time_day": 30, "stat_time_hour": 1}

# Proven for ads only.
AD_ONLY_BREAKDOWNS = {("province_id",)}


@dataclass(frozen=True, slots=True)
class Grouping:
    """What rows are made by: a level's objects, and a time and a breakdown where asked for."""

    report_type: str
    level: Level
    id_dimension: str | None
    time: str | None
    breakdown: tuple[str, ...]


def _conflict(dimensions: Iterable[str]) -> Refusal:
    return invalid(f"Conflict occurs: metrics and dimensions have no relation: {list(dimensions)}")


def grouping_of(report_type: str, level: Level, dimensions: tuple[str, ...]) -> Grouping:
    """The dimensions of a request, understood."""
    unknown = [
        name for name in dimensions if name not in (*ID_DIMENSIONS, *TIME_DIMENSIONS, *BREAKDOWN_DIMENSIONS)
    ]
    if unknown:
        raise invalid(f"Invalid dimension fields: {unknown}")
    if len(set(dimensions)) != len(dimensions):
        raise invalid(f"dimensions: Given twice: {list(dimensions)}")
    ids = [name for name in dimensions if name in ID_DIMENSIONS]
    times = [name for name in dimensions if name in TIME_DIMENSIONS]
    breakdown = tuple(sorted((name for name in dimensions if name in BREAKDOWN_DIMENSIONS), reverse=True))
    if len(ids) > 1:
        raise invalid(f"dimensions: Only one ID dimension is supported, got {ids}")
    if ids and ids[0] not in level.id_dimensions:
        raise invalid(f"dimensions: {ids[0]} is not supported at {level.data_level}.")
    if not ids and (level is not LEVELS[0] or report_type == "AUDIENCE" or not times):
        raise invalid(f"dimensions: An ID dimension is required at {level.data_level}.")
    if len(times) > 1:
        raise invalid("dimensions: Only one time dimension is supported.")
    time = times[0] if times else None
    if report_type == "BASIC" and breakdown not in {(), ("country_code",)}:
        raise _conflict(dimensions)
    if report_type == "AUDIENCE":
        _check_audience(level, time, breakdown, dimensions)
    return Grouping(report_type, level, ids[0] if ids else None, time, breakdown)


def _check_audience(
    level: Level, time: str | None, breakdown: tuple[str, ...], dimensions: tuple[str, ...]
) -> None:
    """Hourly audience reports have been refused since December 2022 (§3.4)."""
    if time == "stat_time_hour":
        raise invalid("dimensions: stat_time_hour is not supported for AUDIENCE reports.")
    if breakdown not in BREAKDOWNS or not breakdown:
        raise _conflict(dimensions)
    if breakdown in AD_ONLY_BREAKDOWNS and level is not AD:
        raise _conflict(dimensions)


def check_metrics(grouping: Grouping, metrics: Iterable[str]) -> None:
    """Refuses unknown metrics, and known ones where they do not apply; attributes need an ID dimension."""
    facts = metric_facts()
    refused = [
        name
        for name in metrics
        if name not in facts
        or not _applies(facts[name], grouping)
        or (facts[name].is_attribute and grouping.id_dimension is None)
    ]
    if refused:
        raise invalid_metrics(refused)


def _applies(fact: MetricFact, grouping: Grouping) -> bool:
    """Whether the metric exists in such a report: by type, level, and the rules of a few (§3.5)."""
    if grouping.report_type not in fact.report_types or grouping.level.fact_name not in fact.data_levels:
        return False
    breakdown, time = grouping.breakdown, grouping.time
    match fact.rule:
        case "daily":  # cash and voucher spend
            return time == "stat_time_day" and not breakdown
        case "id_or_id_and_day":  # paid engaged views, consideration
            return grouping.id_dimension is not None and not breakdown and time != "stat_time_hour"
        case "no_country_in_audience":
            return grouping.report_type != "AUDIENCE" or "country_code" not in breakdown
        case "image_id":
            return False
        case _:
            return True


def check_smart_plus_ids(dimensions: tuple[str, ...], metrics: tuple[str, ...], filter: ReportFilter) -> None:
    """Creatives or ads of Upgraded Smart+ (`ad_id` or `ad_id_v2`), never both in one request (§3.4)."""
    filtered = {field for field, _ in filter.ids}
    if "ad_id_v2" in dimensions and ("ad_id" in metrics or "ad_ids" in filtered):
        raise invalid("dimensions: ad_id_v2 cannot be used with the metric ad_id or the filter ad_ids.")
    if "ad_id" in dimensions and "ad_ids_v2" in filtered:
        raise invalid("dimensions: ad_id cannot be used with the filter ad_ids_v2.")


def check_order_field(grouping: Grouping, field: str) -> None:
    """Rows can be ordered by any metric of the report that is not an attribute."""
    fact = metric_facts().get(field)
    if fact is None or fact.is_attribute or not _applies(fact, grouping):
        raise invalid(f"order_field: '{field}' is not acceptable.")


def check_window(time: str | None, start: date, end: date) -> None:
    """Both ends are inclusive: 30 days by day, one by hour, 365 otherwise (§3.3)."""
    if end < start:
        raise invalid("end_date: Must not be before start_date.")
    days = (end - start).days + 1
    most = MOST_DAYS[time]
    if days > most:
        raise invalid(
            f"The time range of {days} days exceeds the maximum of {most} with {time or 'no time dimension'}."
        )
