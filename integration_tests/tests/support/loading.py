"""The ways to load PostgreSQL that `destinations/README.md` shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.connector import ROOT

PAGE = ROOT / "integration_tests/destinations/README.md"
# Takes the folder with the files of a sync, and the URL of the database.
Way = Callable[[Path, str], None]


def command(script: str) -> str:
    """The command of the page that uses a script."""
    blocks = re.findall(r"^```bash\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    [block] = [each for each in blocks if script in each]
    return block


def run_command(script: str, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Runs it in a folder with the files of a sync, as if that were the folder of the sources."""
    if not (folder / "integration_tests").exists():
        (folder / "integration_tests").symlink_to(ROOT / "integration_tests")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, **_dlt_settings(folder, address), "DATABASE_URL": address, "PATH": path}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command(script)], cwd=folder, env=environment, capture_output=True,
        text=True, check=False)


def by_psql(folder: Path, address: str) -> None:
    done = run_command("load.sql", folder, address)
    assert done.returncode == 0, done.stderr


def by_dlt(folder: Path, address: str) -> None:
    """Runs the script in this process, because most of its time goes into importing the library."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _dlt_settings(folder, address).items():
            patch.setenv(name, value)
        from destinations import load

        load.main(str(folder / "catalog.jsonl"), str(folder / "records.jsonl"), address)


def _dlt_settings(folder: Path, address: str) -> dict[str, str]:
    """dlt keeps files for each pipeline, and sends telemetry unless told not to."""
    pipelines = str(folder / "dlt" / address.rpartition("/")[2])
    return {"DLT_DATA_DIR": pipelines, "XDG_DATA_HOME": pipelines, "RUNTIME__DLTHUB_TELEMETRY": "false"}
