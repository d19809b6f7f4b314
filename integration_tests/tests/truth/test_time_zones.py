"""Accounts are ahead of UTC and behind it, and none of their days is lost or invented, at whatever hour they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.history import History
from support.selection import FEW
from support.simulation import SMALL, Simulation

START = "2026-10-19"
# Half an hour around midnight in UTC, day after day: it is 13:30 (the same day or the next) in Tonga, UTC+13, and
# 14:30 (the day before or the same) in Honolulu, UTC−10. Berlin's clocks go back on 25 October. Then a gap.
MOMENTS = broad(
    ("2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-31T23:30:00Z", "2026-11-01T00:30:00Z"),
    ("2026-10-24T00:30:00Z", "2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T23:30:00Z",
     "2026-10-26T00:30:00Z", "2026-10-26T23:30:00Z", "2026-10-31T23:30:00Z", "2026-11-01T00:30:00Z"))
# The other levels are read in the small account below.
STREAMS = broad(streams.kinds_of_reports(), streams.reports())
TONGA, HONOLULU = 2, 3
# TikTok's users see another zone, which has summer time (§6 of the fact sheet).
SHOWN_AS = {"Etc/GMT+8": "America/Los_Angeles"}
BEYOND, AFTER = "2026-11-03T23:30:00Z", "2026-11-03T12:00:00Z"

# The last day that may have begun in Japan changes at 11:00 UTC, the last day that has ended in UTC−12 at 12:00 UTC.
TURNS = {
    "2026-11-03T10:59:59Z": ("2026-11-03", "2026-11-01"),
    "2026-11-03T11:59:59Z": ("2026-11-04", "2026-11-01"),
    "2026-11-03T12:00:00Z": ("2026-11-04", "2026-11-02"),
    "2028-02-29T12:00:00Z": ("2028-03-01", "2028-02-28"),
} | broad({}, {
    "2026-11-03T11:00:00Z": ("2026-11-04", "2026-11-01"),
    "2026-12-31T23:30:00Z": ("2027-01-01", "2026-12-30"),
    "2026-11-03T09:59:59Z": ("2026-11-03", "2026-11-01"),
    "2026-11-03T00:30:00Z": ("2026-11-03", "2026-11-01"),
    "2026-11-03T23:30:00Z": ("2026-11-04", "2026-11-02"),
})
GROWN = "2026-12"


@dataclass(frozen=True)
class Days:
    """Reads at all moments, and the differences between the tables and the truth after each."""

    history: History
    differences: dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with Simulation.start("--now", MOMENTS[0], "--advertisers", "4", "--ads-per-advertiser", "6") as simulation:
        accounts = simulation.truth("advertiser", rows=1)["rows"]
        zones = [accounts[simulation.advertiser_ids[place]]["timezone"] for place in (TONGA, HONOLULU)]
        assert zones == ["Pacific/Tongatapu", "Pacific/Honolulu"]
        history = History.begin(
            simulation, tmp_path_factory.mktemp("zones"), {"start_date": START}, STREAMS, FEW)
        differences = {}
        for now in MOMENTS:
            history.visit(now)
            differences[now] = history.differences()
        yield Days(history, differences)


def test_read_after_read_the_tables_equal_the_truth_of_the_moment(days: Days) -> None:
    assert days.differences.keys() == set(MOMENTS)
    assert all(days.history.expected(stream) for stream in STREAMS)
    assert {now: told for now, told in days.differences.items() if told} == {}


def test_tongas_tomorrow_is_read_and_honolulus_is_not_invented(days: Days) -> None:
    """At 23:30 UTC it is already the next day in Tonga, at 00:30 UTC still the day before in Honolulu."""
    history = days.history
    told = {}
    for visit in history.visits:
        today = asked.moment(visit.now).date()
        is_late = "T23:30" in visit.now
        begun = {TONGA: today + timedelta(days=is_late), HONOLULU: today - timedelta(days=not is_late)}
        for stream in STREAMS:
            cursor = streams.cursor_of(stream)
            newest = {
                place: date.fromisoformat(max(
                    record[cursor][:10] for record in visit.records[stream]
                    if record["advertiser_id"] == history.simulation.advertiser_ids[place]))
                for place in (TONGA, HONOLULU)
            }
            # Shops do not have sales every day.
            is_shop = streams.of(stream).is_gmv_max
            if any(newest[place] > begun[place] or (newest[place] < begun[place] and not is_shop) for place in begun):
                told[stream, visit.now] = newest
    assert told == {}


def test_cursors_stay_on_days_that_have_ended_everywhere(days: Days) -> None:
    told = {}
    for visit in days.history.visits:
        closed = dict.fromkeys(days.history.simulation.advertiser_ids, str(asked.last_closed(visit.now)))
        for stream in STREAMS:
            reached = {id: cursor[:10] for id, cursor in visit.cursors(stream).items()}
            if reached != closed:
                told[stream, visit.now] = reached
    assert told == {}


def test_requests_reach_to_the_last_day_that_may_have_begun_in_the_account_s_zone(days: Days) -> None:
    for visit in days.history.visits:
        windows, last_days = asked.windows(visit.requests), asked.latest_days(days.history.simulation, visit.now)
        assert {kind for kind, _ in windows} == set(map(asked.question_of, STREAMS))
        for (_, id), found in windows.items():
            assert found[-1].end == last_days[id]


def test_every_account_s_own_day_is_asked_for(days: Days) -> None:
    """According to a time zone database, which the connector does not need."""
    accounts = asked.accounts(days.history.simulation)
    for visit in days.history.visits:
        for (_, id), found in asked.windows(visit.requests).items():
            zone = accounts[id]["timezone"]
            for place in (zone, SHOWN_AS.get(zone, zone)):
                assert found[-1].end >= asked.moment(visit.now).astimezone(ZoneInfo(place)).date()


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", MOMENTS[0], *SMALL) as simulation:
        yield simulation


def read(
    account: Simulation, folder: Path, now: str, state: Any = None, *, names: Iterable[str] = (),
    metrics: tuple[str, ...] = FEW, **fields: Any,
) -> Run:
    """Reads dated reports with a few of their metrics: all reports if none are named."""
    account.set_clock(now)
    account.clear_requests()
    catalog = selection.catalog(
        (selection.with_metrics(streams.of(name), metrics) for name in names or streams.reports()), mode="incremental")
    config = account.config(**{"start_date": START, "requests_per_second": 1000, **fields})
    run = Connector(folder, account.base_url).run("read", config, catalog, state, now=now, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return run


def cursor_days(run: Run, stream: str) -> set[str]:
    states = run.stream_state(stream)["states"]
    return {entry["cursor"][streams.cursor_of(stream)][:10] for entry in states}


def differences(account: Simulation, run: Run, **days: str) -> dict[str, list[str]]:
    """The differences between a read and the truth, by stream."""
    told = {}
    for stream in streams.reports():
        metrics = [name for name in streams.numeric_metrics(stream) if name in FEW]
        expected = truth.expected(account, stream, metrics=metrics, **days)
        assert expected, stream
        told[stream] = truth.differences(expected, truth.seen(stream, run.records[stream], metrics))
    return {stream: differences for stream, differences in told.items() if differences}


def everywhere(day: str) -> dict[str, set[str]]:
    """One day for every report."""
    return {stream: {day} for stream in streams.reports()}


@pytest.mark.parametrize("now", TURNS)
def test_days_begin_where_the_account_is_and_end_in_utc_minus_12(now: str, account: Simulation, tmp_path: Path) -> None:
    begun, closed = TURNS[now]
    start = str(date.fromisoformat(closed) - timedelta(days=3))
    # Accounts grow, so later days have many rows.
    names = broad(STREAMS, streams.reports()) if now < GROWN else STREAMS
    run = read(account, tmp_path, now, names=names, metrics=("spend", "cost"), start_date=start)
    windows = asked.windows(account.requests())
    assert {kind for kind, _ in windows} == set(map(asked.question_of, names))
    west, east = account.advertiser_ids
    assert {found[-1].end for (_, id), found in windows.items() if id == east} == {date.fromisoformat(begun)}
    assert {found[-1].end for (_, id), found in windows.items() if id == west} == {
        (asked.moment(now) - timedelta(hours=6)).date()}
    assert {stream: cursor_days(run, stream) for stream in names} == dict.fromkeys(names, {closed})


def test_a_cursor_beyond_the_days_that_have_ended_hides_nothing(account: Simulation, tmp_path: Path) -> None:
    """Read from a state of Airbyte's connector, which moves its cursor to the day of the read or the day after."""
    state = [{"type": "STREAM", "stream": {"stream_descriptor": {"name": stream}, "stream_state": {
        "use_global_cursor": False, "lookback_window": 0, "states": [
            {"partition": {"advertiser_id": id, "parent_slice": {}},
             "cursor": {streams.cursor_of(stream): "2026-11-05 23:00:00"}}
            for id in account.advertiser_ids]}}} for stream in streams.reports()]
    run = read(account, tmp_path, BEYOND, state, attribution_window=3)
    closed = asked.last_closed(BEYOND)
    assert differences(account, run, start=str(closed - timedelta(days=3))) == {}
    assert {stream: cursor_days(run, stream) for stream in streams.reports()} == everywhere(str(closed))


def test_an_end_date_is_the_last_day_that_is_asked_for_and_the_furthest_a_cursor_moves(
    account: Simulation, tmp_path: Path
) -> None:
    run = read(account, tmp_path, AFTER, None, end_date="2026-10-20")
    assert differences(account, run, start=START, end="2026-10-20") == {}
    assert {stream: cursor_days(run, stream) for stream in streams.reports()} == everywhere("2026-10-20")
