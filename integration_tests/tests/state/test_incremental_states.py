"""A sync goes on from any state that a connector for TikTok ever wrote, and from where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.connector import Connector, Run
from support.selection import FEW
from support.simulation import Simulation
from support.state_shapes import DAY, INCREMENTAL, SHAPES, Shape, cursor_text, message, ours

NOW = "2026-11-03T12:00:00Z"
START = "2026-10-05"
LOOKBACK = timedelta(days=3)
FLAGS = ("--advertisers", "3", "--ads-per-advertiser", "6")


CASES = [pytest.param(shape, stream, id=f"{shape.name}-{stream}") for shape in SHAPES for stream in shape.streams]


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *FLAGS) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def everything(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, truth.Rows]:
    """What a full read gives, which the suites of the truth compare with the truth."""
    reader = Connector(tmp_path_factory.mktemp("everything"), account.base_url)
    run = read(account, reader, *streams.names(), mode="full_refresh")
    return {stream: seen(stream, run.records[stream]) for stream in streams.names()}


def read(
    account: Simulation, reader: Connector, *names: str, state: Any = None, mode: str = "incremental", **fields: Any
) -> Run:
    """Reads streams, reports with a few of their metrics."""
    catalog = selection.catalog((selection.with_metrics(streams.of(name), FEW) for name in names), mode)
    config = account.config(start_date=START, requests_per_second=1000, **fields)
    return reader.run("read", config, catalog, state, now=NOW)


def metrics(stream: str) -> list[str]:
    return [name for name in streams.numeric_metrics(stream) if name in FEW] if streams.is_report(stream) else []


def seen(stream: str, records: list[dict[str, Any]]) -> truth.Rows:
    return truth.seen(stream, records, metrics(stream))


@pytest.fixture(scope="module")
def since(account: Simulation) -> Callable[[str, str], truth.Rows]:
    """The truth of a report from a day on, which is asked for once."""
    return cache(lambda stream, start: truth.expected(account, stream, start=start, metrics=metrics(stream)))


@pytest.fixture
def reader(account: Simulation, tmp_path: Path) -> Connector:
    account.clear_faults()
    account.clear_requests()
    return Connector(tmp_path, account.base_url)


@dataclass(frozen=True)
class Continuation:
    """A read of all streams that a shape fits, which went on from it."""

    run: Run
    requests: list[asked.Entry]


@pytest.fixture(scope="module")
def continued(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Shape], Continuation]:
    def go_on(shape: Shape) -> Continuation:
        account.clear_faults()
        account.clear_requests()
        reader = Connector(tmp_path_factory.mktemp("states"), account.base_url)
        run = read(account, reader, *shape.streams, state=shape.written(account.advertiser_ids))
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        return Continuation(run, account.requests())

    return cache(go_on)


@pytest.mark.parametrize(("shape", "stream"), CASES)
def test_a_read_goes_on_from_the_cursor_of_every_account(
    shape: Shape, stream: str, account: Simulation, continued: Callable[[Shape], Continuation],
    everything: dict[str, truth.Rows], since: Callable[[str, str], truth.Rows],
) -> None:
    found_rows = seen(stream, continued(shape).run.records[stream])
    if streams.is_report(stream):
        windows = asked.windows(asked.of(stream, continued(shape).requests))
        assert {id for _, id in windows} == set(account.advertiser_ids)
        for found in windows.values():
            if shape.back:
                # A lookback in seconds is at most a day more.
                assert DAY - LOOKBACK - timedelta(days=shape.back) <= found[0].start <= DAY - LOOKBACK
            else:
                assert found[0].start == DAY - LOOKBACK
        start = str(min(found[0].start for found in windows.values()))
        assert truth.differences(since(stream, start), found_rows) == []
    else:
        known = cursor_text(stream).rstrip("Z")
        expected = {
            key: row for key, row in everything[stream].items()
            if (row["modify_time"] or row["create_time"]) >= known
        }
        assert expected
        # Ads without a time of change may be handed on again: nobody can tell whether they have changed.
        dated = {key: row for key, row in found_rows.items() if row["modify_time"]}
        assert truth.differences({key: row for key, row in expected.items() if row["modify_time"]}, dated) == []
        assert expected.keys() <= found_rows.keys()


@pytest.mark.parametrize("stream", INCREMENTAL)
def test_its_own_state_replaces_any_other(
    stream: str, account: Simulation, continued: Callable[[Shape], Continuation]
) -> None:
    for shape in [shape for shape in SHAPES if shape.fits(stream)]:
        state = continued(shape).run.stream_state(stream)
        assert set(state) == {"use_global_cursor", "states", "state", "lookback_window"}
        assert state["use_global_cursor"] is False
        accounts = [entry["partition"]["advertiser_id"] for entry in state["states"]]
        assert sorted(accounts) == sorted(account.advertiser_ids)
        assert all(entry["partition"] == {"advertiser_id": id, "parent_slice": {}}
                   for id, entry in zip(accounts, state["states"], strict=True))
        least = min(entry["cursor"][streams.cursor_of(stream)] for entry in state["states"])
        assert state["state"] == {streams.cursor_of(stream): least}


@pytest.fixture(scope="module")
def with_a_new_account(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A read from a state that does not know one of the accounts."""
    reader = Connector(tmp_path_factory.mktemp("new"), account.base_url)
    known = account.advertiser_ids[1:]
    run = read(account, reader, *INCREMENTAL, state=[message(stream, ours(stream, known)) for stream in INCREMENTAL])
    assert run.returncode == 0, run.stderr
    return run


