"""The commands of the README's first sync, run one after the other in an empty folder, do what it says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from support import canaries
from support.connector import BINARY, ROOT, Connector, Run
from support.simulation import Simulation

README = (ROOT / "README.md").read_text()
NOW = "2026-11-03T12:00:00Z"


def blocks(section: str, language: str) -> list[str]:
    [text] = re.findall(rf"^## {section}\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_first_sync_reads_both_streams_and_the_second_goes_on_from_it(account: Simulation, tmp_path: Path) -> None:
    config = json.loads(blocks("Configuration", "json")[0])
    config["credentials"]["app_id"] = account.facts["app_id"]
    # Two years would test the same, but take longer.
    (tmp_path / "config.json").write_text(json.dumps({**config, "start_date": "2026-10-01"}))
    secrets = {"TIKTOK_SECRET": account.facts["secret"], "TIKTOK_ACCESS_TOKEN": account.facts["access_token"]}
    canaries.note(secrets)
    environment = Connector(tmp_path, account.base_url).environment(NOW, **secrets)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/source-tiktok-marketing").symlink_to(BINARY)
    environment["PATH"] = f"{tmp_path / 'bin'}:{environment['PATH']}"
    check, choose, read = blocks("First sync", "bash")
    runs = []
    for commands in (check, choose, read, read):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands], cwd=tmp_path, env=environment, capture_output=True, text=True,
            check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        if commands == read:
            runs.append(Run(done.returncode, (tmp_path / "records.jsonl").read_text(), done.stderr))
    first, second = runs
    assert first.records.keys() == {"campaigns", "ads_reports_daily"}
    days = [{record["stat_time_day"] for record in run.records["ads_reports_daily"]} for run in runs]
    assert days[1] < days[0] and max(days[1]) == max(days[0])
    assert len(second.records["campaigns"]) < len(first.records["campaigns"])
