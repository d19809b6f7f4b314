"""Filters of the simulated API's reports: each selects the rows of the truth, and unsound filters are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulated_api.process import SimulatedAPI
from support.refusals import not_refused

REPORT = "report/integrated/get/"
LEVELS = {"ADVERTISER": "advertiser_id", "CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
METRICS = ["spend", "impressions", "ctr", "secondary_goal_result"]
WINDOW = {"start": "2026-10-05", "end": "2026-11-03"}


def item(field: str, kind: str, value: Any) -> dict[str, Any]:
    return {
        "field_name": field,
        "filter_type": kind,
        "filter_value": json.dumps(value) if isinstance(value, list) else value,
    }


def request(level: str, filtering: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    return {
        "report_type": "BASIC",
        "data_level": f"AUCTION_{level}",
        "dimensions": [LEVELS[level], "stat_time_day"],
        "metrics": METRICS,
        "start_date": WINDOW["start"],
        "end_date": WINDOW["end"],
        "filtering": filtering,
        **changes,
    }


def collect(api: SimulatedAPI, wanted: dict[str, Any]) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for id in api.advertiser_ids:
        for row in api.records(REPORT, {"advertiser_id": id, **wanted}, page_size=97):
            key = "|".join([id, *(row["dimensions"][name] for name in wanted["dimensions"])])
            assert key not in rows
            rows[key] = row["metrics"]
    return rows


def truth_of(api: SimulatedAPI, wanted: dict[str, Any]) -> dict[str, dict[str, str]]:
    return api.truth(
        what="report",
        report_type=wanted["report_type"],
        data_level=wanted["data_level"],
        dimensions=",".join(wanted["dimensions"]),
        metrics=",".join(wanted["metrics"]),
        filtering=json.dumps(wanted["filtering"]),
        rows=1,
        **WINDOW,
    )["rows"]


FILTERS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "deleted only": ("AD", [item("ad_status", "IN", ["STATUS_DELETE"])]),
    "delivering or disabled": ("AD", [item("ad_status", "IN", ["STATUS_DELIVERY_OK", "STATUS_DISABLE"])]),
    "delivering and all": (
        "CAMPAIGN",
        [item("campaign_status", "IN", [status]) for status in ("STATUS_ALL", "STATUS_DELIVERY_OK")],
    ),
    "no auctions": ("CAMPAIGN", [item("buying_type", "NOT_IN", ["AUCTION"])]),
    "any of two buying types": (
        "ADGROUP",
        [item("buying_type", "CONTAIN_ANY_OF", ["AUCTION", "RESERVATION_RF"])],
    ),
    "auctions of the account": ("ADVERTISER", [item("buying_type", "IN", ["AUCTION"])]),
    "Smart+": ("AD", [item("campaign_automation_type", "IN", ["SMART_PLUS", "UPGRADED_SMART_PLUS"])]),
    "not Smart+": ("ADVERTISER", [item("campaign_automation_type", "NOT_IN", ["SMART_PLUS"])]),
    "made since": ("AD", [item("create_time", "GREATER_EQUAL", "2026-09-01 00:00:00")]),
    "made after": ("CAMPAIGN", [item("create_time", "GREATER_THAN", "2026-05-01 00:00:00")]),
    "made until": ("ADGROUP", [item("create_time", "LOWER_EQUAL", "2026-09-01 00:00:00")]),
    "made before": ("AD", [item("create_time", "LOWER_THAN", "2026-09-01 00:00:00")]),
    "made between": (
        "AD",
        [item("create_time", "BETWEEN", ["2026-06-01 00:00:00", "2026-09-01 00:00:00"])],
    ),
    "made from, to": (
        "AD",
        [
            item("create_time", "GREATER_EQUAL", "2026-06-01 00:00:00"),
            item("create_time", "LOWER_THAN", "2026-09-01 00:00:00"),
        ],
    ),
    "by campaign name": ("AD", [item("campaign_name", "MATCH", "WEB")]),
    "by ad group name": ("ADGROUP", [item("adgroup_name", "MATCH", "json")]),
    "by ad name": ("AD", [item("ad_name", "MATCH", "video")]),
    "rich": ("AD", [item("spend", "GREATER_EQUAL", "2.5")]),
    "seen": ("AD", [item("impressions", "GREATER_THAN", "1000"), item("impressions", "LOWER_THAN", "2000")]),
    "of a middle rate": ("CAMPAIGN", [item("ctr", "BETWEEN", ["1", "2.25"])]),
    "of a low rate": ("ADGROUP", [item("ctr", "LOWER_EQUAL", "1.50")]),
    "of a known result": ("AD", [item("secondary_goal_result", "GREATER_EQUAL", "0")]),
    "of a known small result": ("AD", [item("secondary_goal_result", "LOWER_EQUAL", "1")]),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_the_truth(api: SimulatedAPI, name: str) -> None:
    level, filtering = FILTERS[name]
    wanted = request(level, filtering)
    rows = collect(api, wanted)
    status = [] if level == "ADVERTISER" else [item(f"{level.lower()}_status", "IN", ["STATUS_ALL"])]
    assert rows == truth_of(api, wanted)
    assert 0 < len(rows)
    if level != "ADVERTISER":
        assert len(rows) < len(collect(api, request(level, status)))


@pytest.mark.parametrize("field", ["campaign_ids", "adgroup_ids", "ad_ids"])
@pytest.mark.parametrize("kind", ["IN", "NOT_IN"])
def test_ids_are_filtered(api: SimulatedAPI, field: str, kind: str) -> None:
    level = field.removesuffix("_ids")
    ids = sorted(api.truth(what=level, advertiser_id=api.advertiser_ids[0], rows=1)["rows"])[:4]
    wanted = request("AD", [item(field, kind, ids), item("ad_status", "IN", ["STATUS_ALL"])])
    rows = collect(api, wanted)
    assert rows == truth_of(api, wanted) and rows


def test_asset_groups_are_filtered(api: SimulatedAPI) -> None:
    everything = collect(api, request("AD", [], dimensions=["ad_id_v2"]))
    ids = sorted(key.split("|")[1] for key in everything)[::3]
    wanted = request("AD", [item("ad_ids_v2", "IN", ids)], dimensions=["ad_id_v2", "stat_time_day"])
    rows = collect(api, wanted)
    assert rows == truth_of(api, wanted) and {key.split("|")[1] for key in rows} <= set(ids)


@pytest.mark.parametrize("report_type", ["BASIC", "AUDIENCE"])
def test_countries_are_filtered(api: SimulatedAPI, report_type: str) -> None:
    wanted = request(
        "AD",
        [item("country_code", "IN", ["JP", "DE"])],
        report_type=report_type,
        dimensions=["ad_id", "country_code", "stat_time_day"],
        metrics=["spend", "impressions"],
    )
    rows = collect(api, wanted)
    assert rows == truth_of(api, wanted)
    assert {key.split("|")[2] for key in rows} == {"JP", "DE"}


def test_totals_and_pages_are_of_the_filtered_rows(api: SimulatedAPI) -> None:
    wanted = request("AD", [item("impressions", "GREATER_EQUAL", "500")], enable_total_metrics=True)
    data = api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **wanted, "page_size": 1000})["data"]
    assert data["page_info"]["total_number"] == len(data["list"])
    counts = [int(row["metrics"]["impressions"]) for row in data["list"]]
    assert min(counts) >= 500 and data["total_metrics"]["impressions"] == str(sum(counts))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "text for an array": (request("AD", [item("ad_ids", "NOT_IN", "1")]), "JSON array"),
    "array that is not text": (
        request("AD", [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": ["1"]}]),
        "Not a valid string",
    ),
    "one end of two": (request("AD", [item("create_time", "BETWEEN", ["2026-01-01 00:00:00"])]), "two"),
    "two ends as a text": (request("AD", [item("spend", "BETWEEN", "1,2")]), "JSON array"),
    "no value": (request("AD", [item("ad_name", "MATCH", "")]), "Shorter than minimum length"),
    "a number, not text": (
        request("AD", [{"field_name": "spend", "filter_type": "GREATER_THAN", "filter_value": 1}]),
        "Not a valid string",
    ),
    "an item without a type": (
        request("AD", [{"field_name": "spend", "filter_value": "1"}]),
        "field_name, filter_type and filter_value",
    ),
    "not a number": (request("AD", [item("spend", "GREATER_THAN", "much")]), "Not a valid number"),
    "not a time": (request("AD", [item("create_time", "LOWER_THAN", "2026-01-01")]), "Not a valid time"),
    "chosen numbers": (request("AD", [item("spend", "IN", ["1"])]), "filter_type IN is not supported"),
    "compared ids": (request("AD", [item("ad_ids", "GREATER_THAN", "1")]), "GREATER_THAN is not supported"),
    "any of ids": (request("AD", [item("ad_ids", "CONTAIN_ANY_OF", ["1"])]), "not supported"),
    "matched status": (request("AD", [item("ad_status", "MATCH", "STATUS_ALL")]), "not supported"),
    "status not in": (request("AD", [item("ad_status", "NOT_IN", ["STATUS_DELETE"])]), "not supported"),
    "equal name": (request("AD", [item("ad_name", "IN", ["Video A"])]), "not supported"),
    "range": (request("AD", [item("spend", "RANGE", ["1", "2"])]), "RANGE is not supported"),
    "ids that are none": (request("AD", [item("ad_ids", "IN", ["one"])]), "list of ids"),
    "101 ids not": (request("AD", [item("ad_ids", "NOT_IN", ["1"] * 101)]), "maximum length 100"),
    "ads of campaigns": (request("CAMPAIGN", [item("ad_ids", "IN", ["1"])]), "not supported"),
    "ad groups of the account": (request("ADVERTISER", [item("adgroup_ids", "IN", ["1"])]), "not supported"),
    "ad names of ad groups": (request("ADGROUP", [item("ad_name", "MATCH", "a")]), "not supported"),
    "campaign names of the account": (
        request("ADVERTISER", [item("campaign_name", "MATCH", "a")]),
        "not supported",
    ),
    "age of the account": (
        request("ADVERTISER", [item("create_time", "LOWER_THAN", "2026-01-01 00:00:00")]),
        "not supported",
    ),
    "a metric not asked for": (request("AD", [item("clicks", "GREATER_THAN", "1")]), "clicks"),
    "an attribute": (
        request("AD", [item("currency", "IN", ["USD"])], metrics=["spend", "currency"]),
        "currency",
    ),
    "a country of no dimension": (request("AD", [item("country_code", "IN", ["US"])]), "country_code"),
    "another buying type": (request("AD", [item("buying_type", "IN", ["GIFT"])]), "GIFT"),
    "another automation": (request("AD", [item("campaign_automation_type", "IN", ["AUTO"])]), "AUTO"),
}


def test_wrong_filters_are_refused(api: SimulatedAPI) -> None:
    assert not_refused(
        REFUSED, lambda wanted: api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **wanted})
    ) == {}
