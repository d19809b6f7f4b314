"""A sync resumes from any state that a connector for TikTok has written, and from where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.findings import findings
from support.selection import FEW
from support.simulation import Simulation
from support.state_shapes import DAY, INCREMENTAL, SHAPES, Shape, cursor_text, message, ours

NOW = "2026-11-03T12:00:00Z"
START = "2026-10-19"
# For reads that are interrupted: each account has several windows.
EARLIER_START = "2026-10-05"
LOOKBACK = timedelta(days=3)
FLAGS = ("--advertisers", "3", "--ads-per-advertiser", "6", "--no-special")
# Stream by stream, a shape is the same: by default only the first one is read with all streams, the others with one stream
# for each kind of cursor.
TELLING = broad(
    ("campaigns", "ads", "ads_reports_daily", "campaigns_reports_hourly"),
    (*streams.entities(incremental=True), *streams.kinds_of_reports()))
shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


def read_from(shape: Shape) -> list[str]:
    """The streams that are read from a state of that shape."""
    few = [name for name in shape.streams if name in TELLING] or shape.streams
    return shape.streams if shape == SHAPES[0] else broad(few, shape.streams)


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *FLAGS) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def everything(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, truth.Rows]:
    """The rows of a full read, which the suites of the truth compare with the truth."""
    reader = Connector(tmp_path_factory.mktemp("everything"), account.base_url)
    run = read(account, reader, *streams.names(), mode="full_refresh")
    return {stream: seen(stream, run.records[stream]) for stream in streams.names()}


def read(
    account: Simulation, reader: Connector, *names: str, state: Any = None, mode: str = "incremental", **fields: Any
) -> Run:
    """Reads streams, reports with a few of their metrics."""
    catalog = selection.catalog((selection.with_metrics(streams.of(name), FEW) for name in names), mode)
    config = account.config(**{
        "start_date": START, "requests_per_second": 1000, "attribution_window": LOOKBACK.days, **fields})
    return reader.run("read", config, catalog, state, now=NOW, variables=FAST)


def metrics(stream: str) -> list[str]:
    return [name for name in streams.numeric_metrics(stream) if name in FEW] if streams.is_report(stream) else []


def seen(stream: str, records: list[dict[str, Any]]) -> truth.Rows:
    return truth.seen(stream, records, metrics(stream))


@pytest.fixture(scope="module")
def since(account: Simulation) -> Callable[[str, str], truth.Rows]:
    """The truth of a report from a day on, which is requested once."""
    return cache(lambda stream, start: truth.expected(account, stream, start=start, metrics=metrics(stream)))


@pytest.fixture
def reader(account: Simulation, tmp_path: Path) -> Connector:
    account.clear_faults()
    account.clear_requests()
    return Connector(tmp_path, account.base_url)


@dataclass(frozen=True)
class Continuation:
    """A read of streams from states of a shape that fits them."""

    streams: list[str]
    run: Run
    requests: list[asked.Entry]


@pytest.fixture(scope="module")
def continued(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Shape], Continuation]:
    def go_on(shape: Shape) -> Continuation:
        account.clear_faults()
        account.clear_requests()
        reader = Connector(tmp_path_factory.mktemp("states"), account.base_url)
        names = read_from(shape)
        run = read(account, reader, *names, state=shape.written(account.advertiser_ids))
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        return Continuation(names, run, account.requests())

    return cache(go_on)


@shapes
def test_a_read_goes_on_from_the_cursor_of_every_account(
    shape: Shape, account: Simulation, continued: Callable[[Shape], Continuation],
    everything: dict[str, truth.Rows], since: Callable[[str, str], truth.Rows],
) -> None:
    def compared(stream: str) -> list[str]:
        found_rows = seen(stream, continued(shape).run.records[stream])
        if streams.is_of_objects(stream):
            return differences_of_objects(stream, everything[stream], found_rows)
        windows = asked.windows(asked.of(stream, continued(shape).requests))
        assert {id for _, id in windows} == set(account.advertiser_ids), stream
        for found in windows.values():
            if shape.back:
                # A lookback in seconds is at most a day more.
                assert DAY - LOOKBACK - timedelta(days=shape.back) <= found[0].start <= DAY - LOOKBACK, stream
            else:
                assert found[0].start == DAY - LOOKBACK, stream
        start = str(min(found[0].start for found in windows.values()))
        return truth.differences(since(stream, start), found_rows)

    assert findings(continued(shape).streams, compared) == {}


def differences_of_objects(stream: str, everything: truth.Rows, found: truth.Rows) -> list[str]:
    known = cursor_text(stream).rstrip("Z")
    expected = {key: row for key, row in everything.items() if (row["modify_time"] or row["create_time"]) >= known}
    assert expected, stream
    # Ads without a time of change may be delivered again, because it is unknown whether they have changed.
    assert expected.keys() <= found.keys(), stream
    return truth.differences(*(
        {key: row for key, row in rows.items() if row["modify_time"]} for rows in (expected, found)))


@shapes
def test_its_own_state_replaces_any_other(
    shape: Shape, account: Simulation, continued: Callable[[Shape], Continuation]
) -> None:
    for stream in continued(shape).streams:
        state = continued(shape).run.stream_state(stream)
        assert set(state) == {"use_global_cursor", "states", "state", "lookback_window"}, stream
        assert state["use_global_cursor"] is False, stream
        accounts = [entry["partition"]["advertiser_id"] for entry in state["states"]]
        assert sorted(accounts) == sorted(account.advertiser_ids), stream
        assert all(entry["partition"] == {"advertiser_id": id, "parent_slice": {}}
                   for id, entry in zip(accounts, state["states"], strict=True)), stream
        least = min(entry["cursor"][streams.cursor_of(stream)] for entry in state["states"])
        assert state["state"] == {streams.cursor_of(stream): least}, stream


@pytest.fixture(scope="module")
def with_a_new_account(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A read from a state that lacks one of the accounts."""
    reader = Connector(tmp_path_factory.mktemp("new"), account.base_url)
    known = account.advertiser_ids[1:]
    run = read(account, reader, *INCREMENTAL, state=[message(stream, ours(stream, known)) for stream in INCREMENTAL])
    assert run.returncode == 0, run.stderr
    return run


