"""Large accounts of the simulated API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.breadth import broad

REPORT = "report/integrated/get/"
EVERYTHING = [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]


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


# By default an account of a tenth of the size, which is truncated at a tenth of the ads.
ADS, ADS_PER_CAMPAIGN, ID_LIMIT = broad((6_000, 20, 2_000), (60_000, 200, 20_000))


@pytest.fixture(scope="module")
def large() -> Iterator[SimulatedAPI]:
    flags = ("--large-ads", str(ADS), "--ads-per-campaign", str(ADS_PER_CAMPAIGN))
    limit = broad(("--id-limit", str(ID_LIMIT)), ())
    with SimulatedAPI("--now", NOW, "--no-special", "--advertisers", "1", *flags, *limit) as api:
        yield api


def test_a_large_account_is_true_in_parts(large: SimulatedAPI) -> None:
    """Three times the limit of ads of all ages: a request for all gets a third of them, requests by campaign get all."""
    wanted = {**daily(large, "2026-10-20", "2026-11-02"), "filtering": EVERYTHING}
    first = large.get(REPORT, wanted)
    assert "equal or more than 20k" in first.headers["X-Tt-Ads-Throttle"]
    size = broad(100, 1000)
    assert len(large.envelope(REPORT, {**wanted, "page": 2, "page_size": size})["data"]["list"]) == size
    window = {"start": "2026-10-20", "end": "2026-11-02", "include_deleted": 1}
    truth = large.truth(what="report", data_level="AUCTION_AD", **window)
    assert first.json()["data"]["page_info"]["total_number"] < truth["count"] * 0.6
    account = large.truth(
        what="report", data_level="AUCTION_ADVERTISER", dimensions="advertiser_id,stat_time_day", **window)
    assert account["sums"] == truth["sums"] and account["count"] == 14

    campaigns = sorted(large.truth(what="campaign", include_deleted=1, rows=1)["rows"])
    assert len(campaigns) == 300
    found = 0
    for start in range(0, len(campaigns), 90):
        some = str(campaigns[start : start + 90]).replace("'", '"')
        chosen = {"field_name": "campaign_ids", "filter_type": "IN", "filter_value": some}
        response = large.get(REPORT, {**wanted, "filtering": [*EVERYTHING, chosen]})
        assert "X-Tt-Ads-Throttle" not in response.headers
        found += response.json()["data"]["page_info"]["total_number"]
    assert found == truth["count"]


def test_lists_of_a_large_account_are_whole(large: SimulatedAPI) -> None:
    params = {"advertiser_id": large.advertiser_ids[0], "page_size": 1000}
    ads = [ad["ad_id"] for ad in large.records("ad/get/", {**params, "fields": ["ad_id"]}, page_size=1000)]
    known = large.truth(what="ad", rows=1, buying_types="AUCTION,RESERVATION_RF")["rows"]
    assert len(ads) == len(set(ads)) and set(ads) == known.keys() and len(ads) > ADS * 5 / 6
    groups = large.envelope("adgroup/get/", params)["data"]["page_info"]["total_number"]
    assert groups == large.truth(what="adgroup", buying_types="AUCTION")["count"] == len(ads) // 20
    deleted = {"primary_status": "STATUS_DELETE"}
    gone = large.envelope("campaign/get/", {**params, "filtering": deleted})["data"]["list"]
    assert len(gone) == 30


def test_reports_are_cut_off_at_twenty_thousand_ads() -> None:
    with SimulatedAPI("--now", NOW, "--advertisers", "1", "--large-ads", "20210", "--no-special") as api:
        wanted = daily(api, "2026-11-02", "2026-11-02")
        assert "X-Tt-Ads-Throttle" in api.get(REPORT, {**wanted, "filtering": EVERYTHING}).headers
        assert "X-Tt-Ads-Throttle" not in api.get(REPORT, wanted).headers, "deleted ads do not count"


def test_a_campaign_may_be_too_large_by_itself() -> None:
    flags = ("--large-ads", "600", "--ads-per-campaign", "300", "--id-limit", "200")
    with SimulatedAPI("--now", NOW, "--no-special", "--advertisers", "1", *flags) as api:
        [campaign, _] = sorted(api.truth(what="campaign", rows=1)["rows"])
        wanted = {**daily(api, "2026-10-05", "2026-11-03"), "dimensions": ["ad_id", "stat_time_day"]}
        chosen = [{"field_name": "campaign_ids", "filter_type": "IN", "filter_value": f'["{campaign}"]'}]
        assert "X-Tt-Ads-Throttle" in api.get(REPORT, {**wanted, "filtering": chosen}).headers
        groups = list(api.truth(what="adgroup", rows=1)["rows"])[:5]
        some = str(groups).replace("'", '"')
        chosen.append({"field_name": "adgroup_ids", "filter_type": "IN", "filter_value": some})
        assert "X-Tt-Ads-Throttle" not in api.get(REPORT, {**wanted, "filtering": chosen}).headers
