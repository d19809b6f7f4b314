"""SIGTERM and SIGINT: the process dies of the same signal, in time, and no row or line is lost or cut."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support.breadth import broad
from support.connector import Connector, Run, configured
from support.sessions import Condition, Session, started
from support.simulation import Simulation
from support.truth import METRICS, Rows, differences, expected, seen
from support.verdicts import whole_lines

START = broad("2026-09-15", "2026-08-01")
STREAMS = ("campaigns", "ad_groups", "ads", "ads_reports_daily")
LOOKBACK = timedelta(days=3)
# Orchestrators kill after ten seconds. The process itself stops after 2.5 s at the latest, which unit tests check; a busy
# machine may add to them. What it must not wait for takes at least twenty.
PATIENCE = 10.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """An account whose answers take a moment, so that there is time to interrupt."""
    with Simulation.start("--now", NOW, *broad(("--advertisers", "3"), ()), "--latency", "0.05") as simulation:
        yield simulation


@pytest.fixture(scope="module")
def truth(account: Simulation) -> dict[str, Rows]:
    return {stream: expected(account, stream, start=START, metrics=METRICS) for stream in STREAMS}


class Reading:
    """Reads that are interrupted, and the reads after them."""

    def __init__(self, folder: Path, account: Simulation, truth: dict[str, Rows]) -> None:
        self.account = account
        self.truth = truth
        self.connector = Connector(folder, account.base_url)
        self.config = account.config(
            start_date=START, requests_per_second=1000, concurrency=2, report_window_days=15, page_size=200)
        self.catalog = configured(self.connector.discover(self.config), *STREAMS)
        self.found: dict[str, list[dict[str, Any]]] = {name: [] for name in STREAMS}
        account.clear_requests()

    def start(self, rests_at: Condition | None = None, reads: bool = True) -> Any:
        arguments = self.connector.arguments("read", self.config, self.catalog)
        return started(self.connector, arguments, NOW, reads, rests_at=rests_at)

    def keep(self, run: Run) -> list[dict[str, Any]]:
        """Keeps the records that a destination keeps; returns the state for the next read."""
        for name, records in run.committed.items():
            self.found[name] += records
        return run.state

    def finish(self, state: list[dict[str, Any]]) -> None:
        """Reads the rest, and compares all records with the truth."""
        run = self.connector.run("read", self.config, self.catalog, state or None, now=NOW)
        assert run.returncode == 0, run.stdout[-2000:]
        self.keep(run)
        for stream in STREAMS:
            assert differences(self.truth[stream], seen(stream, self.found[stream], METRICS)) == [], stream


@pytest.fixture
def reading(tmp_path: Path, account: Simulation, truth: dict[str, Rows]) -> Iterator[Reading]:
    yield Reading(tmp_path, account, truth)
    account.clear_faults()


def died(session: Session, number: int, patience: float = PATIENCE) -> Run:
    """Sends the signal, and waits until the process dies of it."""
    session.signal(number)
    sent = time.monotonic()
    run = session.end()
    assert time.monotonic() - sent < patience
    assert run.returncode == -number, (run.returncode, run.stderr)
    assert run.errors == []
    whole_lines(run.stdout)
    return run


def count(kind: str, stream: str) -> Any:
    marks = (f'"type":"{kind}"', f'"{stream}"')
    return lambda lines: sum(all(mark in line[:400] for mark in marks) for line in lines)


def has_rows(lines: list[str]) -> bool:
    return count("RECORD", "ads_reports_daily")(lines) > 300


@pytest.mark.parametrize("number", SIGNALS)
def test_a_read_dies_of_the_signal_and_resumes_without_loss(number: int, reading: Reading) -> None:
    states = count("STATE", "ads_reports_daily")
    with reading.start(lambda lines: states(lines) >= 3) as session:
        session.wait_for_rest()
        run = died(session, number)
    assert "COMPLETE" not in run.statuses["ads_reports_daily"]
    state = reading.keep(run)
    reading.account.clear_requests()
    reading.finish(state)
    cursors = {
        each["partition"]["advertiser_id"]: date.fromisoformat(each["cursor"]["stat_time_day"])
        for each in run.stream_state("ads_reports_daily")["states"]
    }
    assert cursors
    for request in reading.account.requests():
        if request["path"].startswith("report/") and (cursor := cursors.get(request["advertiser_id"])):
            assert date.fromisoformat(request["params"]["start_date"][0]) >= cursor - LOOKBACK


def test_the_state_of_what_is_complete_is_handed_over(reading: Reading) -> None:
    """The state of each stream covers every complete slice, even if no state was emitted since."""
    with reading.start(has_rows) as session:
        session.wait_for_rest()
        run = died(session, signal.SIGTERM)
    states = run.stream_state("ads_reports_daily")["states"]
    assert states
    assert {s["stream"]["stream_descriptor"]["name"] for s in run.state} == set(STREAMS)


@pytest.mark.parametrize("number", broad(SIGNALS[:1], SIGNALS))
def test_a_reader_that_has_stopped_does_not_keep_the_process_alive(number: int, reading: Reading) -> None:
    with reading.start(reads=False) as session:
        session.wait_until_stuck()
        run = died(session, number)
    reading.finish(reading.keep(run))


@pytest.mark.parametrize("second", SIGNALS)
@pytest.mark.parametrize("reads", (True, False), ids=("with a reader", "with a reader that has stopped"))
def test_a_second_signal_tears_no_line(second: int, reads: bool, reading: Reading) -> None:
    """As when Ctrl-C reaches the whole process group, and the parent then terminates its child."""
    with reading.start(has_rows, reads=reads) as session:
        if reads:
            session.wait_for_rest()
            session.go_on()
        else:
            session.wait_until_stuck()
        session.signal(signal.SIGINT)
        time.sleep(0.02)
        session.signal(second)
        sent = time.monotonic()
        run = session.end()
    assert time.monotonic() - sent < PATIENCE
    assert run.returncode in {-signal.SIGINT, -second}
    whole_lines(run.stdout)
    assert run.state


WAITS = {
    "a silent server": {"kind": "stall", "seconds": 30},
    "half an answer": {"kind": "stall", "seconds": 30, "after_bytes": 40},
    "a pause for the rate": {"kind": "code", "code": 40100},
    "a wait before another attempt": {"kind": "status", "status": 503, "headers": {"Retry-After": "20"}},
}


@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("command", ("check", "read"))
def test_no_wait_outlasts_a_signal(command: str, wait: str, reading: Reading) -> None:
    reading.account.add_faults({"path": "oauth2", "times": "always", "effect": WAITS[wait]})
    arguments = reading.connector.arguments(
        command, reading.config, reading.catalog if command == "read" else None)
    with started(reading.connector, arguments, NOW) as session:
        deadline = time.monotonic() + 60
        while not reading.account.requests():
            assert time.monotonic() < deadline, "it has not asked for anything"
            time.sleep(0.02)
        time.sleep(0.3)
        run = died(session, signal.SIGTERM)
    assert run.of_type("CONNECTION_STATUS") == []
    assert run.records == {}
