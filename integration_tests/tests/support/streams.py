"""The streams that the binary offers, so that a suite tests a new one as soon as it exists, and what follows from the
key, the cursor and the columns that `discover` gives for each of them."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from support import offers, readme
from support.offers import PRODUCTION, Offer

# A report is about objects of one level; for playables, TikTok ignores the level (§3.1 of the fact sheet).
LEVELS = {
    "advertiser_id": "AUCTION_ADVERTISER", "campaign_id": "AUCTION_CAMPAIGN", "adgroup_id": "AUCTION_ADGROUP",
    "ad_id": "AUCTION_AD", "playable_id": "AUCTION_AD",
}
GMV_MAX_REPORT = "gmv_max/report/get/"
# Columns of reports that neither describe the account nor are metrics.
BESIDE = ("store_id", "interest_category_v2")
FIELDS_ARE_NAMED = ("advertiser/info/", "campaign/get/", "adgroup/get/", "ad/get/")
# Objects that TikTok offers to every account, so that each account has them once.
SHARED = ("creative_assets_music",)
TIMES = ("stat_time_day", "stat_time_hour")
OBJECTS = ("dimensions", "metrics")
WINDOW = ("start_date", "end_date")
# The columns of the account in every row of a report.
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
    def identity(self) -> list[str]:
        """The columns of the primary key."""
        return ["advertiser_id", *self.key] if self.name in SHARED else self.key

    @cached_property
    def endpoint(self) -> str:
        """The path that its records come from."""
        return readme.row(self.name).endpoint

    @cached_property
    def takes_fields(self) -> bool:
        """Whether its columns are requested by name; other lists are requested whole."""
        return self.endpoint in FIELDS_ARE_NAMED

    @cached_property
    def entity(self) -> str:
        """What the API calls the objects of such a stream."""
        return self.endpoint.split("/")[0]

    @cached_property
    def is_of_token(self) -> bool:
        """Whether it has what the token was granted, whichever accounts are selected."""
        return self.endpoint == "oauth2/advertiser/get/"

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
    def is_reconciliation(self) -> bool:
        """Whether its records are sums over reports."""
        return "_reconciliation" in self.name

    @cached_property
    def is_of_objects(self) -> bool:
        return not (self.is_report or self.is_reconciliation)

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
    def own_columns(self) -> list[str]:
        """The top-level columns of a report's row other than its key, its account and its values."""
        return [name for name in (*WINDOW, "store_id") if name in self.columns and name not in self.key]

    @cached_property
    def is_gmv_max(self) -> bool:
        return self.endpoint == GMV_MAX_REPORT

    @cached_property
    def promotion_type(self) -> str:
        """Which of the two kinds of GMV Max campaigns a report is about: only live campaigns have viewers."""
        return "LIVE" if "live_views" in self.metrics else "PRODUCT"

    @cached_property
    def report_type(self) -> str:
        """By the hour, countries are in basic reports, because audience reports do not have hours."""
        if "playable_id" in self.dimensions:
            return "PLAYABLE_MATERIAL"
        is_basic = "audience" not in self.name or (self.is_hourly and self.breakdown == ["country_code"])
        return "BASIC" if is_basic else "AUDIENCE"

    @cached_property
    def is_lifetime(self) -> bool:
        return self.is_report and self.cursor is None

    @cached_property
    def has_lifetime_query(self) -> bool:
        """Whether TikTok supports lifetime reports for it (§3.1 of the fact sheet)."""
        return self.is_lifetime and self.report_type != "AUDIENCE" and not self.breakdown

    @cached_property
    def grows_by_attribution(self) -> bool:
        """Whether its days grow for as long as ad groups attribute conversions, and are read again accordingly."""
        return self.is_report and self.cursor == "stat_time_day" and self.report_type in ("BASIC", "AUDIENCE") and (
            not self.is_gmv_max)

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
        known = (*self.key, *WINDOW, *OF_ACCOUNT, *BESIDE)
        return [name for name in self.columns if name not in known]

    @cached_property
    def numeric_metrics(self) -> list[str]:
        """The numeric metrics, as opposed to names and ids."""
        from simulated_api.facts import metric_facts
        from simulated_api.model.gmv_max import DESCRIPTIONS

        if self.is_gmv_max:
            return [name for name in self.metrics if name not in DESCRIPTIONS]
        return [name for name in self.metrics if not metric_facts()[name].is_attribute]

    @cached_property
    def additive_metrics(self) -> list[str]:
        """The metrics that add up over rows."""
        from simulated_api.model.gmv_max import RATIOS
        from simulated_api.model.metrics import Additive, formula

        if self.is_gmv_max:
            return [name for name in self.numeric_metrics if name not in RATIOS]
        return [name for name in self.numeric_metrics if isinstance(formula(name), Additive)]

    @cached_property
    def money(self) -> str:
        """The metric for the cost of a row."""
        return "spend" if "spend" in self.metrics else "cost"

    @cached_property
    def count(self) -> str:
        """A metric that counts."""
        return "impressions" if "impressions" in self.metrics else "orders"

    def metrics_of(self, record: Record) -> Record:
        """A record's metrics, in either layout."""
        return record if self.is_flat else record["metrics"]

    def query(self, metrics: list[str] | None = None) -> dict[str, str]:
        """The truth query for a report's rows; ``metrics`` are all numeric ones by default."""
        chosen = {
            "dimensions": ",".join(self.dimensions),
            "metrics": ",".join(self.numeric_metrics if metrics is None else metrics),
        }
        if self.is_gmv_max:
            return {"what": self.endpoint, "promotion_type": self.promotion_type, **chosen}
        return {"what": "report", "report_type": self.report_type, "data_level": LEVELS[self.level], **chosen}


