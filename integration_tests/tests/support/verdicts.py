"""How a run ended, according to its messages, which must be valid messages of the protocol."""

from __future__ import annotations

import json
from typing import Any

from airbyte_protocol.models import AirbyteMessage

from support.connector import Run

# Texts that a crashed Swift program, or one that does not convert its errors, prints.
CRASH_MARKS = ("Fatal error", "Traceback", "Stack dump", "Backtrace", "\n0x", ".swift:", "Optional(")


def whole_lines(stdout: str) -> list[dict[str, Any]]:
    """Every line of an output as a message; the last line must be complete."""
    if not stdout:
        return []
    assert stdout.endswith("\n"), f"the last line is not whole: {stdout[-200:]!r}"
    return [message_of(line) for line in stdout[:-1].split("\n")]


def message_of(line: str) -> dict[str, Any]:
    message = json.loads(line)
    AirbyteMessage.model_validate(message)
    return message


def without_crash(run: Run) -> Run:
    for mark in CRASH_MARKS:
        assert mark not in run.stdout, mark
        assert mark not in run.stderr, mark
    assert run.returncode >= 0, f"died of signal {-run.returncode}: {run.stderr}"
    return run


def error_of(run: Run, failure_type: str = "config_error") -> str:
    """The message of a run that failed for one reason, which must be reported once."""
    without_crash(run)
    whole_lines(run.stdout)
    assert run.returncode == 1, (run.returncode, run.stdout, run.stderr)
    assert len(run.errors) == 1, run.errors
    error = run.errors[0]["error"]
    assert error["failure_type"] == failure_type, error
    assert not run.records
    return error["message"]


def failures_of(run: Run) -> dict[str | None, str]:
    """The messages of a read in which some streams failed, each alone and once, by the stream; None where the catalog
    does not name it. The others must have been read to their ends."""
    without_crash(run)
    whole_lines(run.stdout)
    assert run.returncode == 1, (run.returncode, run.stdout, run.stderr)
    failures: dict[str | None, str] = {}
    for error in (error["error"] for error in run.errors):
        assert error["failure_type"] == "config_error", error
        name = error.get("stream_descriptor", {}).get("name")
        assert name not in failures, run.errors
        failures[name] = error["message"]
    ended = {name: statuses[-1] for name, statuses in run.statuses.items()}
    assert {name for name, status in ended.items() if status != "COMPLETE"} == failures.keys() - {None}
    assert failures.keys().isdisjoint(run.records)
    assert ended.keys() - failures.keys() == {s["stream"]["stream_descriptor"]["name"] for s in run.state}
    return failures


def refusal_of(run: Run) -> str:
    """The message of a check that reports FAILED. That is a normal answer: the command itself did not fail."""
    without_crash(run)
    whole_lines(run.stdout)
    assert run.returncode == 0, (run.returncode, run.stdout, run.stderr)
    assert run.errors == []
    statuses = run.of_type("CONNECTION_STATUS")
    assert len(statuses) == 1, run.stdout
    assert statuses[0]["connectionStatus"]["status"] == "FAILED", statuses
    return statuses[0]["connectionStatus"]["message"]
