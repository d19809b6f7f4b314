"""Lists that change while they are read, reports that time out, and long-lasting limits: no row is missed."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import truth
from support.breadth import broad
from support.connector import FAST
from support.faulty_reads import CAMPAIGN, NOW, PATHS, REPORT, FaultyReads, told, without_window
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.truth import METRICS


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "20") as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    return FaultyReads(account, tmp_path)


# By default each number of rows once; each stream has added rows and removed rows, with either concurrency.
SHIFTS = broad(
    [(REPORT, -3, 1), (REPORT, 1, 8), (CAMPAIGN, -1, 8), (CAMPAIGN, 3, 1)],
    [(stream, rows, concurrency) for stream in (REPORT, CAMPAIGN) for rows in (-3, -1, 1, 3) for concurrency in (1, 8)])


@pytest.mark.parametrize(("stream", "rows", "concurrency"), SHIFTS)
def test_rows_that_come_or_go_between_pages_cost_none(
    stream: str, rows: int, concurrency: int, reads: FaultyReads
) -> None:
    advertiser = reads.account.advertiser_ids[1]
    for page in (2, 3):
        reads.account.add_faults(
            {"path": PATHS[stream], "advertiser_id": advertiser, "page": page,
             "effect": {"kind": "shift_rows", "rows": rows}})
    run = reads.read(stream, accounts=[advertiser], concurrency=concurrency)
    assert run.returncode == 0, run.stdout[-2000:]
    assert run.statuses[stream] == ["STARTED", "RUNNING", "COMPLETE"]
    assert truth.differences(reads.truth(stream, advertiser), reads.rows(stream, run)) == []
    assert any(rule["struck"] for rule in reads.account.faults())
    assert reads.resumed(stream, run) == []


def test_days_that_never_stand_still_are_read_one_by_one(reads: FaultyReads) -> None:
    advertiser = reads.account.advertiser_ids[1]
    reads.account.add_faults(
        {"path": PATHS[REPORT], "times": "always", "effect": {"kind": "shift_rows", "rows": -1}})
    run = reads.read(REPORT, accounts=[advertiser])
    assert run.returncode == 0, run.stdout[-2000:]
    assert truth.differences(reads.truth(REPORT, advertiser), reads.rows(REPORT, run)) == []


def test_a_list_that_never_stands_still_is_told_and_read_again_by_the_next_sync(
    reads: FaultyReads, snapshot: Snapshot
) -> None:
    reads.account.add_faults(
        {"path": PATHS[CAMPAIGN], "times": "always", "effect": {"kind": "shift_rows", "rows": -1}})
    run = reads.read(CAMPAIGN, REPORT, accounts=reads.account.advertiser_ids[1:])
    message = told(run, CAMPAIGN)
    assert message.startswith("transient_error")
    snapshot.matches(message)
    assert run.statuses[REPORT][-1] == "COMPLETE"
    reads.account.clear_requests()
    assert reads.resumed(CAMPAIGN, run) == []


@pytest.mark.parametrize("status", (408, 504))
def test_a_report_that_takes_too_long_is_never_asked_for_again(status: int, reads: FaultyReads) -> None:
    effect = {"kind": "status", "status": status, "body": "upstream request timeout"}
    reads.account.add_faults({"path": PATHS[REPORT], "window_days_over": 4, "times": "always", "effect": effect})
    run = reads.read(REPORT, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:]
    rows = reads.rows(REPORT, run)
    assert truth.differences(reads.truth(REPORT), rows) == []
    assert len(run.records[REPORT]) == len(rows), "each row once"
    struck = Counter(json.dumps(r["params"], sort_keys=True) for r in reads.account.requests() if r["fault"])
    assert struck and max(struck.values()) == 1


def test_a_day_that_takes_too_long_is_read_by_its_campaigns(reads: FaultyReads) -> None:
    """Only the unfiltered request is slow; its filtered parts are not."""
    advertiser = reads.account.advertiser_ids[1]
    reads.account.add_faults(
        {"path": PATHS[REPORT], "advertiser_id": advertiser, "effect": {"kind": "status", "status": 504}})
    run = reads.read(REPORT, accounts=[advertiser], start_date="2026-10-31", end_date="2026-10-31")
    assert run.returncode == 0, run.stdout[-2000:]
    day = "2026-10-31"
    expected = truth.expected(
        reads.account, REPORT, start=day, end=day, metrics=METRICS, advertiser_ids=[advertiser])
    assert expected and truth.differences(expected, reads.rows(REPORT, run)) == []
    paths = Counter(request["path"] for request in reads.account.requests())
    assert paths["campaign/get/"] > 0


@pytest.mark.parametrize("period", ("QPM (601) reaches QPM limit 600", "QPD (864001) reaches QPD limit 864000"))
def test_a_wait_beyond_all_patience_stops_the_sync_with_its_states(
    period: str, reads: FaultyReads, snapshot: Snapshot
) -> None:
    effect = {"kind": "code", "code": 40100, "message": f"App (7)'s {period}, request is temporarily restricted."}
    reads.account.add_faults({"path": PATHS[REPORT], "nth": 4, "times": "always", "effect": effect})
    started = time.monotonic()
    run = reads.read(CAMPAIGN, REPORT, report_window_days=7, concurrency=1, patience_minutes=1)
    assert time.monotonic() - started < 200, "the wait was not begun"
    assert run.returncode == 1
    assert run.statuses[CAMPAIGN][-1] == "COMPLETE" and run.statuses[REPORT][-1] == "INCOMPLETE"
    messages = [error["error"]["message"] for error in run.errors]
    assert len(messages) == 1
    snapshot.matches(without_window(messages[0]))
    assert len([r for r in reads.account.requests() if r["fault"]]) == 1, "nobody else tries"
    assert run.state, "what is complete has its state"
    assert reads.resumed(REPORT, run) == []
