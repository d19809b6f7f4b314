"""The check of requests by TikTok's official SDK: it accepts right requests, and names the mistakes of wrong ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support import asked
from support.api_requests import REPORT
from support.official_judgement import Complaint, complaints
from support.streams import GMV_MAX_REPORT

CREATE = "report/task/create/"


def request(
    path: str, /, *, method: str = "GET", headers: tuple[str, ...] = ("Access-Token",), **params: Any
) -> asked.Entry:
    """A request as the log has it."""
    texts = {
        name: [value if isinstance(value, str) else json.dumps(value)]
        for name, value in params.items() if value is not None}
    return {"path": path, "method": method, "headers": list(headers), "params": texts}


CAMPAIGNS = {"advertiser_id": "1", "page": 1, "page_size": 1000, "filtering": {"primary_status": "STATUS_ALL"}}
BASIC = {
    "advertiser_id": "1", "report_type": "BASIC", "data_level": "AUCTION_AD", "dimensions": ["ad_id"],
    "metrics": ["spend"], "start_date": "2026-11-01", "end_date": "2026-11-02", "page_size": 1000,
    "filtering": [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}],
}
GMV_MAX = {
    "advertiser_id": "1", "store_ids": ["2"], "dimensions": ["campaign_id"], "metrics": ["cost"],
    "start_date": "2026-11-01", "end_date": "2026-11-02", "filtering": {"gmv_max_promotion_types": ["LIVE"]},
}
TASK = {**BASIC, "method": "POST", "page_size": None, "enable_report_title_translation": False}
AUDIENCES = {"advertiser_id": "1", "custom_audience_ids": ["2"]}
CONDITION = BASIC["filtering"][0]
RIGHT = {
    "campaign/get/": CAMPAIGNS, REPORT: BASIC, GMV_MAX_REPORT: GMV_MAX, CREATE: TASK,
    "dmp/custom_audience/get/": AUDIENCES,
}
# The mistake in a request, and the SDK's expected complaint: the place and the text.
WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "an unknown path": ("campaigns/get/", {}, "", "has no method"),
    "another method": ("campaign/get/", {"method": "POST"}, "", "is GET, not POST"),
    "a query instead of a body": (CREATE, {"method": "GET"}, "", "is POST, not GET"),
    "no token": ("campaign/get/", {"headers": ()}, "Access-Token", "is missing"),
    "the filter's former name": (REPORT, {"filters": []}, "filters", "is no parameter"),
    "an unknown member of a body": (CREATE, {"lifetime": True}, "lifetime", "is no parameter"),
    "no account": ("campaign/get/", {"advertiser_id": None}, "advertiser_id", "is missing"),
    "no type of a report": (REPORT, {"report_type": None}, "report_type", "is missing"),
    "no dimensions of a task": (CREATE, {"dimensions": None}, "dimensions", "is missing"),
    "a list that is none": (REPORT, {"dimensions": "ad_id"}, "dimensions", "is no list[str]"),
    "a list of numbers": (REPORT, {"metrics": [1]}, "metrics", "has an element that is no str"),
    "an object that is a list": ("campaign/get/", {"filtering": []}, "filtering", "is no FilteringCampaignGet"),
    "a list that is an object": (REPORT, {"filtering": {}}, "filtering", "is no list[FilteringReportIntegratedGet]"),
    "a page that is none": ("campaign/get/", {"page": "first"}, "page", "is no int"),
    "another word for true": (REPORT, {"query_lifetime": "yes"}, "query_lifetime", "is no bool"),
    "an unknown member of a filter": (
        "campaign/get/", {"filtering": {"modified_after": "2026-11-01 00:00:00"}}, "filtering.modified_after",
        "is no member of FilteringCampaignGet"),
    "a condition without its kind": (
        REPORT, {"filtering": [{name: CONDITION[name] for name in ("field_name", "filter_value")}]}, "filtering",
        "lacks filter_type"),
    "a condition of an unknown kind": (
        REPORT, {"filtering": [{**CONDITION, "filter_type": "LIKE"}]}, "filtering.filter_type", "has no value LIKE"),
    "a condition's values as a list": (
        REPORT, {"filtering": [{**CONDITION, "filter_value": ["STATUS_ALL"]}]}, "filtering.filter_value", "is no str"),
    "one value where there may be several": (
        REPORT, {"filtering": [{**CONDITION, "filter_value": "STATUS_ALL"}]}, "filtering.filter_value", "is no array"),
    "a span without an end": (
        REPORT, {"filtering": [{**CONDITION, "filter_type": "BETWEEN", "filter_value": '["1"]'}]},
        "filtering.filter_value", "has not 2 elements"),
    "an unknown level": (REPORT, {"data_level": "CAMPAIGN"}, "data_level", "has no value CAMPAIGN"),
    "a type that no task has": (CREATE, {"report_type": "BC"}, "report_type", "has no value BC"),
    "an unknown status": (
        "campaign/get/", {"filtering": {"primary_status": "ALL"}}, "filtering.primary_status", "has no value ALL"),
    "an unknown kind of campaigns": (
        GMV_MAX_REPORT, {"filtering": {"gmv_max_promotion_types": ["LIVE_GMV_MAX"]}},
        "filtering.gmv_max_promotion_types", "has no value LIVE_GMV_MAX"),
    "too large a page": ("campaign/get/", {"page_size": 1001}, "page_size", "is more than 1000"),
    "too large a page of saved audiences": (
        "dmp/saved_audience/list/", {"filtering": None, "page_size": 101}, "page_size", "is more than 100"),
    "a page of nothing": (REPORT, {"page_size": 0}, "page_size", "is less than 1"),
    "two shops": (GMV_MAX_REPORT, {"store_ids": ["2", "3"]}, "store_ids", "has more than 1 elements"),
    "too many dimensions": (
        GMV_MAX_REPORT, {"dimensions": ["campaign_id", "item_group_id", "item_id", "stat_time_day"]}, "dimensions",
        "has more than 3 elements"),
    "too many metrics": (REPORT, {"metrics": ["spend"] * 101}, "metrics", "has more than 100 elements"),
    "too many ids, as the package says": (
        "dmp/custom_audience/get/", {"custom_audience_ids": ["2"] * 101}, "custom_audience_ids",
        "has more than 100 elements"),
    "no ids, as the package says": (
        "dmp/custom_audience/get/", {"custom_audience_ids": []}, "custom_audience_ids", "has fewer than 1 elements"),
}


@pytest.mark.parametrize("path", RIGHT)
def test_the_judge_has_nothing_against_what_is_right(path: str) -> None:
    assert complaints(request(path, **RIGHT[path])) == []


@pytest.mark.parametrize("what", WRONG)
def test_the_judge_complains(what: str) -> None:
    path, changes, place, fault = WRONG[what]
    assert complaints(request(path, **{**RIGHT.get(path, CAMPAIGNS), **changes})) == [Complaint(path, place, fault)]


def test_the_judge_complains_of_what_is_sent_twice() -> None:
    entry = request("campaign/get/", **CAMPAIGNS)
    entry["params"]["page"] *= 2
    assert complaints(entry) == [Complaint("campaign/get/", "page", "is given more than once")]
