"""The connector sends no more requests than needed: none for what is already known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conftest import NOW
from support import asked, selection, streams, truth
from support.connector import FAST, Connector
from support.selection import FEW
from support.simulation import SMALL, Simulation

DAILY, HOURLY = "ads_reports_daily", "ads_reports_hourly"
# Lists that are streams, and the streams that use them for look-ups.
LISTS = {
    "pixels": "pixel_events_statistics", "audiences": "audience_details",
    "gmv_max_stores": "gmv_max_live_campaign_reports_daily",
}


@pytest.mark.parametrize("order", ("the list first", "the list last"))
@pytest.mark.parametrize("concurrency", (1, 8))
def test_a_list_is_asked_for_once_though_a_stream_hands_it_on_and_another_looks_it_up(
    order: str, concurrency: int, tmp_path: Path, shared_simulation: Simulation
) -> None:
    account = shared_simulation
    account.clear_requests()
    names = [name for pair in LISTS.items() for name in (pair if order == "the list first" else reversed(pair))]
    config = account.config(requests_per_second=1000, start_date="2026-10-25", concurrency=concurrency)
    catalog = selection.catalog(selection.with_metrics(streams.of(name), FEW) for name in ("advertiser_ids", *names))
    run = Connector(tmp_path, account.base_url).run("read", config, catalog, now=NOW, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:]
    paths = {entry["path"] for entry in account.requests()}
    assert {streams.of(name).endpoint for name in names} | {"oauth2/advertiser/get/"} <= paths
    assert asked.repeated(account.requests()) == []
    for name in ("advertiser_ids", *LISTS):
        expected = truth.expected(account, name)
        assert truth.differences(expected, truth.seen(name, run.records[name])) == []
    for name in LISTS.values():
        assert run.records[name]


def test_no_day_is_asked_for_before_an_account_s_birth_or_after_its_day(tmp_path: Path) -> None:
    start = date(2026, 7, 15)
    with Simulation.start("--now", NOW, *SMALL) as account:
        first, last = asked.earliest_days(account), asked.latest_days(account, NOW)
        config = account.config(requests_per_second=1000, start_date=str(start))
        catalog = selection.catalog(selection.with_metrics(streams.of(name), FEW) for name in (DAILY, HOURLY))
        run = Connector(tmp_path, account.base_url).run("read", config, catalog, now=NOW, variables=FAST)
        assert run.returncode == 0, run.stdout[-2000:]
        windows = asked.windows(account.requests())
        assert len(windows) == 4
        for (_, id), found in windows.items():
            assert (found[0].start, found[-1].end) == (max(first[id], start), last[id])
        # The accounts' local days differ, and one account was created after the start date.
        west, east = account.advertiser_ids
        assert last[west] < last[east] and first[west] < start < first[east]
