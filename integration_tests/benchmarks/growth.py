"""Time, memory and states over three axes: accounts, days and rows."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from support.connector import Connector
from support.simulation import Simulation

from .measuring import say
from .reading import Read, read
from .recording import Recording
from .replay import Replay
from .section import Bar, Cell, Limit, Panel, Section, Table
from .workshop import ADS, BULK, NOW, STREAM, Workshop, bulk_config, catalog, days_ago

# Linear growth: each unit costs the same. Values above 1 are noise, or growth is more than linear.
MOST_TIMES_PER_UNIT, MOST_TIMES_MEMORY = 1.1, 1.1
MOST_MEGABYTES = 40.0
# Share of the output; if states were emitted after each page of a thousand accounts, they would be nearly all of it.
MOST_STATE_PERCENT = 5.0
ACCOUNTS, QUICK_ACCOUNTS = (1, 10, 100, 1000), (1, 10, 50)
ACCOUNT_DAYS = 30
DAYS, QUICK_DAYS = (1, 30, 365, 1095), (1, 30, 100)
# The account is 1,400 days old, and has rows on nearly every one of them.
DAILY_ADS = 40


@dataclass(frozen=True)
class Point:
    """Reads of one size."""

    size: int
    reads: Sequence[Read]

    @property
    def seconds(self) -> float:
        return statistics.median(each.sample.seconds for each in self.reads)

    @property
    def cpu_seconds(self) -> float:
        return statistics.median(each.sample.cpu_seconds for each in self.reads)

    @property
    def megabytes(self) -> float:
        return max(each.sample.peak_megabytes for each in self.reads)

    @property
    def cpu_seconds_per_unit(self) -> float:
        return self.cpu_seconds / self.size

    @property
    def state_share(self) -> float:
        return self.reads[0].state_bytes / self.reads[0].output_bytes


def measure(workshop: Workshop) -> Section:
    section = Section("growth")
    is_quick = workshop.is_quick
    axes: dict[str, tuple[Sequence[int], Callable[[Workshop, int], Callable[[], Read]]]] = {
        "accounts": (QUICK_ACCOUNTS if is_quick else ACCOUNTS, _accounts),
        "days": (QUICK_DAYS if is_quick else DAYS, _days),
        "rows": ((1000, 10_000, 50_000) if is_quick else tuple(10**power for power in range(3, 8)), _rows),
    }
    for unit, (sizes, prepare) in axes.items():
        points = []
        for size in sizes:
            reader = prepare(workshop, size)
            # It has ten times as many rows as the next smaller one, and takes ten times as long.
            rounds = 1 if size >= 10**7 else workshop.rounds
            points.append(Point(size, [reader() for _ in range(rounds)]))
            say(f"  {size:,} {unit}: {points[-1].seconds:.2f} s, {points[-1].megabytes:.1f} MB")
        _tell(section, unit, points)
    section.notes.append(
        "Pages come from a recording, as in the section on bytes. 10,000,000 rows are those of 100 days ten times: "
        "every window of 30 days is answered with the pages of one of them.")
    return section


def _tell(section: Section, unit: str, points: Sequence[Point]) -> None:
    before, last = points[-2:]
    section.limits += [
        Limit(
            f"{last.size:,} {unit}: CPU time per {unit[:-1]}, times of that of {before.size:,}", MOST_TIMES_PER_UNIT,
            [last.cpu_seconds_per_unit / before.cpu_seconds_per_unit]),
        Limit(f"{last.size:,} {unit}: peak memory, MB", MOST_MEGABYTES, [last.megabytes]),
        Limit(
            f"{last.size:,} {unit}: peak memory, times of that of {before.size:,}", MOST_TIMES_MEMORY,
            [last.megabytes / before.megabytes]),
        Limit(f"{last.size:,} {unit}: states, % of the output", MOST_STATE_PERCENT, [last.state_share * 100]),
    ]
    lines: list[list[Cell]] = [
        [
            f"{point.size:,}", len(point.reads), point.reads[0].records, round(point.seconds, 3),
            round(point.cpu_seconds, 3), f"{point.cpu_seconds_per_unit * 1e6:,.1f}", round(point.megabytes, 1),
            point.reads[0].last_state_bytes, point.reads[0].state_messages, f"{point.state_share:.3%}",
        ]
        for point in points
    ]
    section.tables.append(Table(
        f"Growth over {unit}",
        (unit, "runs", "records", "wall s", "CPU s", f"CPU µs per {unit[:-1]}", "peak MB", "last state, bytes",
         "states", "states, share of output"), lines))
    section.panels.append(Panel(f"CPU time over {unit}", "seconds", [
        Bar(f"{point.size:,}", max(point.cpu_seconds, 0.001), "this") for point in points], is_log=True))
    section.runs[unit] = [
        {"size": point.size, "runs": [vars(each.sample) for each in point.reads],
         "state_bytes": point.reads[0].state_bytes, "output_bytes": point.reads[0].output_bytes} for point in points]


def _accounts(workshop: Workshop, size: int) -> Callable[[], Read]:
    flags = ("--now", NOW, "--anchor", str(days_ago(30)), "--advertisers", str(size), "--cache-mb", "2048")
    return _recorded(workshop, flags, days_ago(ACCOUNT_DAYS))


def _days(workshop: Workshop, size: int) -> Callable[[], Read]:
    return _recorded(workshop, (*BULK, "--rows-per-day", str(DAILY_ADS)), days_ago(size))


def _recorded(workshop: Workshop, flags: Sequence[str], start: date) -> Callable[[], Read]:
    """A read of a simulated account, which is recorded first."""
    recording = Recording(workshop.new_folder("recording"))
    with Simulation.start(*flags, "--gzip") as simulation:
        config = simulation.config(start_date=str(start), requests_per_second=1000)
        _read(workshop, simulation.base_url, config)
        recording.add(simulation)
    return lambda: _replayed(workshop, recording, config, repeat=False)


def _rows(workshop: Workshop, size: int) -> Callable[[], Read]:
    """A part of the large report; the smallest has fewer ads, the largest repeats windows."""
    ads = min(size, ADS)
    days = size // ads
    recording = workshop.report(min(days, workshop.many_days), ads)
    with Simulation.start(*BULK, "--rows-per-day", str(ads)) as simulation:
        config = bulk_config(simulation, days)
    return lambda: _replayed(workshop, recording, config, repeat=days > workshop.many_days)


def _replayed(workshop: Workshop, recording: Recording, config: dict[str, Any], repeat: bool) -> Read:
    with Replay(recording, repeat=repeat) as replay:
        return _read(workshop, replay.base_url, config)


def _read(workshop: Workshop, base_url: str, config: dict[str, Any]) -> Read:
    return read(Connector(workshop.new_folder("growth"), base_url), config, catalog(STREAM))
