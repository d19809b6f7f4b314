"""``--capture`` records a run without secrets, ids and names, and ``replay`` runs it again from the file alone."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import NOW
from support import captures
from support.captures import Captured, Replayed, capture, replay
from support.connector import FAST, Connector, configured
from support.simulation import FEW_ADS, Simulation

START = "2026-11-02"
# The time between the first silence and the end of patience with it is a second.
QUICK = {"TIKTOK_TIME_SCALE": "60"}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """One or two objects of each kind, also TopView and Promote."""
    with Simulation.start("--now", NOW, *FEW_ADS) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def captured(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Captured:
    """A read of all streams, and of a report that the user has named."""
    connector = Connector(tmp_path_factory.mktemp("capture"), account.base_url)
    config = account.config(start_date=START, custom_reports=[
        {"name": "acme_by_country", "data_level": "AUCTION_CAMPAIGN", "dimensions": ["campaign_id", "country_code"],
         "metrics": ["spend", "campaign_name"]}])
    return capture(connector, "read", config, configured(connector.discover(config, NOW)), now=NOW)


@pytest.fixture(scope="module")
def replayed(captured: Captured) -> Replayed:
    return replay(captured)


def test_no_secret_id_or_name_of_the_account_is_in_a_capture(captured: Captured, account: Simulation) -> None:
    assert captured.run.returncode == 0
    records = [record for stream in captured.run.records.values() for record in stream]
    ids, names = captures.own(captures.texts(records))
    for entity in ("campaign", "adgroup", "ad"):
        more = captures.own(captures.texts(list(account.truth(entity, rows=1, include_deleted=1)["rows"].values())))
        ids, names = ids | more[0], names | more[1]
    ids |= {*account.advertiser_ids, account.facts["app_id"], "acme_by_country"}
    assert len(ids) > 300 and len(names) > 300
    assert captures.found(captured.path, ids, names) == []
    text = captured.path.read_text()
    for name in ("secret", "access_token", "app_id"):
        assert account.facts[name] not in text
    # The search itself finds what there is.
    path = captured.path.with_suffix(".leak")
    path.write_text(json.dumps({"message": f"No {min(ids)} of {max(names)} here"}) + "\n")
    assert captures.found(path, ids, names)


def test_a_replay_of_all_streams_differs_in_nothing(captured: Captured, replayed: Replayed) -> None:
    assert replayed.told.endswith("Nothing differs.\n") and replayed.status == 0, replayed.told[:2000]
    before, after = captured.run.records, replayed.run.records
    assert len(before) > 80
    own = {"acme_by_country"}
    assert {name: len(before[name]) for name in before.keys() - own} == {
        name: len(after[name]) for name in after if name in before}
    [name] = after.keys() - before.keys()
    assert len(after[name]) == len(before["acme_by_country"]) > 0


def test_the_records_of_a_replay_are_the_same_but_for_their_names(captured: Captured, replayed: Replayed) -> None:
    renaming, compared, unlike = captures.renamed(captured.run, replayed.run)
    assert renaming.contradictions == []
    # The user's own name is replaced, too.
    assert set(unlike) <= {"acme_by_country"}
    # Of the others, no text says which record is which.
    assert compared > 0.5 * sum(map(len, captured.run.records.values()))
    long = {old: new for (_, old), new in renaming.of.items() if old.isdigit() and 11 < len(old) < 40}
    assert len(long) > 100 and len(set(long.values())) == len(long)
    assert all(old != new and len(old) == len(new) for old, new in long.items())


FAULTS = (
    {"path": "^campaign/get/", "nth": 1, "times": 2, "effect": {"kind": "code", "code": 40100,
     "message": "Too many requests. Please retry in some time."}},
    {"path": "^adgroup/get/", "effect": {"kind": "status", "status": 429, "headers": {"Retry-After": "2"}}},
    {"path": "^ad/get/", "effect": "truncate"},
    {"path": "^ad/get/", "nth": 2, "effect": "cut"},
    {"path": "^report/", "effect": {"kind": "stall"}},
    {"path": "^report/", "nth": 3, "effect": {"kind": "status", "status": 504}},
    {"path": "^report/", "nth": 4, "effect": "truncated_gzip"},
)


def test_faults_come_again_in_a_replay(account: Simulation, tmp_path: Path) -> None:
    connector = Connector(tmp_path, account.base_url)
    config = account.config(start_date=START)
    catalog = configured(connector.discover(config, NOW), "campaigns", "ad_groups", "ads", "ads_reports_daily")
    account.add_faults(*FAULTS)
    captured = capture(connector, "read", config, catalog, now=NOW, variables=QUICK)
    account.reset()
    assert captured.run.returncode == 0
    exchanges = captured.exchanges
    assert {each["fault"] for each in exchanges if "fault" in each} >= {"stalled", "bad_content_encoding"}
    assert {429, 504} <= {each.get("status") for each in exchanges}
    assert 40100 in {each["body"]["code"] for each in exchanges if "body" in each}
    assert any(each["text"].startswith('{"') for each in exchanges if "text" in each)
    assert any(each.get("headers", {}).get("Retry-After") == "2" for each in exchanges)
    again = replay(captured, "--time-scale", QUICK["TIKTOK_TIME_SCALE"])
    assert again.told.endswith("Nothing differs.\n"), again.told[:2000]


def test_a_refusal_comes_again(account: Simulation, tmp_path: Path) -> None:
    connector = Connector(tmp_path, account.base_url)
    config = account.config(start_date=START)
    catalog = configured(connector.discover(config, NOW), "campaigns", "pixels")
    account.add_faults({"path": "^campaign/", "times": "always", "effect": {"kind": "code", "code": 40002}})
    captured = capture(connector, "read", config, catalog, now=NOW)
    account.reset()
    assert captured.run.returncode == 1
    assert captured.lines[-1]["end"]["status"] == 1
    again = replay(captured)
    assert again.told.endswith("Nothing differs.\n"), again.told[:2000]


def test_a_check_is_captured_and_replayed(account: Simulation, tmp_path: Path) -> None:
    connector = Connector(tmp_path, account.base_url)
    captured = capture(connector, "check", account.config(), now=NOW)
    assert captured.lines[0]["verb"] == "check" and captured.exchanges
    assert captures.replay(captured).told.endswith("Nothing differs.\n")


def test_a_replay_tells_what_differs(account: Simulation, tmp_path: Path) -> None:
    connector = Connector(tmp_path, account.base_url)
    config = account.config(start_date=START)
    catalog = configured(connector.discover(config, NOW), "campaigns")
    captured = capture(connector, "read", config, catalog, now=NOW)
    # As if a later version did not ask for the accounts as this one did, and found fewer records.
    text = captured.path.read_text().replace('"path":"advertiser/info/"', '"path":"advertiser/inf/"')
    captured.path.write_text(text)
    again = replay(captured)
    assert again.status == 1
    assert "asked, but not recorded: " in again.told and "GET advertiser/info/" in again.told
    assert "recorded, but not asked: " in again.told and "GET advertiser/inf/" in again.told
    assert "the run ended with 0 then, and with 1 now" in again.told
    assert "campaigns: " in again.told
    captured.path.write_text('{"type":"RECORD"}\n')
    assert replay(captured).status == 2


def test_only_the_owner_can_read_a_capture(captured: Captured) -> None:
    assert stat.S_IMODE(captured.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("path", "problem"), (
    ("missing/capture.jsonl", "cannot be written: No such file or directory"), ("config.json", "is no capture")))
def test_a_file_that_cannot_be_written_ends_the_run_before_a_request(
    path: str, problem: str, account: Simulation, tmp_path: Path
) -> None:
    connector = Connector(tmp_path, account.base_url)
    catalog = configured(connector.discover(account.config(), NOW), "campaigns")
    account.clear_requests()
    captured = capture(connector, "read", account.config(), catalog, now=NOW, path=tmp_path / path)
    assert captured.run.returncode == 1 and problem in captured.run.errors[0]["error"]["message"]
    assert account.requests() == []
    assert json.loads((tmp_path / "config.json").read_text())["credentials"]


def test_a_full_disk_is_told_once_and_ends_no_sync(account: Simulation, tmp_path: Path) -> None:
    connector = Connector(tmp_path, account.base_url)
    catalog = configured(connector.discover(account.config(), NOW), "campaigns")
    captured = capture(connector, "read", account.config(), catalog, now=NOW, path=Path("/dev/full"))
    assert captured.run.returncode == 0 and captured.run.records["campaigns"]
    assert sum("The capture `/dev/full` ends here" in log for log in captured.run.logs) == 1


def test_a_killed_run_leaves_whole_lines(account: Simulation, tmp_path: Path) -> None:
    connector = Connector(tmp_path, account.base_url)
    config = account.config(start_date=START)
    catalog = configured(connector.discover(config, NOW), "campaigns", "ads_reports_daily")
    path = tmp_path / "capture.jsonl"
    account.add_faults({"path": "^report/", "effect": {"kind": "stall"}, "times": "always"})
    process = subprocess.Popen(
        [*connector.arguments("read", config, catalog), "--capture", str(path)], stdout=subprocess.DEVNULL,
        env=connector.environment(NOW, **FAST), cwd="/")
    deadline = time.monotonic() + 60
    while not (path.exists() and path.read_text().count("\n") > 2):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    account.reset()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[0]["capture"] == 1 and "end" not in lines[-1]
