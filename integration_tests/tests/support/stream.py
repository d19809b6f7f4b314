"""One stream as `discover` describes it: what follows from its key, its cursor and its columns."""

from __future__ import annotations

from functools import cached_property
from typing import Any

LEVELS = {
    "advertiser_id": "AUCTION_ADVERTISER", "campaign_id": "AUCTION_CAMPAIGN", "adgroup_id": "AUCTION_ADGROUP",
    "ad_id": "AUCTION_AD",
}
ENTITIES = {"advertisers": "advertiser", "campaigns": "campaign", "ad_groups": "adgroup", "ads": "ad"}
TIMES = ("stat_time_day", "stat_time_hour")
OBJECTS = ("dimensions", "metrics")
WINDOW = ("start_date", "end_date")
# What every row of a report carries of its account.
OF_ACCOUNT = ("advertiser_id", "timezone", "currency")

Record = dict[str, Any]


class Stream:
    """``description`` is the catalog's."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.description = description
        self.name: str = description["name"]

    def __repr__(self) -> str:
        return self.name

    @cached_property
    def key(self) -> list[str]:
        return [path[0] for path in self.description["source_defined_primary_key"]]

    @cached_property
    def cursor(self) -> str | None:
        return next(iter(self.description.get("default_cursor_field") or []), None)

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The columns at the top with their schemas."""
        return self.description["json_schema"]["properties"]

    @cached_property
    def is_report(self) -> bool:
        return "_reports" in self.name

    @cached_property
    def is_hourly(self) -> bool:
        return self.cursor == "stat_time_hour"

    @cached_property
    def is_flat(self) -> bool:
        return "metrics" not in self.columns

    @cached_property
    def dimensions(self) -> list[str]:
        """What a report's rows are grouped by."""
        return [name for name in self.key if name not in WINDOW]

    @cached_property
    def breakdown(self) -> list[str]:
        return [name for name in self.dimensions if name not in LEVELS and name not in TIMES]

    @cached_property
    def level(self) -> str:
        return next(name for name in self.dimensions if name in LEVELS)

    @cached_property
    def report_type(self) -> str:
        """By the hour countries come in basic reports, for audiences do not."""
        is_basic = "audience" not in self.name or (self.is_hourly and self.breakdown == ["country_code"])
        return "BASIC" if is_basic else "AUDIENCE"

    @cached_property
    def is_lifetime(self) -> bool:
        return self.is_report and self.cursor is None

    @cached_property
    def has_lifetime_query(self) -> bool:
        """Whether TikTok sums up a whole life where it is asked to (§3.1 of the fact sheet)."""
        return self.is_lifetime and self.report_type == "BASIC" and not self.breakdown

    @cached_property
    def longest_window(self) -> int:
        """Days (§3.3 of the fact sheet)."""
        return {"stat_time_hour": 1, "stat_time_day": 30}.get(self.cursor or "", 365)

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics of a report in the schema's order; none for entities."""
        if not self.is_report:
            return []
        if not self.is_flat:
            return list(self.columns["metrics"]["properties"])
        return [name for name in self.columns if name not in (*self.key, *WINDOW, *OF_ACCOUNT)]

    @cached_property
    def numeric_metrics(self) -> list[str]:
        """Those that are measured, as opposed to names and ids."""
        from simulated_api.facts import metric_facts

        return [name for name in self.metrics if not metric_facts()[name].is_attribute]

    @cached_property
    def additive_metrics(self) -> list[str]:
        """Those whose sum over rows means something."""
        from simulated_api.model.metrics import Additive, formula

        return [name for name in self.numeric_metrics if isinstance(formula(name), Additive)]

    @cached_property
    def is_known_to_truth(self) -> bool:
        """Whether the simulated account can tell what a perfect read of the stream gives."""
        from simulated_api.model.breakdowns import BREAKDOWNS

        if not self.is_report:
            return self.name in ENTITIES
        return set(self.breakdown) in [set(names) for names in BREAKDOWNS]

    def metrics_of(self, record: Record) -> Record:
        """A record's metrics, wherever the layout has them."""
        return record if self.is_flat else record["metrics"]

    def query(self, metrics: list[str] | None = None) -> dict[str, str]:
        """What to ask the truth for to get a report's rows; ``metrics`` are all numeric ones by default."""
        return {
            "report_type": self.report_type, "data_level": LEVELS[self.level],
            "dimensions": ",".join(self.dimensions),
            "metrics": ",".join(self.numeric_metrics if metrics is None else metrics),
        }
