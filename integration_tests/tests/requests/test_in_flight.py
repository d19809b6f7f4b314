"""How many requests are in flight, and of which streams, according to the server's log and independent of speed."""

from __future__ import annotations

import os
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import Connector, Run
from support.faulty_reads import said
from support.sessions import usual_signals
from support.simulation import Simulation
from support.standstill import standstill
from support.truth import METRICS

REPORT, GMV_MAX = "ads_reports_daily", "gmv_max_product_campaign_reports_daily"
START = broad("2026-09-15", "2026-08-01")


@pytest.fixture(scope="module")
def distant() -> Iterator[Simulation]:
    """An account whose answers are so slow that requests have to overlap."""
    with Simulation.start("--now", NOW, "--advertisers", "4", "--latency", "1") as account:
        yield account


@pytest.fixture(scope="module")
def near() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "4", "--ads-per-advertiser", "40", "--no-special") as account:
        yield account


def catalog_of(*names: str) -> dict[str, Any]:
    metrics = {REPORT: METRICS, GMV_MAX: ("cost", "orders")}
    return selection.catalog(
        [selection.with_metrics(streams.of(name), metrics[name]) for name in names], "incremental")


def read(account: Simulation, folder: Path, *names: str, **fields: Any) -> Run:
    account.clear_requests()
    config = account.config(**{"start_date": START, "requests_per_second": 1000, "report_window_days": 1, **fields})
    run = Connector(folder, account.base_url).run("read", config, catalog_of(*names or (REPORT,)), now=NOW)
    assert run.returncode == 0, said(run)
    return run


def most_in_flight(account: Simulation) -> int:
    return max(each["in_flight"] for each in account.requests())


def assert_true(account: Simulation, run: Run, start: str = START, accounts: list[str] | None = None) -> None:
    records = run.records[REPORT]
    rows = truth.seen(REPORT, records, METRICS)
    expected = truth.expected(account, REPORT, start=start, metrics=METRICS, advertiser_ids=accounts)
    assert truth.differences(expected, rows) == []
    assert len(rows) == len(records)


def test_requests_in_flight_are_as_many_as_the_rate_takes_at_the_latency_there_is(
    distant: Simulation, tmp_path: Path
) -> None:
    """At 40 a second and with answers after a second, 40 are in flight when the rate is used up."""
    start = broad("2026-10-22", START)
    run = read(distant, tmp_path, requests_per_second=40, start_date=start)
    assert_true(distant, run, start)
    assert 40 <= most_in_flight(distant) <= 40 * 2.5


@pytest.mark.parametrize("concurrency", broad((1, 30), (1, 5, 30)))
def test_a_concurrency_that_is_configured_is_the_most(
    concurrency: int, distant: Simulation, tmp_path: Path
) -> None:
    # Enough days for several requests in each slot, which take a second each.
    start = {1: broad("2026-11-03", "2026-11-01"), 5: broad("2026-10-29", START), 30: broad("2026-10-24", START)}[concurrency]
    accounts = distant.advertiser_ids[: broad(1, None)] if concurrency == 1 else None
    run = read(distant, tmp_path, concurrency=concurrency, start_date=start, advertiser_ids=accounts)
    assert_true(distant, run, start, accounts)
    assert most_in_flight(distant) == concurrency


class Reader(threading.Thread):
    """Reads a process's output, or pauses."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__()
        self.process = process
        self.chunks: list[bytes] = []
        self.goes_on = threading.Event()

    def run(self) -> None:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        self.goes_on.wait()
        while chunk := os.read(descriptor, 1 << 20):
            self.chunks.append(chunk)


def test_a_reader_that_stops_stops_the_fetching(near: Simulation, tmp_path: Path) -> None:
    """Also with many at a time: each slot is kept until its page is written."""
    near.clear_requests()
    # Without a number, there are the more slots the slower the answers are.
    config = near.config(start_date=START, requests_per_second=1000, report_window_days=1, concurrency=32)
    connector = Connector(tmp_path, near.base_url)
    process = subprocess.Popen(
        connector.arguments("read", config, catalog_of(REPORT)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=connector.environment(NOW), cwd="/", preexec_fn=usual_signals)
    reader = Reader(process)
    reader.start()
    try:
        stopped = standstill(lambda: len(near.requests()), above=2)
    finally:
        reader.goes_on.set()
        reader.join(timeout=60)
        if reader.is_alive():
            process.kill()
    assert not reader.is_alive(), "it still writes after a minute"
    assert process.stderr is not None
    run = Run(process.wait(timeout=120), b"".join(reader.chunks).decode(), process.stderr.read().decode())
    assert run.returncode == 0, said(run)
    assert stopped < len(near.requests()) / 2
    assert_true(near, run)


@pytest.mark.parametrize("concurrency", (2, 8))
def test_slices_that_have_begun_go_before_new_ones(concurrency: int, near: Simulation, tmp_path: Path) -> None:
    """Partly read slices are read again when a sync is killed, so there must be few."""
    run = read(
        near, tmp_path, concurrency=concurrency, page_size=20, report_window_days=5, start_date="2026-09-01")
    assert_true(near, run, "2026-09-01")
    requests = [each for each in near.requests() if each["path"] == "report/integrated/get/"]

    def slice_of(request: dict[str, Any]) -> tuple[str, str]:
        return asked.param(request, "advertiser_id") or "", asked.param(request, "start_date") or ""

    # Pages that are not yet read, by slice.
    left = Counter(map(slice_of, requests))
    assert max(left.values()) > 5, "slices have several pages"
    begun: set[tuple[str, str]] = set()
    most = 0
    for request in requests:
        begun.add(slice_of(request))
        left[slice_of(request)] -= 1
        most = max(most, sum(left[each] > 0 for each in begun))
    # Others start while pages are written and no request waits: about as many again, more on a busy machine. If requests
    # had the order of their slices, all slices would have begun before the first one ends.
    assert most < len(left) / 2


def test_a_stream_that_has_a_rate_of_its_own_begins_at_once_and_holds_nobody_up(
    near: Simulation, tmp_path: Path
) -> None:
    """Its requests wait for their own rate, and meanwhile the others can use all slots."""
    start = broad("2026-10-29", "2026-10-20")
    run = read(near, tmp_path, REPORT, GMV_MAX, start_date=start, concurrency=2)
    assert_true(near, run, start)
    paths = [each["path"] for each in near.requests()]
    shops = [place for place, path in enumerate(paths) if path == "gmv_max/report/get/"]
    reports = [place for place, path in enumerate(paths) if path == "report/integrated/get/"]
    assert len(shops) > 16, "it takes more than two seconds of its rate"
    assert shops[0] < reports[len(reports) // 4]
    assert shops[-1] > reports[-1]
    assert sum(place < reports[-1] for place in shops) < len(shops)


def test_an_account_that_fails_does_not_hold_the_others_up(near: Simulation, tmp_path: Path) -> None:
    """A request that waits for a retry does not occupy a slot."""
    start, first = "2026-10-20", near.advertiser_ids[0]
    near.add_faults(
        {"path": "^report/", "advertiser_id": first, "times": 40, "effect": {"kind": "status", "status": 502}})
    try:
        run = read(near, tmp_path, start_date=start, concurrency=2)
    finally:
        near.clear_faults()
    assert_true(near, run, start)
    reports = [each for each in near.requests() if each["path"] == "report/integrated/get/"]
    last_failure = max(place for place, each in enumerate(reports) if each["fault"])
    others = [place for place, each in enumerate(reports) if asked.param(each, "advertiser_id") != first]
    assert others[len(others) // 2] < last_failure
