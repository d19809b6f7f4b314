"""The reconciliation of each account and day: its own report next to the sums of the levels below it and the cost of GMV
Max, and the reasons for missing parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support import asked, objects, selection, streams, truth
from support.api_requests import REPORT
from support.connector import FAST, Connector, Run
from support.simulation import FEW_ADS, Simulation

NOW, LATER = "2026-11-03T12:00:00Z", "2026-11-04T12:00:00Z"
START = "2026-10-16"
# Days that have not ended everywhere.
TODAY = "2026-11-03"
NAME = "spend_reconciliation_daily"
LEVELS = {"campaigns": "campaigns_reports_daily", "ad_groups": "ad_groups_reports_daily", "ads": "ads_reports_daily"}
# The filters that identify the requests of a level.
STATUS = {"campaigns": "campaign_status", "ad_groups": "adgroup_status", "ads": '"ad_status'}
GMV_MAX = ("gmv_max_product_campaign_reports_daily", "gmv_max_live_campaign_reports_daily")
TOP_VIEW, PROMOTE = objects.TOP_VIEW, objects.PROMOTE
SUMS = [f"{level}_{metric}" for level in LEVELS for metric in truth.METRICS]
DIFFERENCES = [f"{column}_difference" for column in SUMS]
Amounts = dict[tuple[str, str], dict[str, Decimal]]


@pytest.fixture(scope="module")
def everything() -> Iterator[Simulation]:
    """Accounts with every kind of spend."""
    with Simulation.start("--now", NOW, *FEW_ADS) as account:
        yield account


@pytest.fixture
def account(everything: Simulation) -> Iterator[Simulation]:
    everything.clear_faults()
    everything.clear_requests()
    yield everything
    everything.clear_faults()


def read(
    account: Simulation, folder: Path, *names: str, state: Any = None, now: str = NOW, mode: str = "incremental",
    **fields: Any,
) -> Run:
    catalog = selection.catalog([streams.of(name).description for name in names or (NAME,)], mode)
    config = account.config(**{"start_date": START, "requests_per_second": 1000, **fields})
    run = Connector(folder, account.base_url).run("read", config, catalog, state, now=now, variables=FAST)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    return run


def rows(run: Run) -> dict[tuple[str, str], dict[str, Any]]:
    records = {(record["advertiser_id"], record["stat_time_day"]): record for record in run.records[NAME]}
    assert len(records) == len(run.records[NAME]) > 5, "one row for each account and day"
    return records


def by_day(run: Run, name: str, metrics: tuple[str, ...]) -> Amounts:
    """The sums that a user would compute from another stream's records."""
    sums: Amounts = {}
    for record in run.records.get(name, []):
        sum = sums.setdefault(
            (record["advertiser_id"], record["stat_time_day"]), dict.fromkeys(metrics, Decimal(0)))
        for metric in metrics:
            sum[metric] += Decimal(record["metrics"][metric] or 0)
    return sums


def test_all_levels_add_up_and_say_what_their_streams_say(account: Simulation, tmp_path: Path) -> None:
    reconciled = rows(read(account, tmp_path))
    others = read(account, tmp_path, "advertisers_reports_daily", *LEVELS.values(), *GMV_MAX)
    own = by_day(others, "advertisers_reports_daily", truth.METRICS)
    levels = {level: by_day(others, name, truth.METRICS) for level, name in LEVELS.items()}
    costs = [by_day(others, name, ("cost",)) for name in GMV_MAX]
    assert any(costs), "there is GMV Max"
    assert reconciled.keys() == own.keys() | costs[0].keys() | costs[1].keys()
    nothing = dict.fromkeys((*truth.METRICS, "cost"), Decimal(0))
    for place, row in reconciled.items():
        assert {metric: row[metric] for metric in truth.METRICS} == own.get(place, {m: 0 for m in truth.METRICS})
        for level, sums in levels.items():
            for metric in truth.METRICS:
                assert row[f"{level}_{metric}"] == sums.get(place, nothing)[metric]
        assert row["gmv_max_cost"] == sum(cost.get(place, nothing)["cost"] for cost in costs)
        assert [row[name] for name in DIFFERENCES] == [0] * len(DIFFERENCES)
        assert row["reasons"] is None


def test_they_are_the_sums_of_what_the_accounts_know(account: Simulation, tmp_path: Path) -> None:
    run = read(account, tmp_path)
    assert truth.differences(truth.expected(account, NAME, start=START), truth.seen(NAME, run.records[NAME])) == []


def test_amounts_are_exact(account: Simulation, tmp_path: Path) -> None:
    run = read(account, tmp_path)
    spends = [record["spend"] for record in run.records[NAME]]
    assert all(spend == spend.quantize(Decimal("0.01")) for spend in spends if isinstance(spend, Decimal))
    expected = truth.expected(account, "ads_reports_daily", start=START, metrics=truth.METRICS)
    assert sum(Decimal(spend) for spend in spends) == truth.sums(expected, truth.METRICS)["spend"]


def test_the_next_sync_reads_on(account: Simulation, tmp_path: Path) -> None:
    first = read(account, tmp_path)
    assert first.state, "it is read incrementally"
    second = read(account, tmp_path, state=first.state, now=LATER, attribution_window=2)
    days = sorted({record["stat_time_day"] for record in second.records[NAME]})
    # Two days before the cursor, which is the last day that had ended everywhere.
    assert days[0] == "2026-10-31T00:00:00"
    settled = {place: row for place, row in rows(first).items() if days[0] <= place[1] < "2026-11-02"}
    assert settled and settled == {
        place: row for place, row in rows(second).items() if place[1] < "2026-11-02"}


