"""Incremental reads at successive simulated moments, into one database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from support import asked, selection, streams, truth
from support.connector import FAST, Connector, Run
from support.destination import Destination
from support.simulation import Simulation


@dataclass(frozen=True)
class Visit:
    """One read: its time, its initial state, its output and its requests.

    ``run`` has no records, because there are many; ``records`` has them without their values: only their keys and when
    they changed.
    """

    now: str
    state: list[dict[str, Any]] | None
    run: Run
    records: dict[str, list[dict[str, Any]]]
    counts: dict[str, int]
    requests: list[asked.Entry]

    def read_again_on(self, stream: str) -> dict[str, date]:
        """When each account's days were last read again as far back as its ad groups attribute, after the read."""
        states = self.run.stream_state(stream)["states"]
        return {
            entry["partition"]["advertiser_id"]: date.fromisoformat(entry["attribution_lookback"]["read_on"])
            for entry in states}

    def cursors(self, stream: str) -> dict[str, str]:
        """The cursor of each account after the read."""
        field = streams.cursor_of(stream)
        states = self.run.stream_state(stream)["states"]
        return {entry["partition"]["advertiser_id"]: entry["cursor"][field] for entry in states}


def outlines(stream: str, records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    names = {*streams.of(stream).identity, streams.cursor_of(stream), "advertiser_id", *truth.OBJECT_TIMES}
    return [{name: value for name, value in record.items() if name in names} for record in records]


@dataclass
class History:
    """The reads of one account, each resuming from the state of the one before.

    ``metrics`` are the metrics of the reports; None for all.
    """

    simulation: Simulation
    connector: Connector
    destination: Destination
    config: dict[str, Any]
    streams: tuple[str, ...]
    metrics: tuple[str, ...] | None = None
    visits: list[Visit] = field(default_factory=list)
    _known: dict[tuple[str, str], truth.Rows] = field(default_factory=dict)

    @classmethod
    def begin(
        cls, simulation: Simulation, folder: Path, config: dict[str, Any], names: Iterable[str] = (),
        metrics: tuple[str, ...] | None = None,
    ) -> History:
        names = tuple(names or streams.names())
        return cls(
            simulation, Connector(folder, simulation.base_url), Destination(folder / "history.duckdb"),
            {"requests_per_second": 1000, **config}, names, metrics)

    @property
    def reports(self) -> list[str]:
        """Those of the streams that are dated reports."""
        return [name for name in self.streams if name in streams.reports()]

    @cached_property
    def catalog(self) -> dict[str, Any]:
        descriptions = (selection.with_metrics(streams.of(name), self.metrics) for name in self.streams)
        return selection.catalog(descriptions, mode="incremental")

    def visit(self, now: str) -> Visit:
        """Moves the clocks of the API and the connector to `now`, reads what is new, and loads it."""
        simulation = self.simulation
        self._known.clear()
        simulation.set_clock(now)
        simulation.clear_requests()
        state = self.visits[-1].run.state if self.visits else None
        run = self.connector.run("read", simulation.config(**self.config), self.catalog, state, now=now, variables=FAST)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        # Streams that are read in full replace their previous rows.
        self.destination.clear(name for name in self.streams if not streams.cursor_of(name))
        visit = Visit(
            now, state, run.without_records(), {name: outlines(name, run.records[name]) for name in self.streams},
            self.destination.load(run), simulation.requests())
        self.visits.append(visit)
        return visit

    def numeric(self, stream: str) -> list[str]:
        """The numeric metrics that a report is read with."""
        return [name for name in streams.numeric_metrics(stream) if self.metrics is None or name in self.metrics]

    def expected(self, stream: str) -> truth.Rows:
        """The expected content of a stream's table at the moment."""
        return self._of_now("truth", stream, lambda: truth.expected(
            self.simulation, stream, start=self.config["start_date"], metrics=self.numeric(stream),
            include_deleted=self.config.get("include_deleted")))

    def table(self, stream: str) -> truth.Rows:
        """The actual content, in the form of the truth, without rows that may legitimately be left over."""
        return truth.without(self._whole_table(stream), self.strays(stream))

    def strays(self, stream: str) -> truth.Rows:
        """Rows of a single cent that no longer exist. When the spend of a day grows, a cent of it may move from one part
        of its audience or hour to the next; the API does not report that a row has disappeared."""
        if not streams.is_report(stream):
            return {}
        expected, money, count = self.expected(stream), streams.of(stream).money, streams.of(stream).count
        return {
            key: row for key, row in self._whole_table(stream).items()
            if key not in expected and not row[count] and row[money] <= Decimal("0.01")}

    def _whole_table(self, stream: str) -> truth.Rows:
        return self._of_now(
            "table", stream, lambda: truth.seen(stream, self.destination.records(stream), self.numeric(stream)))

    def _of_now(self, what: str, stream: str, rows: Callable[[], truth.Rows]) -> truth.Rows:
        """Rows as they were at the previous visit."""
        if (what, stream) not in self._known:
            self._known[what, stream] = rows()
        return self._known[what, stream]

    def differences(self) -> dict[str, list[str]]:
        """The current differences between the tables and the truth; streams without any are left out."""
        told = {name: truth.differences(self.expected(name), self.table(name)) for name in self.streams}
        return {name: differences for name, differences in told.items() if differences}

    @property
    def pairs(self) -> list[tuple[Visit, Visit]]:
        """Pairs of each read but the first with the one before it."""
        return list(zip(self.visits, self.visits[1:], strict=False))
