"""What can be combined in a report (§3.3, §3.4, §3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..facts import MetricFact, metric_facts
from ..model.breakdowns import BREAKDOWNS
from .breakdown_metrics import metrics_with
from .levels import ADVERTISER, LEVELS, PLAYABLE, Level
from .refusal import Refusal, invalid, invalid_metrics
from .report_filter import ReportFilter
from .report_types import DAY, HOUR, ReportType

ID_DIMENSIONS = tuple(name for level in (*LEVELS, PLAYABLE) for name in level.id_dimensions)
TIME_DIMENSIONS = (DAY, HOUR)
BREAKDOWN_DIMENSIONS = tuple(dict.fromkeys(name for names in BREAKDOWNS for name in names))
MOST_DAYS = {None: 365, DAY: 30, HOUR: 1}
BY_HOUR = {(), ("country_code",)}

# Unique users do not add up over the people of a breakdown; tasks refuse them there (§3.7).
UNIQUE_METRICS = frozenset(
    "average_video_play_per_user frequency cost_per_1000_reached real_time_result real_time_result_rate "
    "real_time_cost_per_result result result_rate cost_per_result reach live_play_count".split()
)


@dataclass(frozen=True, slots=True)
class Grouping:
    """The dimensions of the rows: a level's objects, and optionally a time and a breakdown."""

    report_type: ReportType
    level: Level
    id_dimension: str | None
    time: str | None
    breakdown: tuple[str, ...]


def conflict(dimensions: Iterable[str]) -> Refusal:
    return invalid(f"Conflict occurs: metrics and dimensions have no relation: {list(dimensions)}")


def grouping_of(report_type: ReportType, level: Level, dimensions: tuple[str, ...]) -> Grouping:
    """The parsed dimensions of a request."""
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
    if len(times) > 1:
        raise invalid("dimensions: Only one time dimension is supported.")
    time = times[0] if times else None
    if not ids and (level is not ADVERTISER or time not in report_type.without_id):
        raise invalid(f"dimensions: An ID dimension is required at {level.data_level}.")
    if time not in report_type.times:
        raise invalid(f"dimensions: {time} is not supported for {report_type.name} reports.")
    is_known = breakdown in BREAKDOWNS and report_type.name in BREAKDOWNS[breakdown].report_types
    if not is_known or (time == HOUR and breakdown not in BY_HOUR):
        raise conflict(dimensions)
    return Grouping(report_type, level, ids[0] if ids else None, time, breakdown)


def check_metrics(grouping: Grouping, dimensions: tuple[str, ...], metrics: Iterable[str]) -> None:
    """Refuses unknown metrics, and known ones where they do not apply; attributes need an ID dimension."""
    facts, metrics = metric_facts(), tuple(metrics)
    refused = [
        name
        for name in metrics
        if name not in facts
        or not _applies(facts[name], grouping)
        or (facts[name].is_attribute and grouping.id_dimension is None)
    ]
    if refused:
        raise invalid_metrics(refused)
    if not all(_has_relation(facts[name], grouping) for name in metrics):
        raise conflict(dimensions)


def check_task_metrics(grouping: Grouping, dimensions: tuple[str, ...], metrics: Iterable[str]) -> None:
    """Refuses what a synchronous report supports and a task does not (§3.7)."""
    if grouping.breakdown and not UNIQUE_METRICS.isdisjoint(metrics):
        is_audience = grouping.report_type.name == "AUDIENCE" or "country_code" in grouping.breakdown
        if is_audience:
            raise conflict(dimensions)
    if "billed_cost" in metrics:
        raise invalid_metrics(["billed_cost"])


def _applies(fact: MetricFact, grouping: Grouping) -> bool:
    """Whether the metric exists in such a report, by type, level, and the rules of some metrics (§3.5)."""
    if not grouping.report_type.has_metric(fact, grouping.level):
        return False
    breakdown, time = grouping.breakdown, grouping.time
    match fact.rule:
        case "daily":  # cash and voucher spend
            return time == DAY and not breakdown
        case "id_or_id_and_day":  # paid engaged views, consideration
            return grouping.id_dimension is not None and not breakdown and time != HOUR
        case "no_country_in_audience":
            return grouping.report_type.name != "AUDIENCE" or "country_code" not in breakdown
        case "image_id":
            return "image_id" in breakdown
        case _:
            return True


def _has_relation(fact: MetricFact, grouping: Grouping) -> bool:
    """Whether the metric is available with the breakdown of a BASIC report; attributes always are."""
    if grouping.report_type.name != "BASIC" or fact.is_attribute:
        return True
    lists = [metrics_with(name) for name in grouping.breakdown]
    return all(names is None or fact.name in names for names in lists)


def check_smart_plus_ids(dimensions: tuple[str, ...], metrics: tuple[str, ...], filter: ReportFilter) -> None:
    """Creatives or ads of Upgraded Smart+ (`ad_id` or `ad_id_v2`), never both in one request (§3.4)."""
    filtered = filter.fields
    if "ad_id_v2" in dimensions and ("ad_id" in metrics or "ad_ids" in filtered):
        raise invalid("dimensions: ad_id_v2 cannot be used with the metric ad_id or the filter ad_ids.")
    if "ad_id" in dimensions and "ad_ids_v2" in filtered:
        raise invalid("dimensions: ad_id cannot be used with the filter ad_ids_v2.")


def check_order_field(grouping: Grouping, field: str) -> None:
    """Rows can be ordered by any metric of the report that is not an attribute."""
    fact = metric_facts().get(field)
    if fact is None or fact.is_attribute or not _applies(fact, grouping) or not _has_relation(fact, grouping):
        raise invalid(f"order_field: '{field}' is not acceptable.")


def check_window(time: str | None, start: date, end: date, most: int | None) -> None:
    """Both ends are inclusive: 30 days by day, one by hour, 365 otherwise (§3.3); tasks have no limit."""
    if end < start:
        raise invalid("end_date: Must not be before start_date.")
    days = (end - start).days + 1
    if most is not None and days > most:
        raise invalid(
            f"The time range of {days} days exceeds the maximum of {most} with {time or 'no time dimension'}."
        )