@pytest.mark.parametrize("stream", INCREMENTAL)
def test_an_account_that_the_state_does_not_know_is_read_from_the_start(
    stream: str, account: Simulation, with_a_new_account: Run, everything: dict[str, truth.Rows]
) -> None:
    new = account.advertiser_ids[0]

    def of_new(rows: truth.Rows) -> truth.Rows:
        return {key: row for key, row in rows.items() if key.startswith(new) or row.get("advertiser_id") == new}

    rows = seen(stream, with_a_new_account.records[stream])
    assert truth.differences(of_new(everything[stream]), of_new(rows)) == []
    known = truth.without(rows, of_new(rows))
    if streams.is_report(stream):
        assert len(rows) < len(everything[stream]), "accounts of the state are read from the start, too"
    else:
        assert all((row["modify_time"] or "9") >= cursor_text(stream).rstrip("Z") for row in known.values())


@pytest.fixture(scope="module")
def in_full(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A full refresh, to which a state is handed all the same."""
    reader = Connector(tmp_path_factory.mktemp("full"), account.base_url)
    state = [message(stream, ours(stream, account.advertiser_ids)) for stream in INCREMENTAL]
    return read(account, reader, *INCREMENTAL, state=state, mode="full_refresh")


@pytest.mark.parametrize("stream", INCREMENTAL)
def test_a_full_refresh_does_not_look_at_the_state(
    stream: str, in_full: Run, everything: dict[str, truth.Rows]
) -> None:
    assert truth.differences(everything[stream], seen(stream, in_full.records[stream])) == []


@pytest.fixture(scope="module")
def slow_account() -> Iterator[Simulation]:
    """Its answers take their time, one more than the other, so that many are under way when one is a refusal."""
    with Simulation.start("--now", NOW, *FLAGS, "--latency", "0.02", "--latency-jitter", "0.1") as simulation:
        yield simulation


@pytest.mark.parametrize(("pace", "concurrency"), [("account", 1), ("account", 8), ("slow_account", 8)])
@pytest.mark.parametrize("stream", streams.kinds_of_reports())
def test_a_stream_that_was_interrupted_goes_on_where_it_stopped_and_the_others_are_read_to_the_end(
    stream: str, pace: str, concurrency: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    account: Simulation = request.getfixturevalue(pace)
    reader = Connector(tmp_path, account.base_url)
    account.clear_requests()
    account.clear_faults()
    refused = {"code": 40009, "message": "Something is wrong with it.", "kind": "code"}
    account.add_faults({"path": "report/", "nth": 9, "times": 1, "effect": refused})
    entities = streams.entities()
    fields = {"report_window_days": 5, "concurrency": concurrency}
    first = read(account, reader, stream, *entities, **fields)
    assert first.returncode == 1
    assert [error["error"].get("stream_descriptor", {}).get("name") for error in first.errors] == [stream]
    assert first.statuses[stream][-1] == "INCOMPLETE"
    assert {first.statuses[name][-1] for name in entities} == {"COMPLETE"}
    account.clear_faults()
    account.clear_requests()
    second = read(account, reader, stream, state=first.state, **fields)
    assert second.returncode == 0, second.stderr
    field = streams.cursor_of(stream)
    cursors = {
        entry["partition"]["advertiser_id"]: date.fromisoformat(entry["cursor"][field][:10])
        for entry in first.stream_state(stream).get("states", [])
    }
    assert cursors, "nothing of the first read was kept"
    for (_, id), found in asked.windows(account.requests()).items():
        fresh = max(asked.earliest_days(account)[id], date.fromisoformat(START))
        assert found[0].start == (max(cursors[id] - LOOKBACK, fresh) if id in cursors else fresh)
    together = seen(stream, [*first.records[stream], *second.records[stream]])
    assert truth.differences(truth.expected(account, stream, start=START, metrics=metrics(stream)), together) == []


def test_a_state_after_nothing_new_is_the_state_before(account: Simulation, reader: Connector) -> None:
    first = read(account, reader, *streams.names())
    second = read(account, reader, *streams.names(), state=first.state)
    for stream in streams.names():
        before, after = (run.stream_state(stream) for run in (first, second))
        for state in (before, after):
            # The order of accounts is that in which they were read.
            state.get("states", []).sort(key=lambda entry: entry["partition"]["advertiser_id"])
        assert before == after
