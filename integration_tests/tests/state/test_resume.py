"""`read --resume FILE` goes on from the states in the file and keeps each new one there, whole or not at all."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from support.connector import BINARY, FAST, Connector, Run
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"
STREAMS = "campaigns,ads_reports_daily,pixels"


def resume(connector: Connector, config: Any, file: Path, streams: str = STREAMS, now: str = NOW) -> Run:
    arguments = [
        str(BINARY), "read", "--config", connector.file("config.json", config), "--streams", streams,
        "--resume", str(file)]
    done = subprocess.run(
        arguments, capture_output=True, text=True, timeout=120, env=connector.environment(now, **FAST), cwd="/")
    return Run(done.returncode, done.stdout, done.stderr)


def kept(file: Path) -> dict[str, Any]:
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    return {line["state"]["stream"]["stream_descriptor"]["name"]: line["state"]["stream"]["stream_state"] for line in lines}


def last(run: Run) -> dict[str, Any]:
    return {state["stream"]["stream_descriptor"]["name"]: state["stream"]["stream_state"] for state in run.state}


def test_each_read_goes_on_from_the_one_before(connector: Connector, shared_simulation: Simulation, tmp_path: Path) -> None:
    file = tmp_path / "state.jsonl"
    config = shared_simulation.config()
    first = resume(connector, config, file)
    assert first.returncode == 0
    assert kept(file) == last(first)
    second = resume(connector, config, file)
    assert second.returncode == 0
    assert kept(file) == last(second)
    days = [{record["stat_time_day"] for record in run.records["ads_reports_daily"]} for run in (first, second)]
    assert days[1] < days[0]
    assert len(second.records["campaigns"]) < len(first.records["campaigns"])
    with_state = connector.read(config, "ads_reports_daily", state=file.read_text(), now=NOW, variables=FAST)
    assert {record["stat_time_day"] for record in with_state.records["ads_reports_daily"]} == days[1]
    assert sorted(path.name for path in tmp_path.glob("state.jsonl*")) == ["state.jsonl", "state.jsonl.lock"]


def test_states_of_other_streams_stay(connector: Connector, shared_simulation: Simulation, tmp_path: Path) -> None:
    file = tmp_path / "state.jsonl"
    config = shared_simulation.config()
    # A mark that a stream has no state is not kept.
    before = {name: state for name, state in last(resume(connector, config, file)).items() if "states" in state}
    again = resume(connector, config, file, "ads")
    assert again.returncode == 0
    assert kept(file) == before | last(again)


def test_a_read_that_fails_before_its_first_state_keeps_the_file(
    connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    file = tmp_path / "state.jsonl"
    config = shared_simulation.config()
    resume(connector, config, file)
    content = file.read_text()
    assert resume(connector, {**config, "start_date": "tomorrow"}, file).returncode == 1
    assert resume(connector, config, file, "adz").returncode == 1
    assert file.read_text() == content


def test_a_read_that_is_stopped_keeps_what_it_has_written(connector: Connector, account: Simulation, tmp_path: Path) -> None:
    file = tmp_path / "state.jsonl"
    config = {**account.config(), "report_window_days": 1, "concurrency": 1, "start_date": "2026-08-01"}
    arguments = [
        str(BINARY), "read", "--config", connector.file("config.json", config), "--streams", "ads_reports_daily",
        "--resume", str(file)]
    output = tmp_path / "records.jsonl"
    environment = Connector(connector.folder, account.base_url).environment(NOW, **FAST)
    with output.open("wb") as records:
        process = subprocess.Popen(arguments, stdout=records, env=environment, cwd="/")
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in (-signal.SIGTERM, 0)
    run = Run(0, output.read_text(), "")
    assert kept(file) == last(run)
    rest = resume(Connector(connector.folder, account.base_url), config, file, "ads_reports_daily")
    assert rest.returncode == 0
    whole = resume(Connector(connector.folder, account.base_url), config, tmp_path / "other.jsonl", "ads_reports_daily")

    def keys(*runs: Run) -> set[tuple[str, str]]:
        return {(record["ad_id"], record["stat_time_day"]) for each in runs for record in each.records["ads_reports_daily"]}

    assert keys(run, rest) == keys(whole)


def test_two_reads_at_once_do_not_share_the_file(
    connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    file = tmp_path / "state.jsonl"
    lock = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    run = resume(connector, shared_simulation.config(), file)
    os.close(lock)
    assert run.returncode == 1
    [error] = run.errors
    assert "Another read uses the states in" in error["error"]["message"] and "--resume" in error["error"]["message"]
    assert not file.exists()


@pytest.mark.parametrize(
    "place, words", [("none/state.jsonl", ["No such file", "--resume"]), ("", ["is a directory", "--resume"])])
def test_a_place_that_cannot_be_written_is_told_before_the_first_request(
    place: str, words: list[str], connector: Connector, account: Simulation, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    before = len(account.requests())
    run = resume(Connector(connector.folder, account.base_url), account.config(), tmp_path / "folder" / place)
    assert run.returncode == 1
    [error] = run.errors
    for word in words:
        assert word in error["error"]["message"]
    assert len(account.requests()) == before


def test_a_broken_file_is_refused_and_stays(connector: Connector, shared_simulation: Simulation, tmp_path: Path) -> None:
    file = tmp_path / "state.jsonl"
    file.write_text('{"type": "STATE",\n')
    run = resume(connector, shared_simulation.config(), file)
    assert run.returncode == 1
    assert "state.jsonl" in run.errors[0]["error"]["message"]
    assert file.read_text() == '{"type": "STATE",\n'


def test_a_start_date_that_moves_back_is_told(connector: Connector, shared_simulation: Simulation, tmp_path: Path) -> None:
    file = tmp_path / "state.jsonl"
    config = {**shared_simulation.config(), "start_date": "2026-10-10"}
    assert resume(connector, config, file).returncode == 0
    assert kept(file)["ads_reports_daily"]["start_date"] == "2026-10-10"
    for date, is_told in (("2026-10-20", False), ("2026-10-10", False), ("2026-09-01", True), ("2026-09-01", True)):
        run = resume(connector, {**config, "start_date": date}, file)
        assert run.returncode == 0
        told = [text for text in run.logs if "start date" in text]
        assert len(told) == is_told, told
        for word in ("`ads_reports_daily`", "2026-09-01", "2026-10-10", "reset") if is_told else ():
            assert word in told[0]
        assert min(record["stat_time_day"] for record in run.records["ads_reports_daily"]) > "2026-10-10"
    # Without the state, the earlier days are read, and the state begins there.
    file.unlink()
    assert resume(connector, {**config, "start_date": "2026-09-01"}, file).returncode == 0
    assert kept(file)["ads_reports_daily"]["start_date"] == "2026-09-01"
