"""Accounts with more ads than one report returns: they are read in small enough parts, and never truncated silently."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import asked, selection, streams, truth
from support.connector import Connector, configured
from support.faulty_reads import NOW, REPORT, START, FaultyReads, told, without_window
from support.offers import WIDE
from support.simulation import Simulation
from support.snapshots import Snapshot

# Fewer than a campaign has, and fewer than some ad groups have.
LIMITS = (12, 3)


@pytest.fixture(scope="module", params=LIMITS)
def account(request: pytest.FixtureRequest) -> Iterator[Simulation]:
    """The first of three accounts has more ads than the limit allows."""
    flags = (
        "--advertisers", "3", "--ads-per-advertiser", "6", "--large-ads", "90", "--ads-per-campaign", "45",
        "--id-limit", str(request.param))
    with Simulation.start("--now", NOW, *flags) as simulation:
        yield simulation


@pytest.fixture
def reads(account: Simulation, tmp_path: Path) -> FaultyReads:
    return FaultyReads(account, tmp_path)


def test_an_account_is_read_in_parts_each_row_once(reads: FaultyReads) -> None:
    run = reads.read(REPORT, page_size=7)
    assert run.returncode == 0, run.stdout[-2000:]
    assert truth.differences(reads.truth(REPORT), reads.rows(REPORT, run)) == []
    keys = Counter(truth.key(REPORT, record) for record in run.records[REPORT])
    assert max(keys.values()) == 1
    assert reads.resumed(REPORT, run) == []


def test_metrics_in_two_requests_are_joined_in_parts_too(reads: FaultyReads) -> None:
    account = reads.account
    config = account.config(start_date=START, requests_per_second=1000, metrics="all")
    run = reads.connector.run("read", config, configured(reads.connector.discover(config), REPORT), now=NOW)
    assert run.returncode == 0, run.stdout[-2000:]
    stream = streams.offered(WIDE)[REPORT]
    expected = truth.expected(account, stream, start=START)
    assert truth.differences(expected, truth.seen(stream, run.records[REPORT])) == []
    assert len(run.records[REPORT]) == len(expected)


def test_accounts_below_the_limit_are_read_as_ever(reads: FaultyReads) -> None:
    small = reads.account.advertiser_ids[2]
    run = reads.read(REPORT, accounts=[small], page_size=1000)
    assert run.returncode == 0, run.stdout[-2000:]
    assert truth.differences(reads.truth(REPORT, small), reads.rows(REPORT, run)) == []
    levels = Counter(entry["path"] for entry in reads.account.requests())
    if len(reads.account.truth("ad", rows=1, include_deleted=1, advertiser_id=small)["rows"]) <= LIMITS[1]:
        assert "campaign/get/" not in levels


def test_where_no_filter_makes_parts_the_stream_ends_incomplete_with_the_reason(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    """A row of the account sums up all of its ads, and a day cannot be halved."""
    stream = streams.of("advertisers_reports_daily")
    with Simulation.start("--now", NOW, "--advertisers", "1") as account:
        account.add_faults({"path": "^report/", "times": "always", "effect": {"kind": "too_large", "days": 0}})
        config = account.config(start_date="2026-10-20", requests_per_second=1000)
        catalog = selection.catalog([selection.with_metrics(stream, ("spend",))], mode="incremental")
        run = Connector(tmp_path, account.base_url).run("read", config, catalog, now=NOW)
        message = told(run, stream.name)
        for word in (stream.name, account.advertiser_ids[0], "day", "too large"):
            assert word in message, (word, message)
        snapshot.matches(without_window(message))
        days = {(each.start, each.end) for each in map(asked.window, asked.reports(account.requests()))}
        assert any(start == end for start, end in days), "halved down to single days"


def test_a_report_of_one_s_own_keeps_to_its_filter_in_parts(tmp_path: Path) -> None:
    """Parts are filtered by campaigns, too: two of five are wanted, and one at a time is small enough."""
    flags = ("--advertisers", "1", "--large-ads", "225", "--ads-per-campaign", "45", "--id-limit", "60")
    with Simulation.start("--now", NOW, *flags) as account:
        campaigns = sorted(account.truth("campaign", include_deleted=1, rows=1)["rows"])
        filters = [{
            "field_name": "campaign_ids", "filter_type": "IN",
            "filter_value": json.dumps([campaigns[0], campaigns[-1]])}]
        report = {"name": "mine", "dimensions": ["ad_id", "stat_time_day"], "metrics": ["spend"], "filters": filters}
        config = account.config(start_date=START, requests_per_second=1000, custom_reports=[report])
        connector = Connector(tmp_path, account.base_url)
        run = connector.run("read", config, configured(connector.discover(config), "mine"), now=NOW)
        expected = account.truth(
            "report", report_type="BASIC", data_level="AUCTION_AD", dimensions="ad_id,stat_time_day", metrics="spend",
            include_deleted=1, start=START, filtering=json.dumps(filters), rows=1)["rows"]
        paths = Counter(entry["path"] for entry in account.requests())
    assert run.returncode == 0, run.stdout[-2000:]
    assert expected and paths["campaign/get/"], "the account is not read in parts"
    assert Counter(row["ad_id"] for row in run.records["mine"]) == Counter(key.split("|")[1] for key in expected)
