"""What a person at a terminal gets: streams by name in place of a catalog, a list of the streams, help for each command,
and errors on the screen although the output goes into a file."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from pathlib import Path
from typing import Any

import pytest

from support.connector import BINARY, FAST, Connector, Run
from support.simulation import Simulation
from support.snapshots import Snapshot


def on_a_terminal(
    connector: Connector, *arguments: str, output: Path | None = None, columns: int = 100
) -> tuple[int, str]:
    """Runs the binary with a terminal as standard error, and as standard output too unless that is a file."""
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with (output or Path(os.devnull)).open("wb") as file:
        process = subprocess.Popen(
            [str(BINARY), *arguments], stdin=subprocess.DEVNULL, stdout=file if output else terminal, stderr=terminal,
            env=connector.environment("2026-11-03T12:00:00Z", **FAST), cwd="/")
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(screen, 1 << 16)
            except OSError:  # The last process has closed the terminal.
                break
            if not part:
                break
            shown += part
        os.close(screen)
        return process.wait(timeout=60), shown.decode().replace("\r\n", "\n")


def by_name(connector: Connector, config: Any, names: str, *more: str) -> Run:
    arguments = [str(BINARY), "read", "--config", connector.file("config.json", config), "--streams", names, *more]
    done = subprocess.run(
        arguments, capture_output=True, text=True, timeout=120, env=connector.environment("2026-11-03T12:00:00Z", **FAST), cwd="/")
    return Run(done.returncode, done.stdout, done.stderr)


def test_streams_by_name_are_read_like_those_of_a_catalog_with_all_fields(
    connector: Connector, shared_simulation: Simulation
) -> None:
    config = shared_simulation.config()
    named = by_name(connector, config, "ads_reports_daily,pixels , campaigns,campaigns")
    assert named.returncode == 0
    listed = connector.read(config, "ads_reports_daily", "pixels", "campaigns", now="2026-11-03T12:00:00Z", variables=FAST)
    assert named.records.keys() == listed.records.keys()
    for name in listed.records:
        assert sorted(map(str, named.records[name])) == sorted(map(str, listed.records[name]))
    cursors = {state["stream"]["stream_descriptor"]["name"] for state in named.state if "states" in state["stream"]["stream_state"]}
    assert {"ads_reports_daily", "campaigns"} <= cursors


def test_a_name_that_is_not_offered_fails_alone(connector: Connector, shared_simulation: Simulation) -> None:
    run = by_name(connector, shared_simulation.config(), "adz,campaigns")
    assert run.returncode == 1
    [error] = run.errors
    assert error["error"]["message"] == (
        "`--streams` names 'adz', which this configuration does not offer. Did you mean 'ads'? "
        "`discover` lists the available streams.")
    assert error["error"]["stream_descriptor"] == {"name": "adz"}
    assert run.statuses["adz"] == ["INCOMPLETE"]
    assert run.statuses["campaigns"][-1] == "COMPLETE" and run.records["campaigns"]


def test_discover_on_a_terminal_is_a_table(
    connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    config = connector.file("config.json", shared_simulation.config())
    code, screen = on_a_terminal(connector, "discover", "--config", config)
    assert code == 0
    assert "{" not in screen
    streams = connector.discover(shared_simulation.config())["streams"]
    lines = screen.split("\n")
    for stream in streams:
        [line] = [line for line in lines if line.split(" ")[0] == stream["name"]]
        key = [path[0] for path in stream.get("source_defined_primary_key", [])]
        assert all(name in screen for name in key)
        assert (stream.get("default_cursor_field") or ["-"])[0] == line.split()[1]
    assert f"{len(streams)} streams." in screen
    assert max(map(len, lines)) <= 100
    snapshot.matches(screen)


def test_errors_show_on_the_screen_although_the_output_is_a_file(
    connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    config = connector.file("config.json", {**shared_simulation.config(), "start_date": "yesterday"})
    output = tmp_path / "records.jsonl"
    code, screen = on_a_terminal(connector, "read", "--config", config, "--streams", "campaigns", output=output)
    [message] = [trace["error"]["message"] for trace in Run(code, output.read_text(), "").errors]
    assert code == 1
    assert message in " ".join(screen.split())
    assert "start_date" in screen


def test_a_stream_that_fails_shows_on_the_screen(
    connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    config = connector.file("config.json", shared_simulation.config())
    output = tmp_path / "records.jsonl"
    code, screen = on_a_terminal(connector, "read", "--config", config, "--streams", "adz,campaigns", output=output)
    assert code == 1
    assert "adz: `--streams` names 'adz'" in screen
    assert "INCOMPLETE" in screen
    assert "{" not in screen


@pytest.mark.parametrize("verdict", ["SUCCEEDED", "FAILED"])
def test_the_verdict_of_a_check_shows_on_the_screen(
    verdict: str, connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    config = shared_simulation.config()
    if verdict == "FAILED":
        config["credentials"] = {**config["credentials"], "access_token": "0" * 40}
    output = tmp_path / "verdict.jsonl"
    code, screen = on_a_terminal(connector, "check", "--config", connector.file("config.json", config), output=output)
    assert code == 0
    [status] = Run(code, output.read_text(), "").of_type("CONNECTION_STATUS")
    assert status["connectionStatus"]["status"] == verdict
    assert ("The check succeeded." if verdict == "SUCCEEDED" else "refuses the access token") in screen


def test_without_a_terminal_nothing_is_on_standard_error(connector: Connector, shared_simulation: Simulation) -> None:
    assert by_name(connector, shared_simulation.config(), "adz,campaigns").stderr == ""
