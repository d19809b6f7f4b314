"""The sandbox allows each endpoint one request a second and thirty a minute: a read keeps these limits by itself."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from conftest import NOW
from support import offers, selection, streams
from support.connector import FAST, Connector
from support.faulty_reads import said
from support.selection import FEW
from support.simulation import SMALL, Simulation

STREAMS = ("campaigns", "ad_groups", "ads", "campaigns_reports_daily", "ads_reports_daily")
# Time passes ten times as fast. On a busy machine requests may arrive late, but hardly by that many seconds; without a limit
# so many requests would take a tenth of a second.
SCALE, TOLERANCE, RUN = 10, 1.5, 30
# More days than requests per minute.
START, DAYS = "2026-10-15", 20


def arrivals(account: Simulation) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    for entry in account.requests():
        times[entry["path"]].append(entry["arrived"])
    return {path: sorted(each) for path, each in times.items()}


@pytest.mark.parametrize("concurrency", (None, 20))
def test_no_endpoint_is_asked_more_than_the_sandbox_allows(concurrency: int | None, tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, *SMALL) as account:
        fields = {} if concurrency is None else {"concurrency": concurrency}
        config = account.sandbox_config(start_date=START, report_window_days=1, **fields)
        offered = streams.offered(offers.SANDBOX)
        catalog = selection.catalog(selection.with_metrics(offered[name], FEW) for name in STREAMS)
        run = Connector(tmp_path, account.facts["sandbox_base_url"]).run(
            "read", config, catalog, now=NOW, variables=FAST)
        assert run.returncode == 0, said(run)
        asked = arrivals(account)
    reports = asked["report/integrated/get/"]
    assert len(reports) >= 2 * DAYS > 30
    for path, times in asked.items():
        spans = [later - earlier for earlier, later in zip(times, times[RUN - 1 :], strict=False)]
        assert min(spans, default=RUN) >= (RUN - 1) / SCALE - TOLERANCE, path
        in_a_minute = [sum(start <= time < start + 60 / SCALE - TOLERANCE for time in times) for start in times]
        assert max(in_a_minute) <= 30, path
    # Endpoints do not wait for each other: otherwise no two of them would have a request in the same second.
    together = sum(
        abs(time - other) < 1 / SCALE / 2
        for (_, times), (_, others) in combinations(asked.items(), 2) for time in times for other in others)
    assert together > 3


def test_a_rate_that_is_configured_holds_in_the_sandbox_too(tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, *SMALL) as account:
        config = account.sandbox_config(start_date=START, report_window_days=1, requests_per_second=1000)
        catalog = selection.catalog(
            [selection.with_metrics(streams.offered(offers.SANDBOX)["ads_reports_daily"], FEW)])
        run = Connector(tmp_path, account.facts["sandbox_base_url"]).run("read", config, catalog, now=NOW)
        assert run.returncode == 0, said(run)
        reports = arrivals(account)["report/integrated/get/"]
    assert len(reports) >= DAYS and reports[-1] - reports[0] < DAYS / 2
