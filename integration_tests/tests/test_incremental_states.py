"""A sync goes on from any state that a connector for TikTok ever wrote, and from where it was interrupted."""

from __future__ import annotations

import json
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

NOW = "2026-11-03T12:00:00Z"
START = "2026-10-05"
DAY = date(2026, 10, 26)
LOOKBACK = timedelta(days=3)
FLAGS = ("--advertisers", "3", "--ads-per-advertiser", "6")
INCREMENTAL = streams.names(incremental=True, with_truth=True)


def cursor_text(stream: str) -> str:
    """A cursor as Airbyte's connector writes it."""
    match streams.cursor_of(stream):
        case "stat_time_day":
            return str(DAY)
        case "stat_time_hour":
            return f"{DAY} 23:00:00"
        case _:
            return f"{DAY} 10:52:10Z"


def cursor(stream: str) -> dict[str, str]:
    return {streams.cursor_of(stream) or "": cursor_text(stream)}


def message(stream: str, state: Any, **descriptor: Any) -> dict[str, Any]:
    return {"type": "STREAM", "stream": {
        "stream_descriptor": {"name": stream, **descriptor}, "stream_state": state}}


def per_account(stream: str, ids: list[str], **partition: str) -> list[dict[str, Any]]:
    return [
        {"partition": {"advertiser_id": id, **partition, "parent_slice": {}}, "cursor": cursor(stream)} for id in ids]


def ours(stream: str, ids: list[str]) -> dict[str, Any]:
    return {
        "use_global_cursor": False, "states": per_account(stream, ids), "state": cursor(stream), "lookback_window": 0}


def by_buying_type(stream: str, ids: list[str]) -> list[dict[str, Any]]:
    """Airbyte 5.1 has a partition of campaigns per buying type, some of them further on."""
    later = [
        {**entry, "cursor": {"modify_time": "2026-11-02 00:00:00Z"}}
        for entry in per_account(stream, ids, buying_type="RESERVATION_TOP_VIEW")
    ]
    return [*per_account(stream, ids, buying_type="AUCTION"), *later]


@dataclass(frozen=True)
class Shape:
    """A way to write that every account was read up to the cursor."""

    name: str
    document: Callable[[str, list[str]], Any]
    # Which streams ever had it.
    fits: Callable[[str], bool] = lambda stream: True
    # Days that the state itself asks to look back.
    back: int = 0


SHAPES = (
    Shape("as it writes them", lambda s, ids: [message(s, ours(s, ids))]),
    Shape("messages as lines", lambda s, ids: json.dumps({"type": "STATE", "state": message(s, ours(s, ids))}) + "\n"),
    Shape("one message", lambda s, ids: message(s, ours(s, ids))),
    Shape("with a namespace of null", lambda s, ids: [message(s, ours(s, ids), namespace=None)]),
    Shape("a global message", lambda s, ids: [{"type": "GLOBAL", "global": {
        "stream_states": [message(s, ours(s, ids))["stream"]]}}]),
    Shape("a cursor per stream", lambda s, ids: [message(s, cursor(s))]),
    Shape("a cursor under dimensions", lambda s, ids: [message(s, {"dimensions": cursor(s)})], streams.is_report),
    Shape("one object for all streams", lambda s, ids: {s: cursor(s)}),
    Shape("one object, under dimensions", lambda s, ids: {s: {"dimensions": cursor(s)}}, streams.is_report),
    Shape("a legacy message", lambda s, ids: [{"type": "LEGACY", "data": {s: cursor(s)}}]),
    Shape("Airbyte 4.7", lambda s, ids: [message(s, {
        "use_global_cursor": False, "states": per_account(s, ids), "state": cursor(s), "lookback_window": 4})]),
    Shape("Airbyte 5.1", lambda s, ids: [message(s, {
        "use_global_cursor": False, "lookback_window": 1, "state": {"modify_time": "2026-11-02 00:00:00Z"},
        "states": by_buying_type(s, ids)})], lambda stream: stream == "campaigns"),
    Shape("one cursor for all accounts", lambda s, ids: [message(s, {
        "use_global_cursor": True, "states": [], "state": cursor(s), "lookback_window": 0})]),
    Shape("one cursor for all accounts, with a lookback", lambda s, ids: [message(s, {
        "use_global_cursor": True, "state": cursor(s), "lookback_window": 7})], back=1),
)
CASES = [pytest.param(shape, stream, id=f"{shape.name}-{stream}")
         for shape in SHAPES for stream in INCREMENTAL if shape.fits(stream)]


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *FLAGS) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def everything(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, truth.Rows]:
    """What a full read gives, which the suites of the truth compare with the truth."""
    reader = Connector(tmp_path_factory.mktemp("everything"), account.base_url)
    run = read(account, reader, *streams.names(), mode="full_refresh")
    return {stream: seen(stream, run.records[stream]) for stream in streams.names(with_truth=True)}


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


