"""Custom reports: of each type, in both forms, read end to end into DuckDB by PyAirbyte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conftest import NOW
from support.breadth import broad
from support.connector import BINARY, Connector
from support.simulation import Simulation

START = broad("2026-10-31", "2026-09-20")
TIMES = ("stat_time_day", "stat_time_hour")


@dataclass(frozen=True)
class Expected:
    """A report, and the truth that it should equal. ``written`` are the settings other than its name; "{…}" in it are
    replaced. ``loosely`` is another way to write it, which no form offers."""

    name: str
    written: dict[str, Any]
    report_type: str
    level: str | None
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    filtering: list[dict[str, str]] = field(default_factory=list)
    is_lifetime: bool = False
    loosely: Any = None

    @property
    def account(self) -> str:
        return "bc_id" if self.report_type == "BC" else "advertiser_id"

    @property
    def key(self) -> list[str]:
        dated = not self.is_lifetime and not set(TIMES) & set(self.dimensions)
        own = [] if self.account in self.dimensions else [self.account]
        return [*own, *self.dimensions, *(["start_date"] if dated else [])]

    @property
    def cursor(self) -> list[str]:
        return [name for name in self.dimensions if name in TIMES]


def some(field_name: str, filter_type: str, *values: str) -> dict[str, str]:
    """A filter in the API's form: several values are a JSON text."""
    several = filter_type in ("IN", "NOT_IN", "CONTAIN_ANY_OF", "BETWEEN")
    return {
        "field_name": field_name, "filter_type": filter_type,
        "filter_value": json.dumps(list(values)) if several else values[0]}