@pytest.mark.parametrize("code", (40002, 40118))
@pytest.mark.parametrize("part", (TOP_VIEW, PROMOTE))
def test_a_kind_that_is_refused_is_the_difference_to_the_cent(
    part: str, code: int, account: Simulation, tmp_path: Path
) -> None:
    account.add_faults({
        "path": "^report/", "filtering": part, "times": "always",
        "effect": {"kind": "code", "code": code, "message": f"{part} is not for you"}})
    reconciled = rows(read(account, tmp_path))
    whole = truth.expected(account, "ads_reports_daily", start=START, metrics=truth.METRICS)
    rest = truth.expected(account, "ads_reports_daily", start=START, metrics=truth.METRICS, without=(part,))
    missing = {
        metric: amount - truth.sums(rest, truth.METRICS)[metric]
        for metric, amount in truth.sums(whole, truth.METRICS).items()}
    assert missing["spend"] > 0
    for level in LEVELS:
        for metric in truth.METRICS:
            told = sum(Decimal(row[f"{level}_{metric}_difference"]) for row in reconciled.values())
            assert told == missing[metric], (level, metric)
    for (_, day), row in reconciled.items():
        if row["reasons"] is None:
            # The account has none of the kind.
            assert [row[name] for name in DIFFERENCES] == [0] * len(DIFFERENCES)
            continue
        assert len(row["reasons"]) == len(LEVELS) + (day >= TODAY and row["spend"] != row["ads_spend"])
        for level, reason in zip(LEVELS, row["reasons"], strict=False):
            assert reason.startswith(f"{level}: what belongs to ") and f"{part} is not for you" in reason
            assert "request_id" in reason and str(code) in reason


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_that_is_refused_is_missing_alone(level: str, account: Simulation, tmp_path: Path) -> None:
    account.add_faults({
        "path": "^report/", "filtering": STATUS[level], "times": "always",
        "effect": {"kind": "code", "code": 40118, "message": "Ask somebody"}})
    for row in rows(read(account, tmp_path)).values():
        for name in SUMS:
            is_missing = name.startswith(level)
            assert (row[name] is None) == is_missing, name
            assert row[f"{name}_difference"] == (None if is_missing else 0), name
        assert len(row["reasons"]) == 1
        assert row["reasons"][0].startswith(f"{level}: missing") and "Ask somebody" in row["reasons"][0]


def test_gmv_max_that_is_refused_costs_one_request_and_nothing_else(account: Simulation, tmp_path: Path) -> None:
    account.add_faults({
        "path": "^gmv_max/", "times": "always",
        "effect": {"kind": "code", "code": 40001, "message": "It does not grant you /gmv_max/store/list/:GET permission"}})
    # Several windows of each account.
    for row in rows(read(account, tmp_path, report_window_days=7)).values():
        assert row["gmv_max_cost"] is None and [row[name] for name in DIFFERENCES] == [0] * len(DIFFERENCES)
        assert len(row["reasons"]) == 1 and "gmv_max/store/list/" in row["reasons"][0]
    asked_for = [entry for entry in account.requests() if entry["path"].startswith("gmv_max/")]
    assert len(asked_for) == len({asked.param(entry, "advertiser_id") for entry in asked_for})


def test_what_the_user_leaves_out_is_named(account: Simulation, tmp_path: Path) -> None:
    run = read(account, tmp_path, include_promote=False, include_deleted=False)
    differing = [row for row in rows(run).values() if any(row[name] for name in DIFFERENCES)]
    assert differing
    for row in differing:
        text = " ".join(row["reasons"])
        assert "`include_promote` is false" in text and "`include_deleted` is false" in text


def test_an_account_that_is_refused_is_left_out_and_read_again(account: Simulation, tmp_path: Path) -> None:
    refused = account.advertiser_ids[0]
    account.add_faults({
        "path": "^report/", "advertiser_id": refused, "filtering": STATUS["ads"], "times": "always",
        "effect": {"kind": "code", "code": 40001, "message": "No permission to operate advertiser"}})
    run = read(account, tmp_path)
    assert refused not in {record["advertiser_id"] for record in run.records[NAME]}
    assert len([message for message in run.logs if "is left out" in message]) == 1
    account.clear_faults()
    again = read(account, tmp_path, state=run.state)
    assert refused in {record["advertiser_id"] for record in again.records[NAME]}


def test_few_requests_are_made(account: Simulation, tmp_path: Path) -> None:
    read(account, tmp_path, NAME, "gmv_max_stores")
    requests = account.requests()
    assert asked.repeated(requests) == []
    accounts = len(account.advertiser_ids)
    levels = Counter(asked.param(entry, "data_level") for entry in requests if entry["path"] == REPORT)
    assert levels.pop("AUCTION_ADVERTISER") == accounts
    # Standard, TopView and Promote campaigns, of the accounts that have them.
    assert len(levels) == len(LEVELS) and all(accounts < count <= 3 * accounts for count in levels.values())
    assert len([entry for entry in requests if entry["path"] == "gmv_max/store/list/"]) == accounts
    assert {asked.param(entry, "metrics") for entry in requests if entry["path"] == REPORT} == {
        '["spend","impressions","clicks"]'}


def test_an_idle_account_costs_its_own_report_and_the_look_ups(tmp_path: Path) -> None:
    with Simulation.start(
        "--now", NOW, "--advertisers", "2", "--idle-advertisers", "2", "--no-special"
    ) as account:
        run = read(account, tmp_path, start_date="2026-11-01")
        requests = account.requests()
        assert [asked.param(entry, "data_level") for entry in requests if entry["path"] == REPORT] == [
            "AUCTION_ADVERTISER"] * 2
        assert len([entry for entry in requests if asked.is_special_look_up(entry)]) == 4
        assert all(row["spend"] == 0 and row["gmv_max_cost"] for row in run.records[NAME])
