"""A destination that reads a megabyte a second: the memory stays flat, and no more pages are requested than it reads."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass

from support.connector import Connector
from support.memory import held
from support.simulation import Simulation

from .measuring import say
from .replay import Replay
from .section import Cell, Limit, Section, Table
from .workshop import ADS, BULK, NOW, STREAM, Workshop, bulk_config, catalog

BYTES_PER_SECOND = 1_000_000
STEP_SECONDS = 0.1
RECORD = b'{"type":"RECORD"'
MOST_GROWTH = 1.05
# Pages that may be in flight: as many as requests in flight at most, and one that is being delivered.
MOST_PAGES_AHEAD = 65.0


@dataclass(frozen=True)
class Moment:
    """A measurement: the rows that the server has sent, and the rows that the reader has received."""

    seconds: float
    megabytes: int
    requests: int
    rows_asked_for: int
    rows_delivered: int

    @property
    def pages_ahead(self) -> float:
        return (self.rows_asked_for - self.rows_delivered) / 1000


def measure(workshop: Workshop) -> Section:
    section = Section("reader")
    days, seconds = (5, 12) if workshop.is_quick else (10, 60)
    moments = _watch(workshop, days, seconds)
    # By then, pipes and buffers are full.
    settled = moments[len(moments) // 4 :]
    half = settled[: len(settled) // 2]
    memory = max(each.megabytes for each in settled) / max(each.megabytes for each in half)
    ahead = [each.pages_ahead for each in settled]
    section.limits = [
        Limit(f"slow reader: most memory in {seconds} s, times of that in the first half", MOST_GROWTH, [memory]),
        Limit("slow reader: pages that were asked for and not yet delivered, most", MOST_PAGES_AHEAD, [max(ahead)]),
        Limit(
            "slow reader: the same at the end, times of that in the first half", MOST_GROWTH,
            [moments[-1].pages_ahead / max(each.pages_ahead for each in half)]),
    ]
    every = max(len(moments) // 12, 1)
    lines: list[list[Cell]] = [
        [round(each.seconds), each.megabytes, each.requests, each.rows_asked_for, each.rows_delivered,
         round(each.pages_ahead, 1)] for each in [*moments[::every], moments[-1]]]
    section.tables.append(Table(
        "A reader of 1 MB/s",
        ("second", "memory MB", "requests", "rows asked for", "rows delivered", "pages between"), lines,
        ["Over plain http from loopback, which would deliver a hundred times as fast."]))
    section.runs = {"moments": [vars(each) for each in moments]}
    return section


def _watch(workshop: Workshop, days: int, seconds: int) -> list[Moment]:
    """Measures once a second."""
    with (
        Simulation.start(*BULK, "--rows-per-day", str(ADS)) as simulation,
        Replay(workshop.report(days)) as replay,
    ):
        connector = Connector(workshop.new_folder("reader"), replay.base_url)
        arguments = connector.arguments("read", bulk_config(simulation, days), catalog(STREAM))
        with subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=connector.environment(NOW), cwd="/"
        ) as process:
            assert process.stdout is not None
            moments = _take(process, replay, seconds)
            process.kill()
    return moments


def _take(process: subprocess.Popen[bytes], replay: Replay, seconds: int) -> list[Moment]:
    assert process.stdout is not None
    output = process.stdout.fileno()
    started = time.monotonic()
    moments: list[Moment] = []
    taken = rows = 0
    rest = b""
    while (now := time.monotonic() - started) < seconds:
        while taken < now * BYTES_PER_SECOND:
            part = os.read(output, 65536)
            if not part:
                raise RuntimeError("the read was over before its time")
            taken += len(part)
            rest += part
            rows += rest.count(RECORD)
            # The beginning of a record may be split between two reads.
            rest = rest[-len(RECORD) + 1 :]
        if len(moments) < int(now):
            log = replay.log()
            moments.append(Moment(now, held(process.pid), len(log), sum(each for _, each in log), rows))
        time.sleep(STEP_SECONDS)
    say(f"  {taken / 1e6:.0f} MB in {seconds} s, {rows} rows")
    return moments
