"""Permanent faults: each ends as it should, with an error that says what, where and who, and a state to resume from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support import truth
from support.breadth import broad
from support.faulty_reads import CAMPAIGN, NOW, PATHS, REPORT, FaultyReads, told, warnings, without_window
from support.simulation import Simulation
from support.snapshots import Snapshot

REQUEST_ID = "request_id 20261103120000"


def with_streams(*codes: int) -> list[tuple[int, str]]:
    """Each code with either stream; by default the two streams alternate."""
    streams = (REPORT, CAMPAIGN)
    in_turn = [(code, streams[place % 2]) for place, code in enumerate(codes)]
    return broad(in_turn, [(code, stream) for code in codes for stream in streams])


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "3", "--ads-per-advertiser", broad("8", "16")) as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    return FaultyReads(account, tmp_path)


def refuse(reads: FaultyReads, stream: str, code: int, **match: Any) -> None:
    effect = {"kind": "code", "code": code, "message": f"Simulated {code}."}
    reads.account.add_faults({"path": PATHS[stream], "times": "always", "effect": effect, **match})


@pytest.mark.parametrize(("code", "stream"), with_streams(40002, 40003, 40900, 20001))
def test_a_refusal_ends_its_stream_alone(
    code: int, stream: str, reads: FaultyReads, snapshot: Snapshot
) -> None:
    refused = reads.account.advertiser_ids[1]
    other = CAMPAIGN if stream == REPORT else REPORT
    refuse(reads, stream, code, advertiser_id=refused)
    run = reads.read(REPORT, CAMPAIGN)
    message = told(run, stream)
    for word in (stream, refused, str(code), REQUEST_ID, f"Simulated {code}."):
        assert word in message, (word, message)
    snapshot.matches(without_window(message))
    assert run.statuses[other][-1] == "COMPLETE"
    assert truth.differences(reads.truth(other), reads.rows(other, run)) == []
    assert len([r for r in reads.account.requests() if r["fault"]]) <= 4, "it was asked again and again"
    assert reads.resumed(stream, run) == []


@pytest.mark.parametrize("nth", broad((1, 7), (1, 3, 7)))
def test_a_token_that_is_revoked_stops_the_sync(nth: int, reads: FaultyReads, snapshot: Snapshot) -> None:
    refuse(reads, REPORT, 40105, nth=nth)
    run = reads.read(REPORT, CAMPAIGN)
    message = told(run, REPORT)
    assert message.startswith("config_error") and "access token" in message and REQUEST_ID in message
    assert len(run.errors) == 1
    struck = next(request for request in reads.account.requests() if request["fault"])
    later = [r for r in reads.account.requests() if r["arrived"] > struck["finished"] + 0.5]
    assert later == []
    # Which request is refused depends on the order, but the message does not.
    snapshot.matches(message.split("): ")[1])
    for stream in (REPORT, CAMPAIGN):
        assert reads.resumed(stream, run) == []


@pytest.mark.parametrize(("code", "stream"), with_streams(40007, 40300))
def test_an_account_that_is_refused_is_left_out_with_a_warning(
    code: int, stream: str, reads: FaultyReads, snapshot: Snapshot
) -> None:
    refused = reads.account.advertiser_ids[1]
    refuse(reads, stream, code, advertiser_id=refused)
    run = reads.read(stream)
    assert run.returncode == 0, run.stdout[-2000:]
    assert run.errors == [] and run.statuses[stream][-1] == "COMPLETE"
    expected = {
        key: row for advertiser in reads.account.advertiser_ids if advertiser != refused
        for key, row in reads.truth(stream, advertiser).items()}
    assert truth.differences(expected, reads.rows(stream, run)) == []
    told_of = warnings(run)
    assert len(told_of) == 1
    for word in (stream, refused, str(code), REQUEST_ID, "`exclude_advertiser_ids`"):
        assert word in told_of[0], (word, told_of[0])
    snapshot.matches(told_of[0])
    # What was left out is read once it is granted again.
    assert reads.resumed(stream, run) == []


def test_an_account_that_is_refused_halfway_loses_nothing(reads: FaultyReads) -> None:
    refused = reads.account.advertiser_ids[1]
    refuse(reads, REPORT, 40001, advertiser_id=refused, nth=4)
    run = reads.read(REPORT, report_window_days=7)
    assert run.returncode == 0, run.stdout[-2000:]
    assert len(warnings(run)) == 1
    assert reads.resumed(REPORT, run) == []


def test_accounts_that_are_all_refused_are_an_error(reads: FaultyReads, snapshot: Snapshot) -> None:
    refuse(reads, REPORT, 40001)
    run = reads.read(REPORT, CAMPAIGN)
    message = told(run, REPORT)
    assert message.startswith("config_error")
    for word in (REPORT, "`report/integrated/get/`", "40001", REQUEST_ID, "permission"):
        assert word in message, (word, message)
    snapshot.matches(message)
    assert run.statuses[CAMPAIGN][-1] == "COMPLETE"
    assert reads.resumed(REPORT, run) == []


@pytest.mark.parametrize("days", broad((29, 7, 1), (29, 15, 7, 2, 1)))
def test_a_window_that_is_too_large_is_halved(days: int, reads: FaultyReads) -> None:
    reads.account.add_faults({"path": PATHS[REPORT], "effect": {"kind": "too_large", "days": days}})
    run = reads.read(REPORT)
    assert run.returncode == 0, run.stdout[-2000:]
    assert run.errors == [] and run.statuses[REPORT][-1] == "COMPLETE"
    rows = reads.rows(REPORT, run)
    assert truth.differences(reads.truth(REPORT), rows) == []
    assert len(run.records[REPORT]) == len(rows)


def test_a_day_that_is_too_large_is_told(reads: FaultyReads, snapshot: Snapshot) -> None:
    refused = reads.account.advertiser_ids[2]
    rule = {"path": PATHS[REPORT], "advertiser_id": refused, "effect": {"kind": "too_large", "days": 0}}
    reads.account.add_faults(rule)
    run = reads.read(REPORT, accounts=[refused], start_date="2026-10-31", end_date="2026-10-31")
    message = told(run, REPORT)
    for word in (REPORT, refused, "2026-10-31", "40067", REQUEST_ID):
        assert word in message, (word, message)
    snapshot.matches(message)


@pytest.mark.parametrize("status", (400, 403, 404))
def test_a_status_that_no_retry_mends_ends_the_stream(
    status: int, reads: FaultyReads, snapshot: Snapshot
) -> None:
    effect = {"kind": "status", "status": status, "body": "<html>No.</html>"}
    reads.account.add_faults({"path": PATHS[REPORT], "times": "always", "effect": effect})
    reads.account.clear_requests()
    run = reads.read(REPORT, accounts=reads.account.advertiser_ids[:1])
    struck = [json.dumps(each["params"], sort_keys=True) for each in reads.account.requests() if each["fault"]]
    assert struck and len(set(struck)) == len(struck), "a request is repeated"
    message = told(run, REPORT)
    assert str(status) in message and REPORT in message and "TIKTOK_BASE_URL" in message
    assert "again and again" not in message, "it was tried once"
    snapshot.matches(without_window(message))
    assert reads.resumed(REPORT, run) == []
