"""The report types (§3.1): which levels, times and metrics each of them accepts."""

from __future__ import annotations

from dataclasses import dataclass

from ..facts import MetricFact
from .breakdown_metrics import COMMON
from .levels import ADVERTISER, CAMPAIGN, LEVELS, PLAYABLE, Level
from .refusal import invalid

DAY, HOUR = "stat_time_day", "stat_time_hour"
SHOP_METRICS = frozenset({*COMMON.split(), "billed_cost"})


@dataclass(frozen=True, slots=True)
class ReportType:
    """A report type of an advertiser; Business Center reports have their own query.

    `without_id` are the times with which a report at the advertiser's level needs no ID dimension.
    """

    name: str
    levels: tuple[Level, ...]
    times: tuple[str | None, ...]
    without_id: tuple[str | None, ...] = ()
    has_lifetime: bool = False
    is_asynchronous: bool = False
    default_metrics: tuple[str, ...] = ("spend", "impressions")

    def level(self, data_level: str | None) -> Level:
        """The level of a request; reports by playables accept any and need none."""
        if self.levels == (PLAYABLE,):
            return PLAYABLE
        if data_level is None:
            raise invalid("data_level: Missing data for required field.")
        levels = {level.data_level: level for level in self.levels}
        if data_level not in levels:
            raise invalid(f"data_level: '{data_level}' is not acceptable, correct is {list(levels)}")
        return levels[data_level]

    def has_metric(self, fact: MetricFact, level: Level) -> bool:
        """Whether reports of this type have the metric at that level."""
        match self.name:
            case "BASIC" | "AUDIENCE":
                return self.name in fact.report_types and level.fact_name in fact.data_levels
            case "TT_SHOP":
                return fact.category == "shop" or fact.name in SHOP_METRICS
            case _:
                categories = ("core", "shop") if self.name == "CATALOG" else ("core",)
                is_basic = "BASIC" in fact.report_types and fact.rule != "daily"
                return is_basic and fact.category in categories and fact.name != "billed_cost"


REPORT_TYPES = {
    each.name: each
    for each in (
        ReportType("BASIC", LEVELS, (None, DAY, HOUR), (DAY, HOUR), has_lifetime=True, is_asynchronous=True),
        ReportType("AUDIENCE", LEVELS, (None, DAY), (None, DAY), is_asynchronous=True),
        ReportType("CATALOG", LEVELS, (None, DAY), is_asynchronous=True),
        ReportType("PLAYABLE_MATERIAL", (PLAYABLE,), (None,), has_lifetime=True),
        ReportType(
            "TT_SHOP", (ADVERTISER, CAMPAIGN), (None, DAY), default_metrics=("spend", "billed_cost")
        ),
    )
}
BUSINESS_CENTER = "BC"
