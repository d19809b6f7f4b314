"""Processes, timed from outside: the wall clock, and the kernel's own account of each."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One run. The peak is the process's own mark of the most memory, as last seen before it ended: what the
    kernel accounts to a finished process begins with the memory of the one that started it."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float


@dataclass(frozen=True)
class Series:
    """Several runs of one command."""

    samples: tuple[Sample, ...]

    def of(self, figure: str) -> list[float]:
        return [getattr(sample, figure) for sample in self.samples]

    def median(self, figure: str) -> float:
        return statistics.median(self.of(figure))

    def spread(self, figure: str) -> str:
        values = self.of(figure)
        return f"{min(values):.3g}–{max(values):.3g}"


def run(arguments: Sequence[str], environment: Mapping[str, str], through_cat: bool = False) -> Sample:
    """Runs a command to its end, its output to nowhere, or through `cat` as into a destination.

    - Throws: `RuntimeError` when it fails.
    """
    started = time.perf_counter()
    reader = None
    output: int = subprocess.DEVNULL
    if through_cat:
        reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert reader.stdin is not None
        output = reader.stdin.fileno()
    process = subprocess.Popen(arguments, stdout=output, env=dict(environment))
    watch = PeakWatch(process.pid)
    if reader:
        assert reader.stdin is not None
        reader.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    if reader:
        reader.wait()
    seconds = time.perf_counter() - started
    if process.returncode != 0:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}")
    return Sample(seconds, usage.ru_utime + usage.ru_stime, watch.kilobytes / 1024)


class PeakWatch(threading.Thread):
    """Reads a process's high-water mark until the process is gone."""

    INTERVAL = 0.005

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.kilobytes = 0
        self._status = os.open(f"/proc/{process}/status", os.O_RDONLY)
        self._stopped = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._stopped.wait(self.INTERVAL):
            try:
                text = os.pread(self._status, 4096, 0)
            except ProcessLookupError:
                return
            if (at := text.find(b"VmHWM:")) >= 0:
                self.kilobytes = max(self.kilobytes, int(text[at + 6 :].split(None, 1)[0]))

    def stop(self) -> None:
        self._stopped.set()
        self.join()
        os.close(self._status)


def in_turn(times: int, *commands: Callable[[], Sample]) -> list[Series]:
    """Each command so many times, A B A B …, so that a machine whose speed drifts is the same for all."""
    rounds = [[command() for command in commands] for _ in range(times)]
    return [Series(tuple(samples)) for samples in zip(*rounds, strict=True)]


def ratio(one: Series, other: Series, figure: str) -> float:
    """The median of the ratios pair by pair."""
    return statistics.median(a / b for a, b in zip(one.of(figure), other.of(figure), strict=True))
