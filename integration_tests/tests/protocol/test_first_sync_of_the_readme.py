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


def run(commands: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment, capture_output=True, text=True,
        check=False)


def test_the_first_day(untouched: Simulation, tmp_path: Path) -> None:
    facts = untouched.facts
    environment = Connector(tmp_path, untouched.base_url).environment(
        NOW, **FAST, TIKTOK_SECRET=facts["secret"], TIKTOK_AUTH_CODE=facts["auth_code"])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/source-tiktok-marketing").symlink_to(BINARY)
    environment["PATH"] = f"{tmp_path / 'bin'}:{environment['PATH']}"
    exchange, check, read = blocks("First sync", "bash")

    assert HOST in exchange and APP_ID in exchange
    exchange = exchange.replace(HOST, untouched.base_url).replace(APP_ID, facts["app_id"])
    answer = json.loads(run(exchange, tmp_path, environment).stdout)
    assert answer["code"] == 0
    assert answer["data"]["advertiser_ids"] == untouched.advertiser_ids
    # The code is good for one exchange.
    assert json.loads(run(exchange, tmp_path, environment).stdout)["code"] == 40110

    environment["TIKTOK_ACCESS_TOKEN"] = answer["data"]["access_token"]
    canaries.note({"secret": facts["secret"], "access_token": answer["data"]["access_token"]})
    config = json.loads(blocks("Configuration", "json")[0])
    config["credentials"]["app_id"] = facts["app_id"]
    # Two years would test the same, but take longer.
    (tmp_path / "config.json").write_text(json.dumps({**config, "start_date": "2026-10-01"}))

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
    """As in a crontab at a time without a network."""
    facts = untouched.facts
    environment = Connector(tmp_path, untouched.base_url).environment(
        NOW, **FAST, TIKTOK_SECRET=facts["secret"], TIKTOK_ACCESS_TOKEN=facts["access_token"])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/source-tiktok-marketing").symlink_to(BINARY)
    environment["PATH"] = f"{tmp_path / 'bin'}:{environment['PATH']}"
    canaries.note({"secret": facts["secret"], "access_token": facts["access_token"]})
    config = json.loads(blocks("Configuration", "json")[0])
    config["credentials"]["app_id"] = facts["app_id"]
    (tmp_path / "config.json").write_text(json.dumps({**config, "start_date": "2026-10-01"}))
    read = blocks("First sync", "bash")[-1]
    assert run(read, tmp_path, environment).returncode == 0
    states = (tmp_path / "state.jsonl").read_text()
    assert states
    (tmp_path / "config.json").write_text(json.dumps({**config, "start_date": "2026-13-01"}))
    assert run(read, tmp_path, environment).returncode == 1
    assert (tmp_path / "state.jsonl").read_text() == states
