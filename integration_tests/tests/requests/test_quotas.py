"""Endpoints with a daily quota: once TikTok says that it is used up, their streams end, and the others continue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import selection, streams, wall_clock
from support.connector import FAST, Connector, Run
from support.faulty_reads import said, told
from support.simulation import SMALL, Simulation

GMV_MAX, DAILY = "gmv_max_product_campaign_reports_daily", "ads_reports_daily"
PATH = "gmv_max/report/get/"
METRICS = {GMV_MAX: ("cost", "orders"), DAILY: ("spend", "clicks")}
USED_UP = {"kind": "code", "code": 40100, "message": "The QPD (20001) of the app reaches QPD limit 20000."}


@pytest.fixture
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *SMALL) as account:
        yield account


def read(account: Simulation, folder: Path, state: Any = None) -> Run:
    config = account.config(start_date="2026-10-15", report_window_days=1, requests_per_second=1000)
    catalog = selection.catalog(
        (selection.with_metrics(streams.of(name), metrics) for name, metrics in METRICS.items()), "incremental")
    # Half an hour before midnight, the connector would wait for the next day.
    noon = wall_clock.beginning("2026-11-03T12:00:00+00:00")
    return Connector(folder, account.base_url).run("read", config, catalog, state, now=NOW, variables={**FAST, **noon})


def test_the_stream_of_a_quota_that_is_used_up_ends_and_goes_on_another_day(
    account: Simulation, tmp_path: Path
) -> None:
    account.add_faults({"path": f"^{PATH}", "nth": 6, "times": "always", "effect": USED_UP})
    run = read(account, tmp_path)
    message = told(run, GMV_MAX)
    assert message.startswith("transient_error")
    for word in ("00:00 UTC", "`patience_minutes`", f"`{PATH}`", "advertiser "):
        assert word in message, message
    assert run.statuses[DAILY][-1] == "COMPLETE"
    # Only the requests that were in flight.
    assert len([each for each in account.requests(path=PATH) if each["fault"]]) < 20
    account.clear_faults()
    account.clear_requests()
    rest = read(account, tmp_path, run.state)
    assert rest.returncode == 0, said(rest)
    assert rest.statuses[GMV_MAX][-1] == "COMPLETE"
