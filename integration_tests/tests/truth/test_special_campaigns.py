"""TopView and Promote campaigns: TikTok reports them only if a filter requests them (1740302848100353, 1785880454546433),
although their spend is part of the account's. With them, every level adds up to the account."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support import asked, objects, selection, streams, truth
from support.api_requests import REPORT
from support.connector import Connector, Run
from support.history import History
from support.simulation import FEW_ADS, Simulation

NOW, LATER, TOMORROW = "2026-11-03T12:00:00Z", "2026-11-03T21:00:00Z", "2026-11-04T09:00:00Z"
# When another day has ended in all time zones.
NOON = "2026-11-04T12:00:00Z"
START = "2026-10-16"
TOP_VIEW, PROMOTE = objects.TOP_VIEW, objects.PROMOTE
LEVELS = ("campaigns", "ad_groups", "ads")
REPORTS = {
    "BASIC": ("advertisers_reports_daily", *(f"{level}_reports_daily" for level in LEVELS)),
    "AUDIENCE": (
        "advertisers_audience_reports_daily", "campaigns_audience_reports_daily", "ad_group_audience_reports_daily",
        "ads_audience_reports_daily"),
}
ENTITIES = [name for name in streams.entities() if streams.of(name).endpoint in objects.CAMPAIGNS]
# The campaigns begin later than the first day, after the first read of a history.
BORN = ("--special-from", "2026-10-24")
# How TikTok may treat them by default, which the documents leave open.
HABITS = {
    "hidden": (), "TopView shown": ("--show", TOP_VIEW), "Promote shown": ("--show", PROMOTE),
    "to be asked for alone": ("--no-combined-filters",)}


@pytest.fixture(scope="module", params=HABITS)
def special(request: pytest.FixtureRequest) -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *FEW_ADS, *BORN, *HABITS[request.param]) as account:
        yield account


@pytest.fixture
def plain() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *FEW_ADS, *BORN, "--task-checks", "0") as account:
        account.clear_faults()
        account.clear_requests()
        yield account
        account.clear_faults()


def read(
    account: Simulation, folder: Path, *names: str, state: Any = None, now: str = NOW,
    metrics: tuple[str, ...] = truth.METRICS, mode: str = "incremental", scale: int = 10, **fields: Any,
) -> Run:
    catalog = selection.catalog([selection.with_metrics(streams.of(name), metrics) for name in names], mode)
    config = account.config(**{"start_date": START, "requests_per_second": 1000, **fields})
    run = Connector(folder, account.base_url).run(
        "read", config, catalog, state, now=now, variables={"TIKTOK_TIME_SCALE": str(scale)})
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    return run


def once(stream: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = Counter(truth.key(stream, record) for record in records)
    assert keys and max(keys.values()) == 1, [key for key, times in keys.items() if times > 1][:3]
    return records


def by_day(records: list[dict[str, Any]]) -> dict[tuple[str, str], list[Decimal]]:
    """The sums of each account and day."""
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(truth.METRICS))
    for record in records:
        place = record["advertiser_id"], record["stat_time_day"]
        values = [Decimal(record["metrics"][name] or 0) for name in truth.METRICS]
        sums[place] = [total + value for total, value in zip(sums[place], values, strict=True)]
    return dict(sums)


def kind(entry: asked.Entry) -> str:
    """The filter of a request."""
    filtering = asked.param(entry, "filtering") or ""
    return TOP_VIEW if TOP_VIEW in filtering else PROMOTE if PROMOTE in filtering else "standard"


@pytest.mark.parametrize("report_type", REPORTS)
def test_every_level_adds_up_to_the_account(report_type: str, special: Simulation, tmp_path: Path) -> None:
    account, *levels = REPORTS[report_type]
    run = read(special, tmp_path, account, *levels, mode="full_refresh")
    whole = by_day(once(account, run.records[account]))
    assert len(whole) > 30
    for level in levels:
        assert by_day(once(level, run.records[level])) == whole, level
        expected = truth.expected(special, level, start=START, metrics=truth.METRICS)
        assert truth.differences(expected, truth.seen(level, run.records[level], truth.METRICS)) == []


def test_lifetimes_have_them_too(special: Simulation, tmp_path: Path) -> None:
    names = [f"{level}_reports_lifetime" for level in LEVELS]
    run = read(special, tmp_path, *names, mode="full_refresh")
    sums = [truth.sums(truth.seen(name, once(name, run.records[name]), truth.METRICS), truth.METRICS) for name in names]
    assert sums[0] == sums[1] == sums[2] and sums[0]["spend"] > 0


def test_a_history_of_three_weeks_adds_up_in_which_they_begin(tmp_path: Path) -> None:
    names = (*REPORTS["BASIC"], "ads_audience_reports_daily", "ads_reports_hourly")
    with Simulation.start("--now", "2026-10-17T20:00:00Z", *FEW_ADS, *BORN) as account:
        history = History.begin(account, tmp_path, {"start_date": START}, names, truth.METRICS)
        for day in range(17, 32):
            history.visit(f"2026-10-{day}T20:00:00Z")
        for day in range(1, 6):
            history.visit(f"2026-11-{day:02d}T20:00:00Z")
        assert history.differences() == {}
        whole = by_day(list(history.destination.records(REPORTS["BASIC"][0])))
        for level in REPORTS["BASIC"][1:]:
            assert by_day(list(history.destination.records(level))) == whole, level
        # One look-up of each kind for each account and day.
        for visit in history.visits:
            looked_up = [entry for entry in visit.requests if asked.is_special_look_up(entry)]
            assert len(looked_up) == 2 * len(account.advertiser_ids)
            assert Counter(map(kind, looked_up)) == Counter([TOP_VIEW, PROMOTE] * len(account.advertiser_ids))


def test_reports_by_task_have_each_row_once(plain: Simulation, tmp_path: Path) -> None:
    plain.add_faults({"path": "^report/integrated/", "effect": {"kind": "too_large", "days": 0}})
    names = REPORTS["BASIC"][1:]
    metrics = (*truth.METRICS, "purchase", "frequency")
    run = read(plain, tmp_path, *names, metrics=metrics, async_reports=True, start_date="2026-11-01", scale=30)
    assert any(entry["path"] == "report/task/create/" for entry in plain.requests())
    for name in names:
        expected = truth.expected(plain, name, start="2026-11-01", metrics=metrics, include_deleted=False)
        found = truth.seen(name, once(name, run.records[name]), metrics)
        # Tasks include deleted objects only if they are requested by id.
        assert {key: row for key, row in found.items() if key in expected} == expected
        assert any(row["purchase"] is None and row["spend"] for row in found.values()), "those of Promote"


def test_metrics_that_promote_does_not_have_are_null_and_not_asked_for(plain: Simulation, tmp_path: Path) -> None:
    run = read(plain, tmp_path, "ads_reports_daily", metrics=("spend", "purchase", "complete_payment"))
    promoted = plain.truth("ad", rows=1, without=TOP_VIEW)["rows"]
    own = {id for id, row in promoted.items() if row["system_origin"] == PROMOTE}
    values = {True: [], False: []}
    for record in run.records["ads_reports_daily"]:
        values[record["ad_id"] in own].append(record["metrics"])
    assert len(values[True]) > 10 and len(values[False]) > 10
    assert all(row["purchase"] is None and row["complete_payment"] is None and row["spend"] for row in values[True])
    assert all(row["purchase"] is not None for row in values[False])
    asked_for = {asked.param(entry, "metrics") for entry in plain.requests() if kind(entry) == PROMOTE} - {None}
    assert asked_for == {'["spend"]'}


@pytest.mark.parametrize("code", (40002, 40118))
@pytest.mark.parametrize("part", (TOP_VIEW, PROMOTE))
def test_a_part_that_is_refused_is_told_and_the_rest_arrives(
    part: str, code: int, plain: Simulation, tmp_path: Path
) -> None:
    plain.add_faults({
        "path": "^report/", "filtering": part, "times": "always",
        "effect": {"kind": "code", "code": code, "message": f"{part} is not for you"}})
    for name in ("ads_reports_daily", "ads_audience_reports_daily"):
        run = read(plain, tmp_path, name)
        expected = truth.expected(plain, name, start=START, metrics=truth.METRICS, without=(part,))
        assert truth.differences(expected, truth.seen(name, run.records[name], truth.METRICS)) == []
        told = [message for message in run.logs if f"{part} is not for you" in message]
        assert len(told) == len(plain.advertiser_ids)
        assert all("campaigns are missing" in message and "All others are read." in message for message in told)
        assert run.statuses[name][-1] == "COMPLETE"


def test_an_account_without_them_costs_two_look_ups_a_day(tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, *FEW_ADS, "--no-special") as account:
        names = (*REPORTS["BASIC"][1:], *ENTITIES)
        state = None
        for now, look_ups in ((NOW, 2), (LATER, 0), (TOMORROW, 0), (NOON, 2)):
            account.set_clock(now)
            account.clear_requests()
            run = read(account, tmp_path, *names, state=state, now=now)
            state = run.state
            requests = account.requests()
            assert len([entry for entry in requests if asked.is_special_look_up(entry)]) == look_ups * len(account.advertiser_ids)
            assert {kind(entry) for entry in requests if not asked.is_special_look_up(entry)} == {"standard"}
            assert len([entry for entry in requests if entry["path"] == REPORT]) == len(account.advertiser_ids) * 3
            assert asked.repeated(requests) == []


def test_who_does_not_want_promote_gets_none_of_it(plain: Simulation, tmp_path: Path) -> None:
    run = read(plain, tmp_path, "ads_reports_daily", *ENTITIES, include_promote=False)
    expected = truth.expected(plain, "ads_reports_daily", start=START, metrics=truth.METRICS, without=(PROMOTE,))
    assert truth.differences(
        expected, truth.seen("ads_reports_daily", run.records["ads_reports_daily"], truth.METRICS)) == []
    assert not [entry for entry in plain.requests() if kind(entry) == PROMOTE]
    for name in ENTITIES:
        assert not [record for record in run.records[name] if record.get("campaign_system_origin") == PROMOTE]


@pytest.mark.parametrize("stream", ("ads_reports_hourly", "ads_reports_by_country_daily"))
def test_a_report_that_promote_has_no_rows_in_says_what_is_missing(
    stream: str, plain: Simulation, tmp_path: Path
) -> None:
    run = read(plain, tmp_path, stream, start_date="2026-11-01")
    expected = truth.expected(plain, stream, start="2026-11-01", metrics=truth.METRICS)
    assert truth.differences(expected, truth.seen(stream, run.records[stream], truth.METRICS)) == []
    [told] = [message for message in run.logs if "Promote campaigns, whose rows are missing" in message]
    assert stream in told and ("stat_time_hour" in told or "country_code" in told)


@pytest.fixture(scope="module", params=[None, True], ids=["by default", "with deleted objects"])
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """A first read, and an incremental one two weeks later."""
    with Simulation.start("--now", TOMORROW) as simulation:
        history = History.begin(
            simulation, tmp_path_factory.mktemp("special"),
            {"start_date": START, "include_deleted": request.param},
            ENTITIES)
        history.visit("2026-10-20T12:00:00Z")
        history.visit(TOMORROW)
        yield history


@pytest.mark.parametrize("part", (TOP_VIEW, PROMOTE))
@pytest.mark.parametrize("stream", ENTITIES)
def test_their_objects_are_read_and_kept_up_to_date(stream: str, part: str, history: History) -> None:
    wanted = {
        key: row for key, row in history.expected(stream).items()
        if (row.get("campaign_system_origin") == PROMOTE) == (part == PROMOTE)
        and (part == PROMOTE or key in truth.top_view(history.simulation, stream))}
    assert wanted
    table = {key: row for key, row in history.table(stream).items() if key in wanted}
    assert truth.differences(wanted, table) == []
    if part == PROMOTE:
        assert all(row["modify_time"] is None for row in wanted.values())
        assert all(visit.counts[stream] >= len(wanted) for visit in history.visits), "all of them come every time"
