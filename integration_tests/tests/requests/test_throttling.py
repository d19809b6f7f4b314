"""The rates that TikTok allows (§5 of the fact sheet) and its pauses, according to the log of the simulated API.

THROTTLING_FIGURES names a file for the measurements.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from support.breadth import broad
from support.certificates import Authority
from support.connector import FAST, Run
from support.faulty_reads import HTML, said
from support.servers.distant_host import DistantHost
from support.simulation import Simulation
from support.throttled_reads import FLAGS, GMV_MAX, REPORT, ThrottledReads, Usage

# The limits of a developer's app at the level Basic.
QPS, QPM = 10, 600
# The additional limits of GMV Max reports: the limit per minute is used up after thirty seconds at the limit per second.
GMV_MAX_QPS, GMV_MAX_QPM = 8, 240
# The latency of each answer, in seconds: one request at a time cannot reach the rate, eight can.
LATENCY = 0.3
AT_LEAST = 0.95


# For tests that measure a rate: the arrival of a request also depends on the load of the machine.
alone = pytest.mark.alone


def undisturbed(test: Callable[..., None]) -> Callable[..., None]:
    """Repeats a failed test up to five times with pauses, because the machine may be busy. A real fault of the connector
    fails every time."""

    @functools.wraps(test)
    def repeated(*args: Any, **fixtures: Any) -> None:
        for left in (4, 3, 2, 1, 0):
            try:
                return test(*args, **fixtures)
            except AssertionError:
                if not left:
                    raise
            time.sleep(3)
            for reads in fixtures.values():
                if isinstance(reads, ThrottledReads):
                    reads.begin()

    return repeated


FIGURES = "THROTTLING_FIGURES"

Figure = Callable[[str, str], None]


@pytest.fixture(scope="module")
def figure() -> Iterator[Figure]:
    """Records the measurements."""
    lines = ["| sync | measured |", "|---|---|"]
    yield lambda what, measured: lines.append(f"| {what} | {measured} |")
    if path := os.environ.get(FIGURES):
        Path(path).write_text("\n".join([*lines, ""]))


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulation]:
    """An account that has been read once, so that its pages are rendered and only the client is measured."""
    with Simulation.start(*FLAGS, "--latency", str(LATENCY)) as account:
        reads = ThrottledReads(account, tmp_path_factory.mktemp("first"))
        reads.assert_whole(REPORT, reads.read(REPORT, requests_per_second=1000, concurrency=32))
        yield account


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> Iterator[ThrottledReads]:
    account.set_limits(qps=QPS, qpm=QPM)
    yield ThrottledReads(account, tmp_path)
    account.set_limits()


@pytest.fixture
def gmv_max(account: Simulation, tmp_path: Path) -> Iterator[ThrottledReads]:
    """GMV Max reports, which have also been read once."""
    account.set_limits()
    reads = ThrottledReads(account, tmp_path)
    first = reads.read(GMV_MAX, api_level="ultimate", concurrency=32)
    assert first.returncode == 0, said(first)
    account.set_limits(qps=QPS, qpm=QPM, gmv_max_qps=GMV_MAX_QPS, gmv_max_qpm=GMV_MAX_QPM)
    reads.begin()
    yield reads
    account.set_limits()


def assert_within(usage: Usage) -> None:
    most = (usage.most_within(1), usage.most_within(60))
    assert most[0] <= QPS and most[1] <= QPM, most


@alone
@pytest.mark.parametrize("concurrency", (8, 32))
@undisturbed
def test_a_sync_makes_use_of_the_rate_and_never_exceeds_it(
    concurrency: int, reads: ThrottledReads, figure: Figure
) -> None:
    reads.assert_whole(REPORT, reads.read(REPORT, concurrency=concurrency))
    reads.assert_no_throttle()
    usage = Usage.of(reads.account)
    figure(f"{concurrency} in flight", told(usage))
    assert_within(usage)
    # Only of the reports: before an account's first report, two look-ups are sent one after the other.
    reports = Usage.of(reads.account, "report/integrated/get/")
    assert reports.share(QPS) >= AT_LEAST, told(reports)


@alone
@undisturbed
def test_one_request_at_a_time_is_as_fast_as_its_answers(reads: ThrottledReads, figure: Figure) -> None:
    start = broad("2026-10-31", "2026-10-25")
    reads.assert_whole(REPORT, reads.read(REPORT, concurrency=1, start_date=start), start=start)
    reads.assert_no_throttle()
    usage = Usage.of(reads.account)
    figure(f"1 in flight, answers after {LATENCY} s", told(usage))
    assert max(each["in_flight"] for each in reads.account.requests()) == 1
    assert_within(usage)
    assert usage.rate >= 0.9 / LATENCY, told(usage)


@alone
@undisturbed
def test_two_processes_share_an_app_at_half_its_rate_each(reads: ThrottledReads, figure: Figure) -> None:
    with ThreadPoolExecutor(2) as pool:
        futures = [
            pool.submit(reads.read, REPORT, accounts=[id], requests_per_second=QPS / 2)
            for id in reads.account.advertiser_ids]
        runs = [future.result() for future in futures]
    reads.assert_whole(REPORT, *runs)
    reads.assert_no_throttle()
    usage = Usage.of(reads.account)
    figure("two processes, half the rate each", told(usage))
    assert_within(usage)
    assert usage.share(QPS) >= AT_LEAST, told(usage)


@alone
@undisturbed
def test_connections_that_take_long_to_open_crowd_no_second(
    reads: ThrottledReads, figure: Figure
) -> None:
    """A request arrives later than it was permitted if its connection has to be opened first, which takes a while with
    TLS; the next one on the open connection does not."""
    start = broad("2026-10-24", "2026-10-15")
    authority = Authority.make(reads.folder)
    with DistantHost(reads.account.base_url, 0.2, authority.issue("IP:127.0.0.1")) as host:
        trust = {"SSL_CERT_FILE": str(authority.certificate)}
        run = reads.read(REPORT, start_date=start, base_url=host.base_url, variables=trust)
    usage = Usage.of(reads.account)
    figure("8 in flight, connections that take 0.2 s to open", told(usage))
    reads.assert_whole(REPORT, run, start=start)
    reads.assert_no_throttle()
    assert_within(usage)


THROTTLES: dict[str, Any] = {
    "40100": {"kind": "code", "code": 40100, "message": "Too many requests."},
    "40133": {"kind": "code", "code": 40133, "message": "Advertiser's QPS reaches QPS limit 20."},
    "429": {"kind": "status", "status": 429, "body": HTML},
    "429 that asks for 4 s": {"kind": "status", "status": 429, "body": HTML, "headers": {"Retry-After": "4"}},
}


# The number of requests in flight, and the start date with which a sync needs more than twice as many.
IN_FLIGHT = {1: "2026-10-30", 8: "2026-10-20", 32: "2026-09-17"}
# By default each throttle and each number once.
PAUSES = broad(
    [("40100", 32), ("40133", 1), ("429", 8), ("429 that asks for 4 s", 8)],
    [(throttle, flight) for throttle in THROTTLES for flight in IN_FLIGHT if "4 s" not in throttle or flight == 8])


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulation]:
    """An account whose answers are so slow that the highest possible number of requests is in flight."""
    with Simulation.start(*FLAGS, "--latency", "0.1") as account:
        yield account


@pytest.mark.parametrize(("throttle", "concurrency"), PAUSES)
@undisturbed
def test_a_throttle_holds_all_requests_back_until_the_reset_that_is_announced(
    throttle: str, concurrency: int, quick: Simulation, tmp_path: Path, figure: Figure
) -> None:
    reads = ThrottledReads(quick, tmp_path)
    # All requests that are in flight at that time are refused.
    quick.add_faults(
        {"path": "^report/", "nth": concurrency + 3, "times": concurrency, "effect": THROTTLES[throttle]})
    start = IN_FLIGHT[concurrency]
    run = reads.read(REPORT, concurrency=concurrency, requests_per_second=1000, start_date=start)
    reads.assert_whole(REPORT, run, start=start)
    requests = quick.requests()
    refused = [each for each in requests if each["fault"]]
    assert max(each["in_flight"] for each in requests) == len(refused) == concurrency
    arrivals = [each["arrived_at"] for each in requests]
    pauses = announced(run)
    assert pauses, "it has not said RATE_LIMITED"
    # Requests that were already sent may still arrive, but no more than may be in flight; they are refused, too.
    under_way = max(each["arrived_at"] for each in refused)
    early = [
        arrival - since for since, reset in pauses for arrival in arrivals if max(since, under_way) < arrival < reset]
    first = min(each["finished_at"] for each in refused)
    rest = min(arrival for arrival in arrivals if arrival > first + 0.1) - first
    figure(
        f"{throttle}, {concurrency} in flight",
        f"{len(early)} requests before the resets announced; a pause of {rest:.2f} s, announced for "
        f"{pauses[0][1] - first:.2f} s, {len(pauses)} times")
    assert early == []
    least = float(THROTTLES[throttle].get("headers", {}).get("Retry-After", 1))
    # A busy machine makes a pause longer, but not shorter. A reset is told in whole milliseconds.
    assert max(least, pauses[0][1] - first) - 0.01 <= rest < least + 10


@undisturbed
def test_the_minute_of_an_endpoint_is_used_and_waited_for(
    quick: Simulation, tmp_path: Path, figure: Figure
) -> None:
    """The minute as below, ten times as fast; meanwhile the server, whose minutes are real, has no limits."""
    reads = ThrottledReads(quick, tmp_path)
    reads.assert_whole(GMV_MAX, reads.read(GMV_MAX, api_level="ultimate", concurrency=32))
    reads.begin()
    reads.assert_whole(GMV_MAX, reads.read(GMV_MAX, variables=FAST))
    usage = Usage.of(quick, "gmv_max/report/get/")
    figure("GMV Max: 240 a minute, ten times as fast", told(usage))
    assert len(usage.arrivals) > GMV_MAX_QPM, "it takes more than a minute"
    assert AT_LEAST * GMV_MAX_QPM <= usage.most_within(60 / 10) <= GMV_MAX_QPM
    # A request that arrives a little late is closer to those after it.
    assert usage.most_within(5 / 10) <= GMV_MAX_QPS * 5 * 1.25
    assert usage.span >= 60 / 10


@alone
@pytest.mark.broad
@undisturbed
def test_the_minute_of_an_endpoint_is_kept_together_with_its_second(
    gmv_max: ThrottledReads, figure: Figure
) -> None:
    """Thirty seconds of requests, thirty without, and the rest."""
    gmv_max.assert_whole(GMV_MAX, gmv_max.read(GMV_MAX))
    gmv_max.assert_no_throttle()
    usage = Usage.of(gmv_max.account, "gmv_max/report/get/")
    figure("GMV Max: 8 a second and 240 a minute", told(usage))
    assert len(usage.arrivals) > GMV_MAX_QPM, "it takes more than a minute"
    assert usage.most_within(1) <= GMV_MAX_QPS
    assert AT_LEAST * GMV_MAX_QPM <= usage.most_within(60) <= GMV_MAX_QPM
    assert_within(Usage.of(gmv_max.account))
    assert usage.span < 70


@alone
@undisturbed
def test_the_rate_of_an_endpoint_is_kept_after_a_pause_too(
    quick: Simulation, tmp_path: Path, figure: Figure
) -> None:
    """Requests that waited during the pause and those after it share the same second."""
    reads = ThrottledReads(quick, tmp_path)
    start = broad("2026-10-29", "2026-10-25")
    reads.read(GMV_MAX, start_date=start, api_level="ultimate", concurrency=32)
    quick.set_limits(gmv_max_qps=GMV_MAX_QPS)
    quick.add_faults({"path": "^gmv_max/report/", "nth": broad(10, 20), "effect": THROTTLES["40100"]})
    quick.clear_requests()
    run = reads.read(GMV_MAX, start_date=start)
    quick.set_limits()
    reads.assert_whole(GMV_MAX, run, start=start)
    throttled = [each for each in quick.requests() if each["code"] == 40100]
    figure("GMV Max, one 40100 by rule", f"{len(throttled)} of {len(quick.requests())} requests are throttled")
    assert [bool(each["fault"]) for each in throttled] == [True]


def told(usage: Usage) -> str:
    return (
        f"{len(usage.arrivals)} requests in {usage.span:.1f} s: {usage.rate:.2f} per second, at most "
        f"{usage.most_within(1)} in any second and {usage.most_within(60)} in any minute, "
        f"{usage.share(QPS):.1%} of the level's rate")


def announced(run: Run) -> list[tuple[float, float]]:
    """When a stream reported that it is rate limited, and until when, in seconds since 1970."""
    traces = [message["trace"] for message in run.of_type("TRACE") if message["trace"].get("stream_status")]
    return [
        (trace["emitted_at"] / 1000, reason["rate_limited"]["quota_reset"] / 1000) for trace in traces
        for reason in trace["stream_status"].get("reasons") or [] if reason["type"] == "RATE_LIMITED"]
