"""The programs of the system that packaging needs, and what to say when they are missing or fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# Debian's package for each program.
PACKAGES = {
    "buildah": "buildah", "dpkg-deb": "dpkg", "dpkg-shlibdeps": "dpkg-dev", "mmdebstrap": "mmdebstrap",
    "readelf": "binutils", "strip": "binutils", "unshare": "util-linux"}
TOLD_LINES = 20


class Trouble(Exception):
    """What went wrong, for the person at the terminal."""


def require(purpose: str, *programs: str, root: bool = False) -> None:
    """Raises Trouble that names everything that is missing for the purpose."""
    missing = []
    if root and os.geteuid() != 0:
        missing.append("root (chroot and mount need it): run it with sudo")
    absent = [program for program in programs if not shutil.which(program)]
    if absent:
        packages = " ".join(dict.fromkeys(PACKAGES[program] for program in absent))
        missing.append(f"{', '.join(absent)}: on Debian, sudo apt-get install -y --no-install-recommends {packages}")
    if missing:
        raise Trouble("\n  ".join((f"{purpose} needs what is missing here:", *missing)))


def run(command: Sequence[str | Path], log: Path | None = None, **options: Any) -> str:
    """Runs a command and returns its output. With a log, which is added to, the output goes there."""
    done = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if log else subprocess.PIPE, text=True, errors="replace", **options)
    if log:
        with log.open("a") as file:
            file.write(f"$ {' '.join(map(str, command))}\n{done.stdout}")
    if done.returncode:
        told = "\n".join((done.stdout + (done.stderr or "")).splitlines()[-TOLD_LINES:])
        where = f"\nAll of its output is in {log}" if log else ""
        raise Trouble(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{told}{where}")
    return done.stdout


def end_with(main: Callable[[], None], name: str) -> None:
    """Runs a command's main function, and ends the process as its outcome says."""
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except Trouble as trouble:
        sys.exit(f"{name}: {trouble}")
