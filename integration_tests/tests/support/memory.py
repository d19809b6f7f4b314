"""Runs whose memory is measured."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from support.connector import Connector, Run

# The interval between two measurements, in seconds. Some runs end within a few hundredths of a second.
PAUSE = 0.002


def measured(
    connector: Connector, arguments: list[str], now: str, timeout: float = 120, *, is_endless: bool = False
) -> tuple[Run, int]:
    """A completed run and its peak memory, in MiB. A run that may be endless is killed after that time; any other has to
    end within it."""
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
    assert most > 0, "it ended before its memory was measured"
    return Run(process.returncode, *texts), most


def peak(process: int) -> int:
    """The peak memory of a process so far, in MiB; 0 if it has ended. `wait4` is of no use here, because it counts the
    memory of the process that forked this one."""
    return _status(process, "VmHWM")


def held(process: int) -> int:
    """The current memory of a process, in MiB."""
    return _status(process, "VmRSS")


def _status(process: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().split("\n")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # A process that has ended but was not waited for has no memory.
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith(f"{name}:")), 0)
