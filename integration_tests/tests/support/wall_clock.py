"""Runs programs with a changed time: `wall_clock.c` replaces the functions with which they read the clock."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

# The Swift toolchain includes a C compiler.
COMPILER = shutil.which("cc") or "clang"
SOURCE = Path(__file__).with_name("wall_clock.c")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """The compiled library, which is removed when the process ends."""
    return tempfile.TemporaryDirectory()


@cache
def library() -> Path:
    made = Path(_folder().name) / "wall_clock.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(made), str(SOURCE)], check=True)
    return made


def beginning(moment: str) -> dict[str, str]:
    """The environment of a program that sees that moment when it starts."""
    seconds = int(datetime.fromisoformat(moment).timestamp())
    # The tests themselves may run with a changed clock, which the program must not inherit.
    return {"LD_PRELOAD": str(library()), "WALL_CLOCK": "", "WALL_CLOCK_BEGINS": str(seconds)}
