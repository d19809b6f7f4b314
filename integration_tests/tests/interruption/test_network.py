"""The network is lost during a read: the read waits for it, and if it does not come back, a later read can resume."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.network import Network
from support.sessions import started
from support.simulation import Simulation
from support.verdicts import CRASH_MARKS, error_of, refusal_of, whole_lines

START = broad("2026-09-15", "2026-07-01")
METRICS = ("spend", "impressions")
STREAMS = ("campaigns", "pixels", "ads_reports_daily", "advertisers_reports_hourly")
# The shortest value that a configuration accepts; for the binary, time passes ten times as fast.
PATIENCE_MINUTES = 1
PATIENCE = PATIENCE_MINUTES * 60 / 10
# How much longer it may take, in seconds.
MARGIN = 120
# Much more than a first backoff.
OUTAGE = 1.5
# A read whose network comes back has patience for minutes, so that a busy machine does not exhaust it.
MUCH_PATIENCE_MINUTES = 60
# From this request on, answers come after this time, so that the read is still under way when its network is lost.
HELD_BACK = {"path": "^report/", "nth": 40, "times": "always", "effect": {"kind": "stall", "seconds": 3, "then": "answer"}}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    flags = ("--advertisers", "2", "--ads-per-advertiser", "10", "--latency", "0.05")
    with Simulation.start("--now", NOW, *flags) as simulation:
        yield simulation


@pytest.fixture
def network(account: Simulation) -> Iterator[Network]:
    with Network(account.base_url) as network:
        yield network


class Reading:
    """A read through a network."""

    def __init__(self, folder: Path, account: Simulation, network: Network) -> None:
        self.account = account
        account.clear_faults()
        account.add_faults(HELD_BACK)
        self.connector = Connector(folder, network.address)
        self.config = account.config(
            start_date=START, requests_per_second=1000, concurrency=2, patience_minutes=PATIENCE_MINUTES)
        self.catalog = selection.catalog(
            (selection.with_metrics(streams.of(name), METRICS) for name in STREAMS), "incremental")

    def start(self, state: Any = None, **fields: Any) -> Any:
        arguments = self.connector.arguments("read", {**self.config, **fields}, self.catalog, state)
        return started(self.connector, arguments, NOW, variables=FAST)

    def assert_true(self, *runs: Run) -> None:
        """Checks that the runs together have delivered every row, and no other."""
        for name in STREAMS:
            measured = [metric for metric in METRICS if metric in streams.of(name).metrics]
            records = [record for run in runs for record in run.records[name]]
            expected = truth.expected(self.account, name, start=START, metrics=measured)
            seen = truth.seen(name, records, measured)
            top_view = truth.top_view(self.account, name)
            assert truth.differences(*(truth.without(rows, top_view) for rows in (expected, seen))) == [], name


@pytest.fixture
def reading(tmp_path: Path, account: Simulation, network: Network) -> Reading:
    return Reading(tmp_path, account, network)


def is_under_way(lines: list[str]) -> bool:
    return sum('"stat_time_day"' in line for line in lines) > 100


def has_told_how_far(lines: list[str]) -> bool:
    """Whether the read has emitted a state of the observed stream."""
    return is_under_way(lines) and any('"STATE"' in line and '"ads_reports_daily"' in line for line in lines)


@pytest.mark.parametrize("kind", ("refused", "silent"))
def test_a_network_that_is_lost_for_seconds_costs_no_row(kind: str, reading: Reading, network: Network) -> None:
    lose, find = (network.cut, network.mend) if kind == "refused" else (network.hold, network.release)
    with reading.start(patience_minutes=MUCH_PATIENCE_MINUTES) as session:
        session.wait_for(is_under_way)
        lose()
        reading.account.clear_faults()
        time.sleep(OUTAGE)
        assert session.process.poll() is None, "the read has ended, whatever it waited for"
        find()
        run = session.end()
    assert run.returncode == 0, (run.stdout[-3000:], run.stderr)
    whole_lines(run.stdout)
    assert run.errors == []
    assert {name: run.statuses[name][-1] for name in STREAMS} == dict.fromkeys(STREAMS, "COMPLETE")
    reading.assert_true(run)


def test_a_network_that_stays_lost_ends_the_read_with_states_to_go_on_from(reading: Reading, network: Network) -> None:
    with reading.start() as session:
        session.wait_for(has_told_how_far)
        network.cut()
        lost = time.monotonic()
        run = session.end(timeout=PATIENCE + MARGIN)
        assert time.monotonic() - lost > PATIENCE / 2, "the network was not waited for"
    assert run.returncode == 1, (run.returncode, run.stderr)
    assert [mark for mark in CRASH_MARKS if mark in run.stdout + run.stderr] == []
    whole_lines(run.stdout)
    assert run.errors
    for error in run.errors:
        assert error["error"]["failure_type"] == "transient_error", error
        assert "127.0.0.1" in error["error"]["message"]
    assert run.stream_state("ads_reports_daily")["states"]
    ends = {name: run.statuses[name][-1] for name in STREAMS if name in run.statuses}
    assert "INCOMPLETE" in ends.values() and set(ends.values()) <= {"COMPLETE", "INCOMPLETE"}
    network.mend()
    reading.account.clear_faults()
    with reading.start(run.state) as session:
        rest = session.end()
    assert rest.returncode == 0, rest.stdout[-3000:]
    reading.assert_true(run, rest)


def test_a_network_that_is_not_there_at_all_is_told_soon(reading: Reading, network: Network) -> None:
    """A user who has just set up the connector waits for the answer."""
    network.cut()
    # The patience for a read is an hour.
    config = {**reading.config, "patience_minutes": MUCH_PATIENCE_MINUTES}
    message = refusal_of(reading.connector.run("check", config, now=NOW, timeout=60))
    assert "127.0.0.1" in message
    network.mend()


def test_a_read_without_a_network_fails_and_leaves_the_states_as_they_were(reading: Reading, network: Network) -> None:
    network.cut()
    run = reading.connector.run("read", reading.config, reading.catalog, now=NOW, timeout=120, variables=FAST)
    assert "127.0.0.1" in error_of(run, "transient_error")
    assert run.state == []
    network.mend()
