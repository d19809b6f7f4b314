"""Runs whose memory is measured."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from support.connector import Connector, Run

# How often one looks.
PAUSE = 0.01


def measured(
    connector: Connector, arguments: list[str], now: str, timeout: float = 120, *, is_endless: bool = False
) -> tuple[Run, int]:
    """A run to its end, and the most memory that it held, in MiB. One that may be endless is killed after that time;
    any other has to end within it."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            arguments, stdout=output, stderr=errors, env=connector.environment(now), cwd="/")
        deadline = time.monotonic() + timeout
        most = 0
        while process.poll() is None:
            most = max(most, peak(process.pid))
            if time.monotonic() > deadline:
                process.kill()
                process.wait()
                assert is_endless, f"it has not ended within {timeout} s"
            time.sleep(PAUSE)
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode())
    assert most > 0, "it has gone before anybody looked at its memory"
    return Run(process.returncode, *texts), most


def peak(process: int) -> int:
    """The most memory that a process has held by now, in MiB; 0 when it is gone. Not what `wait4` tells, which
    counts the memory of the process that it was forked from."""
    return _status(process, "VmHWM")


def held(process: int) -> int:
    """The memory that a process holds now, in MiB."""
    return _status(process, "VmRSS")


def _status(process: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().split("\n")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # A process that has ended but was not waited for has no memory any more.
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith(f"{name}:")), 0)
