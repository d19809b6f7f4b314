"""Every refusal of a report works: a correct request is accepted, and refused with a single mistake."""

from __future__ import annotations

from typing import Any

import pytest

from simulated_api.process import SimulatedAPI
from support.refusals import is_refusal

REPORT = "report/integrated/get/"


def daily(**changes: Any) -> dict[str, Any]:
    """A correct report request with changes; None removes a parameter."""
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
    "lifetime of campaigns, the dates ignored": daily(
        dimensions=["campaign_id"], data_level="AUCTION_CAMPAIGN", query_lifetime=True, end_date="2000-01-01"
    ),
    "engaged views in a lifetime": daily(
        dimensions=["ad_id"], metrics=["paid_engaged_view"], query_lifetime=True, start_date=None
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
    "audience by province above ads": daily(
        report_type="AUDIENCE",
        data_level="AUCTION_ADGROUP",
        dimensions=["adgroup_id", "stat_time_day", "province_id"],
    ),
    "audience without an ID dimension": daily(
        report_type="AUDIENCE", data_level="AUCTION_ADVERTISER", dimensions=["age"]
    ),
    "deleted included": daily(filtering=status_filter("ad_status")),
    "parents as metrics": daily(metrics=["spend", "campaign_id", "adgroup_id", "campaign_name"]),
    "engaged views": daily(metrics=["paid_engaged_view"]),
    "asset groups": daily(dimensions=["ad_id_v2", "stat_time_day"]),
    "100 metrics at most": daily(metrics=["spend", "clicks"] * 50),
    "ordered": daily(order_field="spend", order_type="ASC"),
    "totals": daily(enable_total_metrics=True),
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
    "AUDIENCE lifetime": (
        daily(report_type="AUDIENCE", dimensions=["ad_id", "gender", "age"], query_lifetime=True),
        "query_lifetime: Not supported for AUDIENCE",
    ),
    "AUDIENCE by country and hour": (
        daily(
            report_type="AUDIENCE",
            dimensions=["ad_id", "stat_time_hour", "country_code"],
            start_date="2026-11-03",
        ),
        "stat_time_hour",
    ),
    "AUDIENCE without an ID dimension below the advertiser": (
        daily(report_type="AUDIENCE", data_level="AUCTION_CAMPAIGN", dimensions=["stat_time_day", "gender"]),
        "An ID dimension is required",
    ),
    "AUDIENCE with reach": (
        daily(report_type="AUDIENCE", dimensions=["ad_id", "gender", "age"], metrics=["reach"]),
        "Invalid metric fields: ['reach']",
    ),
    "AUDIENCE by country with a metric of other dimensions": (
        daily(
            report_type="AUDIENCE",
            dimensions=["ad_id", "stat_time_day", "country_code"],
            metrics=["spend", "engaged_view"],
        ),
        "Invalid metric fields: ['engaged_view']",
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
    "cash_spend by country": (
        daily(
            data_level="AUCTION_ADVERTISER",
            dimensions=["advertiser_id", "stat_time_day", "country_code"],
            metrics=["cash_spend"],
        ),
        "cash_spend",
    ),
    "consideration without an ID": (
        daily(
            data_level="AUCTION_ADVERTISER", dimensions=["stat_time_day"], metrics=["new_consideration_size"]
        ),
        "new_consideration_size",
    ),
    "Smart+ material metric": (daily(metrics=["video_id"]), "video_id"),
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
    "ad_ids with ad_id_v2": (
        daily(dimensions=["ad_id_v2", "stat_time_day"], filtering=status_filter("ad_ids", '["1"]')),
        "ad_id_v2",
    ),
    "ad_ids_v2 with ad_id": (daily(filtering=status_filter("ad_ids_v2", '["1"]')), "ad_ids_v2"),
    "101 metrics": (daily(metrics=["spend"] * 101), "metrics: Longer than maximum length 100"),
    "31 days by day": (daily(start_date="2026-10-04"), "31 days exceeds"),
    "2 days by hour": (daily(dimensions=["ad_id", "stat_time_hour"], start_date="2026-11-02"), "exceeds"),
    "366 days without time": (daily(dimensions=["ad_id"], start_date="2025-11-03"), "366 days exceeds"),
    "end before start": (daily(end_date="2026-10-04"), "Must not be before"),
    "no dates": (daily(start_date=None), "start_date: Missing"),
    "malformed date": (daily(start_date="2026-10-5"), "start_date: Not a valid date"),
    "impossible date": (daily(end_date="2026-11-31"), "end_date: Not a valid date"),
    "lifetime by day": (daily(query_lifetime=True), "query_lifetime"),
    "lifetime by hour": (
        daily(dimensions=["ad_id", "stat_time_hour"], query_lifetime=True, start_date="2026-11-03"),
        "query_lifetime",
    ),
    "lifetime of the advertiser": (
        daily(dimensions=["advertiser_id"], data_level="AUCTION_ADVERTISER", query_lifetime=True),
        "query_lifetime: Not supported at AUCTION_ADVERTISER",
    ),
    "lifetime with cash_spend": (
        daily(
            dimensions=["advertiser_id"],
            data_level="AUCTION_ADVERTISER",
            query_lifetime=True,
            metrics=["cash_spend"],
        ),
        "Invalid metric fields: ['cash_spend']",
    ),
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
    "filters instead of filtering": (daily(filters=status_filter("ad_status")), "['filters']"),
    "lifetime instead of query_lifetime": (daily(dimensions=["ad_id"], lifetime=True), "['lifetime']"),
    "order by an attribute": (daily(order_field="ad_name"), "order_field"),
    "order by a metric of another level": (daily(order_field="cash_spend"), "order_field"),
    "several advertisers": (daily(advertiser_ids=["1", "2"]), "advertiser_ids"),
    "another report type": (daily(report_type="GMV_MAX"), "report_type"),
    "totals by hour": (
        daily(dimensions=["ad_id", "stat_time_hour"], start_date="2026-11-03", enable_total_metrics=True),
        "total_metrics",
    ),
}


def test_right_reports_are_answered(api: SimulatedAPI) -> None:
    for name, params in ACCEPTED_REPORTS.items():
        envelope = api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **params})
        assert (envelope["code"], envelope["message"]) == (0, "OK"), name
        assert envelope["data"]["list"], f"{name}: an answer without rows proves little"


def test_wrong_reports_are_refused(api: SimulatedAPI) -> None:
    unlike = {}
    for name, (params, words) in REFUSED_REPORTS.items():
        response = api.get(REPORT, {"advertiser_id": api.advertiser_ids[0], **params})
        if response.status != 200 or not is_refusal(response.json(), words) or not response.json()["request_id"]:
            unlike[name] = response.body
    assert unlike == {}


@pytest.mark.parametrize(("token", "code"), [(None, 40104), ("", 40104), ("wrong", 40105)])
def test_nothing_is_told_without_a_token(api: SimulatedAPI, token: str | None, code: int) -> None:
    envelope = api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **daily()}, token=token)
    assert (envelope["code"], envelope["data"]) == (code, {})
