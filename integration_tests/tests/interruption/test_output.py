"""Standard output that is closed, slow, or fails to write."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import canaries, selection, streams, truth
from support.breadth import broad
from support.connector import BINARY, Connector, Run, configured
from support.memory import held
from support.sessions import usual_signals
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.standstill import standstill
from support.truth import METRICS
from support.verdicts import CRASH_MARKS, whole_lines

START = "2026-10-01"
COMMANDS = ("spec", "check", "discover", "read")


@pytest.fixture
def arguments(connector: Connector, shared_simulation: Simulation) -> Any:
    config = shared_simulation.config(start_date=START, requests_per_second=1000)
    catalog = configured(connector.discover(config), "ads_reports_daily")

    def arguments(command: str) -> list[str]:
        if command == "spec":
            return [str(BINARY), command]
        return connector.arguments(command, config, catalog if command == "read" else None)

    return arguments


def start(connector: Connector, arguments: list[str], stdout: Any, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        arguments, stdout=stdout, stderr=subprocess.PIPE, env=connector.environment(NOW), cwd="/",
        preexec_fn=usual_signals, **options)


def complaint(process: subprocess.Popen[bytes], timeout: float = 120) -> str:
    """The errors of a process that could not write; it must not have crashed."""
    _, errors = process.communicate(timeout=timeout)
    text = errors.decode()
    canaries.assert_silent(text)
    assert [mark for mark in CRASH_MARKS if mark in text] == []
    return text


def test_a_reader_that_leaves_early_ends_the_read_quietly(connector: Connector, arguments: Any) -> None:
    process = start(connector, arguments("read"), subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().endswith(b"}\n")
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    assert process.wait(timeout=60) != 0
    assert errors.count("\n") <= 1
    assert [mark for mark in CRASH_MARKS if mark in errors] == []


def test_a_read_into_head_ends_like_other_programs(connector: Connector, arguments: Any) -> None:
    script = '"$@" | head -1 >/dev/null; echo "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *arguments("read")], capture_output=True, text=True, timeout=60,
        env=connector.environment(NOW))
    assert done.stdout.strip() != "0"
    assert done.stderr.count("\n") <= 1


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_without_a_reader_is_a_quiet_failure(
    command: str, connector: Connector, arguments: Any
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(connector, arguments(command), writer)
    os.close(writer)
    errors = complaint(process)
    assert process.returncode != 0
    assert errors.count("\n") <= 1


@pytest.mark.parametrize("command", (*COMMANDS, "--help"))
def test_a_full_disk_is_told_on_standard_error(
    command: str, connector: Connector, arguments: Any, snapshot: Snapshot
) -> None:
    with open("/dev/full", "wb") as full:
        line = [str(BINARY), command] if command.startswith("-") else arguments(command)
        process = start(connector, line, full)
        errors = complaint(process)
    assert process.returncode == 1
    assert "No space left on device" in errors and errors.count("\n") == 1
    snapshot.matches(errors)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_that_is_closed_from_the_beginning_is_no_success(
    command: str, connector: Connector, arguments: Any
) -> None:
    """Messages must not be written to a file or a connection that has got the descriptor of standard output."""
    script = 'exec 1>&-; exec "$@"'
    process = start(connector, ["bash", "-c", script, "bash", *arguments(command)], subprocess.DEVNULL)
    complaint(process)
    assert process.returncode != 0


def test_closed_errors_and_input_do_no_harm(connector: Connector, arguments: Any) -> None:
    done = subprocess.run(
        ["bash", "-c", 'exec 0<&- 2>&-; exec "$@"', "bash", *arguments("read")], stdout=subprocess.PIPE,
        text=True, timeout=60, env=connector.environment(NOW))
    assert done.returncode == 0
    assert whole_lines(done.stdout)[-1]["type"] in {"LOG", "TRACE", "STATE"}


def test_a_slow_reader_gets_everything(
    connector: Connector, arguments: Any, shared_simulation: Simulation
) -> None:
    process = start(connector, arguments("read"), subprocess.PIPE)
    assert process.stdout is not None
    chunks = []
    while part := process.stdout.read1(8192):  # type: ignore[attr-defined]
        chunks.append(part)
        time.sleep(0.002)
    run = Run(process.wait(timeout=120), b"".join(chunks).decode(), process.stderr.read().decode())
    assert (run.returncode, run.stderr) == (0, "")
    whole_lines(run.stdout)
    rows = truth.seen("ads_reports_daily", run.records["ads_reports_daily"], METRICS)
    expected = truth.expected(shared_simulation, "ads_reports_daily", start=START, metrics=METRICS)
    assert truth.differences(expected, rows) == []
    assert len(rows) == len(run.records["ads_reports_daily"])


@pytest.fixture(scope="module")
def history() -> Iterator[Simulation]:
    """An account with more rows than fit in a pipe and in the pages in flight."""
    with Simulation.start("--now", NOW, "--ads-per-advertiser", "60") as simulation:
        yield simulation


def test_a_reader_that_pauses_holds_the_requests_back(history: Simulation, tmp_path: Path) -> None:
    """If a destination is slower than TikTok, pages must not pile up in memory."""
    history.clear_requests()
    connector = Connector(tmp_path, history.base_url)
    config = history.config(
        start_date="2026-01-01", requests_per_second=1000, report_window_days=1, concurrency=2)
    catalog = configured(connector.discover(config), "ads_reports_daily")
    process = start(connector, connector.arguments("read", config, catalog), subprocess.PIPE)
    try:
        assert 2 < standstill(lambda: len(history.requests()), above=2) < 100
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


class LongRead:
    """A read of that account, which is compared with the truth."""

    START = broad("2026-08-01", "2026-06-01")

    def __init__(self, folder: Path, account: Simulation) -> None:
        self.account = account
        self.connector = Connector(folder, account.base_url)
        self.config = account.config(start_date=self.START, requests_per_second=1000, report_window_days=5)
        stream = selection.with_metrics(streams.of("ads_reports_daily"), METRICS)
        self.catalog = selection.catalog([stream], "incremental")

    def arguments(self, state: Any = None) -> list[str]:
        return self.connector.arguments("read", self.config, self.catalog, state)

    def assert_true(self, *runs: Run) -> None:
        records = [record for run in runs for record in run.records["ads_reports_daily"]]
        expected = truth.expected(self.account, "ads_reports_daily", start=self.START, metrics=METRICS)
        assert truth.differences(expected, truth.seen("ads_reports_daily", records, METRICS)) == []


@pytest.fixture
def long_read(tmp_path: Path, history: Simulation) -> LongRead:
    return LongRead(tmp_path, history)


def test_a_reader_that_rests_for_seconds_and_goes_on_gets_everything(long_read: LongRead) -> None:
    account = long_read.account
    account.clear_requests()
    process = start(long_read.connector, long_read.arguments(), subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    chunks = []
    for enough in (1 << 18, 1 << 20):
        while sum(map(len, chunks)) < enough:
            chunks.append(process.stdout.read1(8192))  # type: ignore[attr-defined]
            assert chunks[-1], "it has ended before the reader could rest"
        asked = standstill(lambda: len(account.requests()))
        standstill(lambda: held(process.pid))
    chunks.append(process.stdout.read())
    assert asked < len(account.requests()), "it goes on asking while nobody reads"
    run = Run(process.wait(timeout=120), b"".join(chunks).decode(), process.stderr.read().decode())
    assert (run.returncode, run.stderr) == (0, "")
    whole_lines(run.stdout)
    assert len(run.stdout) > 4 << 20
    long_read.assert_true(run)


@pytest.mark.parametrize("handled", (True, False), ids=("its signal ignored", "its signal as usual"))
def test_a_file_that_may_grow_no_further_is_told_and_gone_on_from(handled: bool, long_read: LongRead) -> None:
    """Like a full disk: what was written before stays, and its states are valid."""
    most = 1_500_000

    def limited() -> None:
        usual_signals()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if handled else signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    path = long_read.connector.folder / "output.jsonl"
    arguments = long_read.arguments()
    with path.open("wb") as file:
        process = subprocess.Popen(
            arguments, stdout=file, stderr=subprocess.PIPE, env=long_read.connector.environment(NOW), cwd="/",
            preexec_fn=limited)
        errors = complaint(process, timeout=60)
    assert process.returncode == 1, (process.returncode, errors)
    assert "File too large" in errors and errors.count("\n") == 1
    written = path.read_text()
    assert len(written.encode()) == most
    # A line that did not fit is incomplete: a reader of the file skips it.
    run = Run(1, written[: written.rindex("\n") + 1], errors)
    whole_lines(run.stdout)
    assert run.state
    rest = long_read.connector.run("read", long_read.config, long_read.catalog, run.state, now=NOW)
    assert rest.returncode == 0 and len(rest.stdout) > most
    long_read.assert_true(run, rest)
