"""An account with more ads than the 20,000 that TikTok reports at a time: read to the last row, at every level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from conftest import NOW
from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import Connector, Run
from support.simulation import Simulation

ADS = broad(30_000, 60_000)
# At least so many ads have rows.
MOST_ADS = ADS * 5 // 6
START = broad("2026-11-02", "2026-10-31")
METRICS = ("spend", "impressions")
LEVELS = {
    "ads_reports_daily": "ads and days", "ads_reports_lifetime": "ads and their whole lives",
    "ads_audience_reports_by_platform_daily": "ads, days and platforms",
    "ad_groups_reports_daily": "ad groups and days",
    "campaigns_reports_daily": "campaigns and days", "advertisers_reports_daily": "the account and days",
}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, "--advertisers", "1", "--large-ads", str(ADS)) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def run(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One read of all of the streams, which share the knowledge that the account is large."""
    catalog = selection.catalog(
        (selection.with_metrics(streams.of(name), METRICS) for name in LEVELS), mode="incremental")
    connector = Connector(tmp_path_factory.mktemp("large"), account.base_url)
    config = account.config(start_date=START, requests_per_second=1000)
    run = connector.run("read", config, catalog, now=NOW)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return run


def test_there_are_more_ads_than_a_report_tells_of(account: Simulation) -> None:
    assert account.truth("ad", include_deleted=1)["count"] > max(MOST_ADS, 20_000)


@pytest.mark.parametrize("name", LEVELS)
def test_each_row_is_read_once(name: str, account: Simulation, run: Run) -> None:
    stream = streams.of(name)
    records = run.records[name]
    keys = Counter(truth.key(stream, record) for record in records)
    assert max(keys.values()) == 1
    expected = truth.expected(account, stream, start=START, metrics=METRICS)
    assert truth.differences(expected, truth.seen(stream, records, METRICS)) == []


def test_a_large_part_of_the_rows_is_of_ads_beyond_the_limit(account: Simulation, run: Run) -> None:
    """The rows that would have been missing."""
    ads = {record["ad_id"] for record in run.records["ads_reports_lifetime"]}
    assert len(ads) > max(MOST_ADS, 20_000)


def test_the_account_is_asked_as_a_whole_until_it_is_known_to_be_large(account: Simulation, run: Run) -> None:
    """For ads it is known after the first stream's request; requests that were in flight by then do not count."""
    whole = [
        entry for entry in asked.first_pages(asked.reports(account.requests()))
        if asked.param(entry, "data_level") == "AUCTION_AD"
        and not any(word in (asked.param(entry, "filtering") or "") for word in ("campaign_ids", "TOP_VIEW", "PROMOTE"))
    ]
    assert 1 <= len(whole) <= 3
    assert any("by its campaigns" in message for message in run.logs)


def test_the_state_goes_past_what_was_read(run: Run) -> None:
    states = run.stream_state("ads_reports_daily")["states"]
    assert [entry["cursor"]["stat_time_day"] for entry in states] == ["2026-11-02"]
