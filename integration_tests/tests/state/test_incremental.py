"""Thirty incremental reads, one per simulated day, into one table per stream: the account's truth at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.connector import Connector, Run
from support.history import History
from support.selection import FEW
from support.simulation import SMALL, Simulation

START = "2026-10-20"
FIRST = datetime(2026, 10, 25)
LOOKBACK = 3
ENTITIES = streams.entities(incremental=True)


def moments() -> list[str]:
    """Thirty days in a row, each at another hour."""
    return [(FIRST + timedelta(days=day, hours=day * 7 % 24)).isoformat() + "Z" for day in range(30)]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """With deleted objects, so that a deletion is one more change that a reader can see."""
    with Simulation.start("--now", moments()[0], *SMALL) as simulation:
        history = History.begin(
            simulation, tmp_path_factory.mktemp("incremental"), {"start_date": START, "include_deleted": True},
            metrics=FEW)
        for now in moments():
            history.visit(now)
        yield history
        history.destination.close()


@pytest.fixture(scope="module")
def afresh(history: History, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A full read at the end of the last day."""
    connector = Connector(tmp_path_factory.mktemp("afresh"), history.simulation.base_url)
    catalog = selection.catalog(selection.with_metrics(streams.of(name), FEW) for name in history.streams)
    return connector.run(
        "read", history.simulation.config(**history.config), catalog, now=history.visits[-1].now)


@pytest.mark.parametrize("stream", streams.names())
def test_after_thirty_reads_the_table_equals_the_truth_of_the_last_day(stream: str, history: History) -> None:
    expected, table = history.expected(stream), history.table(stream)
    top_view = truth.top_view(history.simulation, stream)
    expected, table = (truth.without(rows, top_view) for rows in (expected, table))
    for key, row in expected.items():
        if row.get("modify_time", row) is None:
            # An ad that shows no time of change: the next test is about those.
            expected[key], table[key] = ({"create_time": each[key]["create_time"]} for each in (expected, table))
    assert truth.differences(expected, table) == []


def test_ads_that_show_no_time_of_change_equal_the_truth_of_the_last_day_too(history: History) -> None:
    """Some Smart+ ads have no `modify_time`, but they change like others."""
    expected = history.expected("ads")
    undated = {key: row for key, row in expected.items() if row["modify_time"] is None}
    undated = truth.without(undated, truth.top_view(history.simulation, "ads"))
    table = history.table("ads")
    assert undated
    assert truth.differences(undated, {key: table[key] for key in undated}) == []


@pytest.mark.parametrize("stream", streams.reports())
def test_the_database_adds_up_to_the_truth_of_the_last_day(stream: str, history: History) -> None:
    rows = history.expected(stream)
    metrics = [metric for metric in streams.additive_metrics(stream) if metric in history.numeric(stream)]
    assert {streams.of(stream).money, streams.of(stream).count} <= set(metrics)
    for metric in metrics:
        strays = truth.sums(history.strays(stream), [metric])[metric]
        assert history.destination.sum(stream, metric) - strays == truth.sums(rows, [metric])[metric]


@pytest.mark.parametrize("stream", streams.all_reports())
def test_hardly_a_row_has_gone(stream: str, history: History) -> None:
    """Else the tests around it would pass over too much."""
    limit = len(history.expected(stream)) / 100 if streams.of(stream).breakdown else 0
    assert len(history.strays(stream)) <= limit


@pytest.mark.parametrize("stream", streams.names())
def test_the_table_equals_what_a_full_read_gives_field_by_field(
    stream: str, history: History, afresh: Run
) -> None:
    tables = (afresh.records[stream], history.destination.records(stream))
    expected, table = ({truth.key(stream, record): lasting(stream, record) for record in rows} for rows in tables)
    assert expected
    assert truth.differences(expected, truth.without(table, history.strays(stream))) == []


