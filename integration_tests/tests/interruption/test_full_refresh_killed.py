"""Full refreshes that are killed again and again finish in the end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support import selection, truth
from support.connector import Run, parse
from support.refreshes import KINDS, NOW, Kind, Refreshes
from support.sessions import started
from support.simulation import Simulation
from support.streams import of
from support.verdicts import whole_lines


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "4", "--ads-per-advertiser", "4") as simulation:
        yield simulation


def test_kills_at_any_moment_lose_nothing_and_nothing_begins_again(account: Simulation, tmp_path: Path) -> None:
    """Streams of all kinds together, read in full, killed each time after a few states have been received."""
    reads = Refreshes(account, Kind("campaigns"), tmp_path)
    offered = ["advertisers", "advertiser_ids", *(kind.stream for kind in KINDS if not kind.endpoint)]
    config = reads.config(concurrency=4, custom_reports=[], start_date="2026-10-25")
    catalog = selection.catalog(selection.with_metrics(of(name), selection.FEW) for name in offered)
    for stream in catalog["streams"]:
        stream |= {"sync_id": 5, "generation_id": 2}
    whole = reads.connector.run("read", config, catalog, now=NOW)
    assert whole.returncode == 0, whole.stdout[-2000:]
    states: dict[str, Any] = {}
    runs: list[Run] = []
    while len(runs) < 40:
        arguments = reads.connector.arguments("read", config, catalog, list(states.values()) or None)
        known = [state["stream"] for state in states.values()]
        # More and more, so that the number of runs does not depend on how much each of them comes to.
        few = 4 + 2 * len(runs)
        with started(reads.connector, arguments, NOW, rests_at=lambda lines: news(lines, known) >= few) as session:  # noqa: B023
            # A read that has little left to do ends by itself.
            if session.comes_to_rest():
                session.signal(signal.SIGKILL)
            run = session.end()
        text, _, _ = run.stdout.rpartition("\n")
        runs.append(Run(run.returncode, text + "\n" if text else "", run.stderr))
        whole_lines(runs[-1].stdout)
        states |= {state["stream"]["stream_descriptor"]["name"]: state for state in runs[-1].state}
        if run.returncode == 0:
            break
    assert runs[-1].returncode == 0 and len(runs) > 3
    for name in offered:
        assert truth.differences(rows(name, whole), rows(name, *runs)) == [], name
    # About a fifth is read again by half a dozen runs; what began again each time would never end.
    assert sum(map(count, runs)) < 1.8 * count(whole), (len(runs), sum(map(count, runs)), count(whole))


def news(lines: list[str], known: list[Any]) -> int:
    """How many states a read has emitted that are not those that it started from, which it emits first."""
    states = [parse(line)["state"]["stream"] for line in lines if '"type":"STATE"' in line[:20]]
    return sum(state not in known for state in states)


def rows(name: str, *runs: Run) -> truth.Rows:
    """The records that a destination keeps of runs, by key."""
    identity = of(name).identity
    return {
        "|".join(str(record[field]) for field in identity): record for run in runs for record in run.committed[name]}


def count(run: Run) -> int:
    return sum(map(len, run.records.values()))
