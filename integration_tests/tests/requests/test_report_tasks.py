"""Reports that are too large even in parts are read as TikTok's asynchronous tasks, if the user enables it: with the same
records as synchronous reports."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulated_api.requests.report_rules import UNIQUE_METRICS
from support import asked, selection, streams, truth
from support.connector import Connector, Run
from support.offers import FLAT, PRODUCTION, Offer
from support.sessions import started
from support.simulation import SMALL, Simulation

NOW = "2026-11-03T12:00:00Z"
START = "2026-11-01"
ADVERTISER, CAMPAIGN, COUNTRY = (
    "advertisers_reports_daily", "campaigns_reports_daily", "advertisers_audience_reports_by_country_daily")
CREATE, CHECK, DOWNLOAD = (f"report/task/{step}/" for step in ("create", "check", "download"))
TOO_LARGE = {"path": "^report/integrated/", "effect": {"kind": "too_large", "days": 0}}
# TikTok has it only in synchronous reports.
NOT_BY_TASK = {"billed_cost"}
TELLS = "are made as asynchronous tasks"


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *SMALL, "--task-checks", "0") as simulation:
        yield simulation


@pytest.fixture
def crowded(account: Simulation) -> Iterator[Simulation]:
    """Refuses every synchronous report."""
    account.clear_faults()
    account.clear_requests()
    account.add_faults(TOO_LARGE)
    yield account
    account.clear_faults()


def read(
    account: Simulation, folder: Path, *names: str, offer: Offer = PRODUCTION, state: Any = None, scale: int = 10,
    **fields: Any
) -> Run:
    """A read for which the time between its requests passes so many times as fast."""
    config = account.config(**{
        "start_date": START, "requests_per_second": 1000, "async_reports": True, **offer.settings, **fields})
    catalog = selection.catalog([streams.offered(offer)[name].description for name in names], "incremental")
    return Connector(folder, account.base_url).run(
        "read", config, catalog, state, now=NOW, variables={"TIKTOK_TIME_SCALE": str(scale)})


def complete(run: Run) -> Run:
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    return run


def bodies(account: Simulation) -> list[asked.Entry]:
    return [entry for entry in account.requests() if entry["path"] == CREATE]


def rows(name: str, run: Run, offer: Offer = PRODUCTION) -> truth.Rows:
    stream = streams.offered(offer)[name]
    found = truth.seen(stream, run.records[name], given(stream))
    assert len(found) == len(run.records[name]), "a row comes twice"
    return found


def given(stream: streams.Stream) -> list[str]:
    """The metrics that tasks support: unique people are not counted by audience or country."""
    missing = NOT_BY_TASK | (UNIQUE_METRICS if stream.breakdown else set())
    return [name for name in stream.numeric_metrics if name not in missing]


def expected(account: Simulation, name: str, start: str = START, **conditions: Any) -> truth.Rows:
    return truth.expected(account, name, start=start, metrics=given(streams.of(name)), **conditions)


def cursors(run: Run) -> dict[str, dict[str, str]]:
    states = run.stream_state(ADVERTISER)["states"]
    return {state["partition"]["advertiser_id"]: state["cursor"] for state in states}


def test_nobody_is_sent_to_a_task_who_did_not_ask_for_it(crowded: Simulation, tmp_path: Path) -> None:
    run = read(crowded, tmp_path, ADVERTISER, async_reports=False)
    assert run.returncode == 1 and run.statuses[ADVERTISER][-1] == "INCOMPLETE"
    [message] = [error["error"]["message"] for error in run.errors]
    assert "set `async_reports` to true" in message
    assert not run.records[ADVERTISER]
    assert not bodies(crowded)


@pytest.mark.parametrize("offer", [PRODUCTION, FLAT], ids=str)
def test_the_records_are_those_of_a_report_that_is_asked_for(
    account: Simulation, tmp_path: Path, offer: Offer
) -> None:
    account.clear_faults()
    account.clear_requests()
    plain = complete(read(account, tmp_path, ADVERTISER, offer=offer))
    assert not bodies(account)
    account.add_faults(TOO_LARGE)
    run = complete(read(account, tmp_path, ADVERTISER, offer=offer))
    account.clear_faults()
    stream = streams.offered(offer)[ADVERTISER]

    def by_key(records: list[dict[str, Any]]) -> dict[str, Any]:
        return {truth.key(stream, record): record for record in records}

    alike = by_key(plain.records[ADVERTISER])
    for record in alike.values():
        for name in NOT_BY_TASK:
            stream.metrics_of(record).pop(name, None)
    assert by_key(run.records[ADVERTISER]) == alike and len(alike) > 2
    assert rows(ADVERTISER, run, offer) == expected(account, ADVERTISER)
    assert cursors(run) == cursors(plain)


def test_a_task_is_asked_for_as_the_documents_say(crowded: Simulation, tmp_path: Path) -> None:
    run = complete(read(crowded, tmp_path, ADVERTISER))
    created = bodies(crowded)
    assert all(entry["method"] == "POST" and entry["code"] == 0 for entry in created)
    stream = streams.of(ADVERTISER)
    for entry in created:
        assert asked.texts(entry, "metrics") == [name for name in stream.metrics if name not in NOT_BY_TASK]
        assert asked.param(entry, "output_format") == "CSV_STRING"
        assert asked.param(entry, "enable_report_title_translation") == "false"
    days: dict[str, list[Any]] = {}
    for entry in created:
        days.setdefault(asked.param(entry, "advertiser_id") or "", []).append(asked.window(entry))
    for id in crowded.advertiser_ids:
        runs = sorted(days[id], key=lambda each: each.start)
        assert runs[0].start.isoformat() == START
        assert all((after.start - before.end).days == 1 for before, after in zip(runs, runs[1:]))
    logs = [(message["log"]["level"], message["log"]["message"]) for message in run.of_type("LOG")]
    assert len([text for level, text in logs if level == "INFO" and "made as an asynchronous task" in text]) == len(
        created)
    assert [level for level, text in logs if TELLS in text] == ["WARN"]


def test_campaigns_come_one_by_one_with_the_deleted_ones(crowded: Simulation, tmp_path: Path) -> None:
    id = crowded.advertiser_ids[0]
    run = complete(read(crowded, tmp_path, CAMPAIGN, advertiser_ids=[id], start_date="2026-11-03"))
    true = expected(crowded, CAMPAIGN, "2026-11-03", advertiser_ids=[id])
    assert rows(CAMPAIGN, run) == true and true
    for entry in bodies(crowded):
        [condition] = asked.filtering(entry)
        assert condition["field_name"] == "campaign_ids" and len(json.loads(condition["filter_value"])) == 1


def test_countries_have_their_codes_and_unique_people_are_left_out(crowded: Simulation, tmp_path: Path) -> None:
    run = complete(read(crowded, tmp_path, COUNTRY))
    assert rows(COUNTRY, run) == expected(crowded, COUNTRY)
    codes = {record["country_code"] for record in run.records[COUNTRY]}
    assert {"US", "None"} < codes and all(len(code) == 2 for code in codes - {"None"})
    assert all(entry["code"] == 0 for entry in bodies(crowded))
    [warning] = [text for text in run.logs if TELLS in text]
    missing = [name for name in streams.of(COUNTRY).metrics if name in UNIQUE_METRICS]
    assert missing and all(f"`{name}`" in warning for name in missing)


@pytest.mark.parametrize("status", ["FAILED", "CANCELED"])
def test_a_task_that_ends_badly_fails_its_stream_alone(
    crowded: Simulation, tmp_path: Path, status: str
) -> None:
    bad = crowded.advertiser_ids[1]
    crowded.add_faults({
        "path": "^report/task/check/", "advertiser_id": bad, "times": "always",
        "effect": {"kind": "task_outcome", "status": status, "message": "Out of luck."}})
    run = read(crowded, tmp_path, ADVERTISER, "campaigns")
    assert run.returncode == 1
    assert run.statuses["campaigns"][-1] == "COMPLETE"
    [error] = [each["error"] for each in run.errors]
    task = next(
        asked.param(entry, "task_id") for entry in crowded.requests()
        if entry["path"] == CHECK and entry["advertiser_id"] == bad)
    for word in (ADVERTISER, bad, START, f"report task {task} ended as {status}"):
        assert word in error["message"], (word, error["message"])
    assert error["failure_type"] == "transient_error"
    assert bad not in cursors(run)
    assert {record["advertiser_id"] for record in run.records[ADVERTISER]} == {crowded.advertiser_ids[0]}


@pytest.mark.parametrize(
    "effect",
    [
        {"kind": "truncate", "fraction": 0.5}, {"kind": "cut", "fraction": 0.5},
        {"kind": "code", "code": 40200, "message": "Not completed."}, {"kind": "empty"}, {"kind": "reset"},
    ],
    ids=lambda effect: effect["kind"],
)
def test_a_damaged_output_is_fetched_again(
    crowded: Simulation, tmp_path: Path, effect: dict[str, Any]
) -> None:
    crowded.add_faults({"path": "^report/task/download/", "times": 2, "effect": effect})
    run = complete(read(crowded, tmp_path, ADVERTISER, start_date="2026-11-03"))
    assert rows(ADVERTISER, run) == expected(crowded, ADVERTISER, "2026-11-03")
    downloads = [entry for entry in crowded.requests() if entry["path"] == DOWNLOAD]
    assert len(downloads) == len(bodies(crowded)) + 2


def test_a_task_is_waited_for_with_longer_and_longer_pauses(tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, *SMALL, "--task-checks", "2") as account:
        account.add_faults(TOO_LARGE)
        id = account.advertiser_ids[0]
        days = {"start_date": "2026-11-02", "end_date": "2026-11-02"}
        run = complete(read(account, tmp_path, ADVERTISER, advertiser_ids=[id], scale=4, **days))
        assert len(run.records[ADVERTISER]) == 1
        steps = [(entry["path"], entry["arrived"]) for entry in account.requests() if "task" in entry["path"]]
    assert [path for path, _ in steps] == [CREATE, CHECK, CHECK, CHECK, DOWNLOAD]
    pauses = [after - before for (_, before), (_, after) in zip(steps, steps[1:])]
    # A busy machine makes pauses longer, but not shorter.
    for pause, least in zip(pauses, (2, 4, 8, 0), strict=True):
        assert least / 4 <= pause + 0.05 < least / 4 + 10, pauses


def test_a_signal_ends_the_waiting_at_once(tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, *SMALL, "--task-checks", "1000", "--task-qps", "1") as account:
        account.add_faults(TOO_LARGE)
        connector = Connector(tmp_path, account.base_url)
        config = account.config(start_date=START, requests_per_second=1000, async_reports=True)
        catalog = selection.catalog([streams.offered()[ADVERTISER].description])
        with started(connector, connector.arguments("read", config, catalog), NOW) as session:
            session.wait_for(lambda lines: any("made as an asynchronous task" in line for line in lines))
            deadline = time.monotonic() + 60
            while not any(entry["path"] == CHECK for entry in account.requests()):
                assert time.monotonic() < deadline, "no task is asked for its state"
                time.sleep(0.1)
            begin = time.monotonic()
            session.process.send_signal(signal.SIGTERM)
            assert session.process.wait(timeout=30) == -signal.SIGTERM
            assert time.monotonic() - begin < 10
        assert {entry["code"] for entry in bodies(account)} == {0}, "creations come too fast"