def lasting(stream: str, record: dict[str, Any]) -> dict[str, Any]:
    """What an incremental read can know. Rows of older days keep the names of their day (TikTok shows those of
    today on all of them); Smart+ ads without a time of change have a test of their own."""
    if stream == "ads" and not record.get("modify_time"):
        return {"ad_id": record["ad_id"]}
    if not streams.is_report(stream):
        return record
    return {**record, "metrics": {name: record["metrics"].get(name) for name in streams.numeric_metrics(stream)}}


@pytest.mark.parametrize("stream", streams.names())
def test_no_read_gives_a_key_twice(stream: str, history: History) -> None:
    for visit in history.visits:
        keys = [truth.key(stream, record) for record in visit.records[stream]]
        assert len(keys) == len(set(keys)), visit.now


def test_the_days_brought_every_kind_of_change(history: History) -> None:
    """Else the tests above would show little."""
    for what in ("campaign", "adgroup", "ad"):
        rows = history.simulation.truth(what, rows=1, include_deleted=1)["rows"].values()
        first = FIRST.isoformat(sep=" ")
        assert any(row["create_time"] > first for row in rows), f"no new {what}"
        assert any(row["create_time"] < first < (row["modify_time"] or "") for row in rows), f"no modified {what}"
        assert any(row["deleted"] and (row["modify_time"] or "") > first for row in rows), f"no deleted {what}"
    assert any(row["modify_time"] is None and row["create_time"] > first for row in rows), "no new Smart+ ad"


@pytest.mark.parametrize("stream", streams.reports())
def test_a_read_asks_again_for_no_more_than_the_lookback_window(stream: str, history: History) -> None:
    for before, visit in history.pairs:
        cursors, last_days = before.cursors(stream), asked.latest_days(history.simulation, visit.now)
        windows = {id: found for (_, id), found in asked.windows(asked.of(stream, visit.requests)).items()}
        assert set(windows) == set(cursors) == set(history.simulation.advertiser_ids)
        for id, found in windows.items():
            assert found[0].start == date.fromisoformat(cursors[id][:10]) - timedelta(days=LOOKBACK)
            assert found[-1].end == last_days[id]
            for earlier, later in zip(found, found[1:], strict=False):
                assert later.start == earlier.end + timedelta(days=1)
        days = LOOKBACK + (asked.last_begun(visit.now) - asked.last_closed(before.now)).days + 1
        for record in visit.records[stream]:
            age = asked.last_begun(visit.now) - date.fromisoformat(record[streams.cursor_of(stream)][:10])
            assert age.days < days


@pytest.mark.parametrize("stream", ENTITIES)
def test_a_read_hands_on_only_objects_that_changed(stream: str, history: History) -> None:
    handed_on = 0
    for before, visit in history.pairs:
        cursors = before.cursors(stream)
        for record in visit.records[stream]:
            changed = record.get("modify_time") or record["create_time"]
            known = cursors.get(record["advertiser_id"], "")
            if record.get("modify_time"):
                assert changed.replace("T", " ") + "Z" >= known
        handed_on += visit.counts.get(stream, 0)
    objects = len(history.destination.records(stream))
    assert 0 < handed_on < objects * len(history.pairs) / 2


