"""A running binary that tests watch, signal, and read fast, slowly or not at all."""

from __future__ import annotations

import fcntl
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from support.connector import Connector, Run

Condition = Callable[[list[str]], bool]


class Session:
    """With ``reads`` False, standard output is not read until the end, so that the pipe fills up. With ``rests_at``, it is
    not read from there on until the test goes on. So the process cannot end before the test has done something to it, if
    there is more to write than a pipe holds."""

    def __init__(
        self, process: subprocess.Popen[bytes], reads: bool = True, rests_at: Condition | None = None
    ) -> None:
        self.process = process
        self._chunks: list[bytes] = []
        self._errors: list[bytes] = []
        self._rests_at = rests_at
        self._is_resting = threading.Event()
        self._goes_on = threading.Event()
        self._threads = [threading.Thread(target=self._drain, args=(process.stderr, self._errors), daemon=True)]
        if reads:
            self._threads.append(threading.Thread(target=self._read, daemon=True))
        self._reads = reads
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _drain(pipe: Any, into: list[bytes]) -> None:
        while part := pipe.read1(65536):
            into.append(part)

    def _read(self) -> None:
        pipe: Any = self.process.stdout
        while part := pipe.read1(65536):
            self._chunks.append(part)
            if self._rests_at and not self._is_resting.is_set() and self._rests_at(self.lines):
                self._is_resting.set()
                self._goes_on.wait()

    def wait_for_rest(self, timeout: float = 120) -> None:
        """Waits until the reader rests."""
        assert self.comes_to_rest(timeout), f"ended with {self.process.returncode} before that: {self.lines[-3:]}"

    def comes_to_rest(self, timeout: float = 120) -> bool:
        """Waits until the reader rests; returns False if the process ended before that."""
        deadline = time.monotonic() + timeout
        while not self._is_resting.wait(0.01):
            if self.process.poll() is not None and not self._threads[-1].is_alive():
                return self._is_resting.is_set()
            assert time.monotonic() < deadline, f"not so after {timeout} s: {self.lines[-3:]}"
        return True

    def go_on(self) -> None:
        """Lets the reader go on, whether it rests or not."""
        self._is_resting.set()
        self._goes_on.set()

    @property
    def lines(self) -> list[str]:
        """The complete lines that have been received so far."""
        return b"".join(list(self._chunks)).decode(errors="replace").split("\n")[:-1]

    def wait_for(self, condition: Condition, timeout: float = 120) -> None:
        """Waits until the received lines satisfy the condition."""
        came = self.comes_to(condition, timeout)
        assert came, f"ended with {self.process.returncode} before that: {self.lines[-3:]}"

    def comes_to(self, condition: Condition, timeout: float = 120) -> bool:
        """Waits until the received lines satisfy the condition; returns False if the process ended before that."""
        deadline = time.monotonic() + timeout
        while not condition(self.lines):
            if self.process.poll() is not None:
                return False
            assert time.monotonic() < deadline, f"not so after {timeout} s: {self.lines[-3:]}"
            time.sleep(0.005)
        return True

    def wait_until_stuck(self, timeout: float = 120) -> None:
        """Waits until the pipe is as full as it gets when it is not read."""
        deadline = time.monotonic() + timeout
        level, since = -1, time.monotonic()
        while True:
            now = waiting_bytes(self.process.stdout)
            if now != level:
                level, since = now, time.monotonic()
            elif level > 0 and time.monotonic() - since > 0.5:
                return
            assert time.monotonic() < deadline, f"still moving at {level} bytes"
            time.sleep(0.02)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self, timeout: float = 120) -> Run:
        """Waits until the process ends by itself."""
        self.go_on()
        try:
            self.process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"still running after {timeout} s") from None
        if not self._reads:
            self._drain(self.process.stdout, self._chunks)
        for thread in self._threads:
            thread.join(timeout=120)
            assert not thread.is_alive(), "the process has ended, but its output has not"
        # A killed process may have written only a part of the last character.
        whole, end, rest = b"".join(self._chunks).rpartition(b"\n")
        said = (whole + end).decode() + rest.decode(errors="replace")
        return Run(self.process.returncode, said, b"".join(self._errors).decode())


def waiting_bytes(pipe: Any) -> int:
    """How many bytes have been written into a pipe and not been read."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0"))[0]


@contextmanager
def started(
    connector: Connector, arguments: list[str], now: str, reads: bool = True, variables: dict[str, str] | None = None,
    rests_at: Condition | None = None,
) -> Iterator[Session]:
    """A run of the binary, which is killed at the end of the block. Signals have their default dispositions."""
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=connector.environment(now, **(variables or {})),
        cwd="/", preexec_fn=usual_signals,
    )
    session = Session(process, reads, rests_at)
    try:
        yield session
    finally:
        session.go_on()
        if process.poll() is None:
            process.kill()
            process.wait()


def usual_signals() -> None:
    """Shells start background jobs with SIGINT and SIGQUIT ignored, which children inherit."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
