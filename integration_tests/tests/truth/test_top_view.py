"""TopView campaigns, their ad groups and their ads come only to who asks for `RESERVATION_TOP_VIEW` alone: by
default TikTok leaves them out (§2 of the fact sheet), although their spend is in the reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support import asked, objects, streams, truth
from support.history import History
from support.simulation import Simulation

FIRST, SECOND = "2026-10-20T12:00:00Z", "2026-11-03T12:00:00Z"
ENTITIES = [name for name in streams.entities() if streams.of(name).endpoint in objects.CAMPAIGNS]


@pytest.fixture(scope="module", params=[None, True], ids=["by default", "with deleted objects"])
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """A first read, and an incremental one two weeks later."""
    with Simulation.start("--now", SECOND) as simulation:
        history = History.begin(
            simulation, tmp_path_factory.mktemp("top_view"), {"include_deleted": request.param}, ENTITIES)
        history.visit(FIRST)
        history.visit(SECOND)
        yield history


@pytest.mark.parametrize("stream", ENTITIES)
def test_objects_of_top_view_campaigns_are_read_and_kept_up_to_date(stream: str, history: History) -> None:
    top_view = truth.top_view(history.simulation, stream)
    wanted = {
        key: {name: value for name, value in row.items() if name != "deleted"} for key, row in top_view.items()
        if row["modify_time"] and (history.config["include_deleted"] or not row["deleted"])
    }
    assert wanted
    table = truth.seen(stream, history.destination.records(stream))
    assert truth.differences(wanted, {key: row for key, row in table.items() if key in wanted}) == []


@pytest.mark.parametrize("stream", ENTITIES)
def test_they_are_asked_for_alone_and_no_object_comes_twice(stream: str, history: History) -> None:
    path = streams.of(stream).endpoint
    for visit in history.visits:
        types = {
            (entry["advertiser_id"], tuple(asked.filtering(entry).get("buying_types", ())))
            for entry in visit.requests if entry["path"] == path
        }
        for id in history.simulation.advertiser_ids:
            assert (id, ("RESERVATION_TOP_VIEW",)) in types
        keys = [truth.key(stream, record) for record in visit.records[stream]]
        assert len(keys) == len(set(keys))
