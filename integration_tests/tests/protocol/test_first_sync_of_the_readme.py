"""The commands of the README's first sync, run one after the other in an empty folder, do what it says."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import canaries
from support.connector import BINARY, FAST, ROOT, Connector, Run
from support.simulation import Simulation

README = (ROOT / "README.md").read_text()
NOW = "2026-11-03T12:00:00Z"
HOST = "https://business-api.tiktok.com/open_api/v1.3/"
APP_ID = "7000000000000000001"


def blocks(section: str, language: str) -> list[str]:
    [text] = re.findall(rf"^## {section}\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def untouched() -> Iterator[Simulation]:
    """Its authorization code has not been exchanged."""
    with Simulation.start("--now", NOW) as simulation:
        yield simulation


def prepared(folder: Path, api: Simulation, **variables: str) -> dict[str, str]:
    """The environment of a shell that finds the command, and a `config.json` as the README has it."""
    facts = api.facts
    environment = Connector(folder, api.base_url).environment(
        NOW, **FAST, TIKTOK_SECRET=facts["secret"], **variables)
    (folder / "bin").mkdir()
    (folder / "bin/source-tiktok-marketing").symlink_to(BINARY)
    environment["PATH"] = f"{folder / 'bin'}:{environment['PATH']}"
    canaries.note({"secret": facts["secret"], "access_token": facts["access_token"]})
    configure(folder, api)
    return environment


def configure(folder: Path, api: Simulation, start_date: str = "2026-10-01") -> None:
    config = json.loads(blocks("Configuration", "json")[0])
    config["credentials"]["app_id"] = api.facts["app_id"]
    # Two years would test the same, but take longer.
    (folder / "config.json").write_text(json.dumps({**config, "start_date": start_date}))


def run(commands: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment, capture_output=True, text=True,
        check=False)


def test_the_first_day(untouched: Simulation, tmp_path: Path) -> None:
    facts = untouched.facts
    environment = prepared(tmp_path, untouched, TIKTOK_AUTH_CODE=facts["auth_code"])
    exchange, check, read = blocks("First sync", "bash")

    assert HOST in exchange and APP_ID in exchange
    exchange = exchange.replace(HOST, untouched.base_url).replace(APP_ID, facts["app_id"])
    answer = json.loads(run(exchange, tmp_path, environment).stdout)
    assert answer["code"] == 0
    assert answer["data"]["advertiser_ids"] == untouched.advertiser_ids
    # The code is good for one exchange.
    assert json.loads(run(exchange, tmp_path, environment).stdout)["code"] == 40110

    environment["TIKTOK_ACCESS_TOKEN"] = answer["data"]["access_token"]
    done = run(check, tmp_path, environment)
    assert done.returncode == 0 and "SUCCEEDED" in done.stdout, done.stdout + done.stderr
    runs = []
    for _ in range(2):
        done = run(read, tmp_path, environment)
        assert done.returncode == 0, done.stdout + done.stderr
        runs.append(Run(done.returncode, (tmp_path / "records.jsonl").read_text(), done.stderr))
    first, second = runs
    assert first.records.keys() == {"campaigns", "ads_reports_daily"}
    days = [{record["stat_time_day"] for record in each.records["ads_reports_daily"]} for each in runs]
    assert days[1] < days[0] and max(days[1]) == max(days[0])
    assert len(second.records["campaigns"]) < len(first.records["campaigns"])


def test_a_line_that_fails_keeps_the_states(untouched: Simulation, tmp_path: Path) -> None:
    """As in a crontab, when something is wrong before the first state."""
    environment = prepared(tmp_path, untouched, TIKTOK_ACCESS_TOKEN=untouched.facts["access_token"])
    read = blocks("First sync", "bash")[-1]
    assert run(read, tmp_path, environment).returncode == 0
    states = (tmp_path / "state.jsonl").read_text()
    assert states
    configure(tmp_path, untouched, start_date="2026-13-01")
    assert run(read, tmp_path, environment).returncode == 1
    assert (tmp_path / "state.jsonl").read_text() == states