REPORTS = (
    # The two examples of ingestr's documents, with other ids.
    Expected(
        "custom_campaign_id_stat_time_day", {"definition": "custom:campaign_id,stat_time_day:clicks,cpc"},
        "BASIC", "AUCTION_CAMPAIGN", ("campaign_id", "stat_time_day"), ("clicks", "cpc"),
        loosely="custom:campaign_id,stat_time_day:clicks,cpc"),
    Expected(
        "custom_campaign_id_country_code",
        {"definition": "custom:campaign_id,country_code:clicks,cpc:campaign_ids,{campaigns[0]},{campaigns[1]}"},
        "BASIC", "AUCTION_CAMPAIGN", ("campaign_id", "country_code"), ("clicks", "cpc"),
        [some("campaign_ids", "IN", "{campaigns[0]}", "{campaigns[1]}")],
        loosely=" custom: campaign_id, country_code : clicks, cpc :campaign_ids,{campaigns[0]},{campaigns[1]} "),
    Expected(
        "hours_by_country",
        {
            "dimensions": ["adgroup_id", "country_code", "stat_time_hour"], "metrics": ["spend", "impressions"],
            "lookback": 1,
        },
        "BASIC", "AUCTION_ADGROUP", ("adgroup_id", "country_code", "stat_time_hour"), ("spend", "impressions"),
        loosely={
            "name": "hours_by_country", "dimensions": "adgroup_id, country_code,stat_time_hour",
            "metrics": "spend,impressions,spend", "data_level": "ad_group",
        }),
    Expected(
        "whole_lives",
        {
            "dimensions": ["campaign_id"], "metrics": ["spend", "clicks"], "query_lifetime": True,
            "filters": [{"field_name": "spend", "filter_type": "GREATER_EQUAL", "filter_value": ["100"]}],
        },
        "BASIC", "AUCTION_CAMPAIGN", ("campaign_id",), ("spend", "clicks"), [some("spend", "GREATER_EQUAL", "100")],
        is_lifetime=True,
        loosely={
            "name": "whole_lives", "dimensions": "campaign_id", "metrics": "spend,clicks", "query_lifetime": "true",
            "filtering": [{"field_name": "spend", "filter_type": "greater_equal", "filter_value": 100}],
        }),
    Expected(
        "days_of_accounts", {"dimensions": ["stat_time_day"], "metrics": ["spend", "cash_spend"]},
        "BASIC", "AUCTION_ADVERTISER", ("stat_time_day",), ("spend", "cash_spend")),
    Expected(
        "asset_groups",
        {
            "data_level": "AUCTION_AD", "dimensions": ["ad_id_v2", "stat_time_day"], "metrics": ["spend", "clicks"],
            "filters": [
                {"field_name": "campaign_automation_type", "filter_value": ["UPGRADED_SMART_PLUS", "MANUAL"]},
                {"field_name": "buying_type", "filter_type": "NOT_IN", "filter_value": ["RESERVATION_RF"]},
                {
                    "field_name": "create_time", "filter_type": "BETWEEN",
                    "filter_value": ["2024-01-01 00:00:00", "2026-10-10 00:00:00"],
                },
            ],
        },
        "BASIC", "AUCTION_AD", ("ad_id_v2", "stat_time_day"), ("spend", "clicks"),
        [
            some("campaign_automation_type", "IN", "UPGRADED_SMART_PLUS", "MANUAL"),
            some("buying_type", "NOT_IN", "RESERVATION_RF"),
            some("create_time", "BETWEEN", "2024-01-01 00:00:00", "2026-10-10 00:00:00"),
        ]),
    Expected(
        "languages", {"definition": "custom:ad_id,language,stat_time_day:spend,impressions,video_watched_6s"},
        "AUDIENCE", "AUCTION_AD", ("ad_id", "language", "stat_time_day"), ("spend", "impressions", "video_watched_6s"),
        loosely="languages=custom:ad_id,language,stat_time_day:spend,impressions,video_watched_6s"),
    Expected(
        "ages_of_all", {"report_type": "AUDIENCE", "dimensions": ["age"], "metrics": ["spend"]},
        "AUDIENCE", "AUCTION_ADVERTISER", ("age",), ("spend",), loosely="ages_of_all=custom:age:spend"),
    Expected(
        "playables", {"dimensions": ["playable_id", "country_code"], "metrics": ["spend", "impressions"]},
        "PLAYABLE_MATERIAL", None, ("playable_id", "country_code"), ("spend", "impressions")),
    Expected(
        "catalogs",
        {"report_type": "CATALOG", "dimensions": ["adgroup_id", "stat_time_day"], "metrics": ["spend", "clicks"]},
        "CATALOG", "AUCTION_ADGROUP", ("adgroup_id", "stat_time_day"), ("spend", "clicks")),
    Expected(
        "business_center",
        {
            "report_type": "BC", "bc_id": "{bc_id}", "dimensions": ["advertiser_id", "stat_time_day"],
            "metrics": ["spend", "impressions"],
        },
        "BC", None, ("advertiser_id", "stat_time_day"), ("spend", "impressions")),
    Expected(
        "shops",
        {
            "report_type": "TT_SHOP", "dimensions": ["campaign_id", "country_code", "stat_time_day"],
            "metrics": ["spend", "billed_cost"],
            "filters": [{"field_name": "campaign_status", "filter_value": ["STATUS_ALL"]}],
        },
        "TT_SHOP", "AUCTION_CAMPAIGN", ("campaign_id", "country_code", "stat_time_day"), ("spend", "billed_cost"),
        [some("campaign_status", "IN", "STATUS_ALL")]),
)


def filled(value: Any, facts: dict[str, Any]) -> Any:
    """A value with the account's ids in it."""
    if isinstance(value, str):
        return value.format(**facts) if "{" in value else value
    if isinstance(value, list):
        return [filled(element, facts) for element in value]
    return {name: filled(element, facts) for name, element in value.items()} if isinstance(value, dict) else value


