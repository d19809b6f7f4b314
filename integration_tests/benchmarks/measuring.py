"""Processes, measured from outside: by the wall clock, and by the kernel's accounting of each process."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .section import Bar

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """One run. The peak is the process's own high-water mark of memory, as last read before it ended: what the kernel
    reports for a finished process includes the memory of the process that started it."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float
    server_cpu_seconds: float = 0.0


@dataclass(frozen=True)
class Series:
    """Several runs of one command."""

    samples: tuple[Sample, ...]

    def of(self, figure: str) -> list[float]:
        return [getattr(sample, figure) for sample in self.samples]

    def median(self, figure: str) -> float:
        return statistics.median(self.of(figure))

    def spread(self, figure: str) -> str:
        return span(self.of(figure))

    def bar(self, label: str, of: str, figure: str = "seconds") -> Bar:
        values = self.of(figure)
        return Bar(label, statistics.median(values), of, min(values), max(values))

    def document(self) -> list[dict[str, Any]]:
        return [asdict(sample) for sample in self.samples]


def span(values: Sequence[float]) -> str:
    """The least and the most."""
    return f"{min(values):.3g}–{max(values):.3g}"


def run(
    arguments: Sequence[str], environment: Mapping[str, str], through_cat: bool = False, server: int | None = None,
    into: Path | None = None,
) -> Sample:
    """Runs a command to its end, with its output discarded, in a file, or piped into `cat` as into a destination.
    ``server`` is a process whose processor time is measured, too.

    - Throws: `RuntimeError` when it fails.
    """
    served = cpu_seconds(server) if server else 0.0
    started = time.perf_counter()
    reader = None
    output: int = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if into else subprocess.DEVNULL
    if through_cat:
        reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert reader.stdin is not None
        output = reader.stdin.fileno()
    process = subprocess.Popen(arguments, stdout=output, env=dict(environment), cwd="/")
    watch = PeakWatch(process.pid)
    if into:
        os.close(output)
    if reader:
        assert reader.stdin is not None
        reader.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if reader:
        reader.wait()
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    if process.returncode != 0:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}")
    served = cpu_seconds(server) - served if server else 0.0
    # The kernel's kB are of 1,024 bytes.
    return Sample(seconds, usage.ru_utime + usage.ru_stime, watch.kilobytes * 1.024 / 1000, served)


def cpu_seconds(process: int) -> float:
    """The processor time that a process has used so far."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS


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


def in_turn(times: int, commands: Mapping[str, Callable[[], Sample]]) -> dict[str, Series]:
    """Each command so many times, A B A B …, so that a drift in the machine's speed affects all of them."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(times):
        for name, command in commands.items():
            samples[name].append(command())
        latest = ", ".join(f"{name} {each[-1].seconds:.3g} s" for name, each in samples.items())
        say(f"  round {number + 1} of {times}: {latest}")
    return {name: Series(tuple(each)) for name, each in samples.items()}


def ratios(one: Series, other: Series, figure: str = "seconds") -> list[float]:
    """How many times the other it is, round by round."""
    return [a / b for a, b in zip(one.of(figure), other.of(figure), strict=True)]


def say(text: str) -> None:
    """Prints the progress of the run."""
    print(text, flush=True)
