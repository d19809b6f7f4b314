"""Reads in which the connector sends every kind of request to every endpoint, to be checked by TikTok's SDK."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from support import asked, selection, streams
from support.connector import FAST, Connector, Run, configured
from support.official_judgement import Complaint, Trial
from support.official_sdk import Client
from support.simulation import FEW_ADS, Simulation

NOW, LATER = "2026-11-03T12:00:00Z", "2026-11-03T15:00:00Z"
START = "2026-11-02"
TOO_LARGE = {"path": "^report/integrated/", "effect": {"kind": "too_large", "days": 0}}
BY_TASK = ("advertisers_reports_daily", "advertisers_audience_reports_by_country_daily")
QUICKLY = {"TIKTOK_TIME_SCALE": "100"}
LARGE = ("--advertisers", "1", "--large-ads", "90", "--ads-per-campaign", "45", "--id-limit", "12")
# All of its ads have a time of change, so that an incremental read can filter by it.
TIMED = ("--advertisers", "1", "--rows-per-day", "9", "--anchor", "2026-10-05")


def some(field_name: str, filter_type: str, *values: str) -> dict[str, Any]:
    return {"field_name": field_name, "filter_type": filter_type, "filter_value": list(values)}


# One of each report type that no stream has, and of each kind of filter.
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
    """All requests of the connector about the accounts, and the records of two of its reads."""

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


@contextmanager
def all_reads(folder: Path) -> Iterator[Reads]:
    """Every kind of read of a small account, which keeps running while the reads are checked."""
    with Simulation.start("--now", NOW, *FEW_ADS, "--business-center", "--task-checks", "1") as account:
        connector = Connector(folder, account.base_url)
        own = [
            {**report, **({"bc_id": account.facts["bc_id"]} if report.get("report_type") == "BC" else {})}
            for report in OWN_REPORTS]
        config = account.config(start_date=START, requests_per_second=1000, custom_reports=own)
        assert connector.run("check", config, now=NOW).returncode == 0
        catalog = configured(connector.discover(config, NOW))
        everything = complete(connector.run("read", config, catalog, now=NOW, variables=FAST))
        # Again from its state, after a while, and with the other settings of the configuration.
        other = {**config, "skip_idle_days": True, "page_size": 50}
        objects = [*streams.entities(), "ads_reports_daily", "ads_reports_hourly"]
        complete(connector.run("read", other, chosen(*objects), everything.state, now=LATER, variables=FAST))
        complete(connector.run("read", {**config, "include_deleted": True}, of_few_columns(), now=NOW, variables=FAST))
        account.add_faults(TOO_LARGE)
        tasks = {**config, "async_reports": True}
        by_task = complete(connector.run("read", tasks, chosen(*BY_TASK), now=NOW, variables=QUICKLY))
        # Each campaign has its own task.
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
    """All lists of objects, with the first few columns of those whose columns are requested by name."""
    found = map(streams.of, streams.entities())
    return selection.catalog(
        selection.narrowed(each, [*each.key, *list(each.columns)[:5]]) if each.takes_fields else each.description
        for each in found)


def in_parts(folder: Path) -> list[asked.Entry]:
    """An account with more ads than one report returns, which is read by ids."""
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