def test_ads_are_asked_for_by_their_time_of_change_where_each_of_them_shows_it(
    tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The API's filter passes over ads without one: an account that has any must be read in full."""
    with Simulation.start("--now", moments()[0], "--advertisers", "2", "--rows-per-day", "20") as simulation:
        history = History.begin(simulation, tmp_path_factory.mktemp("changes"), {"start_date": START}, ["ads"])
        for now in moments()[:3]:
            history.visit(now)
        rows = simulation.truth("ad", rows=1)["rows"].values()
        undated = {row["advertiser_id"] for row in rows if row["modify_time"] is None}
        manual, mixed = simulation.advertiser_ids
        assert undated == {mixed}
        for before, visit in history.pairs:
            entries = [asked.filtering(entry) for entry in visit.requests if entry["advertiser_id"] == manual]
            gaps = [
                asked.moment(before.cursors("ads")[manual].rstrip("Z")) - asked.moment(filter["modified_after"])
                for filter in entries if "modified_after" in filter
            ]
            assert gaps and all(timedelta(0) <= gap <= timedelta(hours=14) for gap in gaps)
            assert all({"modified_after", "creation_filter_start_time"} & set(filter) for filter in entries)
            assert {record["advertiser_id"] for record in visit.records["ads"]} <= {manual, mixed}


def test_cursors_only_move_on_and_never_past_a_day_that_has_not_ended(history: History) -> None:
    for stream in streams.names(incremental=True):
        reached: dict[str, str] = {}
        for visit in history.visits:
            cursors = visit.cursors(stream)
            assert all(cursors[id] >= reached.get(id, "") for id in cursors)
            assert cursors.keys() >= reached.keys()
            reached = cursors
            if streams.is_report(stream):
                assert set(cursors) == set(history.simulation.advertiser_ids)
                assert {cursor[:10] for cursor in cursors.values()} == {str(asked.last_closed(visit.now))}


@pytest.fixture(scope="module")
def without_deleted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """The same days, read as by default."""
    with Simulation.start("--now", moments()[0]) as simulation:
        history = History.begin(simulation, tmp_path_factory.mktemp("deleted"), {"start_date": START}, ENTITIES)
        for now in moments():
            history.visit(now)
        yield history


@pytest.mark.parametrize("stream", ENTITIES)
def test_without_deleted_objects_the_table_keeps_what_has_since_been_deleted(
    stream: str, without_deleted: History
) -> None:
    """The API leaves deleted objects out, and an incremental read has no way to tell of them."""
    simulation = without_deleted.simulation
    top_view = truth.top_view(simulation, stream)
    expected = truth.without(truth.expected(simulation, stream), top_view)
    everything = truth.without(truth.expected(simulation, stream, include_deleted=True), top_view)
    seen = truth.without(truth.seen(stream, without_deleted.destination.records(stream)), top_view)
    gone, deleted = seen.keys() - expected.keys(), everything.keys() - expected.keys()
    assert gone <= deleted and bool(gone) == bool(deleted)
    assert seen.keys() >= expected.keys()
    for key, row in expected.items():
        assert row["modify_time"] is None or seen[key] == row


@pytest.fixture(scope="module")
def without_lookback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[History, dict[str, Any]]]:
    """Reads without an attribution window of an account whose days do not change once they are over, and what the
    tables and the truth differed in after each of them."""
    with Simulation.start("--now", moments()[0], *SMALL, "--attribution-days", "0") as simulation:
        history = History.begin(
            simulation, tmp_path_factory.mktemp("window"), {"start_date": START, "attribution_window": 0},
            streams.reports(), FEW)
        told = {}
        for now in moments()[:8]:
            history.visit(now)
            told[now] = history.differences()
        yield history, told


@pytest.mark.parametrize("stream", streams.reports())
def test_an_attribution_window_of_0_loses_nothing_of_days_that_do_not_change(
    stream: str, without_lookback: tuple[History, dict[str, Any]]
) -> None:
    history, told = without_lookback
    assert {now: differences[stream] for now, differences in told.items() if stream in differences} == {}
    for before, visit in history.pairs:
        cursor = asked.last_closed(before.now)
        assert {w.start for found in asked.windows(visit.requests).values() for w in found[:1]} == {cursor}


def test_a_wider_attribution_window_asks_for_more_days(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Simulation.start("--now", moments()[0], *SMALL) as simulation:
        history = History.begin(
            simulation, tmp_path_factory.mktemp("window"), {"start_date": "2026-10-08", "attribution_window": 14},
            streams.reports(), FEW)
        for now in moments()[:2]:
            visit = history.visit(now)
        starts = {found[0].start for found in asked.windows(visit.requests).values()}
        assert starts == {asked.last_closed(moments()[0]) - timedelta(days=14)}
