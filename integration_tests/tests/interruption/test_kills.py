"""Syncs that are killed repeatedly at any moment finish with every row, and read few rows twice.

``KILLS`` is how many runs are killed by SIGKILL; a quarter as many are killed by SIGTERM. ``KILLS_SEED`` repeats a failed
run of this suite with the same moments.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from statistics import median

import pytest

from conftest import NOW
from support import streams, truth
from support.breadth import broad
from support.kills import Killer, Sync
from support.simulation import Simulation

KILLS = int(os.environ.get("KILLS", broad("4", "24")))
START = broad("2026-08-15", "2026-06-01")
METRICS = ("spend", "impressions")
STREAMS = (
    "advertisers", "campaigns", "ads", "creative_assets_videos", "creative_assets_portfolios", "pixels", "audiences",
    "advertisers_reports_hourly", "ads_reports_daily", "ads_reports_lifetime", "ads_audience_reports_daily",
    "advertisers_audience_reports_lifetime", "campaigns_audience_reports_by_country_daily",
)
INCREMENTAL = tuple(name for name in STREAMS if streams.of(name).cursor)
# How many of the kills hit syncs that read everything.
SHARES = {"incremental": 2 / 3, "full_refresh": 1 / 3}
SIGNALS = {signal.SIGKILL: 1.0, signal.SIGTERM: 0.25}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """Answers take a moment, as over a network."""
    flags = ("--advertisers", "3", "--ads-per-advertiser", "12", "--latency", "0.01", "--latency-jitter", "0.02")
    with Simulation.start("--now", NOW, *flags) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def known(account: Simulation) -> dict[str, truth.Rows]:
    """The truth without TopView's objects, which have their own suite."""
    return {
        name: truth.without(
            truth.expected(account, name, start=START, metrics=[m for m in METRICS if m in streams.of(name).metrics]),
            truth.top_view(account, name))
        for name in STREAMS}


@pytest.fixture(scope="module", params=SHARES)
def killer(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Killer:
    folder = tmp_path_factory.mktemp("kills")
    # Few at a time, as with TikTok's rate; otherwise nearly all requests of so short a sync would be in flight at once.
    return Killer(account, folder, STREAMS, METRICS, request.param, NOW, start_date=START, concurrency=4)


@pytest.mark.parametrize("number", SIGNALS)
def test_kills_at_any_moment_cost_no_row_and_little_time(
    number: int, killer: Killer, known: dict[str, truth.Rows], account: Simulation, request: pytest.FixtureRequest
) -> None:
    mode = request.node.callspec.params["killer"]
    seed = int(os.environ.get("KILLS_SEED", random.randrange(1_000_000)))
    print(f"KILLS_SEED={seed}; a sync writes {killer.size >> 10} KiB")
    moments = random.Random(seed)
    top_view = {name: truth.top_view(account, name) for name in STREAMS}
    syncs: list[Sync] = []
    while sum(len(sync.moments) for sync in syncs) < KILLS * SHARES[mode] * SIGNALS[signal.Signals(number)]:
        sync = killer.sync(moments, number)
        for name in STREAMS:
            for rows in (sync.rows[name], sync.committed[name]):
                found = truth.without(rows, top_view[name])
                assert truth.differences(known[name], found) == [], (name, seed, sync.moments)
        syncs.append(sync)
        assert len(syncs) <= 4 + 2 * KILLS, "syncs are over before they can be killed"
    again = [sync.share_read_again(INCREMENTAL) for sync in syncs if sync.moments]
    print(figures(syncs, again))
    # What was in flight is read again.
    assert max(sync.share_of_first_read_again(INCREMENTAL) for sync in syncs if sync.moments) < 0.7


def figures(syncs: list[Sync], again: list[float]) -> str:
    """A summary of the kills and their results."""
    kills = [moment for sync in syncs for moment in sync.moments]
    when = Counter(int(moment * 10) for moment in kills)
    first = [sync.share_of_first_read_again(INCREMENTAL) for sync in syncs if sync.moments]
    everything = [sync.share_read_again(STREAMS) for sync in syncs if sync.moments]
    return "\n".join((
        f"{len(syncs)} syncs in {len(kills) + len(syncs)} runs, {len(kills)} of them killed, all equal to the truth;"
        f" {sum(sync.torn for sync in syncs)} ended in the middle of a line",
        "killed at each tenth of a sync: " + ", ".join(str(when[tenth]) for tenth in range(10)),
        f"rows of streams with a cursor read again in syncs that were killed: median {median(again):.1%},"
        f" at most {max(again):.1%}",
        f"of the rows before the first kill: median {median(first):.1%}, at most {max(first):.1%}",
        f"rows of all streams read again: median {median(everything):.1%}, at most {max(everything):.1%}",
    ))
