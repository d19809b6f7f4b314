"""Reads a simulated account with the connector where it has been installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import Trouble

sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

from simulated_api.process import SimulatedAPI  # noqa: E402

NOW, START = "2026-11-03T12:00:00Z", "2026-10-20"
OBJECTS, REPORT = "campaigns", "ads_reports_daily"
LIMIT = 300


@dataclass(frozen=True)
class Place:
    """Where the connector has been installed."""

    name: str
    # What runs a program there, e.g. chroot with its arguments; and the connector as it is called there.
    entry: tuple[str, ...]
    program: str
    # A folder of this machine, and the same one as the connector sees it.
    files: Path
    files_there: str


@contextmanager
def simulation() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "6") as api:
        yield api


def read_account(place: Place, api: SimulatedAPI) -> None:
    """Runs spec, check, discover and read there, and compares the records with what the account holds.

    Raises Trouble when a command fails or a row is missing.
    """
    connector = Connector(place, api)
    spec = connector.answer("spec", "SPEC")["spec"]["connectionSpecification"]
    print(f"  spec      {len(spec['properties'])} fields", flush=True)
    names = ("app_id", "secret", "access_token")
    credentials = {"auth_type": "oauth2.0", **{name: api.ready[name] for name in names}}
    config = connector.file("config.json", {"credentials": credentials, "start_date": START, "api_level": "ultimate"})
    status = connector.answer("check", "CONNECTION_STATUS", "--config", config)["connectionStatus"]
    if status["status"] != "SUCCEEDED":
        raise Trouble(f"{place.name}: check says {status}")
    print(f"  check     {status['status']}", flush=True)
    streams = connector.answer("discover", "CATALOG", "--config", config)["catalog"]["streams"]
    print(f"  discover  {len(streams)} streams", flush=True)
    catalog = connector.file("catalog.json", {"streams": [
        {"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "overwrite"}
        for stream in streams if stream["name"] in (OBJECTS, REPORT)]})
    messages = connector.run("read", "--config", config, "--catalog", catalog)
    rows = Counter(message["record"]["stream"] for message in messages if message["type"] == "RECORD")
    held = sum(account["count"] for account in api.truth(
        what="report", start=START, include_deleted=1)["advertisers"].values())
    if rows[REPORT] != held or not rows[OBJECTS]:
        raise Trouble(f"{place.name}: the account holds {held} rows of {REPORT}, but these were read: {dict(rows)}")
    print(f"  read      {rows[OBJECTS]} {OBJECTS} and all {held} rows of {REPORT}", flush=True)


class Connector:
    """The connector in its place, with a simulated API on this machine's loopback."""

    def __init__(self, place: Place, api: SimulatedAPI) -> None:
        self._place = place
        self._variables = (f"TIKTOK_BASE_URL={api.ready['base_url']}", f"TIKTOK_NOW={NOW}", "TIKTOK_TIME_SCALE=10")

    def file(self, name: str, content: Any) -> str:
        """Writes a JSON file; returns its path there."""
        path = self._place.files / name
        path.write_text(json.dumps(content))
        path.chmod(0o644)
        return f"{self._place.files_there}/{name}"

    def answer(self, command: str, kind: str, *arguments: str) -> Any:
        """The last message of that kind."""
        return [message for message in self.run(command, *arguments) if message["type"] == kind][-1]

    def run(self, *arguments: str) -> list[Any]:
        command = [*self._place.entry, "env", *self._variables, self._place.program, *arguments]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, cwd="/")
        if done.returncode:
            raise Trouble(
                f"{self._place.name}: {' '.join(command)}\nended with {done.returncode}:\n"
                f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return [json.loads(line) for line in done.stdout.split("\n") if line]


@contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """A folder that is new, and gone afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
