"""Programs to which it is another time than it is: `wall_clock.c` answers when they ask what the clock says."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

# The Swift toolchain brings one along.
COMPILER = shutil.which("cc") or "clang"
SOURCE = Path(__file__).with_name("wall_clock.c")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """It is removed when the process ends."""
    return tempfile.TemporaryDirectory()


@cache
def library() -> Path:
    made = Path(_folder().name) / "wall_clock.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(made), str(SOURCE)], check=True)
    return made


def beginning(moment: str) -> dict[str, str]:
    """The environment of a program for which it is that moment when it starts."""
    seconds = int(datetime.fromisoformat(moment).timestamp())
    # The tests themselves may run at another time than it is, which must not be that of the program, too.
    return {"LD_PRELOAD": str(library()), "WALL_CLOCK": "", "WALL_CLOCK_BEGINS": str(seconds)}
