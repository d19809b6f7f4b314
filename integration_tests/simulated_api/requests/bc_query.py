"""A Business Center report request (§3.1): all accounts of a Business Center at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..facts import metric_facts
from ..model.breakdowns import BREAKDOWNS
from .levels import ADVERTISER
from .refusal import invalid, invalid_metrics
from .report_filter import Condition, ReportFilter, parse_report_filter
from .report_query import ReportQuery, dates_of
from .report_types import BUSINESS_CENTER, DAY

DIMENSIONS = ("advertiser_id", DAY, "country_code")
# Only what adds up over accounts, so that a row without advertiser_id means something.
METRICS = (
    "tax_spend",
    "cashback_coupon_spend",
    "cash_spend",
    "voucher_spend",
    "spend",
    "impressions",
    "clicks",
)
MOST_DAYS = 365
REFUSED = (
    "advertiser_id",
    "advertiser_ids",
    "data_level",
    "service_type",
    "query_lifetime",
    "order_field",
    "order_type",
    "enable_total_metrics",
    "multi_adv_report_in_utc_time",
    "query_mode",
)


@dataclass(frozen=True, slots=True)
class BusinessCenterQuery:
    """A Business Center request without its page."""

    bc_id: str
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    window: tuple[date, date]
    advertisers: tuple[Condition, ...]
    countries: tuple[Condition, ...]

    def of_account(self, advertiser_id: str) -> ReportQuery:
        """The report's query for one of the accounts."""
        return ReportQuery(
            advertiser_id=advertiser_id,
            report_type=BUSINESS_CENTER,
            level=ADVERTISER,
            dimensions=tuple(dict.fromkeys(("advertiser_id", *self.dimensions))),
            id_dimension="advertiser_id",
            time=DAY if DAY in self.dimensions else None,
            breakdown=tuple(name for name in self.dimensions if (name,) in BREAKDOWNS),
            metrics=self.metrics,
            window=self.window,
            filter=ReportFilter(countries=self.countries),
            order_field=None,
            descending=True,
            totals=False,
        )


def parse_bc_query(values: Mapping[str, Any]) -> BusinessCenterQuery:
    """The query of parsed parameters.

    - Throws: `Refusal` 40002 for parameters that belong to one advertiser.
    """
    for name in REFUSED:
        if name in values:
            raise invalid(f"{name}: Not supported for BC reports.")
    if "bc_id" not in values:
        raise invalid("bc_id: Missing data for required field.")
    dimensions = values["dimensions"]
    unknown = [name for name in dimensions if name not in DIMENSIONS]
    if unknown:
        raise invalid(f"Invalid dimension fields: {unknown}")
    if len(set(dimensions)) != len(dimensions):
        raise invalid(f"dimensions: Given twice: {list(dimensions)}")
    metrics = tuple(dict.fromkeys(values.get("metrics", METRICS)))
    refused = [name for name in metrics if name not in METRICS or name not in metric_facts()]
    if refused:
        raise invalid_metrics(refused)
    advertisers, others = _split(values.get("filtering", ()))
    filter = parse_report_filter(ADVERTISER, dimensions, (), others)
    if filter.objects:
        raise invalid(f"filtering: Not supported for BC reports: {sorted(filter.fields)}")
    return BusinessCenterQuery(
        bc_id=values["bc_id"],
        dimensions=dimensions,
        metrics=metrics,
        window=dates_of(values, None, MOST_DAYS),
        advertisers=advertisers,
        countries=filter.countries,
    )


def _split(items: Any) -> tuple[tuple[Condition, ...], list[Mapping[str, Any]]]:
    """Filters by advertiser_id (IN), which other reports do not have, and the rest."""
    of_ids = [item for item in items if item.get("field_name") == "advertiser_id"]
    others = [item for item in items if item.get("field_name") != "advertiser_id"]
    # The rules of campaign_ids apply to the value, because both are ids.
    renamed = [{**item, "field_name": "campaign_ids"} for item in of_ids]
    parsed = parse_report_filter(ADVERTISER, (), (), renamed).objects
    return tuple(Condition("advertiser_id", each.kind, each.operands) for each in parsed), others
