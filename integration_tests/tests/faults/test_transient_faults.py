"""Temporary faults that are not in the matrix, because their tests check more than that all rows were read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import truth
from support.faulty_reads import CAMPAIGN, NOW, PATHS, REPORT, FaultyReads, said
from support.simulation import Simulation


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "20") as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    return FaultyReads(account, tmp_path, accounts=account.advertiser_ids[1:])


def test_a_wait_that_the_server_asks_for_is_kept(reads: FaultyReads) -> None:
    effect = {"kind": "status", "status": 503, "headers": {"Retry-After": "3"}}
    reads.account.add_faults({"path": PATHS[REPORT], "advertiser_id": reads.accounts[0], "effect": effect})
    started = time.monotonic()
    run = reads.read(REPORT)
    assert 3 <= time.monotonic() - started < 60
    assert run.returncode == 0 and run.errors == [], said(run)
    assert truth.differences(reads.truth(REPORT), reads.rows(REPORT, run)) == []


def test_a_half_surrogate_costs_no_page(reads: FaultyReads) -> None:
    reads.account.add_faults({"path": PATHS[CAMPAIGN], "effect": "lone_surrogate"})
    reads.account.clear_requests()
    run = reads.read(CAMPAIGN)
    assert run.returncode == 0, said(run)
    assert len(run.records[CAMPAIGN]) == len(reads.truth(CAMPAIGN))
    # Every parser must take every line.
    for line in run.stdout.splitlines():
        json.dumps(json.loads(line), ensure_ascii=False).encode()
    [changed] = [m["record"] for m in run.of_type("RECORD") if "meta" in m["record"]]
    assert "\ufffd" in changed["data"]["campaign_name"]
    assert changed["meta"]["changes"] == [
        {"field": "campaign_name", "change": "TRUNCATED", "reason": "SOURCE_SERIALIZATION_ERROR"}]
    assert len([r for r in reads.account.requests() if r["fault"]]) == 1
