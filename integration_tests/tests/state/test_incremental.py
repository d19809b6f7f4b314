"""Incremental reads at successive simulated moments, into one database, give the account's truth at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.findings import findings
from support.history import History
from support.moments import FIRST, FLAGS, SEVEN, START, THIRTY, TWELVE
from support.selection import FEW
from support.simulation import Simulation

LOOKBACK = 3
# The longest window of the simulated ad groups.
ATTRIBUTION = 7
ENTITIES = streams.entities(incremental=True)
KINDS = streams.kinds_of_reports()

@dataclass(frozen=True)
class Course:
    """Which streams are read, and when."""

    name: str
    moments: tuple[str, ...]
    streams: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


# The other levels of a report differ from its kind only in their ids.
OTHER_LEVELS = tuple(name for name in streams.reports() if name not in KINDS)
ONE_OF_A_KIND = Course(
    "one of a kind", broad(SEVEN, TWELVE), tuple(name for name in streams.names() if name not in OTHER_LEVELS))
LEVELS = Course("the other levels", (TWELVE[0], TWELVE[6], TWELVE[9]), OTHER_LEVELS)
DAILY = Course("thirty days", THIRTY, tuple(streams.names()))
# The courses with lists of objects.
WITH_OBJECTS = broad((ONE_OF_A_KIND,), (ONE_OF_A_KIND, DAILY))
with_objects = pytest.mark.parametrize("history", WITH_OBJECTS, indirect=True, ids=str)


@pytest.fixture(scope="module", params=(*WITH_OBJECTS, LEVELS), ids=str)
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """With deleted objects, so that a deletion is one more change that a reader can see."""
    course: Course = request.param
    config = {"start_date": START, "include_deleted": True}
    with Simulation.start(*FLAGS) as simulation:
        yield from visited(simulation, tmp_path_factory.mktemp("incremental"), config, course, FEW)


def visited(
    simulation: Simulation, folder: Path, config: dict[str, Any], course: Course,
    metrics: tuple[str, ...] | None = None,
) -> Iterator[History]:
    history = History.begin(simulation, folder, config, course.streams, metrics)
    for now in course.moments:
        history.visit(now)
    yield history
    history.destination.close()


@pytest.fixture(scope="module")
def afresh(history: History, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A full read at the end of the last day."""
    connector = Connector(tmp_path_factory.mktemp("afresh"), history.simulation.base_url)
    catalog = selection.catalog(selection.with_metrics(streams.of(name), FEW) for name in history.streams)
    return connector.run(
        "read", history.simulation.config(**history.config), catalog, now=history.visits[-1].now,
        variables=FAST)


def test_the_table_equals_the_truth_of_the_last_day(history: History) -> None:
    def compared(stream: str) -> list[str]:
        expected, table = history.expected(stream), history.table(stream)
        top_view = truth.top_view(history.simulation, stream)
        expected, table = (truth.without(rows, top_view) for rows in (expected, table))
        for key, row in expected.items():
            if row.get("modify_time", row) is None and key in table:
                # An ad without a time of change, which the next test covers.
                expected[key], table[key] = ({"create_time": each[key]["create_time"]} for each in (expected, table))
        return truth.differences(expected, table)

    assert findings(history.streams, compared) == {}


@with_objects
def test_ads_that_show_no_time_of_change_equal_the_truth_of_the_last_day_too(history: History) -> None:
    """Some Smart+ ads have no `modify_time`, but they change like others."""
    expected = history.expected("ads")
    undated = {key: row for key, row in expected.items() if row["modify_time"] is None}
    undated = truth.without(undated, truth.top_view(history.simulation, "ads"))
    table = history.table("ads")
    assert undated
    assert truth.differences(undated, {key: table[key] for key in undated}) == []


def test_the_database_adds_up_to_the_truth_of_the_last_day(history: History) -> None:
    def added_up(stream: str) -> dict[str, Any]:
        metrics = [metric for metric in streams.additive_metrics(stream) if metric in history.numeric(stream)]
        assert {streams.of(stream).money, streams.of(stream).count} <= set(metrics)
        expected, sums = truth.sums(history.expected(stream), metrics), history.destination.sums(stream, metrics)
        strays = truth.sums(history.strays(stream), metrics)
        pairs = {metric: (sums[metric] - strays[metric], expected[metric]) for metric in metrics}
        return {metric: pair for metric, pair in pairs.items() if pair[0] != pair[1]}

    assert findings(history.reports, added_up) == {}


