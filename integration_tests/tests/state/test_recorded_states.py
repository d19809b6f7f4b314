"""A sync resumes from whole files of states that Airbyte's connector wrote, unchanged and in older shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, ROOT, Connector, Run
from support.selection import FEW
from support.simulation import Simulation

# Some days after the reports of the recordings.
NOW = "2026-11-23T12:00:00Z"
START = "2026-10-05"
LOOKBACK = timedelta(days=3)
FLAGS = ("--now", "2026-11-03T12:00:00Z", "--advertisers", "3", "--ads-per-advertiser", "6", "--no-special")
FILES = sorted((ROOT / "Tests/TikTokTests/Samples/States").glob("*.json"))

State = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A way to write the recorded states. ``for_all``: only one cursor is left for all accounts. ``back``: how many days
    of additional lookback the state may have, which it has in seconds."""

    name: str
    document: Callable[[dict[str, State]], Any]
    for_all: bool = False
    back: int = 0


def messages(states: dict[str, State]) -> list[dict[str, Any]]:
    return [
        {"type": "STREAM", "stream": {"stream_descriptor": {"name": name}, "stream_state": state}}
        for name, state in states.items()]


def changed(change: Callable[[State], State]) -> Callable[[dict[str, State]], Any]:
    return lambda states: messages({name: change(state) for name, state in states.items()})


FORMS = (
    Form("as recorded", messages),
    Form("with the state of a parent stream", changed(lambda state: {
        **state, "parent_state": {"advertiser_ids": {"__ab_no_cursor_state_message": True}}})),
    Form("a global message with a shared state", lambda states: [{"type": "GLOBAL", "global": {
        "shared_state": {}, "stream_states": [each["stream"] for each in messages(states)]}}]),
    Form("one cursor for all accounts", changed(lambda state: {
        **state, "use_global_cursor": True, "states": []}), for_all=True, back=1),
    Form("a cursor per stream", changed(lambda state: state["state"]), for_all=True),
    Form("one object for all streams", lambda states: {
        name: state["state"] for name, state in states.items()}, for_all=True),
)
# All files as recorded, and by default only those of the newest version in the other forms.
CASES = [(form, file) for form in FORMS for file in broad(FILES if form == FORMS[0] else FILES[-2:], FILES)]


@dataclass(frozen=True)
class Continuation:
    """A read that resumed from a file, and the cursor that each account had there, by stream."""

    form: Form
    run: Run
    requests: list[asked.Entry]
    cursors: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start(*FLAGS) as simulation:
        simulation.set_clock(NOW)
        yield simulation


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[1].stem} {case[0].name}")
def continuation(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Continuation:
    form, file = request.param
    states = of_account(file, account)
    offered = [name for name in states if name in streams.names()]
    account.clear_requests()
    catalog = selection.catalog((selection.with_metrics(streams.of(name), FEW) for name in offered), "incremental")
    run = Connector(tmp_path_factory.mktemp("recorded"), account.base_url).run(
        "read", account.config(start_date=START, requests_per_second=1000, attribution_window=LOOKBACK.days),
        catalog, form.document(states), now=NOW, variables=FAST)
    return Continuation(form, run, account.requests(), {name: least(states[name], name, form) for name in offered})


def of_account(file: Path, account: Simulation) -> dict[str, State]:
    """A file's states by stream, with the ids of the simulated accounts."""
    text = file.read_text()
    states = [each["stream"]["stream_state"] for each in json.loads(text)]
    ids = dict.fromkeys(entry["partition"]["advertiser_id"] for state in states for entry in state["states"])
    for id, new in zip(ids, account.advertiser_ids, strict=True):
        text = text.replace(f'"{id}"', f'"{new}"')
    return {
        each["stream"]["stream_descriptor"]["name"]: each["stream"]["stream_state"] for each in json.loads(text)}


def least(state: State, stream: str, form: Form) -> dict[str, str]:
    """The cursor of each account, which is the earliest one of its partitions."""
    field = streams.cursor_of(stream)
    known: dict[str, list[str]] = {}
    for entry in state["states"]:
        cursor = state["state"] if form.for_all else entry["cursor"]
        known.setdefault(entry["partition"]["advertiser_id"], []).append(cursor[field])
    return {id: min(cursors) for id, cursors in known.items()}


def test_streams_that_are_not_read_do_no_harm(continuation: Continuation) -> None:
    assert continuation.run.returncode == 0, continuation.run.stdout[-2000:]
    assert set(continuation.run.statuses) == set(continuation.cursors)
    assert {statuses[-1] for statuses in continuation.run.statuses.values()} == {"COMPLETE"}


def test_each_stream_goes_on_at_its_cursor(continuation: Continuation, account: Simulation) -> None:
    for stream, cursors in continuation.cursors.items():
        if streams.is_report(stream):
            days = {id: date.fromisoformat(text[:10]) - LOOKBACK for id, text in cursors.items()}
            starts = asked.first_days(stream, continuation.requests)
            assert starts.keys() == days.keys()
            slack = timedelta(days=continuation.form.back)
            assert all(days[id] - slack <= start <= days[id] for id, start in starts.items())
        else:
            seen = truth.seen(stream, continuation.run.records[stream])
            dated = {key: row for key, row in seen.items() if row["modify_time"]}
            later = {
                key: row for key, row in objects(account, stream).items()
                if row["modify_time"] and row["modify_time"] >= cursors[row["advertiser_id"]].rstrip("Z")}
            assert later
            assert truth.differences(later, dated) == []


def objects(account: Simulation, stream: str) -> truth.Rows:
    """All objects that are not deleted, including those of TopView campaigns."""
    rows = truth.expected(account, stream)
    for key, row in truth.top_view(account, stream).items():
        if not row.pop("deleted"):
            rows[key] = row
    return rows
