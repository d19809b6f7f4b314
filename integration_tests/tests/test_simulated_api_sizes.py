"""Large accounts of the simulated API."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from simulated_api.process import SimulatedAPI

NOW = "2026-11-03T12:00:00Z"
REPORT = "report/integrated/get/"


def daily(api: SimulatedAPI, start: str, end: str) -> dict[str, Any]:
    return {
        "advertiser_id": api.advertiser_ids[0],
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": ["ad_id", "stat_time_day"],
        "start_date": start,
        "end_date": end,
        "page_size": 1000,
    }


def test_beyond_the_id_limit_only_the_newest_come_with_a_header() -> None:
    with SimulatedAPI("--now", NOW, "--rows-per-day", "60", "--advertisers", "1", "--id-limit", "50") as api:
        wanted = daily(api, "2026-11-01", "2026-11-01")
        response = api.get(REPORT, wanted)
        assert "equal or more than 20k" in response.headers["X-Tt-Ads-Throttle"]
        got = {row["dimensions"]["ad_id"] for row in response.json()["data"]["list"]}
        assert got == set(sorted((row for row in api.truth(what="ad", rows=1)["rows"]), key=int)[-50:])
        ids = sorted(got)[:10]
        some = [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": str(ids).replace("'", '"')}]
        response = api.get(REPORT, {**wanted, "filtering": some})
        assert "X-Tt-Ads-Throttle" not in response.headers
        assert len(response.json()["data"]["list"]) == 10


def test_bulk_accounts_have_as_many_rows_as_asked_for() -> None:
    with SimulatedAPI("--now", NOW, "--rows-per-day", "400", "--advertisers", "1") as api:
        wanted = daily(api, "2026-10-01", "2026-10-30")
        data = api.envelope(REPORT, wanted)["data"]
        assert data["page_info"]["total_number"] == 12_000 and data["page_info"]["total_page"] == 12
