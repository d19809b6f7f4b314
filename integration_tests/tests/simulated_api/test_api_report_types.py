"""The further report types of the simulated API: playables, catalogs, TikTok Shop and Business Centers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.refusals import is_refusal, not_refused

REPORT = "report/integrated/get/"
START, END = "2026-10-05", "2026-11-03"
LEVELS = {"ADVERTISER": "advertiser_id", "CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
BC_METRICS = "tax_spend cashback_coupon_spend cash_spend voucher_spend spend impressions clicks".split()


@pytest.fixture(scope="module")
def api() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--business-center", "--no-special") as api:
        yield api


def status_filter(field: str, value: str = '["STATUS_ALL"]') -> list[dict[str, str]]:
    return [{"field_name": field, "filter_type": "IN", "filter_value": value}]


def playables(**changes: Any) -> dict[str, Any]:
    return {
        "report_type": "PLAYABLE_MATERIAL",
        "dimensions": ["playable_id"],
        "metrics": ["spend", "impressions", "ctr", "reach"],
        "start_date": START,
        "end_date": END,
        **changes,
    }


def catalog(level: str = "AD", **changes: Any) -> dict[str, Any]:
    return {
        "report_type": "CATALOG",
        "data_level": f"AUCTION_{level}",
        "dimensions": [LEVELS[level], "stat_time_day"],
        "metrics": ["spend", "impressions", "onsite_shopping", "onsite_shopping_roas"],
        "start_date": START,
        "end_date": END,
        "filtering": None if level == "ADVERTISER" else status_filter(f"{level.lower()}_status"),
        **changes,
    }


def shop(level: str = "CAMPAIGN", **changes: Any) -> dict[str, Any]:
    metrics = ["spend", "billed_cost", "impressions", "clicks", "total_onsite_shopping_value"]
    return {**catalog(level), "report_type": "TT_SHOP", "metrics": metrics, **changes}


def center(api: SimulatedAPI, **changes: Any) -> dict[str, Any]:
    return {
        "report_type": "BC",
        "bc_id": api.ready["bc_id"],
        "dimensions": ["advertiser_id", "stat_time_day"],
        "metrics": BC_METRICS,
        "start_date": START,
        "end_date": END,
        **changes,
    }


def rows_of(api: SimulatedAPI, wanted: dict[str, Any], prefix: str) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for row in api.records(REPORT, wanted, page_size=23):
        key = "|".join([prefix, *(row["dimensions"][name] for name in wanted["dimensions"])])
        assert key not in rows and row["dimensions"].keys() == set(wanted["dimensions"])
        rows[key] = row["metrics"]
    return rows


def collect(api: SimulatedAPI, wanted: dict[str, Any]) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for id in api.advertiser_ids:
        rows.update(rows_of(api, {"advertiser_id": id, **wanted}, id))
    return rows


def truth_of(api: SimulatedAPI, wanted: dict[str, Any], **more: Any) -> dict[str, Any]:
    window = {} if wanted.get("query_lifetime") else {"start": START, "end": END}
    return api.truth(
        what="report",
        report_type=wanted["report_type"],
        data_level=wanted.get("data_level", "AUCTION_AD"),
        dimensions=",".join(wanted["dimensions"]),
        metrics=",".join(wanted["metrics"]),
        include_deleted=1,
        rows=1,
        **window,
        **more,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dimensions": ["playable_id", "country_code"]},
        {"data_level": "AUCTION_ADGROUP"},
        {"query_lifetime": True, "start_date": None},
    ],
    ids=["window", "country", "any level", "lifetime"],
)
def test_playables_are_the_truth(api: SimulatedAPI, changes: dict[str, Any]) -> None:
    wanted = playables(**changes)
    rows = collect(api, wanted)
    assert rows == truth_of(api, wanted)["rows"] and len(rows) > 5


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("time", [["stat_time_day"], []])
def test_catalogs_are_the_truth(api: SimulatedAPI, level: str, time: list[str]) -> None:
    wanted = catalog(level, dimensions=[LEVELS[level], *time])
    rows = collect(api, wanted)
    assert rows == truth_of(api, wanted)["rows"] and len(rows) >= 5


@pytest.mark.parametrize("level", ["ADVERTISER", "CAMPAIGN"])
@pytest.mark.parametrize("more", [["stat_time_day"], ["stat_time_day", "country_code"], []])
def test_shops_are_the_truth(api: SimulatedAPI, level: str, more: list[str]) -> None:
    wanted = shop(level, dimensions=[LEVELS[level], *more])
    rows = collect(api, wanted)
    assert rows == truth_of(api, wanted)["rows"] and len(rows) >= 5


@pytest.mark.parametrize(
    "dimensions",
    [
        ["advertiser_id"],
        ["stat_time_day"],
        ["country_code"],
        ["advertiser_id", "stat_time_day"],
        ["stat_time_day", "advertiser_id", "country_code"],
    ],
)
def test_business_centers_are_the_truth(api: SimulatedAPI, dimensions: list[str]) -> None:
    wanted = center(api, dimensions=dimensions)
    rows, truth = rows_of(api, wanted, api.ready["bc_id"]), truth_of(api, wanted)
    assert rows == truth["rows"] and len(rows) >= 5
    own = truth_of(api, catalog("ADVERTISER"))
    assert truth["sums"]["spend"] == own["sums"]["spend"]


def test_cash_voucher_and_spend_of_a_center_agree(api: SimulatedAPI) -> None:
    sums = truth_of(api, center(api))["sums"]
    parts = Decimal(sums["cash_spend"]) + Decimal(sums["voucher_spend"])
    assert abs(parts - Decimal(sums["spend"])) < Decimal(sums["spend"]) / 50
    assert all(Decimal(sums[name]) > 0 for name in BC_METRICS)


def test_centers_can_be_filtered(api: SimulatedAPI) -> None:
    ids = str(api.advertiser_ids[:2]).replace("'", '"')
    filtering = [*status_filter("advertiser_id", ids), *status_filter("country_code", '["US", "JP"]')]
    wanted = center(api, dimensions=["advertiser_id", "country_code"], filtering=filtering)
    rows = rows_of(api, wanted, api.ready["bc_id"])
    assert {tuple(key.split("|")[1:]) for key in rows} == {
        (id, country) for id in api.advertiser_ids[:2] for country in ("US", "JP")
    }


def test_a_center_covers_a_year_by_day(api: SimulatedAPI) -> None:
    year = api.envelope(REPORT, center(api, start_date="2025-11-04"))
    assert year["code"] == 0 and year["data"]["page_info"]["total_number"] > 300
    more = api.envelope(REPORT, center(api, start_date="2025-11-03"))
    assert more["code"] == 40002 and "366 days exceeds" in more["message"]


def test_without_metrics_each_type_has_its_own(api: SimulatedAPI) -> None:
    one = {"advertiser_id": api.advertiser_ids[0], "metrics": None}
    for wanted, metrics in (
        (playables(**one), ["spend", "impressions"]),
        (catalog(**one), ["spend", "impressions"]),
        (shop(**one), ["spend", "billed_cost"]),
        (center(api, metrics=None), BC_METRICS),
    ):
        assert list(api.envelope(REPORT, wanted)["data"]["list"][0]["metrics"]) == metrics


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "playables by day": (playables(dimensions=["playable_id", "stat_time_day"]), "stat_time_day"),
    "playables without their id": (playables(dimensions=["country_code"]), "ID dimension"),
    "playables by age": (playables(dimensions=["playable_id", "age"]), "Conflict occurs"),
    "playables by ad": (playables(dimensions=["ad_id"]), "ad_id is not supported"),
    "playables in ad reports": (catalog(dimensions=["playable_id"]), "playable_id is not supported"),
    "playables with conversions of a website": (playables(metrics=["complete_payment"]), "Invalid metric"),
    "playables with cash": (playables(metrics=["cash_spend"]), "Invalid metric"),
    "playables with names": (playables(metrics=["campaign_name"]), "Invalid metric"),
    "playables of a lifetime by country": (
        playables(dimensions=["playable_id", "country_code"], query_lifetime=True),
        "query_lifetime",
    ),
    "playables of too long a time": (playables(start_date="2025-11-03"), "366 days exceeds"),
    "playables filtered by ads": (playables(filtering=status_filter("ad_ids", '["1"]')), "not supported"),
    "playables by their status": (playables(filtering=status_filter("ad_status")), "not supported"),
    "catalogs by hour": (
        catalog(dimensions=["ad_id", "stat_time_hour"], start_date=END),
        "stat_time_hour is not supported for CATALOG",
    ),
    "catalogs of a lifetime": (
        catalog(dimensions=["ad_id"], query_lifetime=True),
        "query_lifetime: Not supported for CATALOG",
    ),
    "catalogs without an ID": (catalog("ADVERTISER", dimensions=["stat_time_day"]), "ID dimension"),
    "catalogs without a level": (catalog(data_level=None), "data_level: Missing"),
    "catalogs with website metrics": (catalog(metrics=["complete_payment"]), "Invalid metric"),
    "catalogs with names": (catalog(metrics=["ad_name"]), "Invalid metric"),
    "catalogs with billed cost": (catalog(metrics=["billed_cost"]), "Invalid metric"),
    "shops by ad": (shop("AD"), "data_level: 'AUCTION_AD' is not acceptable"),
    "shops by ad group": (shop("ADGROUP"), "data_level"),
    "shops with reach": (shop(metrics=["reach"]), "Invalid metric"),
    "shops with website metrics": (shop(metrics=["complete_payment"]), "Invalid metric"),
    "shops by hour": (shop(dimensions=["campaign_id", "stat_time_hour"], start_date=END), "stat_time_hour"),
    "shops of a lifetime": (shop(dimensions=["campaign_id"], query_lifetime=True), "query_lifetime"),
    "a center's id with an ad report": (catalog(bc_id="1"), "bc_id"),
}


def test_wrong_reports_are_refused(api: SimulatedAPI) -> None:
    assert not_refused(
        REFUSED, lambda wanted: api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **wanted})
    ) == {}


def test_wrong_center_reports_are_refused(api: SimulatedAPI) -> None:
    changed: tuple[tuple[dict[str, Any], str], ...] = (
        ({"advertiser_id": "1"}, "advertiser_id: Not supported for BC"),
        ({"data_level": "AUCTION_ADVERTISER"}, "data_level: Not supported for BC"),
        ({"service_type": "AUCTION"}, "service_type"),
        ({"query_lifetime": False}, "query_lifetime"),
        ({"bc_id": None}, "bc_id: Missing"),
        ({"dimensions": ["campaign_id"]}, "Invalid dimension fields: ['campaign_id']"),
        ({"dimensions": ["stat_time_hour"]}, "Invalid dimension fields"),
        ({"dimensions": ["advertiser_id", "advertiser_id"]}, "Given twice"),
        ({"metrics": ["reach"]}, "Invalid metric fields: ['reach']"),
        ({"metrics": ["currency"]}, "Invalid metric fields: ['currency']"),
        ({"start_date": None}, "start_date: Missing"),
        ({"filtering": status_filter("campaign_ids", '["1"]')}, "campaign_ids"),
        ({"filtering": status_filter("country_code", '["US"]')}, "country_code"),
    )
    answers = [(changes, words, api.envelope(REPORT, center(api, **changes))) for changes, words in changed]
    assert [each for each in answers if not is_refusal(each[2], each[1])] == []


def test_another_center_is_not_permitted(api: SimulatedAPI, server: SimulatedAPI) -> None:
    assert api.envelope(REPORT, center(api, bc_id="7"))["code"] == 40001
    assert server.ready["bc_id"] is None
    assert server.envelope(REPORT, center(api))["code"] == 40001
