"""Faults that pass: at the first, a middle and the last page, and the rows equal the truth after all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.completeness import difference
from support.faulty_reads import CAMPAIGN, NOW, PATHS, REPORT, FaultyReads
from support.simulation import Simulation

HTML = "<html><head><title>{status}</title></head><body>{status}</body></html>"

QUICK: dict[str, Any] = {
    "a reset before any byte": "reset",
    "a reset within the body": "cut",
    "a reset within the head of the body": {"kind": "cut", "fraction": 0.0},
    "status 500": {"kind": "status", "status": 500, "body": HTML},
    "status 502": {"kind": "status", "status": 502, "body": HTML},
    "status 503": {"kind": "status", "status": 503, "body": ""},
    "status 504": {"kind": "status", "status": 504, "body": "upstream request timeout"},
    "a page for an answer": {"kind": "shape", "body": "<html>Please wait…</html>"},
    "broken JSON": "malformed",
    "JSON that ends early": {"kind": "truncate", "fraction": 0.9},
    "JSON that lacks its last byte": {"kind": "truncate", "fraction": 0.9999},
    "bytes that are not UTF-8": "invalid_utf8",
    "gzip that ends early": "truncated_gzip",
    "a length that is too large": "content_length",
    "an empty body": "empty",
    "no object": {"kind": "shape", "body": "[]"},
    "null": {"kind": "shape", "body": "null"},
    "no data": "null_data",
    "no page_info": "no_page_info",
    "code 50000": {"kind": "code", "code": 50000},
    "code 50002": {"kind": "code", "code": 50002},
    "code 51004": {"kind": "code", "code": 51004},
    "code 51041": {"kind": "code", "code": 51041},
    "code 60001": {"kind": "code", "code": 60001},
    "code 40200": {"kind": "code", "code": 40200},
    "code 40700": {"kind": "code", "code": 40700},
}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "20") as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    return FaultyReads(account, tmp_path)


def assert_true(reads: FaultyReads, stream: str, advertiser: str) -> None:
    """Reads one advertiser, and finds every row of the truth, once."""
    run = reads.read(stream, accounts=[advertiser])
    assert run.returncode == 0, run.stdout[-2000:]
    assert run.errors == []
    assert run.statuses[stream] == ["STARTED", "RUNNING", "COMPLETE"]
    rows = reads.rows(stream, run)
    assert difference(rows, reads.truth(stream, advertiser)) == {}
    assert len(run.records[stream]) == len(rows)


def strike(reads: FaultyReads, stream: str, advertiser: str, effect: Any, *pages: int) -> None:
    reads.account.add_faults(*(
        {"path": PATHS[stream], "advertiser_id": advertiser, "page": page, "effect": effect} for page in pages))


# A request is a request: for the entities, one fault of each sort will do.
OF_ENTITIES = (
    "a reset within the body", "status 502", "broken JSON", "gzip that ends early", "no page_info", "code 50000")


@pytest.mark.parametrize(
    ("stream", "fault"), [*((REPORT, fault) for fault in QUICK), *((CAMPAIGN, fault) for fault in OF_ENTITIES)])
def test_a_fault_that_passes_costs_no_row(stream: str, fault: str, reads: FaultyReads) -> None:
    advertiser = reads.account.advertiser_ids[1]
    last = reads.last_page(stream, advertiser)
    assert last >= 3
    strike(reads, stream, advertiser, QUICK[fault], 1, 2, last)
    assert_true(reads, stream, advertiser)
    assert [rule["struck"] for rule in reads.account.faults()] == [1, 1, 1]


THROTTLES: dict[str, Any] = {
    "code 40100": {"kind": "code", "code": 40100, "message": "Too many requests."},
    "code 40133": {"kind": "code", "code": 40133, "message": "QPS limit for current path."},
    "status 429": {"kind": "status", "status": 429, "body": HTML},
}


@pytest.mark.parametrize("fault", THROTTLES)
def test_a_throttle_holds_all_requests_back_and_says_so(fault: str, reads: FaultyReads) -> None:
    advertiser = reads.account.advertiser_ids[1]
    strike(reads, REPORT, advertiser, THROTTLES[fault], 2)
    started = time.time()
    run = reads.read(REPORT, accounts=[advertiser])
    assert run.returncode == 0, run.stdout[-2000:]
    assert difference(reads.rows(REPORT, run), reads.truth(REPORT, advertiser)) == {}
    running = [
        message["trace"]["stream_status"] for message in run.of_type("TRACE")
        if (message["trace"].get("stream_status") or {}).get("status") == "RUNNING"]
    reasons = [reason for status in running for reason in status.get("reasons") or []]
    assert [reason["type"] for reason in reasons] == ["RATE_LIMITED"]
    reset = reasons[0]["rate_limited"]["quota_reset"] / 1000
    assert started < reset < started + 60
    struck = next(request for request in reads.account.requests() if request["fault"])
    later = [r for r in reads.account.requests() if r["arrived"] > struck["finished"] + 0.1]
    assert later and min(r["arrived"] for r in later) - struck["finished"] > 1
    assert run.errors == []


def test_a_wait_that_the_server_asks_for_is_kept(reads: FaultyReads) -> None:
    advertiser = reads.account.advertiser_ids[1]
    effect = {"kind": "status", "status": 503, "headers": {"Retry-After": "3"}}
    strike(reads, REPORT, advertiser, effect, 1)
    started = time.monotonic()
    assert_true(reads, REPORT, advertiser)
    assert 3 <= time.monotonic() - started < 10


def test_a_slow_answer_is_waited_for(reads: FaultyReads) -> None:
    advertiser = reads.account.advertiser_ids[1]
    strike(reads, REPORT, advertiser, {"kind": "drip", "bytes": 4096, "interval": 0.02}, 1)
    strike(reads, REPORT, advertiser, {"kind": "stall", "seconds": 1, "then": "answer"}, 2)
    strike(reads, REPORT, advertiser, {"kind": "stall", "seconds": 1, "after_bytes": 900, "then": "answer"}, 3)
    assert_true(reads, REPORT, advertiser)
    assert len([r for r in reads.account.requests() if r["fault"]]) == 3


def test_a_half_surrogate_costs_no_page(reads: FaultyReads) -> None:
    advertiser = reads.account.advertiser_ids[1]
    strike(reads, CAMPAIGN, advertiser, "lone_surrogate", 1)
    run = reads.read(CAMPAIGN, accounts=[advertiser])
    assert run.returncode == 0, run.stdout
    assert len(run.records[CAMPAIGN]) == len(reads.truth(CAMPAIGN, advertiser))
    assert "\\ud83d" in run.stdout
    assert len([r for r in reads.account.requests() if r["fault"]]) == 1
