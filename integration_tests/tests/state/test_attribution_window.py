"""The lookback of an incremental read, which `attribution_window` sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from support import asked, streams
from support.breadth import broad
from support.history import History
from support.moments import FLAGS, START, THIRTY, TWELVE
from support.selection import FEW
from support.simulation import Simulation

KINDS = streams.kinds_of_reports()


@pytest.fixture(scope="module", params=broad(("one of a kind",), ("one of a kind", "every report")))
def without_lookback(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[History, dict[str, Any]]]:
    """Reads without an attribution window of an account whose days do not change once they are over, and the differences
    between the tables and the truth after each read."""
    names, moments = (KINDS, TWELVE[4:9]) if request.param == "one of a kind" else (streams.reports(), THIRTY[:8])
    with Simulation.start(*FLAGS, "--attribution-days", "0") as simulation:
        history = History.begin(
            simulation, tmp_path_factory.mktemp("window"), {"start_date": START, "attribution_window": 0}, names, FEW)
        told = {}
        for now in moments:
            history.visit(now)
            if differences := history.differences():
                told[now] = differences
        yield history, told


def test_an_attribution_window_of_0_loses_nothing_of_days_that_do_not_change(
    without_lookback: tuple[History, dict[str, Any]]
) -> None:
    history, told = without_lookback
    assert told == {}
    for before, visit in history.pairs:
        cursor = asked.last_closed(before.now)
        assert {w.start for found in asked.windows(visit.requests).values() for w in found[:1]} == {cursor}


def test_a_wider_attribution_window_asks_for_more_days(tmp_path: Path) -> None:
    first, second = THIRTY[:2]
    with Simulation.start(*FLAGS) as simulation:
        history = History.begin(
            simulation, tmp_path, {"start_date": "2026-10-08", "attribution_window": 14},
            broad(KINDS, streams.reports()), FEW)
        history.visit(first)
        visit = history.visit(second)
        windows = asked.windows(visit.requests)
        assert set(windows) == {
            (asked.question_of(name), id) for name in history.streams for id in simulation.advertiser_ids}
        assert {found[0].start for found in windows.values()} == {asked.last_closed(first) - timedelta(days=14)}