def test_hardly_a_row_has_gone(history: History) -> None:
    """Otherwise the other tests would ignore too much."""
    def gone(stream: str) -> list[str]:
        limit = len(history.expected(stream)) / 100 if streams.of(stream).breakdown else 0
        return list(history.strays(stream)) if len(history.strays(stream)) > limit else []

    assert findings((name for name in history.streams if streams.is_report(name)), gone) == {}


def test_the_table_equals_what_a_full_read_gives_field_by_field(history: History, afresh: Run) -> None:
    def compared(stream: str) -> list[str]:
        tables = (afresh.records[stream], history.destination.records(stream))
        expected, table = ({truth.key(stream, record): lasting(stream, record) for record in rows} for rows in tables)
        assert expected, stream
        return truth.differences(expected, truth.without(table, history.strays(stream)))

    assert findings(history.streams, compared) == {}


def lasting(stream: str, record: dict[str, Any]) -> dict[str, Any]:
    """The rows that an incremental read can know. Rows of older days keep the names of their day (TikTok shows today's
    names on all days); Smart+ ads without a time of change have their own test."""
    if stream == "ads" and not record.get("modify_time"):
        return {"ad_id": record["ad_id"]}
    if not streams.is_report(stream):
        return record
    return {**record, "metrics": {name: record["metrics"].get(name) for name in streams.numeric_metrics(stream)}}


def test_no_read_gives_a_key_twice(history: History) -> None:
    def twice(stream: str) -> list[str]:
        keys = Counter(
            f"{visit.now} {truth.key(stream, record)}" for visit in history.visits for record in visit.records[stream])
        return [key for key, count in keys.items() if count > 1]

    assert findings(history.streams, twice) == {}


@with_objects
def test_the_days_brought_every_kind_of_change(history: History) -> None:
    """Otherwise the tests above would prove little."""
    for what in ("campaign", "adgroup", "ad"):
        rows = history.simulation.truth(what, rows=1, include_deleted=1)["rows"].values()
        first = FIRST.isoformat(sep=" ")
        assert any(row["create_time"] > first for row in rows), f"no new {what}"
        assert any(row["create_time"] < first < (row["modify_time"] or "") for row in rows), f"no modified {what}"
        assert any(row["deleted"] and (row["modify_time"] or "") > first for row in rows), f"no deleted {what}"
    assert any(row["modify_time"] is None and row["create_time"] > first for row in rows), "no new Smart+ ad"
    stream, second = "ads_reports_daily", history.visits[1].now
    history.simulation.set_clock(second)
    then = truth.expected(
        history.simulation, stream, start=START, end=str(asked.last_closed(second)), metrics=history.numeric(stream))
    history.simulation.set_clock(history.visits[-1].now)
    assert any(row != history.expected(stream).get(key) for key, row in then.items()), "no day changed afterwards"


def test_a_read_asks_again_for_no_more_than_the_lookback_window(history: History) -> None:
    for before, visit in history.pairs:
        last_days = asked.latest_days(history.simulation, visit.now)
        for stream in history.reports:
            grows = streams.of(stream).grows_by_attribution
            read_again = before.read_again_on(stream) if grows else {}
            is_read_again = grows and read_again != visit.read_again_on(stream)
            days = (
                (ATTRIBUTION if is_read_again else LOOKBACK)
                + (asked.last_begun(visit.now) - asked.last_closed(before.now)).days + 1)
            cursors = before.cursors(stream)
            windows = {id: found for (_, id), found in asked.windows(asked.of(stream, visit.requests)).items()}
            assert set(windows) == set(cursors) == set(history.simulation.advertiser_ids), stream
            for id, found in windows.items():
                first = date.fromisoformat(cursors[id][:10]) - timedelta(days=LOOKBACK)
                if grows and read_again[id] < visit.read_again_on(stream)[id]:
                    first = max(
                        date.fromisoformat(START), min(first, read_again[id] - timedelta(days=ATTRIBUTION)))
                assert found[0].start == first, stream
                assert found[-1].end == last_days[id], stream
                # The reconciliation asks for the same days of the same report, but not as far back.
                own = [each for each in found if not grows or each.start == first or each.start > found[0].end]
                for earlier, later in zip(own, own[1:], strict=False):
                    assert later.start == earlier.end + timedelta(days=1), stream
            for record in visit.records[stream]:
                age = asked.last_begun(visit.now) - date.fromisoformat(record[streams.cursor_of(stream)][:10])
                assert age.days < days, stream


