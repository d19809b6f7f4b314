"""Requests that the simulated API accepts; tests change them in one place."""

from __future__ import annotations

import json
from typing import Any

from simulated_api.process import Response, SimulatedAPI

REPORT = "report/integrated/get/"
LEVELS = {"ADVERTISER": "advertiser_id", "CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
# The first and last day of tasks.
TASK_START, TASK_END = "2025-10-01", "2026-11-03"


def ads(api: SimulatedAPI, **more: Any) -> Response:
    """Five ads of the first account."""
    return api.get("ad/get/", {"advertiser_id": api.advertiser_ids[0], "page_size": 5, **more}, timeout=60)


def report(api: SimulatedAPI, **more: Any) -> dict[str, Any]:
    """A daily report of the ads of the first account."""
    wanted = {
        "advertiser_id": api.advertiser_ids[0],
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": ["ad_id", "stat_time_day"],
        "metrics": ["spend", "clicks", "ad_name"],
        "start_date": "2026-10-20",
        "end_date": "2026-10-30",
    }
    return api.envelope(REPORT, {**wanted, **more})


def ids(field: str, values: list[str]) -> list[dict[str, str]]:
    """A filter of a report by ids."""
    return [{"field_name": field, "filter_type": "IN", "filter_value": json.dumps(values)}]


def task(level: str = "AD", **changes: Any) -> dict[str, Any]:
    """The body of a report task with changes; None removes a member."""
    body = {
        "report_type": "BASIC",
        "data_level": f"AUCTION_{level}",
        "dimensions": [LEVELS[level], "stat_time_day"],
        "metrics": ["spend", "impressions", "ctr"],
        "start_date": TASK_START,
        "end_date": TASK_END,
        "enable_report_title_translation": False,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}
