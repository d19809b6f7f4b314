"""Standard output that takes no more, slowly takes, or cannot take what is written."""

from __future__ import annotations

import os
import subprocess
import time
from typing import Any

import pytest

from conftest import NOW
from support import canaries
from support.completeness import difference, report_rows, true_report_rows
from support.connector import BINARY, Connector, Run, configured
from support.sessions import usual_signals
from support.simulation import Simulation
from support.snapshots import Snapshot
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


def complaint(process: subprocess.Popen[bytes], timeout: float = 10) -> str:
    """What a process that could not write says before it ends, which is no crash."""
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
    left = time.monotonic()
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    assert process.wait(timeout=10) != 0
    assert time.monotonic() - left < 5
    assert errors.count("\n") <= 1
    assert [mark for mark in CRASH_MARKS if mark in errors] == []


def test_a_read_into_head_ends_like_other_programs(connector: Connector, arguments: Any) -> None:
    script = '"$@" | head -1 >/dev/null; echo "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *arguments("read")], capture_output=True, text=True, timeout=20,
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
    """Messages must not end up in a file or a connection that has got the number of standard output."""
    script = 'exec 1>&-; exec "$@"'
    process = start(connector, ["bash", "-c", script, "bash", *arguments(command)], subprocess.DEVNULL)
    complaint(process)
    assert process.returncode != 0


def test_closed_errors_and_input_do_no_harm(connector: Connector, arguments: Any) -> None:
    done = subprocess.run(
        ["bash", "-c", 'exec 0<&- 2>&-; exec "$@"', "bash", *arguments("read")], stdout=subprocess.PIPE,
        text=True, timeout=30, env=connector.environment(NOW))
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
    run = Run(process.wait(), b"".join(chunks).decode(), process.stderr.read().decode())
    assert (run.returncode, run.stderr) == (0, "")
    whole_lines(run.stdout)
    rows = report_rows(run.records["ads_reports_daily"])
    assert difference(rows, true_report_rows(shared_simulation, START)) == {}
    assert len(rows) == len(run.records["ads_reports_daily"])


def test_a_reader_that_pauses_holds_the_requests_back(connector: Connector, tmp_path: Any) -> None:
    """A destination that is slower than TikTok must not make the pages pile up in memory."""
    with Simulation.start("--now", NOW, "--ads-per-advertiser", "60") as simulation:
        connector = Connector(tmp_path, simulation.base_url)
        config = simulation.config(
            start_date="2026-01-01", requests_per_second=1000, report_window_days=1, concurrency=2)
        catalog = configured(connector.discover(config), "ads_reports_daily")
        process = start(connector, connector.arguments("read", config, catalog), subprocess.PIPE)
        try:
            time.sleep(1.5)
            first = len(simulation.requests())
            time.sleep(0.7)
            assert len(simulation.requests()) == first
            assert 2 < first < 100
        finally:
            process.kill()
            process.wait()