@with_objects
def test_a_read_hands_on_only_objects_that_changed(history: History) -> None:
    for stream in ENTITIES:
        handed_on = 0
        for before, visit in history.pairs:
            cursors = before.cursors(stream)
            for record in visit.records[stream]:
                changed = record.get("modify_time") or record["create_time"]
                known = cursors.get(record["advertiser_id"], "")
                if record.get("modify_time"):
                    assert changed.replace("T", " ") + "Z" >= known, stream
            handed_on += visit.counts.get(stream, 0)
        objects = len(history.destination.records(stream))
        assert 0 < handed_on < objects * len(history.pairs) / 2, stream


def test_ads_are_asked_for_by_their_time_of_change_where_each_of_them_shows_it(
    tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The API's filter skips ads without a time of change: an account that has any must be read in full."""
    with Simulation.start(*FLAGS[:2], "--advertisers", "2", "--rows-per-day", "20", "--no-special") as simulation:
        history = History.begin(simulation, tmp_path_factory.mktemp("changes"), {"start_date": START}, ["ads"])
        for now in THIRTY[:3]:
            history.visit(now)
        rows = simulation.truth("ad", rows=1)["rows"].values()
        undated = {row["advertiser_id"] for row in rows if row["modify_time"] is None}
        manual, mixed = simulation.advertiser_ids
        assert undated == {mixed}
        for before, visit in history.pairs:
            entries = [
                asked.filtering(entry) for entry in visit.requests
                if entry["advertiser_id"] == manual and not asked.is_special_look_up(entry)]
            gaps = [
                asked.moment(before.cursors("ads")[manual].rstrip("Z")) - asked.moment(filter["modified_after"])
                for filter in entries if "modified_after" in filter
            ]
            assert gaps and all(timedelta(0) <= gap <= timedelta(hours=14) for gap in gaps)
            assert all({"modified_after", "creation_filter_start_time"} & set(filter) for filter in entries)
            assert {record["advertiser_id"] for record in visit.records["ads"]} <= {manual, mixed}


def test_cursors_only_move_on_and_never_past_a_day_that_has_not_ended(history: History) -> None:
    for stream in [name for name in history.streams if streams.cursor_of(name)]:
        reached: dict[str, str] = {}
        for visit in history.visits:
            cursors = visit.cursors(stream)
            assert all(cursors[id] >= reached.get(id, "") for id in cursors)
            assert cursors.keys() >= reached.keys()
            reached = cursors
            if streams.is_report(stream):
                assert set(cursors) == set(history.simulation.advertiser_ids)
                assert {cursor[:10] for cursor in cursors.values()} == {str(asked.last_closed(visit.now))}


@pytest.fixture(scope="module", params=broad(("small",), ("small", "large")))
def without_deleted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """The lists of objects at the same moments, read with the default configuration."""
    flags, moments = (FLAGS, TWELVE) if request.param == "small" else (FLAGS[:2], THIRTY)
    course = Course("objects", moments, tuple(ENTITIES))
    with Simulation.start(*flags) as simulation:
        yield from visited(simulation, tmp_path_factory.mktemp("deleted"), {"start_date": START}, course)


def test_without_deleted_objects_the_table_keeps_what_has_since_been_deleted(without_deleted: History) -> None:
    """The API leaves deleted objects out, and an incremental read cannot detect them."""
    simulation = without_deleted.simulation
    kept = set()
    for stream in ENTITIES:
        top_view = truth.top_view(simulation, stream)
        expected = truth.without(truth.expected(simulation, stream), top_view)
        everything = truth.without(truth.expected(simulation, stream, include_deleted=True), top_view)
        seen = truth.without(truth.seen(stream, without_deleted.destination.records(stream)), top_view)
        gone, deleted = seen.keys() - expected.keys(), everything.keys() - expected.keys()
        assert gone <= deleted and bool(gone) == bool(deleted), stream
        assert seen.keys() >= expected.keys(), stream
        for key, row in expected.items():
            assert row["modify_time"] is None or seen[key] == row, stream
        kept |= {stream} if gone else set()
    assert kept >= {"campaigns", "ad_groups", "ads"}