@cache
def offered(offer: Offer = PRODUCTION) -> dict[str, Stream]:
    """The streams of an offer by name."""
    return {description["name"]: Stream(description) for description in offers.catalog(offer)}


@cache
def of_endpoints(offer: Offer = PRODUCTION) -> dict[str, Stream]:
    """The streams of an offer that deliver TikTok's answers directly."""
    return {name: stream for name, stream in offered(offer).items() if not stream.is_reconciliation}


def older(offer: Offer) -> dict[str, Stream]:
    """The reports that an offer has under older names as well, because its configuration names a granularity."""
    today = offered(Offer(offer.sandbox, None, offer.layout))
    return {name: stream for name, stream in offered(offer).items() if name not in today}


def discovered(offer: Offer = PRODUCTION) -> dict[str, dict[str, Any]]:
    """The catalog's descriptions by name."""
    return {name: stream.description for name, stream in offered(offer).items()}


def of(stream: str | Stream) -> Stream:
    """The stream of a production configuration with that name; a stream object is returned unchanged."""
    return offered()[stream] if isinstance(stream, str) else stream


def names(*, incremental: bool = False) -> list[str]:
    """The names of the streams, or of those with a cursor."""
    return [name for name, stream in offered().items() if stream.cursor or not incremental]


def entities(*, incremental: bool = False) -> list[str]:
    """The streams of objects."""
    return [name for name in names(incremental=incremental) if of(name).is_of_objects]


def all_reports() -> list[str]:
    return [name for name in names() if of(name).is_report]


def reports(*, lifetime: bool = False) -> list[str]:
    """The report streams that are dated, or those of lifetimes."""
    return [name for name in all_reports() if of(name).is_lifetime == lifetime]


def kinds_of_reports() -> list[str]:
    """One of the dated reports of each kind: those of the other levels differ only in their ids."""
    kinds = {}
    for stream in map(of, reports()):
        kinds.setdefault((stream.report_type, stream.cursor, *stream.breakdown, stream.is_gmv_max), stream.name)
    return list(kinds.values())


def key_of(name: str | Stream) -> list[str]:
    return of(name).key


def cursor_of(name: str | Stream) -> str | None:
    return of(name).cursor


def is_report(name: str | Stream) -> bool:
    return of(name).is_report


def is_of_objects(name: str | Stream) -> bool:
    return of(name).is_of_objects


def numeric_metrics(name: str | Stream) -> list[str]:
    return of(name).numeric_metrics


def additive_metrics(name: str | Stream) -> list[str]:
    return of(name).additive_metrics


def report_query(name: str | Stream) -> dict[str, str]:
    """The truth query for a report's rows."""
    return of(name).query()