@pytest.mark.parametrize(("shape", "stream"), CASES)
def test_a_read_goes_on_from_the_cursor_of_every_account(
    shape: Shape, stream: str, account: Simulation, reader: Connector, everything: dict[str, truth.Rows],
    since: Callable[[str, str], truth.Rows],
) -> None:
    run = read(account, reader, stream, state=shape.document(stream, account.advertiser_ids))
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    found_rows = seen(stream, run.records[stream])
    if streams.is_report(stream):
        windows = asked.windows(account.requests())
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
def test_its_own_state_replaces_any_other(stream: str, account: Simulation, reader: Connector) -> None:
    for shape in [shape for shape in SHAPES if shape.fits(stream)]:
        run = read(account, reader, stream, state=shape.document(stream, account.advertiser_ids))
        state = run.stream_state(stream)
        assert set(state) == {"use_global_cursor", "states", "state", "lookback_window"}
        assert state["use_global_cursor"] is False
        accounts = [entry["partition"]["advertiser_id"] for entry in state["states"]]
        assert sorted(accounts) == sorted(account.advertiser_ids)
        assert all(entry["partition"] == {"advertiser_id": id, "parent_slice": {}}
                   for id, entry in zip(accounts, state["states"], strict=True))
        least = min(entry["cursor"][streams.cursor_of(stream)] for entry in state["states"])
        assert state["state"] == {streams.cursor_of(stream): least}


@pytest.mark.parametrize("stream", INCREMENTAL)
def test_an_account_that_the_state_does_not_know_is_read_from_the_start(
    stream: str, account: Simulation, reader: Connector, everything: dict[str, truth.Rows]
) -> None:
    new, *known = account.advertiser_ids
    run = read(account, reader, stream, state=[message(stream, ours(stream, known))])
    assert run.returncode == 0, run.stderr

    def of_new(rows: truth.Rows) -> truth.Rows:
        return {key: row for key, row in rows.items() if key.startswith(new) or row.get("advertiser_id") == new}

    rows = seen(stream, run.records[stream])
    assert truth.differences(of_new(everything[stream]), of_new(rows)) == []
    assert len(rows) < len(everything[stream]), "accounts of the state are read from the start, too"


@pytest.mark.parametrize("stream", INCREMENTAL)
def test_a_full_refresh_does_not_look_at_the_state(
    stream: str, account: Simulation, reader: Connector, everything: dict[str, truth.Rows]
) -> None:
    state = [message(stream, ours(stream, account.advertiser_ids))]
    run = read(account, reader, stream, state=state, mode="full_refresh")
    assert truth.differences(everything[stream], seen(stream, run.records[stream])) == []


@pytest.fixture(scope="module")
def slow_account() -> Iterator[Simulation]:
    """Its answers take their time, one more than the other, so that many are under way when one is a refusal."""
    with Simulation.start("--now", NOW, *FLAGS, "--latency", "0.02", "--latency-jitter", "0.1") as simulation:
        yield simulation


@pytest.mark.parametrize(("pace", "concurrency"), [("account", 1), ("account", 8), ("slow_account", 8)])
@pytest.mark.parametrize("stream", streams.reports())
def test_a_stream_that_was_interrupted_goes_on_where_it_stopped_and_the_others_are_read_to_the_end(
    stream: str, pace: str, concurrency: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    account: Simulation = request.getfixturevalue(pace)
    reader = Connector(tmp_path, account.base_url)
    account.clear_requests()
    account.clear_faults()
    refused = {"code": 40009, "message": "Something is wrong with it.", "kind": "code"}
    account.add_faults({"path": "report/integrated/get/", "nth": 9, "times": 1, "effect": refused})
    entities = [name for name in streams.names() if not streams.is_report(name)]
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