def test_an_account_that_the_state_does_not_know_is_read_from_the_start(
    account: Simulation, with_a_new_account: Run, everything: dict[str, truth.Rows]
) -> None:
    new = account.advertiser_ids[0]

    def of_new(rows: truth.Rows) -> truth.Rows:
        return {key: row for key, row in rows.items() if key.startswith(new) or row.get("advertiser_id") == new}

    def compared(stream: str) -> list[str]:
        rows = seen(stream, with_a_new_account.records[stream])
        known = truth.without(rows, of_new(rows))
        if not streams.is_of_objects(stream):
            assert len(rows) < len(everything[stream]), f"{stream}: accounts of the state are read from the start, too"
        else:
            earliest = cursor_text(stream).rstrip("Z")
            assert all((row["modify_time"] or "9") >= earliest for row in known.values()), stream
        return truth.differences(of_new(everything[stream]), of_new(rows))

    assert findings(INCREMENTAL, compared) == {}


def test_a_full_refresh_does_not_look_at_the_state(
    account: Simulation, reader: Connector, everything: dict[str, truth.Rows]
) -> None:
    state = [message(stream, ours(stream, account.advertiser_ids)) for stream in INCREMENTAL]
    run = read(account, reader, *INCREMENTAL, state=state, mode="full_refresh")

    def compared(stream: str) -> list[str]:
        return truth.differences(everything[stream], seen(stream, run.records[stream]))

    assert findings(INCREMENTAL, compared) == {}


@pytest.fixture(scope="module")
def slow_account() -> Iterator[Simulation]:
    """Its answers are slow, some more than others, so that many requests are in flight when one is refused."""
    with Simulation.start("--now", NOW, *FLAGS, "--latency", "0.02", "--latency-jitter", "0.1") as simulation:
        yield simulation


PACES = (("account", 1), ("account", 8), ("slow_account", 8))
# By default each speed with another kind. The worlds of `Tests/SimulationTests` interrupt daily reports at any moment.
INTERRUPTED = broad(
    [
        ("ads_reports_daily", *PACES[2]), ("campaigns_reports_hourly", *PACES[1]),
        ("gmv_max_product_campaign_reports_daily", *PACES[0]),
    ],
    [(stream, *pace) for pace in PACES for stream in streams.kinds_of_reports()])


@pytest.mark.parametrize(("stream", "pace", "concurrency"), INTERRUPTED)
def test_a_stream_that_was_interrupted_goes_on_where_it_stopped_and_the_others_are_read_to_the_end(
    stream: str, pace: str, concurrency: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    account: Simulation = request.getfixturevalue(pace)
    reader = Connector(tmp_path, account.base_url)
    account.clear_requests()
    account.clear_faults()
    refused = {"code": 40003, "message": "Something is wrong with it.", "kind": "code"}
    account.add_faults({"path": "report/", "nth": 9, "times": 1, "effect": refused})
    entities = broad(streams.entities(incremental=True), streams.entities())
    fields = {"start_date": EARLIER_START, "report_window_days": 5, "concurrency": concurrency}
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
        fresh = max(asked.earliest_days(account)[id], date.fromisoformat(EARLIER_START))
        assert found[0].start == (max(cursors[id] - LOOKBACK, fresh) if id in cursors else fresh)
    expected = truth.expected(account, stream, start=EARLIER_START, metrics=metrics(stream))
    together = seen(stream, [*first.records[stream], *second.records[stream]])
    assert truth.differences(expected, together) == []


def test_a_state_after_nothing_new_is_the_state_before(account: Simulation, reader: Connector) -> None:
    first = read(account, reader, *streams.names())
    second = read(account, reader, *streams.names(), state=first.state)
    for stream in streams.names():
        before, after = (run.stream_state(stream) for run in (first, second))
        for state in (before, after):
            # The accounts are in the order in which they were read.
            state.get("states", []).sort(key=lambda entry: entry["partition"]["advertiser_id"])
        assert before == after
