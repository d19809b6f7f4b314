"""A naive client: it requests a report and follows its pages, without any special treatment of TikTok's behavior."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from simulated_api.process import SimulatedAPI
from support.api_requests import REPORT

METRICS = (
    "spend impressions clicks reach conversion ctr cpc cost_per_1000_reached real_time_cost_per_result "
    "secondary_goal_result cost_per_secondary_goal_result complete_payment_roas"
).split()


def request(level: str, dimensions: list[str], start: str | None, end: str, **more: Any) -> dict[str, Any]:
    """A report of a level that includes deleted objects; without a start, of the lifetime."""
    dates = {"start_date": start, "end_date": end} if start else {"query_lifetime": True}
    status = [
        {"field_name": f"{level.lower()}_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}
    ]
    return {
        "report_type": "BASIC",
        "data_level": f"AUCTION_{level}",
        "dimensions": dimensions,
        "metrics": METRICS,
        "filtering": None if level == "ADVERTISER" else status,
        **dates,
        **more,
    }


def collect(
    api: SimulatedAPI, wanted: dict[str, Any], ids: list[str] | None = None
) -> dict[str, dict[str, str]]:
    """Rows by key, as the truth names them."""
    rows: dict[str, dict[str, str]] = {}
    for id in ids or api.advertiser_ids:
        for row in api.records(REPORT, {"advertiser_id": id, **wanted}, page_size=97):
            key = "|".join([id, *(row["dimensions"][name] for name in wanted["dimensions"])])
            assert key not in rows, "a row came twice"
            rows[key] = row["metrics"]
    return rows


def sums(rows: dict[str, dict[str, str]], *metrics: str) -> dict[str, Decimal]:
    return {name: sum((Decimal(row[name]) for row in rows.values()), Decimal(0)) for name in metrics}