class Sync:
    """All of the reports in one database, each in its own table with a column for each metric."""

    def __init__(self, airbyte: ModuleType, simulation: Simulation, database: Path) -> None:
        os.environ |= {"TIKTOK_BASE_URL": simulation.base_url, "TIKTOK_NOW": NOW}
        self.simulation = simulation
        campaigns = sorted(simulation.truth("campaign", rows=1)["rows"])
        self.facts = {"campaigns": campaigns, "bc_id": simulation.facts["bc_id"]}
        source = airbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY), streams=[each.name for each in REPORTS],
            config=simulation.config(
                start_date=START, requests_per_second=1000, report_layout="flat",
                custom_reports=[filled({"name": each.name, **each.written}, self.facts) for each in REPORTS]))
        self.catalog = {stream.name: stream for stream in source.discovered_catalog.streams}
        self.cache = airbyte.caches.DuckDBCache(db_path=database)
        source.read(cache=self.cache)

    @cached_property
    def requests(self) -> list[dict[str, Any]]:
        return self.simulation.requests()

    def table(self, report: Expected) -> dict[str, dict[str, Any]]:
        """The rows by the truth's key: the account and the dimensions."""
        names = [report.account, *report.dimensions]
        rows = self.cache.run_sql_query(f"SELECT * FROM {report.name}")
        return {
            "|".join(str(row[name]) for name in names): {name: row[name] for name in report.metrics}
            for row in map(dict, rows)
        }

    def truth(self, report: Expected) -> dict[str, dict[str, Decimal | None]]:
        conditions: dict[str, Any] = {
            "report_type": report.report_type, "dimensions": ",".join(report.dimensions), "include_deleted": 1,
            "metrics": ",".join(report.metrics), "rows": 1,
        }
        if report.level:
            conditions["data_level"] = report.level
        if report.filtering:
            conditions["filtering"] = json.dumps(filled_filters(report, self.facts))
        if not report.is_lifetime:
            conditions |= {"start": START}
        rows = self.simulation.truth("report", **conditions)["rows"]
        return {
            key: {name: None if text == "-" else Decimal(text) for name, text in row.items()}
            for key, row in rows.items()
        }


def filled_filters(report: Expected, facts: dict[str, Any]) -> list[dict[str, str]]:
    """The braces of JSON around ids are not placeholders."""
    return [
        {**each, "filter_value": each["filter_value"].replace("{campaigns[0]}", facts["campaigns"][0]).replace(
            "{campaigns[1]}", facts["campaigns"][1])}
        for each in report.filtering
    ]


@pytest.fixture(scope="module")
def sync(pyairbyte: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sync]:
    flags = ("--advertisers", "3", "--ads-per-advertiser", "8", "--business-center")
    with Simulation.start("--now", NOW, *flags) as simulation, pytest.MonkeyPatch.context() as patch:
        for name in ("TIKTOK_BASE_URL", "TIKTOK_NOW"):
            patch.setenv(name, "")
        yield Sync(pyairbyte, simulation, tmp_path_factory.mktemp("custom") / "tiktok.duckdb")


@pytest.mark.parametrize("report", REPORTS, ids=lambda each: each.name)
def test_it_is_a_stream_with_its_key_and_cursor(report: Expected, sync: Sync) -> None:
    stream = sync.catalog[report.name]
    assert [path[0] for path in stream.source_defined_primary_key or []] == report.key
    assert (stream.default_cursor_field or []) == report.cursor
    assert set(report.metrics) <= set(stream.json_schema["properties"])


@pytest.mark.parametrize("report", REPORTS, ids=lambda each: each.name)
def test_its_table_holds_the_truth(report: Expected, sync: Sync) -> None:
    expected, found = sync.truth(report), sync.table(report)
    assert expected, "the account has no such rows"
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        for name, value in row.items():
            there = found[key][name]
            assert (None if there is None else Decimal(str(there))) == value, (key, name)


@pytest.mark.parametrize("report", REPORTS, ids=lambda each: each.name)
def test_the_database_adds_up_without_being_told_types(report: Expected, sync: Sync) -> None:
    metric = report.metrics[0]
    total = sum(row[metric] or 0 for row in sync.truth(report).values())
    [row] = sync.cache.run_sql_query(f"SELECT sum({metric}) AS total FROM {report.name}")
    assert abs(Decimal(str(dict(row)["total"])) - total) < Decimal("0.000001")


@pytest.mark.parametrize("report", [each for each in REPORTS if each.loosely], ids=lambda each: each.name)
def test_it_can_be_written_otherwise(report: Expected, sync: Sync, connector: Connector) -> None:
    descriptions = []
    for written in (report.loosely, {"name": report.name, **report.written}):
        config = sync.simulation.config(custom_reports=[filled(written, sync.facts)])
        descriptions.append(connector.discover(config)["streams"][-1])
    assert descriptions[0] == descriptions[1]
    assert descriptions[0]["name"] == report.name


def test_nothing_that_was_asked_was_refused(sync: Sync) -> None:
    refused = [entry for entry in sync.requests if entry["code"] != 0]
    assert refused == []
