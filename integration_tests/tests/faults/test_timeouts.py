"""TikTok counts requests that time out (document 1757262274182145): ten within ten seconds slow the app down, and the
same request is blocked after three within ten minutes. The simulation does so here, and never has a reason to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulated_api.server.request_log import most_within
from support import truth
from support.connector import Run
from support.faulty_reads import CAMPAIGN, HOURLY, NOW, PATHS, REPORT, FaultyReads, said, told
from support.simulation import Records, Simulation

# Time passes so many times as fast: two minutes of silence are two seconds, ten minutes are ten.
SCALE = 60
FAST = {"TIKTOK_TIME_SCALE": str(SCALE)}
STALL = {"kind": "stall", "seconds": 3600}
LATE = {"kind": "status", "status": 504, "body": "upstream request timeout"}
MOST, SECONDS, MINUTES = 9, 10, 10


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    flags = ("--advertisers", "2", "--ads-per-advertiser", "20", "--timeout-penalties", str(SCALE))
    with Simulation.start("--now", NOW, *flags) as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    account.set_limits()
    return FaultyReads(account, tmp_path)


def timeouts(account: Simulation) -> Records:
    return sorted(account.requests(timed_out="True"), key=lambda each: each["finished"])


def asked(entry: dict[str, Any]) -> str:
    return f"{entry['path']} {json.dumps(entry['params'], sort_keys=True)}"


def assert_no_penalty(account: Simulation) -> None:
    moments = [each["finished"] for each in timeouts(account)]
    # A moment is that of the log, which may be a little late.
    assert moments and most_within(moments, 0.95 * SECONDS / SCALE) <= MOST
    assert [each["message"] for each in account.requests(code="40100")] == []


def assert_none_twice(account: Simulation) -> None:
    late = {each["sequence"]: asked(each) for each in timeouts(account)}
    first = {text: sequence for sequence, text in reversed(late.items())}
    again = [asked(each) for each in account.requests() if first.get(asked(each), each["sequence"]) < each["sequence"]]
    assert again == [], "it asks again for what has timed out"


def assert_whole(stream: str, reads: FaultyReads, run: Run) -> None:
    assert run.returncode == 0, said(run)
    rows = reads.rows(stream, run)
    assert truth.differences(reads.truth(stream, *reads.accounts), rows) == []
    assert len(run.records[stream]) == len(rows), "each row once"


@pytest.mark.parametrize("effect", (STALL, LATE), ids=("silence", "504"))
def test_ranges_that_take_too_long_are_read_in_smaller_ones(effect: dict[str, Any], reads: FaultyReads) -> None:
    reads.account.add_faults({"path": PATHS[REPORT], "window_days_over": 10, "times": "always", "effect": effect})
    run = reads.read(REPORT, variables=FAST)
    assert_whole(REPORT, reads, run)
    assert_no_penalty(reads.account)
    assert_none_twice(reads.account)


@pytest.mark.parametrize("effect", (STALL, LATE), ids=("silence", "504"))
def test_lists_that_take_too_long_are_read_by_smaller_pages(effect: dict[str, Any], reads: FaultyReads) -> None:
    reads.accounts = reads.account.advertiser_ids[1:]
    reads.account.add_faults({"path": PATHS[CAMPAIGN], "page_size_over": 2, "times": "always", "effect": effect})
    run = reads.read(CAMPAIGN, page_size=8, variables=FAST)
    assert_whole(CAMPAIGN, reads, run)
    assert {each["params"]["page_size"][0] for each in timeouts(reads.account)} == {"8", "4"}
    assert_no_penalty(reads.account)
    assert_none_twice(reads.account)


@pytest.mark.parametrize(
    "effect", (pytest.param(STALL, marks=pytest.mark.broad), LATE), ids=("silence", "504"))
def test_a_server_that_always_takes_too_long_is_not_provoked(effect: dict[str, Any], reads: FaultyReads) -> None:
    """Days by the hour, all of which are begun at once, are asked for by campaigns, ad groups, ads and smaller pages."""
    reads.account.add_faults({"path": PATHS[HOURLY], "times": "always", "effect": effect})
    run = reads.read(HOURLY, start_date="2026-10-01", patience_minutes=1, variables=FAST)
    assert told(run, HOURLY).startswith("transient_error")
    assert len(timeouts(reads.account)) > 3 * MOST
    assert_no_penalty(reads.account)
    # What there is nothing smaller of is asked for once more.
    assert max(Counter(map(asked, timeouts(reads.account))).values()) <= 2


def test_what_is_not_to_be_had_in_less_is_not_asked_for_three_times_in_ten_minutes(reads: FaultyReads) -> None:
    reads.accounts = reads.account.advertiser_ids[1:]
    reads.account.add_faults({"path": "^advertiser/info/", "times": 2, "effect": STALL})
    run = reads.read(CAMPAIGN, variables=FAST)
    assert_whole(CAMPAIGN, reads, run)
    first, second, third = reads.account.requests(path="advertiser/info/")
    assert [each["timed_out"] for each in (first, second, third)] == [True, True, False]
    assert second["arrived"] - first["finished"] < 1
    assert third["arrived"] - first["finished"] >= MINUTES * 60 / SCALE * 0.97
    assert_no_penalty(reads.account)


def test_without_patience_for_that_the_second_time_out_is_the_end(reads: FaultyReads) -> None:
    reads.accounts = reads.account.advertiser_ids[1:]
    reads.account.add_faults({"path": "^advertiser/info/", "times": "always", "effect": STALL})
    run = reads.read(CAMPAIGN, patience_minutes=5, variables=FAST)
    assert run.returncode == 1
    messages = [error["error"] for error in run.errors]
    assert [each["failure_type"] for each in messages] == ["transient_error"]
    assert "does not answer in time" in messages[0]["message"]
    assert len(reads.account.requests(path="advertiser/info/")) == 2
