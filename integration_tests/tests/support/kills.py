"""Syncs that are killed again and again, each run resuming from the last states of the one before it."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import selection, streams, truth
from support.connector import Connector, Run
from support.sessions import started
from support.simulation import Simulation
from support.verdicts import CRASH_MARKS, message_of

# A process ends within 2.5 s after a signal to stop (Decisions.md, "How the process ends"). A busy machine may add to them;
# orchestrators kill after ten.
PATIENCE = 10.0
# At most so many runs of a sync are killed; the next one is not, because a stream that starts from the beginning each
# time would never finish.
MOST_KILLS = 3
# The first run of a sync is killed when this part of its output has been received, or later.
FIRST_KILL = 0.7
# How much of the process's output may be lost when its reader dies with it.
UNREAD = 64 << 10


@dataclass
class Sync:
    """The rows that the runs of one sync have delivered together, by stream and key; the last row of a key counts."""

    rows: dict[str, truth.Rows] = field(default_factory=dict)
    # The rows of a destination that discards everything after the last state of an interrupted run.
    committed: dict[str, truth.Rows] = field(default_factory=dict)
    delivered: Counter[str] = field(default_factory=Counter)
    # When the runs were killed, as fractions of what was left of the sync's output.
    moments: list[float] = field(default_factory=list)
    torn: int = 0
    # How much its runs have written.
    size: int = 0
    # The keys of the first run's rows, and those of them that later runs delivered again.
    first: dict[str, set[str]] = field(default_factory=dict)
    repeated: dict[str, set[str]] = field(default_factory=dict)

    def share_read_again(self, names: Iterable[str]) -> float:
        """How many rows of those streams were delivered again, per existing row."""
        names = list(names)
        distinct = sum(len(self.rows[name]) for name in names)
        return (sum(self.delivered[name] for name in names) - distinct) / distinct

    def share_of_first_read_again(self, names: Iterable[str]) -> float:
        """How many rows of the first run were delivered again by later ones: all of them if the sync has started over."""
        names = list(names)
        return sum(len(self.repeated.get(name, ())) for name in names) / sum(len(self.first[name]) for name in names)


class Killer:
    """Kills syncs of an account by a signal, each time when its reader has received a part of what is left. The reader then
    rests, so that the process cannot end before the signal. ``size`` is the output of an undisturbed sync, in bytes."""

    def __init__(
        self, account: Simulation, folder: Path, names: tuple[str, ...], metrics: tuple[str, ...], mode: str,
        now: str, **fields: Any
    ) -> None:
        self.names = names
        self.metrics = metrics
        self.now = now
        self.connector = Connector(folder, account.base_url)
        # No lookback: rows of the days before a cursor are read again by design, which is not measured here.
        self.config = account.config(requests_per_second=1000, attribution_window=0, **fields)
        descriptions = [selection.with_metrics(streams.of(name), metrics) for name in names]
        self.catalog = selection.catalog(descriptions, mode)
        self.number = 0
        self.size = self.sync(random.Random(0), None).size

    def sync(self, moments: random.Random, number: int | None) -> Sync:
        """A sync whose runs are killed by the signal until one of them finishes."""
        sync = Sync({name: {} for name in self.names}, {name: {} for name in self.names})
        self.number += 1
        # This is how an orchestrator marks runs as attempts of one sync.
        for entry in self.catalog["streams"]:
            entry |= {"sync_id": self.number, "generation_id": 1, "minimum_generation_id": 1}
        states: dict[str, dict[str, Any]] = {}
        while True:
            moment = moments.random() if number and len(sync.moments) < MOST_KILLS else None
            if moment is not None and not sync.moments:
                moment = FIRST_KILL + moment * (1 - FIRST_KILL)
            run = self._run(list(states.values()), number, moment, sync)
            if number == signal.SIGKILL and run.returncode and moments.random() < 0.5:
                run = without_end(run, moments.randrange(UNREAD))
            self._keep(run, states, sync)
            if run.returncode == 0:
                return sync
            assert moment is not None
            sync.moments.append(moment)

    def _run(self, state: list[dict[str, Any]], number: int | None, moment: float | None, sync: Sync) -> Run:
        arguments = self.connector.arguments("read", self.config, self.catalog, state or None)
        rests_at = None
        if moment is not None:
            enough = moment * max(0, self.size - sync.size)
            rests_at = lambda lines: sum(map(len, lines)) >= enough  # noqa: E731
        with started(self.connector, arguments, self.now, rests_at=rests_at) as session:
            if number is not None and moment is not None:
                if session.comes_to_rest():
                    session.signal(number)
                else:
                    number = None
            sent = time.monotonic()
            run = session.end(timeout=120)
            took = time.monotonic() - sent
        sync.size += len(run.stdout)
        assert [mark for mark in CRASH_MARKS if mark in run.stderr] == []
        if number is None or moment is None or run.returncode == 0:
            assert run.returncode == 0, (run.returncode, run.stdout[-2000:], run.stderr)
        else:
            assert run.returncode == -number, (run.returncode, run.stderr)
        if number == signal.SIGTERM and moment is not None:
            assert took < PATIENCE, f"it took {took} s to die"
        assert run.stdout.endswith("\n") or not run.stdout or number == signal.SIGKILL, "the last line is torn"
        return run

    def _keep(self, run: Run, states: dict[str, dict[str, Any]], sync: Sync) -> None:
        """What a destination received: all records, including those after the last state, and the last states."""
        whole, _, rest = run.stdout.rpartition("\n")
        sync.torn += bool(rest)
        run = Run(run.returncode, whole, run.stderr)
        for line in run.lines:
            if not line.startswith('{"type":"RECORD"'):
                message_of(line)
        assert run.errors == []
        is_first = not sync.moments
        for name in self.names:
            records = run.records[name]
            rows = truth.seen(name, records, self._metrics(name))
            sync.delivered[name] += len(records)
            sync.rows[name] |= rows
            if is_first:
                sync.first[name] = set(rows)
            else:
                sync.repeated.setdefault(name, set()).update(sync.first[name] & set(rows))
        for name, records in run.committed.items():
            sync.committed[name] |= truth.seen(name, records, self._metrics(name))
        for state in run.state:
            states[state["stream"]["stream_descriptor"]["name"]] = state

    def _metrics(self, name: str) -> list[str]:
        return [metric for metric in self.metrics if metric in streams.of(name).metrics]


def without_end(run: Run, count: int) -> Run:
    """The output that a reader received if it died before it had read the last bytes."""
    return Run(run.returncode, run.stdout[: max(0, len(run.stdout) - count)], run.stderr)
