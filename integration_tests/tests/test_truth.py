"""A full read gives the account's truth: each row once, no other, every number exact to its last decimal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from support import asked, streams, truth
from support.connector import Connector, Run
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"
START = "2026-09-01"


@dataclass(frozen=True)
class Way:
    """A way to read the account, and which part of it is then to be had."""

    name: str
    config: dict[str, Any] = field(default_factory=dict)
    include_deleted: bool | None = None
    # Places in the list of advertisers.
    only: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    start: str = START


WAYS = (
    Way("by default"),
    Way("deleted objects included", {"include_deleted": True}, include_deleted=True),
    Way("deleted objects left out", {"include_deleted": False}, include_deleted=False),
    Way("two advertisers named", only=(1, 4)),
    Way("two advertisers excluded", only=(0, 2, 4, 5)),
    Way("pages of 7", {"page_size": 7}),
    Way("one request at a time", {"concurrency": 1}),
    Way("32 requests at a time", {"concurrency": 32}),
    Way("a day per request", {"report_window_days": 1}),
    Way("30 days per request", {"report_window_days": 30}),
    Way("all days since the accounts were made", {"start_date": None}, start="2016-09-01"),
)


@dataclass(frozen=True)
class Reading:
    """A full read of all streams, and what it asked for."""

    way: Way
    config: dict[str, Any]
    run: Run
    requests: list[asked.Entry]
    stats: dict[str, Any]
    advertiser_ids: list[str]


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """Answers take a moment, as they do over a network, so that requests can overlap."""
    with Simulation.start("--now", NOW, "--latency", "0.02") as simulation:
        yield simulation


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def reading(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Reading:
    way: Way = request.param
    chosen = [account.advertiser_ids[place] for place in way.only]
    config = {**account.config(requests_per_second=1000), **way.config}
    if way.name == "two advertisers named":
        config["advertiser_ids"] = chosen
    if way.name == "two advertisers excluded":
        config["exclude_advertiser_ids"] = [id for id in account.advertiser_ids if id not in chosen]
    account.clear_requests()
    run = Connector(tmp_path_factory.mktemp("truth"), account.base_url).read(config, mode="full_refresh", now=NOW)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return Reading(way, config, run, account.requests(), account.stats(), chosen)


@pytest.fixture(scope="module")
def known() -> dict[str, dict[str, truth.Rows]]:
    """The truths that were asked for already."""
    return {}


@pytest.fixture(scope="module")
def expected(
    account: Simulation, reading: Reading, known: dict[str, dict[str, truth.Rows]]
) -> dict[str, truth.Rows]:
    way = reading.way
    conditions = {
        "start": way.start, "include_deleted": way.include_deleted, "advertiser_ids": reading.advertiser_ids}
    if repr(conditions) not in known:
        known[repr(conditions)] = {
            stream: truth.expected(account, stream, **conditions) for stream in streams.names(with_truth=True)}
    return known[repr(conditions)]


@pytest.mark.parametrize("stream", streams.names(with_truth=True))
def test_each_row_of_the_truth_is_read_with_every_value(
    stream: str, account: Simulation, reading: Reading, expected: dict[str, truth.Rows]
) -> None:
    assert expected[stream], "the account has nothing to be read"
    top_view = truth.top_view(account, stream)
    rows = (expected[stream], truth.seen(stream, reading.run.records[stream]))
    assert truth.differences(*(truth.without(each, top_view) for each in rows)) == []


@pytest.mark.parametrize("stream", streams.names())
def test_no_key_is_read_twice(stream: str, reading: Reading) -> None:
    keys = [truth.key(stream, record) for record in reading.run.records[stream]]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("stream", [name for name in streams.names(with_truth=True) if streams.is_report(name)])
def test_sums_of_what_adds_up_are_exact(
    stream: str, reading: Reading, expected: dict[str, truth.Rows]
) -> None:
    metrics = streams.additive_metrics(stream)
    assert {"spend", "impressions", "clicks"} <= set(metrics)
    read: dict[str, Decimal] = dict.fromkeys(metrics, Decimal(0))
    for record in reading.run.records[stream]:
        for name in metrics:
            read[name] += record["metrics"][name] or 0
    assert read == truth.sums(expected[stream], metrics)


@pytest.mark.parametrize("stream", [name for name in streams.names() if streams.is_report(name)])
def test_report_rows_carry_their_account_and_the_names_of_today(
    stream: str, account: Simulation, reading: Reading
) -> None:
    accounts = account.truth("advertiser", rows=1)["rows"]
    ads = account.truth("ad", rows=1, include_deleted=1)["rows"]
    for record in reading.run.records[stream]:
        facts = accounts[record["advertiser_id"]]
        assert (record["timezone"], record["currency"]) == (facts["timezone"], facts["currency"])
        if "ad_id" in record:
            assert record["metrics"]["ad_name"] == ads[record["ad_id"]]["name"]


def test_a_control_total_agrees_at_the_level_of_the_advertiser(account: Simulation, reading: Reading) -> None:
    """At that level no status filter applies, so deleted ads count (§3.1 of the fact sheet)."""
    total = Decimal(0)
    for id in reading.advertiser_ids:
        answer = account.truth(
            "report", data_level="AUCTION_ADVERTISER", dimensions="advertiser_id,stat_time_day", advertiser_id=id,
            include_deleted=1, metrics="spend", start=reading.way.start)
        total += Decimal(answer["sums"]["spend"])
    read = sum(record["metrics"]["spend"] for record in reading.run.records["ads_reports_daily"])
    assert (read < total) if reading.way.include_deleted is False else (read == total)


def test_nothing_is_asked_for_twice_and_nothing_is_refused(reading: Reading) -> None:
    assert {entry["code"] for entry in reading.requests} == {0}
    asked_for = [repr((entry["path"], sorted(entry["params"].items()))) for entry in reading.requests]
    assert len(asked_for) == len(set(asked_for))


def test_windows_join_reach_from_start_to_today_and_keep_to_the_limits(
    account: Simulation, reading: Reading
) -> None:
    earliest = asked.earliest_days(account)
    windows = asked.windows(reading.requests)
    assert {id for _, id in windows} == set(reading.advertiser_ids)
    for (kind, id), found in windows.items():
        limit = 1 if "stat_time_hour" in kind else reading.config.get("report_window_days", 30)
        assert all(window.days <= limit for window in found)
        assert found[0].start == max(earliest[id], asked.moment(reading.way.start).date())
        assert found[-1].end == asked.last_begun(NOW)
        for before, after in zip(found, found[1:], strict=False):
            assert after.start == before.end + timedelta(days=1)
            assert before.days == limit, "a request asks for less than it could"


def test_pages_are_as_large_as_they_may_be(reading: Reading) -> None:
    for entry in reading.requests:
        if entry["path"] not in ("advertiser/info/", "oauth2/advertiser/get/"):
            # Objects of TopView campaigns, of which there are few, come in hundreds (§2 of the fact sheet).
            limit = 100 if "RESERVATION_TOP_VIEW" in (asked.param(entry, "filtering") or "") else 1000
            assert int(asked.param(entry, "page_size") or 0) == min(reading.config.get("page_size", limit), limit)


def test_connections_are_kept_and_no_more_requests_fly_than_allowed(reading: Reading) -> None:
    allowed = reading.config.get("concurrency", 8)
    assert reading.stats["max_in_flight"] <= allowed
    assert reading.stats["connections"] <= allowed
    if allowed > 1:
        assert reading.stats["max_in_flight"] > 4, "requests wait for one another"


def test_every_request_names_the_program_and_carries_the_token_in_its_own_header(
    reading: Reading, connector: Connector
) -> None:
    version = connector.run("--version").stdout.split()[-1]
    for entry in reading.requests:
        assert entry["user_agent"] == f"source-tiktok-marketing/{version}"
        assert "Access-Token" in entry["headers"]
        assert "Authorization" not in entry["headers"]
