"""Reports of the simulated API: a naive client collects the truth, and all sums match."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.api_requests import LEVELS, REPORT
from support.breadth import broad
from support.naive_client import METRICS, collect, request, sums


@pytest.fixture(scope="module")
def server() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--advertiser-lifetime", "--no-special") as api:
        yield api


@pytest.fixture
def api(server: SimulatedAPI) -> SimulatedAPI:
    server.control("POST", "clock", {"now": NOW})
    return server


KINDS = {
    "day": (["stat_time_day"], "2026-10-10", "2026-11-03"),
    "hour": (["stat_time_hour"], "2026-11-03", "2026-11-03"),
    "country by day": (["country_code", "stat_time_day"], "2026-10-25", "2026-11-03"),
    "country by hour": (["country_code", "stat_time_hour"], "2026-11-03", "2026-11-03"),
    "window": ([], "2026-01-01", "2026-11-03"),
    "lifetime": ([], None, ""),
}


# By default every second level of each kind, so that each level is tested with half of the kinds.
PAIRS = [
    (kind, level)
    for (number, kind), (place, level) in product(enumerate(KINDS), enumerate(LEVELS))
    if broad((number + place) % 2 == 0, True)
]


@pytest.mark.parametrize(("kind", "level"), PAIRS)
def test_a_naive_client_collects_the_truth(api: SimulatedAPI, kind: str, level: str) -> None:
    more, start, end = KINDS[kind]
    dimensions = [LEVELS[level], *more]
    rows = collect(api, request(level, dimensions, start, end))
    window = {"start": start, "end": end} if start else {}
    truth = api.truth(
        what="report",
        data_level=f"AUCTION_{level}",
        dimensions=",".join(dimensions),
        metrics=",".join(METRICS),
        include_deleted=1,
        rows=1,
        **window,
    )
    assert len(rows) == truth["count"] >= 5
    assert rows == truth["rows"]
    for name, total in sums(rows, "spend", "impressions", "clicks").items():
        assert total == Decimal(truth["sums"][name])


# By default, the breakdowns' own suite covers it.
@pytest.mark.broad
@pytest.mark.parametrize("breakdown", ["gender,age", "gender", "country_code", "platform", "province_id"])
@pytest.mark.parametrize("time", [["stat_time_day"], []])
def test_audience_reports(api: SimulatedAPI, breakdown: str, time: list[str]) -> None:
    dimensions = ["ad_id", *time, *breakdown.split(",")]
    metrics = ["spend", "impressions", "conversion", "ctr"]
    wanted = request("AD", dimensions, "2026-10-20", "2026-11-03", report_type="AUDIENCE", metrics=metrics)
    rows = collect(api, wanted)
    truth = api.truth(
        what="report",
        report_type="AUDIENCE",
        dimensions=",".join(dimensions),
        metrics=",".join(metrics),
        start="2026-10-20",
        end="2026-11-03",
        include_deleted=1,
        rows=1,
    )
    assert rows == truth["rows"] and len(rows) > 50
    whole = collect(api, request("AD", ["ad_id", "stat_time_day"], "2026-10-20", "2026-11-03"))
    assert sums(rows, "spend", "impressions") == sums(whole, "spend", "impressions")


def test_sums_agree_at_every_level_and_granularity(api: SimulatedAPI) -> None:
    names = ("spend", "impressions", "clicks", "conversion")
    day = "2026-11-02"
    totals = [
        sums(collect(api, request(level, [LEVELS[level], *more], day, day)), *names)
        for level in LEVELS
        for more in (["stat_time_day"], ["stat_time_hour"], ["stat_time_day", "country_code"])
    ]
    assert all(total == totals[0] for total in totals) and totals[0]["spend"] > 0
    # Without time, objects that never delivered may come back with zeros; they add nothing.
    assert sums(collect(api, request("AD", ["ad_id"], day, day)), *names) == totals[0]


def test_deleted_objects_are_left_out_by_default_but_not_at_the_advertiser(api: SimulatedAPI) -> None:
    window = ("2026-10-05", "2026-11-03")
    for level in ("CAMPAIGN", "ADGROUP", "AD"):
        dimensions = [LEVELS[level], "stat_time_day"]
        whole = collect(api, request(level, dimensions, *window))
        visible = collect(api, request(level, dimensions, *window, filtering=None))
        truth = api.truth(
            what="report",
            data_level=f"AUCTION_{level}",
            dimensions=",".join(dimensions),
            start=window[0],
            end=window[1],
            rows=1,
        )
        assert visible.keys() == truth["rows"].keys()
        assert visible.items() < whole.items()
    account = collect(api, request("ADVERTISER", ["advertiser_id", "stat_time_day"], *window))
    assert sums(account, "spend") == sums(whole, "spend")


def test_attribution_changes_the_last_days_and_then_is_final(api: SimulatedAPI) -> None:
    wanted = request(
        "AD", ["ad_id", "stat_time_day"], "2026-10-25", "2026-11-03", metrics=["spend", "conversion"]
    )
    readings = []
    for _ in range(5):
        readings.append(collect(api, wanted))
        api.control("POST", "clock", {"advance_seconds": 86_400})

    def of_day(reading: dict[str, dict[str, str]], day: str) -> dict[str, Decimal]:
        return sums({key: row for key, row in reading.items() if day in key}, "spend", "conversion")

    # At noon UTC on the 3rd every account is in the 2nd, 3rd or 4th; three days later all of them are final.
    conversions = [of_day(reading, "2026-11-02")["conversion"] for reading in readings]
    spends = [of_day(reading, "2026-11-02")["spend"] for reading in readings]
    assert conversions[0] < conversions[1] < conversions[2] <= conversions[3] == conversions[4]
    assert spends[0] < spends[2] <= spends[3] == spends[4]
    assert all(of_day(reading, "2026-10-30") == of_day(readings[0], "2026-10-30") for reading in readings)


@pytest.mark.parametrize(
    ("now", "zone_days"),
    [
        ("2026-11-03T00:30:00Z", {"Pacific/Tongatapu": "2026-11-03", "Pacific/Honolulu": "2026-11-02"}),
        ("2026-11-03T23:30:00Z", {"Pacific/Tongatapu": "2026-11-04", "Pacific/Honolulu": "2026-11-03"}),
    ],
)
def test_rows_exist_only_for_local_days_that_have_begun(
    api: SimulatedAPI, now: str, zone_days: dict[str, str]
) -> None:
    api.control("POST", "clock", {"now": now})
    accounts = api.truth(what="advertiser", rows=1)["rows"]
    for zone, today in zone_days.items():
        id = next(id for id, row in accounts.items() if row["timezone"] == zone)
        rows = collect(api, request("AD", ["ad_id", "stat_time_day"], "2026-10-20", "2026-11-05"), [id])
        assert max(key.split("|")[-1] for key in rows) == f"{today} 00:00:00"
        hours = collect(api, request("ADVERTISER", ["advertiser_id", "stat_time_hour"], today, today), [id])
        assert hours and all(key.split("|")[-1].startswith(today) for key in hours)


def test_today_grows_by_the_hour(api: SimulatedAPI) -> None:
    wanted = request("ADVERTISER", ["advertiser_id", "stat_time_day"], "2026-11-03", "2026-11-03")
    before = sums(collect(api, wanted, api.advertiser_ids[:5]), "impressions")
    api.control("POST", "clock", {"advance_seconds": 7200})
    assert (
        before["impressions"]
        < sums(collect(api, wanted, api.advertiser_ids[:5]), "impressions")["impressions"]
    )


def test_attributes_are_as_of_now(api: SimulatedAPI) -> None:
    metrics = ["campaign_id", "campaign_name", "adgroup_id", "ad_name", "currency", "spend"]
    wanted = request("AD", ["ad_id", "stat_time_day"], "2026-11-01", "2026-11-01", metrics=metrics)
    ads = {
        ad["ad_id"]: ad
        for ad in api.records(
            "ad/get/", {"advertiser_id": api.advertiser_ids[0], "filtering": {"primary_status": "STATUS_ALL"}}
        )
    }
    for key, row in collect(api, wanted, api.advertiser_ids[:1]).items():
        ad = ads.get(key.split("|")[1])
        if ad is not None:  # else a TopView ad
            assert (row["campaign_id"], row["adgroup_id"]) == (ad["campaign_id"], ad["adgroup_id"])
            assert row["ad_name"] == ad["ad_name"] and row["currency"] == "USD"


def test_order_and_totals(api: SimulatedAPI) -> None:
    wanted = request(
        "AD",
        ["ad_id", "stat_time_day"],
        "2026-10-25",
        "2026-11-03",
        order_field="impressions",
        order_type="ASC",
        enable_total_metrics=True,
        metrics=["spend", "impressions"],
        advertiser_id=api.advertiser_ids[0],
        page_size=1000,
    )
    data = api.envelope(REPORT, wanted)["data"]
    impressions = [int(row["metrics"]["impressions"]) for row in data["list"]]
    assert impressions == sorted(impressions) and len(impressions) > 10
    assert data["total_metrics"]["impressions"] == str(sum(impressions))


def test_asset_groups_gather_creatives(api: SimulatedAPI) -> None:
    window = ("2026-10-05", "2026-11-03")
    creatives = collect(api, request("AD", ["ad_id", "stat_time_day"], *window))
    groups = collect(api, request("AD", ["ad_id_v2", "stat_time_day"], *window))
    assert groups.keys() != creatives.keys()
    kinds = {"metrics": ["campaign_automation_type", "ad_id_v2"]}
    creatives_told = collect(api, request("AD", ["ad_id", "stat_time_day"], *window, **kinds))
    groups_told = collect(api, request("AD", ["ad_id_v2", "stat_time_day"], *window, **kinds))
    for told, name in (
        (creatives_told, "UPGRADED_SMART_PLUS_CREATIVE"),
        (groups_told, "UPGRADED_SMART_PLUS"),
    ):
        assert {row["campaign_automation_type"] for row in told.values()} == {"MANUAL", "SMART_PLUS", name}
        upgraded = {key: row for key, row in told.items() if row["campaign_automation_type"] == name}
        own_id = [key.split("|")[1] == row["ad_id_v2"] for key, row in upgraded.items()]
        assert all(own_id) if told is groups_told else not any(own_id)
    assert sums(groups, "spend", "impressions") == sums(creatives, "spend", "impressions")
