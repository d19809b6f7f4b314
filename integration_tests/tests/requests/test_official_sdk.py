"""TikTok's official SDK checks every request that the connector sends, and reads the simulated API itself.

The requests that the SDK does not know are listed here, each with the document that describes it. A complaint that is
not listed fails a test, and so does a listed exception that no request needs any more.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from business_api_client import (
    DateRange,
    FilteringAdGet,
    FilteringAdgroupGet,
    FilteringCampaignGet,
    FilteringGmvMaxReportGet,
    FilteringSmartPlusAdGet,
    FilteringSmartPlusAdgroupGet,
    FilteringSmartPlusCampaignGet,
    ReportTaskCreateBody,
)
from business_api_client.models.filtering_report_integrated_get import FilteringReportIntegratedGet
from business_api_client.tiktok_business.tiktok_exceptions import TiktokSDKError

from simulated_api.server.endpoints import ENDPOINTS
from support import asked, streams, truth
from support.api_requests import REPORT
from support.official_judgement import Complaint
from support.official_reads import BY_TASK, NOW, START, Reads, all_reads
from support.official_sdk import methods
from support.streams import GMV_MAX_REPORT, Stream
from support.typed import typed

CREATE, CHECK, DOWNLOAD = (f"report/task/{step}/" for step in ("create", "check", "download"))
GMV_MAX_METRICS = ("cost", "orders", "gross_revenue", "roi", "roas_bid", "campaign_name", "schedule_end_time")

# The SDK is older than some endpoints and values, and never had others. Each is listed with TikTok's page about it.
WITHOUT_METHOD = "has no method"
KNOWING_EXCEPTIONS = {
    Complaint("file/image/ad/search/", "", WITHOUT_METHOD): "1740052016789506",
    Complaint("file/music/get/", "", WITHOUT_METHOD): "1740053909509122",
    Complaint("file/video/ad/search/", "sort_field", "is no parameter"): "1740050472224769, since 2026-07-17",
    Complaint("gmv_max/campaign/get/", "", WITHOUT_METHOD): "1826463372290177",
    Complaint("pixel/instant_page/event/", "", WITHOUT_METHOD): "§2 of the fact sheet, from Airbyte's connector",
    Complaint(DOWNLOAD, "", WITHOUT_METHOD): "1740302766489602, §3.7 of the fact sheet",
    Complaint("tt_video/list/", "", WITHOUT_METHOD): "1738376465972226",
    Complaint(GMV_MAX_REPORT, "filtering.campaign_statuses", "has no value STATUS_ALL"): "1824722485971009",
    Complaint(REPORT, "filtering.filter_type", "has no value CONTAIN_ANY_OF"): "1740302848100353",
    Complaint(REPORT, "filtering.filter_type", "has no value NOT_IN"): "1740302848100353",
}


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reads]:
    with all_reads(tmp_path_factory.mktemp("official")) as reads:
        yield reads


def test_every_endpoint_is_asked(reads: Reads) -> None:
    # Users exchange their authorization codes by hand.
    assert {entry["path"] for entry in reads.requests} == set(ENDPOINTS) - {"oauth2/access_token/"}
    filters = {name for entry in reads.requests if entry["path"] in ("ad/get/", "smart_plus/ad/get/")
               for name in asked.filtering(entry)}
    assert {"buying_types", "campaign_system_origins", "creation_filter_start_time", "modified_after"} <= filters
    assert {entry["path"] for entry in reads.requests if "fields" in entry["params"]} == set(streams.FIELDS_ARE_NAMED)
    reports = [entry for entry in reads.requests if entry["path"] == REPORT]
    assert {asked.param(entry, "report_type") for entry in reports} == {
        "BASIC", "AUDIENCE", "CATALOG", "PLAYABLE_MATERIAL", "TT_SHOP", "BC"}
    fields = {condition["field_name"] for entry in reports for condition in asked.filtering(entry)}
    assert {"campaign_ids", "adgroup_ids", "ad_ids", "buying_type", "campaign_system_origins"} <= fields


def test_the_sdk_knows_what_is_asked(reads: Reads) -> None:
    assert [f"{times} × {each}" for each, times in reads.found.items() if each not in KNOWING_EXCEPTIONS] == []


def test_every_exception_is_needed(reads: Reads) -> None:
    assert KNOWING_EXCEPTIONS.keys() - reads.found.keys() == set()


def test_so_much_is_judged(reads: Reads) -> None:
    judged = [trial for trial in reads.trials if trial.entry["path"] in methods()]
    parameters = sum(trial.looked_at for trial in judged)
    told = (
        f"{len(judged)} of {len(reads.trials)} requests and their {parameters} parameters are judged by the SDK, "
        f"with {len(KNOWING_EXCEPTIONS)} exceptions")
    print(told)
    assert len(judged) > 700 and parameters > 7000, told


# How the SDK gets the records of a stream: their place in an answer, and the filters that together select all of them.
STATUS, TOP_VIEW, PROMOTE = (
    {"primary_status": "STATUS_NOT_DELETE"}, {"buying_types": ["RESERVATION_TOP_VIEW"]},
    {"campaign_system_origins": ["PROMOTE"]})
KINDS_OF_CAMPAIGNS = (STATUS, {**STATUS, **TOP_VIEW}, {**STATUS, **PROMOTE})
LISTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "campaigns": ("list", tuple(FilteringCampaignGet(**each) for each in KINDS_OF_CAMPAIGNS)),
    "ad_groups": ("list", tuple(FilteringAdgroupGet(**each) for each in KINDS_OF_CAMPAIGNS)),
    "ads": ("list", tuple(FilteringAdGet(**each) for each in KINDS_OF_CAMPAIGNS)),
    "smart_plus_campaigns": ("list", (FilteringSmartPlusCampaignGet(**STATUS),)),
    "smart_plus_ad_groups": ("list", (FilteringSmartPlusAdgroupGet(**STATUS),)),
    "smart_plus_ads": ("list", (FilteringSmartPlusAdGet(**STATUS),)),
    "audiences": ("list", (None,)),
    "saved_audiences": ("saved_audiences", (None,)),
    "creative_assets_videos": ("list", (None,)),
    "creative_assets_portfolios": ("creative_portfolios", (None,)),
    "pixels": ("pixels", (None,)),
    "gmv_max_stores": ("store_list", (None,)),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_sdk_reads_the_same_objects(name: str, reads: Reads) -> None:
    stream, (place, filters) = streams.of(name), LISTS[name]
    read = [
        {"advertiser_id": id, **record}
        for id in reads.account.advertiser_ids for filtering in filters
        for record in reads.client.records(
            stream.endpoint, place, advertiser_id=id, **({"filtering": filtering} if filtering else {}))]
    assert_same(stream, read, reads.everything.records[name])


def test_the_sdk_reads_the_same_accounts(reads: Reads) -> None:
    stream = streams.of("advertisers")
    read = reads.client.records(stream.endpoint, advertiser_ids=reads.account.advertiser_ids)
    assert_same(stream, read, reads.everything.records[stream.name])
    facts = reads.account.facts
    granted = reads.client.records("oauth2/advertiser/get/", app_id=facts["app_id"], secret=facts["secret"])
    assert_same(streams.of("advertiser_ids"), granted, reads.everything.records["advertiser_ids"])


def test_the_sdk_reads_the_same_audience_details(reads: Reads) -> None:
    stream = streams.of("audience_details")
    audiences: dict[str, list[str]] = {}
    for record in reads.everything.records["audiences"]:
        audiences.setdefault(record["advertiser_id"], []).append(record["audience_id"])
    read = [
        {"advertiser_id": id, "audience_id": record["audience_details"]["audience_id"], **record}
        for id, ids in audiences.items() for start in range(0, len(ids), 100)
        for record in reads.client.records(
            stream.endpoint, advertiser_id=id, custom_audience_ids=ids[start:start + 100])]
    assert_same(stream, read, reads.everything.records[stream.name])


def test_the_sdk_reads_the_same_statistics_of_pixels(reads: Reads) -> None:
    stream = streams.of("pixel_events_statistics")
    pixels: dict[str, list[str]] = {}
    for record in reads.everything.records["pixels"]:
        pixels.setdefault(record["advertiser_id"], []).append(record["pixel_id"])
    days = {"start_date": START, "end_date": NOW[:10]}
    read = [
        {"advertiser_id": id, **days, **record}
        for id, ids in pixels.items() for start in range(0, len(ids), 10)
        for record in reads.client.records(
            stream.endpoint, advertiser_id=id, pixel_ids=ids[start:start + 10], date_range=DateRange(**days))]
    assert_same(stream, read, reads.everything.records[stream.name])


@pytest.mark.parametrize("name", ("campaigns_reports_daily", "ads_reports_daily", "ads_audience_reports_daily"))
def test_the_sdk_reads_the_same_report(name: str, reads: Reads) -> None:
    stream = streams.of(name)
    level = streams.LEVELS[stream.level]
    status = condition(f"{level.removeprefix('AUCTION_').lower()}_status", "STATUS_ALL")
    kinds: tuple[Any, ...] = (
        [status], [status, condition("buying_type", "RESERVATION_TOP_VIEW")],
        [status, condition("campaign_system_origins", "PROMOTE")])
    read = [
        {"advertiser_id": id, **row}
        for id in reads.account.advertiser_ids for filtering in kinds
        for row in reads.client.records(
            REPORT, report_type=stream.report_type, advertiser_id=id, data_level=level, filtering=filtering,
            dimensions=stream.dimensions, metrics=list(truth.METRICS), start_date=START, end_date=last_day(reads, id))]
    assert_same_rows(stream, read, reads.everything.records[name], truth.METRICS)


@pytest.mark.parametrize("kind", ("PRODUCT", "LIVE"))
def test_the_sdk_reads_the_same_gmv_max_report(kind: str, reads: Reads) -> None:
    """It has no value for campaigns of all statuses, but one for each status."""
    stream = streams.of(f"gmv_max_{kind.lower()}_campaign_reports_daily")
    filtering = FilteringGmvMaxReportGet(
        gmv_max_promotion_types=[kind],
        campaign_statuses=["STATUS_DELETE", "STATUS_DELIVERY_OK", "STATUS_DISABLE", "STATUS_NOT_DELIVERY"])
    read = [
        {"advertiser_id": id, **row}
        for id in reads.account.advertiser_ids
        for store in reads.client.ask("gmv_max/store/list/", advertiser_id=id)["store_list"]
        if store["is_gmv_max_available"]
        for row in reads.client.records(
            GMV_MAX_REPORT, advertiser_id=id, store_ids=[store["store_id"]], dimensions=stream.dimensions,
            metrics=list(GMV_MAX_METRICS), start_date=START, end_date=last_day(reads, id), filtering=filtering)]
    assert_same_rows(stream, read, reads.everything.records[stream.name], GMV_MAX_METRICS)


def test_the_sdk_has_the_same_report_made_by_a_task(reads: Reads) -> None:
    stream, client = streams.of(BY_TASK[0]), reads.client
    read = []
    for id in reads.account.advertiser_ids:
        body = ReportTaskCreateBody(
            report_type="BASIC", data_level="AUCTION_ADVERTISER", advertiser_id=id, dimensions=stream.dimensions,
            metrics=list(truth.METRICS), start_date=START, end_date=last_day(reads, id),
            enable_report_title_translation=False)
        task = client.ask(CREATE, body=body)["task_id"]
        statuses = [client.ask(CHECK, advertiser_id=id, task_id=task)["status"] for _ in range(2)]
        assert statuses[-1] == "SUCCESS"
        text = client.download(DOWNLOAD, advertiser_id=id, task_id=task)
        for row in csv.DictReader(io.StringIO(text)):
            parts = {"dimensions": stream.dimensions, "metrics": truth.METRICS}
            read.append({"advertiser_id": id, **{
                part: {name: row[name] for name in names} for part, names in parts.items()}})
    assert_same_rows(stream, read, reads.by_task.records[stream.name], truth.METRICS)


def test_the_sdk_understands_a_refusal(reads: Reads) -> None:
    with pytest.raises(TiktokSDKError, match="40002.*page_size"):
        reads.client.ask("campaign/get/", advertiser_id=reads.account.advertiser_ids[0], page_size=1001)


def condition(field_name: str, value: str) -> FilteringReportIntegratedGet:
    return FilteringReportIntegratedGet(field_name=field_name, filter_type="IN", filter_value=json.dumps([value]))


def last_day(reads: Reads, advertiser_id: str) -> str:
    """The last day that the connector requests."""
    return str(asked.latest_days(reads.account, NOW)[advertiser_id])


def assert_same(stream: Stream, read: list[dict[str, Any]], emitted: list[dict[str, Any]]) -> None:
    """Both have the same records, compared with the columns' types; an absent member equals null."""
    schema = stream.description["json_schema"]

    def by_key(records: list[dict[str, Any]]) -> truth.Rows:
        rows = {truth.key(stream, record): told(record) for record in records}
        assert len(rows) == len(records), "a record comes twice"
        return rows

    assert emitted
    assert truth.differences(by_key([typed(record, schema) for record in read]), by_key(emitted)) == []


def told(value: Any) -> Any:
    """A value without its nulls at every depth, and with the decimals that the SDK reads as binary fractions."""
    if isinstance(value, dict):
        return {name: told(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [told(element) for element in value]
    return Decimal(str(value)) if isinstance(value, float) else value


def assert_same_rows(
    stream: Stream, read: list[dict[str, Any]], emitted: list[dict[str, Any]], metrics: tuple[str, ...]
) -> None:
    """The same rows with the same values of those metrics."""
    schemas = stream.columns["metrics"]["properties"]

    def values(of: dict[str, Any]) -> dict[str, Any]:
        return {name: typed(of[name], schemas[name]) for name in metrics}

    def key(of: dict[str, Any]) -> str:
        row = {**of["dimensions"], "advertiser_id": of["advertiser_id"]}
        return truth.key(stream, {name: typed(value, stream.columns[name]) for name, value in row.items()})

    expected = {key(row): values(row["metrics"]) for row in read}
    assert expected and len(expected) == len(read)
    assert truth.differences(expected, {key(record): values(record["metrics"]) for record in emitted}) == []
