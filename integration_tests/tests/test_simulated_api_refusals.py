"""Every refusal of the simulated API is real: the right request passes, one wrong thing in it does not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
from simulated_api.process import SimulatedAPI

REPORT = "report/integrated/get/"
NOW = "2026-11-03T12:00:00Z"


@pytest.fixture(scope="module")
def api() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW) as api:
        yield api


def daily(**changes: Any) -> dict[str, Any]:
    """A report request that is right, with changes; None removes."""
    return {
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": ["ad_id", "stat_time_day"],
        "metrics": ["spend", "impressions"],
        "start_date": "2026-10-05",
        "end_date": "2026-11-03",
        "page_size": 1000,
        **changes,
    }


def status_filter(field: str, value: Any = '["STATUS_ALL"]', kind: str = "IN") -> list[dict[str, Any]]:
    return [{"field_name": field, "filter_type": kind, "filter_value": value}]


ACCEPTED_REPORTS: dict[str, dict[str, Any]] = {
    "30 days by day": daily(),
    "1 day by hour": daily(dimensions=["ad_id", "stat_time_hour"], start_date="2026-11-03"),
    "365 days without time": daily(dimensions=["ad_id"], start_date="2025-11-04"),
    "lifetime": daily(dimensions=["ad_id"], query_lifetime=True, start_date=None, end_date=None),
    "lifetime of advertisers": daily(
        dimensions=["advertiser_id"], data_level="AUCTION_ADVERTISER", query_lifetime=True
    ),
    "advertiser without an ID dimension": daily(
        dimensions=["stat_time_day"], data_level="AUCTION_ADVERTISER"
    ),
    "cash and voucher": daily(
        dimensions=["advertiser_id", "stat_time_day"],
        data_level="AUCTION_ADVERTISER",
        metrics=["cash_spend", "voucher_spend"],
    ),
    "country by hour": daily(dimensions=["ad_id", "country_code", "stat_time_hour"], start_date="2026-11-03"),
    "audience": daily(report_type="AUDIENCE", dimensions=["ad_id", "stat_time_day", "gender", "age"]),
    "audience without time": daily(report_type="AUDIENCE", dimensions=["ad_id", "gender", "age"]),
    "audience by province": daily(
        report_type="AUDIENCE", dimensions=["ad_id", "stat_time_day", "province_id"]
    ),
    "deleted included": daily(filtering=status_filter("ad_status")),
    "parents as metrics": daily(metrics=["spend", "campaign_id", "adgroup_id", "campaign_name"]),
    "engaged views": daily(metrics=["paid_engaged_view"]),
    "asset groups": daily(dimensions=["ad_id_v2", "stat_time_day"]),
    "100 metrics at most": daily(metrics=["spend", "clicks"] * 50),
    "ordered": daily(order_field="spend", order_type="ASC"),
    "totals": daily(enable_total_metrics=True),
    "ignored names of v1.2": daily(filters="anything", lifetime="true"),
}

REFUSED_REPORTS: dict[str, tuple[dict[str, Any], str]] = {
    "data_level missing": (daily(data_level=None), "data_level: Missing"),
    "data_level unknown": (daily(data_level="RESERVATION_AD"), "data_level"),
    "report_type missing": (daily(report_type=None), "report_type: Missing"),
    "dimensions missing": (daily(dimensions=None), "dimensions: Missing"),
    "dimensions not JSON": (daily(dimensions="ad_id,stat_time_day"), "Not valid JSON"),
    "dimensions of another type": (daily(dimensions={"a": 1}), "dimensions: Not a valid"),
    "unknown dimension": (daily(dimensions=["ad_id", "weekday"]), "Invalid dimension fields: ['weekday']"),
    "two ID dimensions": (
        daily(dimensions=["ad_id", "adgroup_id", "stat_time_day"]),
        "Only one ID dimension",
    ),
    "ID of another level": (
        daily(dimensions=["campaign_id", "stat_time_day"]),
        "campaign_id is not supported",
    ),
    "no ID below the advertiser": (daily(dimensions=["stat_time_day"]), "An ID dimension is required"),
    "two time dimensions": (daily(dimensions=["ad_id", "stat_time_day", "stat_time_hour"]), "one time"),
    "audience dimension in BASIC": (
        daily(dimensions=["ad_id", "stat_time_day", "gender"]),
        "Conflict occurs",
    ),
    "AUDIENCE without a breakdown": (daily(report_type="AUDIENCE"), "Conflict occurs"),
    "AUDIENCE by hour": (
        daily(report_type="AUDIENCE", dimensions=["ad_id", "stat_time_hour", "gender", "age"]),
        "stat_time_hour",
    ),
    "AUDIENCE of an unknown pair": (
        daily(report_type="AUDIENCE", dimensions=["ad_id", "stat_time_day", "gender", "platform"]),
        "Conflict",
    ),
    "province above ads": (
        daily(
            report_type="AUDIENCE",
            data_level="AUCTION_ADGROUP",
            dimensions=["adgroup_id", "stat_time_day", "province_id"],
        ),
        "Conflict",
    ),
    "AUDIENCE lifetime": (
        daily(report_type="AUDIENCE", dimensions=["ad_id", "gender", "age"], query_lifetime=True),
        "query_lifetime",
    ),
    "AUDIENCE with a website metric": (
        daily(report_type="AUDIENCE", dimensions=["ad_id", "gender", "age"], metrics=["complete_payment"]),
        "Invalid metric fields: ['complete_payment']",
    ),
    "unknown metric": (daily(metrics=["spend", "placement"]), "Invalid metric fields: ['placement']"),
    "metric of a lower level": (
        daily(
            data_level="AUCTION_CAMPAIGN", dimensions=["campaign_id", "stat_time_day"], metrics=["adgroup_id"]
        ),
        "Invalid metric fields: ['adgroup_id']",
    ),
    "campaign_name at the advertiser": (
        daily(data_level="AUCTION_ADVERTISER", dimensions=["advertiser_id"], metrics=["campaign_name"]),
        "Invalid metric fields",
    ),
    "cash_spend at the ad": (daily(metrics=["cash_spend"]), "Invalid metric fields: ['cash_spend']"),
    "cash_spend without a day": (
        daily(data_level="AUCTION_ADVERTISER", dimensions=["advertiser_id"], metrics=["cash_spend"]),
        "cash_spend",
    ),
    "engaged view by hour": (
        daily(dimensions=["ad_id", "stat_time_hour"], start_date="2026-11-03", metrics=["paid_engaged_view"]),
        "paid_engaged_view",
    ),
    "engaged view by country": (
        daily(dimensions=["ad_id", "stat_time_day", "country_code"], metrics=["paid_engaged_view_15s"]),
        "paid_engaged_view_15s",
    ),
    "image metric without image": (daily(metrics=["single_image_ctr"]), "single_image_ctr"),
    "BC metric": (daily(metrics=["tax_spend"]), "tax_spend"),
    "attribute without an ID": (
        daily(data_level="AUCTION_ADVERTISER", dimensions=["stat_time_day"], metrics=["currency"]),
        "currency",
    ),
    "ad_id with ad_id_v2": (daily(dimensions=["ad_id_v2", "stat_time_day"], metrics=["ad_id"]), "ad_id_v2"),
    "101 metrics": (daily(metrics=[f"metric_{n}" for n in range(101)]), "maximum length 100"),
    "31 days by day": (daily(start_date="2026-10-04"), "31 days exceeds"),
    "2 days by hour": (daily(dimensions=["ad_id", "stat_time_hour"], start_date="2026-11-02"), "exceeds"),
    "366 days without time": (daily(dimensions=["ad_id"], start_date="2025-11-03"), "366 days exceeds"),
    "end before start": (daily(end_date="2026-10-04"), "Must not be before"),
    "no dates": (daily(start_date=None), "start_date: Missing"),
    "malformed date": (daily(start_date="2026-10-5"), "start_date: Not a valid date"),
    "impossible date": (daily(end_date="2026-11-31"), "end_date: Not a valid date"),
    "lifetime by day": (daily(query_lifetime=True), "query_lifetime"),
    "lifetime by country": (
        daily(dimensions=["ad_id", "country_code"], query_lifetime=True),
        "query_lifetime",
    ),
    "query_lifetime not boolean": (daily(query_lifetime="yes"), "query_lifetime: Not a valid boolean"),
    "status of another level": (daily(filtering=status_filter("campaign_status")), "campaign_status"),
    "status at the advertiser": (
        daily(
            data_level="AUCTION_ADVERTISER",
            dimensions=["advertiser_id"],
            filtering=status_filter("ad_status"),
        ),
        "not supported",
    ),
    "filter_value not text": (
        daily(filtering=status_filter("ad_status", ["STATUS_ALL"])),
        "Not a valid string",
    ),
    "filter_value not an array": (daily(filtering=status_filter("ad_status", "STATUS_ALL")), "JSON array"),
    "filter_type wrong": (daily(filtering=status_filter("ad_status", kind="EQUALS")), "filter_type"),
    "status unknown": (daily(filtering=status_filter("ad_status", '["DELETED"]')), "DELETED"),
    "filtering an object": (daily(filtering={"ad_status": "STATUS_ALL"}), "filtering: Not a valid"),
    "filter field unknown": (daily(filtering=status_filter("colour")), "colour"),
    "101 ids": (
        daily(filtering=status_filter("ad_ids", str(["1"] * 101).replace("'", '"'))),
        "maximum length",
    ),
    "page_size 1001": (daily(page_size=1001), "page_size"),
    "page_size 0": (daily(page_size=0), "page_size"),
    "page 0": (daily(page=0), "page: Must"),
    "page not a number": (daily(page="one"), "page: Not a valid integer"),
    "unknown parameter": (daily(report_typ="BASIC"), "Unknown parameter(s): ['report_typ']"),
    "order by an attribute": (daily(order_field="ad_name"), "order_field"),
    "several advertisers": (daily(advertiser_ids=["1", "2"]), "advertiser_ids"),
    "another report type": (daily(report_type="CATALOG"), "report_type"),
    "totals by hour": (
        daily(dimensions=["ad_id", "stat_time_hour"], start_date="2026-11-03", enable_total_metrics=True),
        "total_metrics",
    ),
}


@pytest.mark.parametrize("name", ACCEPTED_REPORTS)
def test_right_reports_are_answered(api: SimulatedAPI, name: str) -> None:
    envelope = api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **ACCEPTED_REPORTS[name]})
    assert (envelope["code"], envelope["message"]) == (0, "OK")
    assert envelope["data"]["list"], "an answer without rows proves little"


@pytest.mark.parametrize("name", REFUSED_REPORTS)
def test_wrong_reports_are_refused(api: SimulatedAPI, name: str) -> None:
    params, fragment = REFUSED_REPORTS[name]
    response = api.get(REPORT, {"advertiser_id": api.advertiser_ids[0], **params})
    envelope = response.json()
    assert response.status == 200
    assert envelope["code"] == 40002
    assert fragment.lower() in envelope["message"].lower()
    assert envelope["data"] == {} and envelope["request_id"]


REFUSED_ENTITIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown field": (
        "ad/get/",
        {"fields": ["ad_id", "colour"]},
        "['colour'] is not acceptable, correct is [",
    ),
    "fields not JSON": ("ad/get/", {"fields": "ad_id"}, "fields: Not valid JSON"),
    "filtering malformed": ("ad/get/", {"filtering": "{"}, "filtering: Not valid JSON"),
    "filtering an array": ("ad/get/", {"filtering": []}, "filtering: Not a valid"),
    "modified_after on campaigns": (
        "campaign/get/",
        {"filtering": {"modified_after": "2026-11-01 00:00:00"}},
        "modified_after",
    ),
    "modified_after of a day": ("ad/get/", {"filtering": {"modified_after": "2026-11-01"}}, "modified_after"),
    "modified_after in ISO": (
        "ad/get/",
        {"filtering": {"modified_after": "2026-11-01T00:00:00Z"}},
        "modified_after",
    ),
    "creation filter wrong": (
        "campaign/get/",
        {"filtering": {"creation_filter_start_time": "2026-13-01 00:00:00"}},
        "creation_filter",
    ),
    "status of another level": (
        "ad/get/",
        {"filtering": {"secondary_status": "CAMPAIGN_STATUS_ALL"}},
        "secondary",
    ),
    "TIME_DONE campaigns": (
        "campaign/get/",
        {"filtering": {"primary_status": "STATUS_TIME_DONE"}},
        "primary",
    ),
    "TOP_VIEW with others": (
        "campaign/get/",
        {"filtering": {"buying_types": ["AUCTION", "RESERVATION_TOP_VIEW"]}},
        "TOP_VIEW",
    ),
    "101 ids": ("ad/get/", {"filtering": {"ad_ids": [str(n) for n in range(101)]}}, "maximum length 100"),
    "ids as numbers": ("ad/get/", {"filtering": {"ad_ids": [1]}}, "ad_ids"),
    "page_size 1001": ("ad/get/", {"page_size": 1001}, "page_size"),
    "page 0": ("ad/get/", {"page": "0"}, "page"),
    "unknown parameter": ("ad/get/", {"page_sise": 10}, "page_sise"),
    "null field kind": ("ad/get/", {"exclude_field_types_in_response": ["NULL"]}, "NULL_FIELD"),
    "advertiser_id missing": ("ad/get/", {"advertiser_id": None}, "advertiser_id: Missing"),
    "advertiser_id no id": ("ad/get/", {"advertiser_id": "one"}, "advertiser_id: Not a valid id"),
}


@pytest.mark.parametrize("name", REFUSED_ENTITIES)
def test_wrong_entity_requests_are_refused(api: SimulatedAPI, name: str) -> None:
    path, params, fragment = REFUSED_ENTITIES[name]
    envelope = api.envelope(path, {"advertiser_id": api.advertiser_ids[0], **params})
    assert envelope["code"] == 40002
    assert fragment in envelope["message"]
