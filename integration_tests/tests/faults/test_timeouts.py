"""TikTok counts requests that time out (document 1757262274182145): after ten within ten seconds it throttles the app, and
after three of the same request within ten minutes it blocks that request. The simulation does the same here, and the
connector must never cause it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulated_api.server.request_log import most_within
from support import truth
from support.connector import Run
from support.faulty_reads import CAMPAIGN, HOURLY, NOW, PATHS, REPORT, FaultyReads, said, told
from support.simulation import Records, Simulation

MOST, SECONDS, MINUTES = 9, 10, 10


@dataclass(frozen=True)
class Way:
    """How requests time out; time passes so many times as fast."""

    name: str
    effect: dict[str, Any]
    scale: int

    def __str__(self) -> str:
        return self.name


# Two minutes of silence are two seconds. Requests sent together may arrive a little apart in the log.
SILENCE = Way("silence", {"kind": "stall", "seconds": 3600}, 60)
GATEWAY = Way("504", {"kind": "status", "status": 504, "body": "upstream request timeout"}, 20)


@dataclass
class LateReads:
    """Reads of an account with some late answers."""

    way: Way
    account: Simulation
    reads: FaultyReads

    def late(self, path: str, times: int | str = "always", **conditions: Any) -> None:
        self.account.add_faults({"path": path, "times": times, "effect": self.way.effect, **conditions})

    def read(self, stream: str, **fields: Any) -> Run:
        return self.reads.read(stream, variables={"TIKTOK_TIME_SCALE": str(self.way.scale)}, **fields)

    def of_one_account(self) -> None:
        self.reads.accounts = self.account.advertiser_ids[1:]

    def timeouts(self) -> Records:
        return sorted(self.account.requests(timed_out="True"), key=lambda each: each["finished"])

    def assert_whole(self, stream: str, run: Run) -> None:
        assert run.returncode == 0, said(run)
        rows = self.reads.rows(stream, run)
        assert truth.differences(self.reads.truth(stream, *self.reads.accounts), rows) == []
        assert len(run.records[stream]) == len(rows), "each row once"

    def assert_no_penalty(self) -> None:
        moments = [each["finished"] for each in self.timeouts()]
        assert moments and most_within(moments, SECONDS / self.way.scale) <= MOST
        assert [each["message"] for each in self.account.requests(code="40100")] == []

    def assert_none_twice(self) -> None:
        assert max(self.times_asked().values()) == 1, "it asks again for what has timed out"

    def times_asked(self) -> Counter[str]:
        """How often each request that timed out was sent."""
        late = set(map(asked, self.timeouts()))
        return Counter(text for text in map(asked, self.account.requests()) if text in late)


def asked(entry: dict[str, Any]) -> str:
    return f"{entry['path']} {json.dumps(entry['params'], sort_keys=True)}"


@pytest.fixture
def late(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LateReads]:
    way: Way = getattr(request, "param", SILENCE)
    flags = ("--advertisers", "2", "--ads-per-advertiser", "20", "--timeout-penalties", str(way.scale))
    with Simulation.start("--now", NOW, *flags) as account:
        yield LateReads(way, account, FaultyReads(account, tmp_path))


def by_default(way: Way) -> Any:
    """With `--all`, either way."""
    return pytest.mark.parametrize(
        "late", (way, *(pytest.param(other, marks=pytest.mark.broad) for other in (SILENCE, GATEWAY) if other != way)),
        ids=str, indirect=True)


@by_default(SILENCE)
def test_ranges_that_take_too_long_are_read_in_smaller_ones(late: LateReads) -> None:
    late.late(PATHS[REPORT], window_days_over=10)
    run = late.read(REPORT)
    late.assert_whole(REPORT, run)
    late.assert_no_penalty()
    late.assert_none_twice()


@by_default(GATEWAY)
def test_lists_that_take_too_long_are_read_by_smaller_pages(late: LateReads) -> None:
    late.of_one_account()
    late.late(PATHS[CAMPAIGN], page_size_over=2)
    run = late.read(CAMPAIGN, page_size=8)
    late.assert_whole(CAMPAIGN, run)
    assert {each["params"]["page_size"][0] for each in late.timeouts()} == {"8", "4"}
    late.assert_no_penalty()
    late.assert_none_twice()


@by_default(GATEWAY)
def test_a_server_that_always_takes_too_long_is_not_provoked(late: LateReads) -> None:
    """Days by the hour, which all start at once, are then requested by campaigns, ad groups, ads and in smaller pages."""
    late.late(PATHS[HOURLY])
    run = late.read(HOURLY, start_date="2026-10-25", patience_minutes=1)
    assert told(run, HOURLY).startswith("transient_error")
    assert len(late.timeouts()) > 3 * MOST
    late.assert_no_penalty()
    # A request that cannot be made smaller is repeated once.
    assert max(late.times_asked().values()) <= 2


def test_what_is_not_to_be_had_in_less_is_not_asked_for_three_times_in_ten_minutes(late: LateReads) -> None:
    late.of_one_account()
    late.late("^advertiser/info/", times=2)
    run = late.read(CAMPAIGN)
    late.assert_whole(CAMPAIGN, run)
    first, second, third = late.account.requests(path="advertiser/info/")
    assert [each["timed_out"] for each in (first, second, third)] == [True, True, False]
    assert third["arrived"] - first["finished"] >= MINUTES * 60 / late.way.scale * 0.97
    assert second["arrived"] - first["finished"] < MINUTES * 60 / late.way.scale / 2
    late.assert_no_penalty()


def test_without_patience_for_that_the_second_time_out_is_the_end(late: LateReads) -> None:
    late.of_one_account()
    late.late("^advertiser/info/")
    run = late.read(CAMPAIGN, patience_minutes=5)
    assert run.returncode == 1
    messages = [error["error"] for error in run.errors]
    assert [each["failure_type"] for each in messages] == ["transient_error"]
    assert "does not answer in time" in messages[0]["message"]
    assert len(late.account.requests(path="advertiser/info/")) == 2
