"""The wall clock is set forward and back during a read: rates and waits use the monotonic clock."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import truth
from support.breadth import broad
from support.connector import RECORD, Connector, Run, configured
from support.sessions import Session, started
from support.simulation import Simulation
from support.truth import METRICS
from support.verdicts import whole_lines

# The Swift toolchain includes a C compiler.
COMPILER = shutil.which("cc") or "clang"

SOURCE = Path(__file__).parents[1] / "support/wall_clock.c"
START = "2026-10-27"
STREAM = "ads_reports_daily"
RATE = 20
HOUR, DAY, YEAR = 3600, 86400, 365 * 86400
# What takes a few seconds may take so many on a busy machine, but a wait for another hour takes more.
LONGEST = 120
# The successive changes of the clock, in seconds.
CHANGES = (0, HOUR, -HOUR, DAY, -DAY, 40 * DAY, -YEAR, YEAR)


class Clock:
    """How far a run's wall clock is ahead of the true time; its monotonic clock is not changed."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._file = folder / "clock"
        self._library = library
        self.set(0)

    def set(self, seconds: int) -> None:
        # Written in one step, because the run may read it at any moment.
        next = self._file.with_suffix(".next")
        next.write_text(f"{seconds:+d}\n")
        next.replace(self._file)

    @property
    def variables(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "WALL_CLOCK": str(self._file)}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("clock") / "wall_clock.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(made), str(SOURCE)], check=True)
    return made


@pytest.fixture
def clock(tmp_path: Path, library: Path) -> Clock:
    return Clock(tmp_path, library)


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "10") as simulation:
        yield simulation


class Reading:
    """A read whose clock is changed."""

    def __init__(self, folder: Path, account: Simulation, clock: Clock) -> None:
        self.account = account
        self.clock = clock
        account.clear_faults()
        self.connector = Changing(folder, account.base_url, clock.variables)
        self.config = account.config(start_date=START, requests_per_second=RATE, report_window_days=1)
        self.catalog = configured(self.connector.discover(self.config), STREAM)
        account.clear_requests()

    def run(self, changes: Iterator[int], every: float | None) -> tuple[Run, float]:
        """Applies one change of the clock after the other until the read ends, after so many seconds or whenever the read
        has emitted more records. Returns how long that took."""
        arguments = self.connector.arguments("read", self.config, self.catalog)
        begun = time.monotonic()
        with started(self.connector, arguments, NOW) as session:
            self._change(session, changes, every)
            run = session.end()
        took = time.monotonic() - begun
        assert run.returncode == 0, (run.stdout[-2000:], run.stderr)
        whole_lines(run.stdout)
        rows = truth.seen(STREAM, run.records[STREAM], METRICS)
        expected = truth.expected(self.account, STREAM, start=START, metrics=METRICS)
        assert truth.differences(expected, rows) == []
        return run, took

    def _change(self, session: Session, changes: Iterator[int], every: float | None) -> None:
        deadline = time.monotonic() + LONGEST
        for count, seconds in enumerate(changes):
            if session.process.poll() is not None:
                assert count > 1, "the clock was not changed while it ran"
                return
            assert time.monotonic() < deadline, "it waits for a time that does not come"
            self.clock.set(seconds)
            if every is None:
                # Some were emitted before the change and received after it.
                for _ in range(2):
                    known = records(session.lines)
                    session.comes_to(lambda lines: records(lines) > known)  # noqa: B023
            else:
                time.sleep(every)


class Changing(Connector):
    """Runs under that clock."""

    def __init__(self, folder: Path, base_url: str, variables: dict[str, str]) -> None:
        super().__init__(folder, base_url)
        object.__setattr__(self, "variables", variables)

    def environment(self, now: str | None = None, **variables: str) -> dict[str, str]:
        return super().environment(now, **self.variables, **variables)  # type: ignore[attr-defined]


@pytest.fixture
def reading(tmp_path: Path, account: Simulation, clock: Clock) -> Reading:
    return Reading(tmp_path, account, clock)


def records(lines: list[str]) -> int:
    return sum(line.startswith(RECORD) for line in lines)


def times_of(run: Run) -> list[float]:
    return [message["record"]["emitted_at"] / 1000 for message in run.of_type("RECORD")]


def test_the_clock_of_a_run_is_changed(reading: Reading) -> None:
    """The other tests rely on this."""
    run, _ = reading.run(itertools.cycle((0, DAY)), None)
    times = times_of(run)
    assert DAY - HOUR < max(times) - min(times) < DAY + HOUR


def test_the_rate_is_kept_and_used_whatever_the_clock_says(reading: Reading) -> None:
    _, took = reading.run(itertools.cycle(CHANGES), 0.25)
    count = len(reading.account.requests())
    assert count > 2 * RATE
    # Only the whole time is measured, because requests crowd on a busy machine. A rate that begins again with each change
    # would take less than half a second.
    assert (count - RATE) / RATE <= took < LONGEST


PAUSES: dict[str, Any] = {
    "a pause for the rate": {"kind": "code", "code": 40100},
    "a wait that was asked for": {"kind": "status", "status": 503, "headers": {"Retry-After": "2"}},
    "an answer that is slow": {"kind": "stall", "seconds": 2, "then": "answer"},
}


# Each pause with one direction, and each direction with some pause.
DIRECTIONS = broad(
    [*zip(PAUSES, (YEAR, -YEAR, YEAR), strict=True)], [(pause, by) for by in (YEAR, -YEAR) for pause in PAUSES])


@pytest.mark.parametrize(("pause", "seconds"), DIRECTIONS)
def test_a_wait_is_as_long_as_it_was_whatever_the_clock_says(pause: str, seconds: int, reading: Reading) -> None:
    reading.account.add_faults({"path": "report", "nth": 5, "effect": PAUSES[pause]})
    run, took = reading.run(itertools.chain([0, 0], itertools.repeat(seconds)), 0.4)
    assert [rule["struck"] for rule in reading.account.faults()] == [1]
    assert 2 <= took < LONGEST
    assert run.errors == []
