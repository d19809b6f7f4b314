"""Lifetimes: whether TikTok sums them up, refuses to, or never does, nothing of a long life is missing and nothing is
counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.readings import SINCE_EVER
from support.simulation import Simulation
from support.streams import WINDOW, Stream

NOW = "2026-11-03T12:00:00Z"
METRICS = ("spend", "impressions", "clicks", "conversion")
YEAR = timedelta(days=365)
LIFETIMES = streams.reports(lifetime=True)
SUMMED_UP = [name for name in LIFETIMES if streams.of(name).has_lifetime_query]
IN_YEARS = [name for name in LIFETIMES if not streams.of(name).has_lifetime_query]
AMERICA, TOKYO, BERLIN = 0, 1, 4
# The first two accounts, one of which is older than a year, and the one that is older than two years.
ACCOUNTS = broad((AMERICA, TOKYO, BERLIN), (0, 1, 2, 3, 4))
ADS = broad(("--ads-per-advertiser", "6"), ())
# Streams that are read again together.
AGAIN = broad([LIFETIMES], [[name] for name in LIFETIMES])
# What TikTok's API may do: sum up all lifetimes except those of advertisers, all of them, or none.
FLAGS = {"as users found it": (), "as it is documented": ("--advertiser-lifetime",), "not at all": ("--no-lifetime",)}


@dataclass(frozen=True)
class Reading:
    """One read of the lifetimes in accounts of which one is older than two years and one is older than one year."""

    account: Simulation
    run: Run
    requests: list[asked.Entry]

    @property
    def advertiser_ids(self) -> list[str]:
        return [self.account.advertiser_ids[place] for place in ACCOUNTS]

    def is_summed_up(self, stream: Stream) -> bool:
        return stream.has_lifetime_query and self.account.serves_lifetime(stream.level)


def config(account: Simulation, start: str) -> dict[str, Any]:
    chosen = [account.advertiser_ids[place] for place in ACCOUNTS]
    named = {"advertiser_ids": chosen} if chosen != account.advertiser_ids else {}
    return account.config(start_date=start, requests_per_second=1000, **named)


@pytest.fixture(scope="module", params=FLAGS)
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with Simulation.start("--now", NOW, "--advertisers", "5", *ADS, *FLAGS[request.param]) as account:
        catalog = selection.catalog(selection.with_metrics(streams.of(name), METRICS) for name in LIFETIMES)
        run = Connector(tmp_path_factory.mktemp("lives"), account.base_url).run(
            "read", config(account, SINCE_EVER), catalog, now=NOW, variables=FAST)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        yield Reading(account, run, account.requests())


def test_the_streams_are_of_both_kinds() -> None:
    assert SUMMED_UP and IN_YEARS


def test_one_account_is_older_than_two_years_and_has_spent_in_all_of_them(reading: Reading) -> None:
    """Otherwise the tests below would prove little."""
    id = reading.account.advertiser_ids[BERLIN]
    first, today = asked.earliest_days(reading.account)[id], asked.latest_days(reading.account, NOW)[id]
    assert today - first > 2 * YEAR
    for start in (first, first + YEAR, today - YEAR):
        answer = reading.account.truth(
            "report", start=start, end=min(start + YEAR, today), metrics="spend", advertiser_id=id, include_deleted=1)
        assert Decimal(answer["sums"]["spend"]) > 0


@pytest.mark.parametrize("name", LIFETIMES)
def test_every_row_equals_the_truth_of_its_days(name: str, reading: Reading) -> None:
    stream = streams.of(name)
    records = reading.run.records[name]
    for id in reading.advertiser_ids:
        for start, end in truth.lifetime_windows(reading.account, stream, id, SINCE_EVER):
            # A key without the year is only a part of the key that identifies the row.
            days = {"start_date": str(start), "end_date": str(end)}
            dated = {} if reading.is_summed_up(stream) else {"start": start, "end": end}
            answer = reading.account.truth(
                rows=1, include_deleted=1, advertiser_id=id, **dated, **stream.query(list(METRICS)))
            expected = {
                key: {metric: Decimal(text) for metric, text in row.items()} for key, row in answer["rows"].items()}
            found = {
                "|".join([id, *(record[part] for part in stream.dimensions)]):
                    {metric: Decimal(record["metrics"][metric]) for metric in METRICS}
                for record in records if record["advertiser_id"] == id and days.items() <= record.items()
            }
            assert truth.differences(expected, found) == [], (id, days)


@pytest.mark.parametrize("name", LIFETIMES)
def test_all_rows_together_add_up_to_the_whole_life(name: str, reading: Reading) -> None:
    """At the level of the advertiser, day by day, from an account's first day to the last. Only some ads have a
    playable, so for their reports the sums over all countries are compared."""
    total: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(METRICS, Decimal(0)))
    for record in reading.run.records[name]:
        for metric in METRICS:
            total[record["advertiser_id"]][metric] += record["metrics"][metric]
    answer = reading.account.truth(
        "report", include_deleted=1, metrics=",".join(METRICS), **(
            {"report_type": "PLAYABLE_MATERIAL", "dimensions": "playable_id"} if "playable_id" in streams.key_of(name)
            else {"data_level": "AUCTION_ADVERTISER", "dimensions": "advertiser_id,stat_time_day"}))
    expected = {
        id: {metric: Decimal(sum) for metric, sum in account["sums"].items()}
        for id, account in answer["advertisers"].items() if account["count"] and id in reading.advertiser_ids
    }
    assert {id: found for id, found in total.items() if any(found.values())} == expected


@pytest.mark.parametrize("name", LIFETIMES)
def test_rows_tell_which_days_they_sum_up(name: str, reading: Reading) -> None:
    stream = streams.of(name)
    first_days, last_days = asked.earliest_days(reading.account), asked.latest_days(reading.account, NOW)
    windows: dict[str, set[tuple[date, date]]] = defaultdict(set)
    for record in reading.run.records[name]:
        start, end = (date.fromisoformat(record[column]) for column in WINDOW)
        windows[record["advertiser_id"]].add((start, end))
    assert windows
    for id, found in windows.items():
        if reading.is_summed_up(stream):
            assert found == {(first_days[id], last_days[id])}
        else:
            # All windows but the last are whole years; in some of an account's years nothing may have happened.
            assert all((start - first_days[id]) % YEAR == timedelta(0) for start, _ in found)
            assert all(end == min(start + YEAR - timedelta(days=1), last_days[id]) for start, end in found)
    if not reading.is_summed_up(stream):
        assert len(windows[reading.account.advertiser_ids[BERLIN]]) == 3


@pytest.mark.parametrize("name", LIFETIMES)
def test_a_row_per_key_where_the_key_tells_years_apart(name: str, reading: Reading) -> None:
    stream = streams.of(name)
    keys = [tuple(record[part] for part in stream.key) for record in reading.run.records[name]]
    assert keys
    if reading.is_summed_up(stream) or "start_date" in stream.key:
        assert len(keys) == len(set(keys))
    else:
        assert len(keys) > len(set(keys)), "rows of several years are to be told of, as the next test has it"


@pytest.mark.parametrize("name", SUMMED_UP)
def test_a_refusal_is_told_once_and_asked_for_once(name: str, reading: Reading) -> None:
    stream = streams.of(name)
    told = [text for text in reading.run.logs if "refuses one row for the whole lifetime" in text and f"`{name}`" in text]
    refused = [
        entry for entry in asked.reports(reading.requests)
        if asked.texts(entry, "dimensions") == stream.dimensions and entry["code"]]
    if reading.is_summed_up(stream):
        assert (told, refused) == ([], [])
    else:
        assert len(told) == 1
        assert ("these rows have the same key" in told[0]) == ("start_date" not in stream.key)
        # Accounts are read at the same time, and each of them may be the first to find out.
        assert 1 <= len(refused) <= len(reading.advertiser_ids)


@pytest.mark.parametrize("names", AGAIN, ids=lambda names: " ".join(names) if len(names) == 1 else "all")
def test_a_stream_without_a_cursor_is_read_again_from_its_own_state(
    names: list[str], reading: Reading, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert all(streams.of(name).cursor is None for name in names)
    state = [each for each in reading.run.state if each["stream"]["stream_descriptor"]["name"] in names]
    assert len(state) == len(names)
    assert all(each["stream"]["stream_state"] == {"__ab_no_cursor_state_message": True} for each in state)
    catalog = selection.catalog(
        (selection.with_metrics(streams.of(name), METRICS) for name in names), mode="incremental")
    again = Connector(tmp_path_factory.mktemp("again"), reading.account.base_url).run(
        "read", config(reading.account, SINCE_EVER), catalog, state, now=NOW, variables=FAST)
    for name in names:
        assert sorted(map(repr, again.records[name])) == sorted(map(repr, reading.run.records[name])), name


def test_a_life_begins_before_the_start_date_where_tiktok_sums_it_up_or_would(
    reading: Reading, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A lifetime has no configurable first day. Where TikTok has no lifetime, days are read from the start date on."""
    catalog = selection.catalog(selection.with_metrics(streams.of(name), METRICS) for name in LIFETIMES)
    later = Connector(tmp_path_factory.mktemp("later"), reading.account.base_url).run(
        "read", config(reading.account, "2026-09-01"), catalog, now=NOW, variables=FAST)
    for name in SUMMED_UP:
        assert sorted(map(repr, later.records[name])) == sorted(map(repr, reading.run.records[name]))
    for name in IN_YEARS:
        assert min(record["start_date"] for record in later.records[name]) == "2026-09-01"
