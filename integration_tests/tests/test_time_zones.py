"""Accounts live ahead of UTC and behind it, and no day of theirs is lost or invented at any hour of reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from support import asked, streams, truth
from support.connector import Connector
from support.history import History
from support.simulation import Simulation

START = "2026-10-15"
# Half an hour around midnight in UTC, day after day: it is 13:30 (the same day or the next) in Tonga, UTC+13, and
# 14:30 (the day before or the same) in Honolulu, UTC−10. Berlin's clocks go back on 25 October. Then a gap.
MOMENTS = (
    "2026-10-24T00:30:00Z", "2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T23:30:00Z",
    "2026-10-26T00:30:00Z", "2026-10-26T23:30:00Z", "2026-10-31T23:30:00Z", "2026-11-01T00:30:00Z",
)
TONGA, HONOLULU = 2, 3

# The last day begun in UTC+14 turns at 10:00 UTC, the last day ended in UTC−12 at 12:00 UTC.
TURNS = {
    "2026-11-03T09:59:59Z": ("2026-11-03", "2026-11-01"),
    "2026-11-03T10:00:00Z": ("2026-11-04", "2026-11-01"),
    "2026-11-03T11:59:59Z": ("2026-11-04", "2026-11-01"),
    "2026-11-03T12:00:00Z": ("2026-11-04", "2026-11-02"),
    "2026-11-03T00:30:00Z": ("2026-11-03", "2026-11-01"),
    "2026-11-03T23:30:00Z": ("2026-11-04", "2026-11-02"),
    "2026-12-31T23:30:00Z": ("2027-01-01", "2026-12-30"),
    "2028-02-29T12:00:00Z": ("2028-03-01", "2028-02-28"),
}


@pytest.fixture(scope="module", params=streams.reports())
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    with Simulation.start("--now", MOMENTS[0]) as simulation:
        yield History.begin(simulation, tmp_path_factory.mktemp("zones"), {"start_date": START}, [request.param])


def test_read_after_read_the_table_equals_the_truth_of_the_moment(history: History) -> None:
    [stream] = history.streams
    accounts = history.simulation.truth("advertiser", rows=1)["rows"]
    zones = [accounts[history.simulation.advertiser_ids[place]]["timezone"] for place in (TONGA, HONOLULU)]
    assert zones == ["Pacific/Tongatapu", "Pacific/Honolulu"]
    for now in MOMENTS:
        history.visit(now)
        expected = truth.expected(history.simulation, stream, start=START)
        assert truth.differences(expected, truth.seen(stream, history.destination.records(stream))) == [], now


def test_tongas_tomorrow_is_read_and_honolulus_is_not_invented(history: History) -> None:
    """At 23:30 UTC it is already the next day in Tonga, at 00:30 UTC still the day before in Honolulu."""
    [stream] = history.streams
    cursor = streams.cursor_of(stream)
    for visit in history.visits:
        today = asked.moment(visit.now).date()
        is_late = "T23:30" in visit.now
        newest = {
            place: max(
                record[cursor][:10] for record in visit.run.records[stream]
                if record["advertiser_id"] == history.simulation.advertiser_ids[place])
            for place in (TONGA, HONOLULU)
        }
        assert date.fromisoformat(newest[TONGA]) == today + timedelta(days=is_late), visit.now
        assert date.fromisoformat(newest[HONOLULU]) == today - timedelta(days=not is_late), visit.now


def test_cursors_stay_on_days_that_have_ended_everywhere(history: History) -> None:
    [stream] = history.streams
    for visit in history.visits:
        cursors = visit.cursors(stream)
        assert set(cursors) == set(history.simulation.advertiser_ids)
        assert {cursor[:10] for cursor in cursors.values()} == {str(asked.last_closed(visit.now))}


def test_requests_reach_to_the_last_day_that_has_begun_anywhere(history: History) -> None:
    for visit in history.visits:
        for found in asked.windows(visit.requests).values():
            assert found[-1].end == asked.last_begun(visit.now)


@pytest.mark.parametrize("now", TURNS)
def test_days_begin_in_utc_plus_14_and_end_in_utc_minus_12(
    now: str, simulation: Simulation, tmp_path: Path
) -> None:
    begun, closed = TURNS[now]
    simulation.set_clock(now)
    start = str(date.fromisoformat(closed) - timedelta(days=3))
    config = simulation.config(start_date=start, requests_per_second=1000)
    for stream in streams.reports():
        run = Connector(tmp_path, simulation.base_url).read(config, stream, now=now)
        assert run.returncode == 0, run.stderr
        ends = {found[-1].end for found in asked.windows(simulation.requests()).values()}
        assert ends == {date.fromisoformat(begun)}
        states = run.stream_state(stream)["states"]
        assert {entry["cursor"][streams.cursor_of(stream)][:10] for entry in states} == {closed}
        simulation.clear_requests()


@pytest.mark.parametrize("stream", streams.reports())
def test_a_cursor_beyond_the_days_that_have_ended_hides_nothing(
    stream: str, simulation: Simulation, tmp_path: Path
) -> None:
    """Airbyte's connector moves its cursor to the day of reading and the one after."""
    now = "2026-11-03T23:30:00Z"
    simulation.set_clock(now)
    cursor = streams.cursor_of(stream)
    state = [{"type": "STREAM", "stream": {"stream_descriptor": {"name": stream}, "stream_state": {
        "use_global_cursor": False, "lookback_window": 0, "states": [
            {"partition": {"advertiser_id": id, "parent_slice": {}}, "cursor": {cursor: "2026-11-05 23:00:00"[:19]}}
            for id in simulation.advertiser_ids]}}}]
    config = simulation.config(start_date=START, requests_per_second=1000)
    run = Connector(tmp_path, simulation.base_url).read(config, stream, now=now, state=state)
    assert run.returncode == 0, run.stderr
    start = str(asked.last_closed(now) - timedelta(days=3))
    assert truth.differences(
        truth.expected(simulation, stream, start=start), truth.seen(stream, run.records[stream])) == []
    states = run.stream_state(stream)["states"]
    assert {entry["cursor"][cursor][:10] for entry in states} == {str(asked.last_closed(now))}


@pytest.mark.parametrize("stream", streams.reports())
def test_an_end_date_is_the_last_day_that_is_asked_for_and_the_furthest_a_cursor_moves(
    stream: str, simulation: Simulation, tmp_path: Path
) -> None:
    now = "2026-11-03T12:00:00Z"
    config = simulation.config(start_date=START, end_date="2026-10-20", requests_per_second=1000)
    run = Connector(tmp_path, simulation.base_url).read(config, stream, now=now)
    assert run.returncode == 0, run.stderr
    expected = truth.expected(simulation, stream, start=START, end="2026-10-20")
    assert truth.differences(expected, truth.seen(stream, run.records[stream])) == []
    states = run.stream_state(stream)["states"]
    assert {entry["cursor"][streams.cursor_of(stream)][:10] for entry in states} == {"2026-10-20"}
