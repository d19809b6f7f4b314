"""Accounts with more ads than a report tells of: never silently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.completeness import difference
from support.faulty_reads import CAMPAIGN, NOW, REPORT, FaultyReads, told, without_window
from support.simulation import Simulation
from support.snapshots import Snapshot

LIMIT = 12


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """The first of three accounts has more ads than the limit allows, the others have fewer."""
    flags = ("--advertisers", "3", "--ads-per-advertiser", "6", "--rows-per-day", "30", "--id-limit", str(LIMIT))
    with Simulation.start("--now", NOW, *flags) as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    return FaultyReads(account, tmp_path)


def test_a_report_that_lacks_ads_ends_incomplete_with_the_reason(
    reads: FaultyReads, snapshot: Snapshot
) -> None:
    large = reads.account.advertiser_ids[0]
    run = reads.read(REPORT, CAMPAIGN, page_size=200)
    message = told(run, REPORT)
    for word in (REPORT, large, "ads", "20,000", "rows"):
        assert word in message, (word, message)
    snapshot.matches(without_window(message))
    assert len(reads.rows(REPORT, run)) < len(reads.truth(REPORT))
    assert run.statuses[CAMPAIGN][-1] == "COMPLETE"
    cursors = {s["partition"]["advertiser_id"] for state in run.state for s in state_of(state, REPORT)}
    assert large not in cursors, "the state goes past what is missing"


def state_of(state: dict, stream: str) -> list[dict]:
    if state["stream"]["stream_descriptor"]["name"] != stream:
        return []
    return state["stream"]["stream_state"].get("states", [])


def test_accounts_below_the_limit_are_read_as_ever(reads: FaultyReads) -> None:
    small = reads.account.advertiser_ids[2]
    run = reads.read(REPORT, accounts=[small])
    assert run.returncode == 0, run.stdout[-2000:]
    assert difference(reads.rows(REPORT, run), reads.truth(REPORT, small)) == {}
