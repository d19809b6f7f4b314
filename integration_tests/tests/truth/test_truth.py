"""A full read gives the account's truth: each row once, no others, and every number exact to its last decimal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from support import asked, streams, truth
from support.api_requests import REPORT
from support.breadth import broad
from support.connector import Connector
from support.endpoints import largest_page
from support.readings import NOW, SINCE_EVER, KnownTruth, Reading, Way, read
from support.simulation import Simulation
from support.streams import GMV_MAX_REPORT

GMV_MAX_CAMPAIGNS = "gmv_max/campaign/get/"
TONGA, HONOLULU = 2, 3
# Each way has its own settings; independent settings share a way.
USUAL = (
    Way("by default"),
    Way(
        "all metrics, pages of 7, two advertisers named", {"page_size": 7}, only=(1, 3), start="2026-10-30",
        hours_from="2026-11-03", metrics=None),
    Way(
        "deleted objects included, 32 requests at a time", {"include_deleted": True, "concurrency": 32},
        include_deleted=True),
    Way(
        "deleted objects left out, 30 days per request, four advertisers excluded",
        {"include_deleted": False, "report_window_days": 30}, include_deleted=False, only=(1, 2), names_others=True,
        start="2026-09-25"),
    Way(
        "a day per request, one request at a time", {"report_window_days": 1, "concurrency": 1}, only=(0,),
        start="2026-11-01", hours_from="2026-11-03"),
    # The youngest account has few days; the suite of lifetimes reads days that are older than a year.
    # Without reach, two streams of campaigns by country and hour would send the same requests.
    Way(
        "all days since the account was made", start=SINCE_EVER, hours_from=SINCE_EVER, only=(TONGA,),
        metrics=("spend", "impressions", "reach", "campaign_name", "adgroup_name", "ad_name", "cost", "orders")),
)
ALL = (
    Way("by default", metrics=None),
    Way("deleted objects included", {"include_deleted": True}, include_deleted=True),
    Way("deleted objects left out", {"include_deleted": False}, include_deleted=False),
    Way("two advertisers named", only=(1, 4)),
    Way("two advertisers excluded", only=(0, 2, 4, 5), names_others=True),
    Way("pages of 7", {"page_size": 7}, only=(1, 3), start="2026-10-29", hours_from="2026-11-03", metrics=None),
    Way("one request at a time", {"concurrency": 1}, only=(0, 2), start="2026-10-20"),
    Way("32 requests at a time", {"concurrency": 32}, start="2026-10-20", metrics=None),
    Way("a day per request", {"report_window_days": 1}, start="2026-10-29", hours_from="2026-11-03"),
    Way("30 days per request", {"report_window_days": 30}),
    # By the hour, the youngest account has enough days.
    Way(
        "all days since the accounts were made", start=SINCE_EVER, hours_from=SINCE_EVER, only=(TONGA, HONOLULU),
        only_hourly=(TONGA,)),
)
WAYS = broad(USUAL, ALL)
REPORTS = streams.all_reports()
# Levels whose rows carry the name of their object.
NAMES = {"ad_id": "ad_name", "adgroup_id": "adgroup_name", "campaign_id": "campaign_name"}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """Answers take a moment, as over a network, so that requests can overlap."""
    with Simulation.start("--now", NOW, "--latency", "0.02") as simulation:
        yield simulation


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def reading(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Reading:
    return read(account, request.param, tmp_path_factory.mktemp("truth"))


@pytest.fixture(scope="module")
def known(account: Simulation) -> KnownTruth:
    return KnownTruth(account)


def test_each_row_of_the_truth_is_read_with_every_value(
    account: Simulation, reading: Reading, known: KnownTruth
) -> None:
    told = {}
    for name in streams.names():
        stream = streams.of(name)
        expected = known.of(reading, stream)
        assert expected, f"the account has nothing to be read of {name}"
        top_view = truth.top_view(account, stream)
        told[name] = truth.differences(*(truth.without(rows, top_view) for rows in (expected, reading.seen(stream))))
    assert differing(told) == {}


def differing(told: dict[str, Any]) -> dict[str, Any]:
    """The findings per stream, without the streams that are as they should be."""
    return {name: differences for name, differences in told.items() if differences}


def test_each_stream_is_read_with_all_of_its_metrics_in_one_way() -> None:
    """In the other ways with a few."""
    assert [way for way in WAYS if way.metrics is None and len(way.only) >= broad(2, 6)]


def test_every_account_is_read_in_one_way() -> None:
    assert [way for way in WAYS if len(way.only) == 6]


def test_no_key_is_read_twice(reading: Reading) -> None:
    twice = {}
    for name in streams.names():
        stream = streams.of(name)
        keys = Counter(truth.key(stream, record) for record in reading.records(stream))
        assert keys, f"nothing was read of {name}"
        twice[name] = [key for key, times in keys.items() if times > 1][:4]
    assert differing(twice) == {}


def test_sums_of_what_adds_up_are_exact(reading: Reading, known: KnownTruth) -> None:
    told = {}
    for name in REPORTS:
        stream = streams.of(name)
        metrics = [metric for metric in stream.additive_metrics if metric in reading.metrics(stream)]
        assert {stream.money, stream.count} <= set(metrics), name
        total: dict[str, Decimal] = dict.fromkeys(metrics, Decimal(0))
        for record in reading.records(stream):
            for metric in metrics:
                total[metric] += record["metrics"][metric] or 0
        expected = truth.sums(known.of(reading, stream), metrics)
        told[name] = [
            f"{metric}: {expected[metric]} became {total[metric]}" for metric in metrics
            if total[metric] != expected[metric]]
    assert differing(told) == {}


def test_report_rows_carry_their_account_and_the_names_of_today(account: Simulation, reading: Reading) -> None:
    accounts = account.truth("advertiser", rows=1)["rows"]
    names = {
        level: {
            id: row["name"]
            for id, row in account.truth(level.removesuffix("_id"), rows=1, include_deleted=1)["rows"].items()}
        for level in NAMES}
    shops = {row["campaign_id"]: row["campaign_name"] for row in account.list(GMV_MAX_CAMPAIGNS, include_deleted=1)}
    names["campaign_id"] |= shops
    told: dict[str, set[Any]] = {name: set() for name in REPORTS}
    for name in REPORTS:
        stream = streams.of(name)
        column = NAMES.get(stream.level)
        for record in reading.records(stream):
            facts = accounts[record["advertiser_id"]]
            pairs = [(record[each], facts[each]) for each in ("timezone", "currency")]
            if column in stream.metrics:
                pairs.append((record["metrics"][column], names[stream.level][record[stream.level]]))
            told[name] |= {pair for pair in pairs if pair[0] != pair[1]}
    assert differing(told) == {}


def test_a_control_total_agrees_at_the_level_of_the_advertiser(reading: Reading, known: KnownTruth) -> None:
    """At that level no status filter applies, so deleted ads count (§3.1 of the fact sheet)."""
    told = {}
    for name in streams.reports():
        stream = streams.of(name)
        ids, start = reading.part(stream).advertiser_ids, reading.part(stream).start
        total = sum(known.control_total(stream, id, start) for id in ids)
        found = sum(record["metrics"][stream.money] for record in reading.records(stream))
        leaves_out = reading.way.include_deleted is False and stream.level != "advertiser_id"
        # By the hour, only the last days are read, in which deleted objects no longer had any spend.
        agrees = (found < total) if leaves_out and not stream.is_hourly else (found == total)
        told[name] = [] if agrees else [f"{found} of {total}"]
    assert differing(told) == {}


def test_nothing_is_asked_for_twice(reading: Reading) -> None:
    """Not even a list that is a stream and also gives the ids for the requests of another one."""
    for part in reading.parts.values():
        assert asked.repeated(part.requests) == []


def test_nothing_is_refused_but_what_may_be(reading: Reading) -> None:
    """TikTok may refuse to sum up the lifetime of an advertiser (§3.1 of the fact sheet), and does not support all pairs
    of objective and goal, nor reports of shops that are not available for GMV Max."""
    refused = [entry for entry in reading.requests if entry["code"] != 0]
    assert {entry["code"] for entry in refused} <= {40002}
    assert {
        (entry["path"], asked.param(entry, "data_level"), asked.param(entry, "query_lifetime")) for entry in refused
    } <= {
        ("report/integrated/get/", "AUCTION_ADVERTISER", "true"), ("pixel/instant_page/event/", None, None),
        (GMV_MAX_REPORT, None, None)}


def test_windows_join_reach_from_start_to_today_and_keep_to_the_limits(
    account: Simulation, reading: Reading
) -> None:
    earliest, latest = asked.earliest_days(account), asked.latest_days(account, NOW)
    for part in reading.parts.values():
        windows = asked.windows(part.requests)
        assert {id for _, id in windows} == set(part.advertiser_ids)
        assert {kind for kind, _ in windows} | {"BASIC"} >= {
            asked.question_of(name) for name in streams.reports() if streams.of(name).name in part.run.statuses}
        for (kind, id), found in windows.items():
            limit = 1 if "stat_time_hour" in kind else reading.way.config.get("report_window_days", 30)
            start = part.start
            if "stat_time" not in kind:
                # A lifetime: TikTok's own limit. If it is refused, all days of the account are read instead.
                limit, start = 365, SINCE_EVER if kind.startswith("BASIC") else start
            assert all(window.days <= limit for window in found)
            assert found[0].start == max(earliest[id], asked.moment(start).date())
            assert found[-1].end == latest[id]
            for before, after in zip(found, found[1:], strict=False):
                assert after.start == before.end + timedelta(days=1)
                assert before.days == limit, "a request asks for less than it could"


def test_pages_are_as_large_as_they_may_be(reading: Reading) -> None:
    """As large as in TikTok's documents (§2 of the fact sheet)."""
    for entry in reading.requests:
        if asked.is_special_look_up(entry):
            continue
        limit = largest_page(entry["path"])
        # Objects of TopView campaigns, of which there are few, have pages of a hundred.
        if entry["path"] != REPORT and "RESERVATION_TOP_VIEW" in (asked.param(entry, "filtering") or ""):
            limit = 100
        sizes = {limit if asked.is_look_up(entry) else 0, min(reading.way.config.get("page_size", limit), limit)}
        assert int(asked.param(entry, "page_size") or 0) in sizes, entry


def test_connections_are_kept_and_no_more_requests_fly_than_allowed(reading: Reading) -> None:
    # Without a configured concurrency, as many as a rate of a thousand a second needs.
    allowed = reading.way.config.get("concurrency", 128)
    for part in reading.parts.values():
        assert part.stats["max_in_flight"] <= allowed
        assert part.stats["connections"] <= allowed
        if allowed > 1:
            assert part.stats["max_in_flight"] > 4, "requests wait for one another"


def test_every_request_names_the_program_and_carries_the_token_in_its_own_header(
    reading: Reading, connector: Connector
) -> None:
    version = connector.run("--version").stdout.split()[-1]
    for entry in reading.requests:
        assert entry["user_agent"] == f"source-tiktok-marketing/{version}"
        assert "Access-Token" in entry["headers"]
        assert "Authorization" not in entry["headers"]
