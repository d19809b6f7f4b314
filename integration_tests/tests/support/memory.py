"""Runs whose memory is measured."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from support.connector import Connector, Run

# A small process between this one and the binary: the kernel counts the memory of the process that starts another one as
# the other's, and this one may be large. It kills what does not end in time.
LAUNCHER = """
import json, os, signal, sys
timeout, report, *arguments = sys.argv[1:]
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
process = os.posix_spawn(
    arguments[0], arguments, os.environ, setsigmask=(), setsigdef=(signal.SIGPIPE, signal.SIGXFSZ))
is_late = signal.sigtimedwait({signal.SIGCHLD}, float(timeout)) is None
if is_late:
    os.kill(process, signal.SIGKILL)
_, status, usage = os.wait4(process, 0)
with open(report, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), is_late, usage.ru_maxrss], file)
"""


def measured(
    connector: Connector, arguments: list[str], now: str, timeout: float = 120, *, is_endless: bool = False
) -> tuple[Run, int]:
    """A completed run and its peak memory, in MiB, as the kernel has counted it. A run that may be endless is killed after
    that time; any other has to end within it."""
    with (
        tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, tempfile.NamedTemporaryFile() as report,
    ):
        launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(timeout), report.name, *arguments]
        subprocess.run(
            launcher, stdout=output, stderr=errors, env=connector.environment(now), cwd="/", check=True,
            timeout=timeout + 60)
        code, is_late, kibibytes = json.load(report)
        assert is_endless or not is_late, f"it has not ended within {timeout} s"
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode())
    return Run(code, *texts), kibibytes >> 10


def held(process: int) -> int:
    """The current memory of a process, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().split("\n")
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmRSS:"))
