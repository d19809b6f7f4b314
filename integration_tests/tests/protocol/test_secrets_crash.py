"""A process that crashes leaves no dump of its memory, which contains the token."""

from __future__ import annotations

import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import canaries
from support.canaries import SECRET, TOKEN
from support.connector import Connector, configured
from support.servers.listener import Listener, response
from support.sessions import usual_signals
from support.simulation import Simulation

CONFIG = {
    "credentials": {"auth_type": "oauth2.0", "app_id": "7000000000000000001", "secret": SECRET, "access_token": TOKEN},
    "start_date": "2026-10-01",
}
CRASHES = (signal.SIGABRT, signal.SIGQUIT, signal.SIGSEGV)
# What Swift's runtime prints when memory runs out: sizes, functions, addresses.
OUT_OF_MEMORY = re.compile(
    r"Fatal error: failed to allocate \d+ bytes of memory with alignment \d+"
    r"|Current stack trace:|\d+ +\S+ +0x[0-9a-f]+ .+ \+ \d+")
# A program that has a secret in its memory and writes that to a file when it dies, like a core dump.
NEGLIGENT = """
import os, sys
kept = sys.argv[1] * 2
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory, open("core.negligent", "wb") as dump:
    for start, end in [line.split()[0].split("-") for line in maps if " rw-p " in line]:
        memory.seek(int(start, 16))
        dump.write(memory.read(int(end, 16) - int(start, 16)))
os.kill(os.getpid(), int(sys.argv[2]))
"""


@pytest.fixture
def catalog(connector: Connector, shared_simulation: Simulation) -> dict[str, Any]:
    return configured(connector.discover(shared_simulation.config()), "campaigns")


def as_developers_like_it() -> None:
    """Enables dumps of any size, written to the process's folder."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    usual_signals()


@contextmanager
def waiting(
    connector: Connector, command: str, catalog: Any, folder: Path,
    answer: Callable[[bytes], bytes] = lambda _: time.sleep(60) or response(b"{}"),
) -> Iterator[subprocess.Popen[bytes]]:
    """A run that has sent its token to a server, which is silent unless it has another answer."""
    with Listener(answer) as listener:
        tool = Connector(connector.folder, listener.address)
        process = subprocess.Popen(
            tool.arguments(command, CONFIG, catalog if command == "read" else None),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tool.environment(NOW), cwd=folder,
            preexec_fn=as_developers_like_it)
        try:
            deadline = time.monotonic() + 30
            while not listener.requests and time.monotonic() < deadline:
                time.sleep(0.02)
            assert listener.requests, "no request has come"
            assert TOKEN.encode() in listener.requests[0]
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize("number", CRASHES)
@pytest.mark.parametrize("command", ("check", "read"))
def test_a_crash_leaves_no_memory_behind(
    command: str, number: int, connector: Connector, catalog: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "crash"
    folder.mkdir()
    with waiting(connector, command, catalog, folder) as process:
        process.send_signal(number)
        written = process.communicate(timeout=120)
    assert process.returncode == -number
    assert list(folder.iterdir()) == []
    # No backtrace either, because that shows the memory that registers point to.
    assert written[1] == b""
    assert [piece for part in written for piece in canaries.told(part)] == []


@pytest.mark.parametrize("command", ("check", "read"))
def test_memory_that_runs_out_shows_addresses_only(
    command: str, connector: Connector, catalog: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "crash"
    folder.mkdir()
    is_limited = threading.Event()

    def answer(_: bytes) -> bytes:
        is_limited.wait(60)
        return response(TOKEN.encode() * ((64 << 20) // len(TOKEN)))

    with waiting(connector, command, catalog, folder, answer) as process:
        data = int(Path(f"/proc/{process.pid}/status").read_text().split("VmData:")[1].split()[0]) << 10
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (data + (24 << 20), data + (24 << 20)))
        is_limited.set()
        written = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGABRT
    assert list(folder.iterdir()) == []
    lines = written[1].decode().splitlines()
    assert lines[0].startswith("Fatal error: failed to allocate")
    assert [line for line in lines if not OUT_OF_MEMORY.fullmatch(line)] == []
    assert [piece for part in written for piece in canaries.told(part)] == []


def test_no_dump_is_allowed_of_a_run(connector: Connector, catalog: dict[str, Any], tmp_path: Path) -> None:
    """Wherever the machine writes dumps: a limit of one byte also prevents Linux from piping them to a program."""
    with waiting(connector, "read", catalog, tmp_path) as process:
        limits = Path(f"/proc/{process.pid}/limits").read_text().split("\n")
    [limit] = [line.split()[4:6] for line in limits if line.startswith("Max core file size")]
    assert limit in (["1", "1"], ["0", "0"])


def test_the_search_finds_what_a_negligent_program_leaves(tmp_path: Path) -> None:
    """Otherwise the tests above would prove nothing."""
    canaries.note(CONFIG)
    done = subprocess.run(
        [sys.executable, "-c", NEGLIGENT, TOKEN, str(int(signal.SIGABRT))], cwd=tmp_path, timeout=120)
    assert done.returncode == -signal.SIGABRT
    dumps = list(tmp_path.glob("core*"))
    assert dumps and any(canaries.told(dump.read_bytes()) for dump in dumps)
    with pytest.raises(AssertionError, match="a secret is in"):
        canaries.assert_silent_folder(tmp_path)
    for dump in dumps:
        dump.unlink()
