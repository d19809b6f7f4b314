"""Incremental reads at one simulated moment after the other, into one database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import asked, streams
from support.connector import Connector, Run
from support.destination import Destination
from support.simulation import Simulation


@dataclass(frozen=True)
class Visit:
    """One read: when, from which state, what it said and what it asked."""

    now: str
    state: list[dict[str, Any]] | None
    run: Run
    counts: dict[str, int]
    requests: list[asked.Entry]

    def cursors(self, stream: str) -> dict[str, str]:
        """How far each account had been read after it."""
        field = streams.cursor_of(stream)
        states = self.run.stream_state(stream)["states"]
        return {entry["partition"]["advertiser_id"]: entry["cursor"][field] for entry in states}


@dataclass
class History:
    """The reads of one account, each going on from the state of the one before."""

    simulation: Simulation
    connector: Connector
    destination: Destination
    config: dict[str, Any]
    streams: tuple[str, ...]
    visits: list[Visit] = field(default_factory=list)

    @classmethod
    def begin(
        cls, simulation: Simulation, folder: Path, config: dict[str, Any], names: Iterable[str] = ()
    ) -> History:
        names = tuple(names or streams.names())
        return cls(
            simulation, Connector(folder, simulation.base_url), Destination(folder / "history.duckdb", names),
            {"requests_per_second": 1000, **config}, names)

    def visit(self, now: str) -> Visit:
        """Moves the clock of both sides to `now`, reads what has come, and loads it."""
        simulation = self.simulation
        simulation.set_clock(now)
        simulation.clear_requests()
        state = self.visits[-1].run.state if self.visits else None
        run = self.connector.read(simulation.config(**self.config), *self.streams, state=state, now=now)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        visit = Visit(now, state, run, self.destination.load(run), simulation.requests())
        self.visits.append(visit)
        return visit

    @property
    def pairs(self) -> list[tuple[Visit, Visit]]:
        """Each read but the first, behind the one before it."""
        return list(zip(self.visits, self.visits[1:], strict=False))
