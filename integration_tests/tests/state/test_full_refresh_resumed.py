"""A full refresh that was interrupted resumes where it stopped; one that finished starts from the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from support import selection, truth
from support.breadth import broad
from support.connector import Run
from support.refreshes import FINISHED_WITHOUT_CURSOR, KINDS, MEMBER, NOW, Kind, Refreshes, changed
from support.simulation import Simulation

DAILY, CAMPAIGNS, AUDIENCES, LIFETIME = (
    next(kind for kind in KINDS if kind.stream == name)
    for name in ("ads_reports_daily", "campaigns", "saved_audiences", "ads_reports_lifetime"))
ANEW = "is read in full from the beginning: "


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "4", "--ads-per-advertiser", "4") as simulation:
        yield simulation


@pytest.fixture(params=KINDS, ids=str)
def each(request: pytest.FixtureRequest, account: Simulation, tmp_path: Path) -> Refreshes:
    """The reads of a stream of each kind."""
    return Refreshes(account, request.param, tmp_path)


@pytest.fixture(params=broad((DAILY, CAMPAIGNS, AUDIENCES, LIFETIME), KINDS), ids=str)
def finished(request: pytest.FixtureRequest, account: Simulation, tmp_path: Path) -> Refreshes:
    """The reads of streams whose completed refreshes look different in a state."""
    return Refreshes(account, request.param, tmp_path)


@pytest.fixture
def daily(account: Simulation, tmp_path: Path) -> Refreshes:
    return Refreshes(account, DAILY, tmp_path)


@pytest.fixture(params=(DAILY, CAMPAIGNS, AUDIENCES), ids=str)
def some(request: pytest.FixtureRequest, account: Simulation, tmp_path: Path) -> Refreshes:
    """The reads of a stream with days, of one with only a cursor, and of one without."""
    return Refreshes(account, request.param, tmp_path)


def ids(refreshes: Refreshes) -> list[str]:
    return refreshes.account.advertiser_ids


def begins_anew(refreshes: Refreshes, state: Any, reason: str | None, **options: Any) -> Run:
    """A read with that state, which must request everything."""
    run = refreshes.whole(state, **options)
    assert refreshes.asked_of() >= set(options.get("advertiser_ids") or ids(refreshes))
    said = [line for line in run.logs if ANEW in line]
    assert [reason in line for line in said] == ([True] if reason else [])
    return run


def test_what_has_been_read_is_not_asked_for_again(each: Refreshes) -> None:
    everything = each.everything()
    place = each.kind.place
    failed, *others = ids(each)[place:]
    assert {row["advertiser_id"] for row in everything.values()} & {failed, *others}, "nothing is left to be read"
    broken = each.begun()
    told = each.state(broken)[MEMBER]
    assert told["complete"] == ids(each)[:place]
    if each.kind.comes_in_windows:
        assert set(told["partial"]) == {failed}
    else:
        assert "partial" not in told
    rest = each.whole(broken.state)
    assert truth.differences(everything, each.rows(broken, rest)) == []
    assert each.asked_of() == {failed, *others}
    if each.kind.comes_in_windows:
        read = date.fromisoformat(told["partial"][failed]["through"])
        assert each.first_day(failed) == str(read + timedelta(days=1))
    closing = each.state(rest)
    assert MEMBER not in closing
    assert ("states" in closing) != (closing == FINISHED_WITHOUT_CURSOR)
    if "states" in closing:
        assert {state["partition"]["advertiser_id"] for state in closing["states"]} <= set(ids(each))


def test_an_account_that_fails_alone_is_all_that_is_asked_for_again(each: Refreshes) -> None:
    everything = each.everything()
    broken = each.broken(alone=True)
    failed = ids(each)[each.kind.place]
    told = each.state(broken)[MEMBER]
    assert told["complete"] == [account for account in ids(each) if account != failed]
    assert set(told.get("partial", {})) == ({failed} if each.kind.comes_in_windows else set())
    rest = each.whole(broken.state)
    assert each.asked_of() == {failed}
    assert truth.differences(everything, each.rows(broken, rest)) == []


def test_an_attempt_that_fails_again_hands_on_what_the_one_before_it_has_read(some: Refreshes) -> None:
    everything = some.everything()
    first = some.begun()
    second = some.broken(state=first.state, nth=1)
    assert some.state(second)[MEMBER]["complete"] == some.state(first)[MEMBER]["complete"]
    assert some.state(second)[MEMBER].get("partial") == some.state(first)[MEMBER].get("partial")
    rest = some.whole(second.state)
    assert truth.differences(everything, some.rows(first, second, rest)) == []


def test_an_account_that_was_refused_is_asked_for_again(some: Refreshes) -> None:
    second, third = ids(some)[1:3]
    some.account.add_faults({
        "path": "", "advertiser_id": second, "times": "always", "page": 1,
        "effect": {"kind": "code", "code": 40001, "message": "Simulated."}})
    broken = some.broken()
    assert some.state(broken)[MEMBER]["complete"] == ids(some)[:1]
    rest = some.whole(broken.state)
    assert some.asked_of() == set(ids(some)[1:])
    assert truth.differences(some.everything(), some.rows(broken, rest)) == []


def test_a_refusal_of_all_that_is_left_fails_no_stream_that_was_read(some: Refreshes) -> None:
    broken = some.broken(place=3, nth=1)
    some.account.add_faults({
        "path": "", "advertiser_id": ids(some)[3], "times": "always", "page": 1,
        "effect": {"kind": "code", "code": 40001, "message": "Simulated."}})
    some.whole(broken.state)


def test_a_refresh_that_was_finished_begins_anew(finished: Refreshes) -> None:
    first = finished.whole()
    again = begins_anew(finished, first.state, None)
    assert truth.differences(finished.rows(first), finished.rows(again)) == []


def test_an_attempt_of_the_same_sync_does_not_read_finished_streams_again(finished: Refreshes) -> None:
    """An orchestrator that identifies its syncs retries a sync if any stream failed, and keeps the rows of the others."""
    sync = {"sync_id": 17, "generation_id": 4, "minimum_generation_id": 4}
    first = finished.whole(members=sync)
    again = finished.whole(first.state, members=sync)
    assert finished.asked_of() == set() and not again.records
    assert finished.state(again) == finished.state(first)
    for other in ({**sync, "sync_id": 18}, {**sync, "generation_id": 5}, {}):
        anew = begins_anew(finished, first.state, "belongs to another sync", members=other)
        assert truth.differences(finished.rows(first), finished.rows(anew)) == []


def test_a_constant_number_names_no_sync(some: Refreshes) -> None:
    """PyAirbyte gives every sync the number 1."""
    first = some.whole(members={"sync_id": 1, "generation_id": 1})
    assert MEMBER not in some.state(first)
    begins_anew(some, first.state, None, members={"sync_id": 1, "generation_id": 1})


@pytest.mark.parametrize("stream", ("advertisers", "advertiser_ids"))
def test_lists_of_accounts_come_whole(stream: str, account: Simulation, tmp_path: Path) -> None:
    """They are requested together, so a read can only resume after all of them."""
    reads = Refreshes(account, Kind(stream), tmp_path)
    sync = {"sync_id": 17, "generation_id": 4}
    first = reads.whole(members=sync)
    assert len(reads.rows(first)) >= 4
    assert not reads.whole(first.state, members=sync).records
    again = reads.whole(first.state, members={**sync, "sync_id": 18})
    assert truth.differences(reads.rows(first), reads.rows(again)) == []
    assert reads.state(reads.whole()) == FINISHED_WITHOUT_CURSOR


@pytest.mark.parametrize("now", ("2026-11-06T12:00:01Z", "2026-10-31T11:59:59Z"))
def test_a_state_of_another_time_is_not_gone_on_with(now: str, some: Refreshes) -> None:
    broken = some.begun()
    some.whole(broken.state, now="2026-11-06T12:00:00Z")
    assert some.asked_of() == set(ids(some)[2:])
    begins_anew(some, broken.state, "hours from now", now=now)


CHANGES: dict[str, dict[str, Any]] = {
    "an earlier day": {"start_date": "2026-08-31"}, "an end": {"end_date": "2026-11-02"},
    "another layout": {"report_layout": "flat"}, "without deleted objects": {"include_deleted": False},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_read_that_asks_otherwise_begins_anew(change: str, daily: Refreshes) -> None:
    reason = "with the later start date 2026-09-01" if "start_date" in CHANGES[change] else "other columns or rows"
    begins_anew(daily, daily.begun().state, reason, **CHANGES[change])


@pytest.mark.parametrize("change", (
    {"start_date": "2026-09-02"}, {"report_window_days": 30}, {"page_size": 50}, {"attribution_window": 20}), ids=str)
def test_a_read_that_asks_in_another_way_goes_on(change: dict[str, Any], daily: Refreshes) -> None:
    everything = daily.everything()
    broken = daily.begun()
    rest = daily.whole(broken.state, **change)
    assert daily.asked_of() == set(ids(daily)[2:])
    missing = everything.keys() - daily.rows(broken, rest).keys()
    assert {key for key in missing if "2026-09-01" not in key} == set()
    assert not missing or "start_date" in change


def test_other_columns_and_other_rows_of_lists_begin_anew(account: Simulation, tmp_path: Path) -> None:
    reads = Refreshes(account, CAMPAIGNS, tmp_path)
    broken = reads.broken()
    begins_anew(reads, broken.state, "other columns or rows", include_deleted=True)
    fewer = selection.catalog([selection.narrowed(reads.stream(reads.config()), ("campaign_id", "budget"))])
    begins_anew(reads, broken.state, "other columns or rows", catalog=fewer)
    days = reads.whole(broken.state, start_date="2026-08-01", end_date="2026-10-01")
    assert reads.asked_of() == set(ids(reads)[2:]), "a list has no days"
    assert MEMBER not in reads.state(days)


UNREADABLE: dict[str, dict[str, Any]] = {
    "no time": {"as_of": "yesterday"}, "without a time": {"as_of": None}, "no question": {"question": 7},
    "no list": {"complete": {}}, "a list of numbers": {"complete": [7001]}, "nothing complete": {"complete": None},
    "no days": {"partial": {"7001": {"from": "2026-09-01"}}}, "no day": {"partial": {"7001": {"from": 1}}},
    "no object": {"partial": [1]}, "no first day": {"start_date": None}, "no such day": {"start_date": "2026-02-31"},
}


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_state_that_is_not_understood_is_not_gone_on_with(damage: str, daily: Refreshes) -> None:
    broken = daily.begun()
    begins_anew(daily, changed(broken, DAILY.stream, **UNREADABLE[damage]), "cannot be read")


def test_days_of_the_future_hide_nothing(daily: Refreshes) -> None:
    """A range of days that extends beyond the days that have ended."""
    everything = daily.everything()
    broken = daily.begun()
    third = ids(daily)[2]
    later = {third: {**daily.state(broken)[MEMBER]["partial"][third], "through": "2027-01-01"}}
    rest = daily.rows(daily.whole(changed(broken, DAILY.stream, partial=later)))
    unclosed = {key for key, row in everything.items() if row["stat_time_day"] > "2026-11-02"}
    assert {key for key in unclosed if everything[key]["advertiser_id"] == third} <= rest.keys()


def test_accounts_come_and_go(some: Refreshes) -> None:
    first, second, third, fourth = ids(some)
    broken = some.broken(advertiser_ids=[first, second, third])
    rest = some.whole(broken.state, advertiser_ids=[second, third, fourth])
    assert some.asked_of() == {third, fourth}
    if "states" in some.state(rest):
        accounts = {state["partition"]["advertiser_id"] for state in some.state(rest)["states"]}
        assert accounts == {second, third, fourth}


def test_an_incremental_read_goes_on_from_the_cursors(daily: Refreshes) -> None:
    everything = daily.everything()
    broken = daily.begun()
    third = ids(daily)[2]
    read = date.fromisoformat(daily.state(broken)[MEMBER]["partial"][third]["through"])
    rest = daily.whole(broken.state, mode="incremental", attribution_window=3)
    assert daily.first_day(ids(daily)[0]) == "2026-10-30"
    assert daily.first_day(third) == str(read - timedelta(days=3))
    assert daily.first_day(ids(daily)[3]) == daily.kind.start
    assert MEMBER not in daily.state(rest)
    assert truth.differences(everything, daily.rows(broken, rest)) == []
    full = begins_anew(daily, rest.state, None)
    assert f"{DAILY.stream} is read in full: its state is not used." in full.logs
