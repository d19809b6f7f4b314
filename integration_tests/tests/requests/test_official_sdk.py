"""TikTok's official SDK judges every request that the connector sends, and reads the simulated API itself.

What the connector asks for and the SDK does not know is listed here, each with the document that knows better. A
complaint that is not listed fails a test, and so does an exception that no request needs any more.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
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

from conftest import NOW
from simulated_api.server.endpoints import ENDPOINTS
from support import asked, selection, streams, truth
from support.connector import Connector, Run, configured
from support.official_sdk import Client, Complaint, Trial, complaints, methods
from support.simulation import FEW_ADS, Simulation
from support.streams import Stream
from support.typed import typed

START, LATER = "2026-11-02", "2026-11-03T15:00:00Z"
REPORT, GMV_MAX_REPORT = "report/integrated/get/", streams.GMV_MAX_REPORT
CREATE, CHECK, DOWNLOAD = (f"report/task/{step}/" for step in ("create", "check", "download"))
TOO_LARGE = {"path": "^report/integrated/", "effect": {"kind": "too_large", "days": 0}}
BY_TASK = ("advertisers_reports_daily", "advertisers_audience_reports_by_country_daily")
QUICKLY = {"TIKTOK_TIME_SCALE": "100"}
LARGE = ("--advertisers", "1", "--large-ads", "90", "--ads-per-campaign", "45", "--id-limit", "12")
# All of its ads tell when they were changed, so that those of a state can be filtered by it.
TIMED = ("--advertisers", "1", "--rows-per-day", "9", "--anchor", "2026-10-05")
METRICS = ("spend", "impressions", "clicks")
GMV_MAX_METRICS = ("cost", "orders", "gross_revenue", "roi")

# The SDK is older than some endpoints and values, and was never given others: each with TikTok's page that tells of it.
WITHOUT_METHOD = "has no method"
KNOWING_EXCEPTIONS = {
    Complaint("file/image/ad/search/", "", WITHOUT_METHOD): "1740052016789506",
    Complaint("file/music/get/", "", WITHOUT_METHOD): "1740053909509122",
    Complaint("gmv_max/campaign/get/", "", WITHOUT_METHOD): "1826463372290177",
    Complaint("pixel/instant_page/event/", "", WITHOUT_METHOD): "§2 of the fact sheet, from Airbyte's connector",
    Complaint(DOWNLOAD, "", WITHOUT_METHOD): "1740302766489602, §3.7 of the fact sheet",
    Complaint("tt_video/list/", "", WITHOUT_METHOD): "1738376465972226",
    Complaint(GMV_MAX_REPORT, "filtering.campaign_statuses", "has no value STATUS_ALL"): "1824722485971009",
    Complaint(REPORT, "filtering.filter_type", "has no value CONTAIN_ANY_OF"): "1740302848100353",
    Complaint(REPORT, "filtering.filter_type", "has no value NOT_IN"): "1740302848100353",
}


def some(field_name: str, filter_type: str, *values: str) -> dict[str, Any]:
    return {"field_name": field_name, "filter_type": filter_type, "filter_value": list(values)}


# Of each type of report that no stream is, and of each kind of filter.
OWN_REPORTS: tuple[dict[str, Any], ...] = (
    {
        "name": "asset_groups", "data_level": "AUCTION_AD", "dimensions": ["ad_id_v2", "stat_time_day"],
        "metrics": ["spend", "clicks"],
        "filters": [
            some("campaign_automation_type", "CONTAIN_ANY_OF", "UPGRADED_SMART_PLUS", "MANUAL"),
            some("buying_type", "NOT_IN", "RESERVATION_RF"),
            some("create_time", "BETWEEN", "2024-01-01 00:00:00", "2026-10-10 00:00:00"),
        ],
    },
    {
        "name": "whole_lives", "dimensions": ["campaign_id"], "metrics": ["spend"], "query_lifetime": True,
        "filters": [some("spend", "GREATER_EQUAL", "100"), some("campaign_name", "MATCH", "a")],
    },
    {
        "name": "few_clicks", "dimensions": ["campaign_id"], "metrics": ["spend", "clicks"],
        "filters": [
            some("spend", "GREATER_THAN", "1"), some("spend", "LOWER_EQUAL", "9999"),
            some("clicks", "LOWER_THAN", "999"),
        ],
    },
    {"name": "ages", "report_type": "AUDIENCE", "dimensions": ["age"], "metrics": ["spend"]},
    {
        "name": "catalogs", "report_type": "CATALOG", "dimensions": ["adgroup_id", "stat_time_day"],
        "metrics": ["spend"],
    },
    {
        "name": "shops", "report_type": "TT_SHOP", "dimensions": ["campaign_id", "country_code", "stat_time_day"],
        "metrics": ["spend", "billed_cost"],
    },
    {
        "name": "of_all_accounts", "report_type": "BC", "dimensions": ["advertiser_id", "stat_time_day"],
        "metrics": ["spend"],
    },
)


@dataclass(frozen=True)
class Reads:
    """Everything that the connector asked of the accounts, and the records of two of its reads."""

    account: Simulation
    requests: list[asked.Entry]
    everything: Run
    by_task: Run

    @cached_property
    def trials(self) -> list[Trial]:
        return [Trial(entry) for entry in self.requests]

    @cached_property
    def found(self) -> Counter[Complaint]:
        return Counter(complaint for trial in self.trials for complaint in trial.complaints)

    @cached_property
    def client(self) -> Client:
        return Client(self.account.base_url, self.account.facts["access_token"])


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reads]:
    folder = tmp_path_factory.mktemp("official")
    with Simulation.start("--now", NOW, *FEW_ADS, "--business-center", "--task-checks", "1") as account:
        connector = Connector(folder, account.base_url)
        own = [
            {**report, **({"bc_id": account.facts["bc_id"]} if report.get("report_type") == "BC" else {})}
            for report in OWN_REPORTS]
        config = account.config(start_date=START, requests_per_second=1000, custom_reports=own)
        assert connector.run("check", config, now=NOW).returncode == 0
        catalog = configured(connector.discover(config, NOW))
        everything = complete(connector.run("read", config, catalog, now=NOW))
        # Again from its state, after a while, and in the other ways that the configuration has.
        other = {**config, "skip_idle_days": True, "page_size": 50}
        objects = [*streams.entities(), "ads_reports_daily", "ads_reports_hourly"]
        complete(connector.run("read", other, chosen(*objects), everything.state, now=LATER))
        complete(connector.run("read", {**config, "include_deleted": True}, of_few_columns(), now=NOW))
        account.add_faults(TOO_LARGE)
        tasks = {**config, "async_reports": True}
        by_task = complete(connector.run("read", tasks, chosen(*BY_TASK), now=NOW, variables=QUICKLY))
        # Campaigns have a task each.
        few = {**tasks, "advertiser_ids": account.advertiser_ids[:1], "start_date": NOW[:10]}
        complete(connector.run("read", few, chosen("campaigns_reports_daily"), now=NOW, variables=QUICKLY))
        account.clear_faults()
        sandbox = Connector(folder, account.facts["sandbox_base_url"])
        complete(sandbox.read(account.sandbox_config(start_date=START, requests_per_second=1000), now=NOW))
        requests = account.requests() + in_parts(folder) + of_changed_ads(folder)
        yield Reads(account, requests, everything, by_task)


def chosen(*names: str) -> dict[str, Any]:
    found = [selection.with_metrics(streams.of(name), selection.FEW) for name in names]
    return selection.catalog(found, "incremental")


def of_few_columns() -> dict[str, Any]:
    """All lists of objects, with the first few columns of those whose columns are asked for by name."""
    found = map(streams.of, streams.entities())
    return selection.catalog(
        selection.narrowed(each, [*each.key, *list(each.columns)[:5]]) if each.takes_fields else each.description
        for each in found)


def in_parts(folder: Path) -> list[asked.Entry]:
    """An account with more ads than a report tells of, which is read by ids."""
    with Simulation.start("--now", NOW, *LARGE) as account:
        config = account.config(start_date=START, requests_per_second=1000)
        complete(Connector(folder, account.base_url).run("read", config, chosen("ads_reports_daily"), now=NOW))
        return account.requests()


def of_changed_ads(folder: Path) -> list[asked.Entry]:
    with Simulation.start("--now", NOW, *TIMED) as account:
        config, connector = account.config(requests_per_second=1000), Connector(folder, account.base_url)
        run = complete(connector.run("read", config, chosen("ads"), now=NOW))
        complete(connector.run("read", config, chosen("ads"), run.state, now=NOW))
        return account.requests()


def complete(run: Run) -> Run:
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    return run


def test_every_endpoint_is_asked(reads: Reads) -> None:
    assert {entry["path"] for entry in reads.requests} == set(ENDPOINTS)
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


# How the SDK gets the records of a stream: where they are in an answer, and the filters that together let all through.
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
            dimensions=stream.dimensions, metrics=list(METRICS), start_date=START, end_date=last_day(reads, id))]
    assert_same_rows(stream, read, reads.everything.records[name], METRICS)


@pytest.mark.parametrize("kind", ("PRODUCT", "LIVE"))
def test_the_sdk_reads_the_same_gmv_max_report(kind: str, reads: Reads) -> None:
    """It has no word for campaigns of all statuses, but one for each of them."""
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
            metrics=list(METRICS), start_date=START, end_date=last_day(reads, id),
            enable_report_title_translation=False)
        task = client.ask(CREATE, body=body)["task_id"]
        statuses = [client.ask(CHECK, advertiser_id=id, task_id=task)["status"] for _ in range(2)]
        assert statuses[-1] == "SUCCESS"
        text = client.download(DOWNLOAD, advertiser_id=id, task_id=task)
        for row in csv.DictReader(io.StringIO(text)):
            parts = {"dimensions": stream.dimensions, "metrics": METRICS}
            read.append({"advertiser_id": id, **{
                part: {name: row[name] for name in names} for part, names in parts.items()}})
    assert_same_rows(stream, read, reads.by_task.records[stream.name], METRICS)


def test_the_sdk_understands_a_refusal(reads: Reads) -> None:
    with pytest.raises(TiktokSDKError, match="40002.*page_size"):
        reads.client.ask("campaign/get/", advertiser_id=reads.account.advertiser_ids[0], page_size=1001)


def condition(field_name: str, value: str) -> FilteringReportIntegratedGet:
    return FilteringReportIntegratedGet(field_name=field_name, filter_type="IN", filter_value=json.dumps([value]))


def last_day(reads: Reads, advertiser_id: str) -> str:
    """The last day that the connector asks for."""
    return str(asked.latest_days(reads.account, NOW)[advertiser_id])


def assert_same(stream: Stream, read: list[dict[str, Any]], emitted: list[dict[str, Any]]) -> None:
    """The same records, as the columns' types have them; what is absent is as good as null."""
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
# What is wrong about a request, and what the SDK has to say of it: where and what.
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
