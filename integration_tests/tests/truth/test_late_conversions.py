"""Conversions that are counted weeks after the impression, on its day: what a table has of them after many syncs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.simulation import Simulation

NAME = "ads_reports_daily"
START, FIRST, DAYS = "2026-10-12", datetime(2026, 10, 25), 45
# Conversions, and what they brought: an amount shows every step of its growth.
CONVERSIONS, PAYMENTS = "conversion", "total_complete_payment_rate"
METRICS = ("spend", CONVERSIONS, "complete_payment", PAYMENTS)
# The days of the click windows of all ad groups of an account, by account.
WINDOWS = (1, 7, 28)
FLAGS = (
    "--now", f"{FIRST.isoformat()}Z", "--no-special", "--advertisers", str(len(WINDOWS)), "--ads-per-advertiser", "8",
    "--days-between-births", "9", *(flag for days in WINDOWS for flag in ("--attribution-windows", str(days))))
HOURS = {
    # At another hour each day.
    "daily": [timedelta(days=day, hours=day * 7 % 24, minutes=20) for day in range(DAYS)],
    "four times a day": [timedelta(hours=6 * number, minutes=20) for number in range(4 * DAYS)],
}
RHYTHMS = broad(("daily",), tuple(HOURS))


@dataclass(frozen=True)
class Course:
    """The table after the last of many syncs, and the truth at that moment."""

    name: str
    table: truth.Rows
    expected: truth.Rows
    # By account, in the order of WINDOWS: the day on which its days were last read again.
    read_again_on: dict[str, date]
    # The first day that the last sync read, by account.
    read_from: dict[str, date]
    # The requests of all syncs by their paths, and those of each sync.
    paths: Counter[str]
    counts: list[int]

    def last_final_day(self, id: str, window: int) -> date:
        """The last day whose window has passed, and the day of its correction has come."""
        return self.read_again_on[id] - timedelta(days=window + 1)

    def differences(self, id: str, first: date, last: date) -> list[str]:
        """Between the table and the truth, on those days of the account."""
        return truth.differences(of_days(self.expected, id, first, last), of_days(self.table, id, first, last))

    def print_requests(self) -> None:
        told = ", ".join(f"{count} {path}" for path, count in sorted(self.paths.items()))
        print(
            f"\n{self.name}: {len(self.counts)} syncs, {sum(self.counts)} requests, {self.counts[0]} in the first and "
            f"{sum(self.counts[1:]) / (len(self.counts) - 1):.1f} in each later one: {told}")


def of_days(rows: truth.Rows, id: str, first: date, last: date) -> truth.Rows:
    """The rows of those days of an account. Their keys begin with its id and end with the day."""
    return {
        key: row for key, row in rows.items()
        if key.startswith(f"{id}|") and first <= date.fromisoformat(key.split("|")[-1][:10]) <= last}


def synced(folder: Path, rhythm: str, **fields: Any) -> Course:
    """The table of all syncs, each with the state of the one before."""
    table: truth.Rows = {}
    paths: Counter[str] = Counter()
    counts, state, requests = [], None, []
    catalog = selection.catalog([selection.with_metrics(streams.of(NAME), METRICS)], mode="incremental")
    with Simulation.start(*FLAGS) as simulation:
        config = simulation.config(start_date=START, requests_per_second=1000, **fields)
        connector = Connector(folder, simulation.base_url)
        for elapsed in HOURS[rhythm]:
            now = f"{(FIRST + elapsed).isoformat()}Z"
            simulation.set_clock(now)
            simulation.clear_requests()
            run = connector.run("read", config, catalog, state, now=now, variables=FAST)
            assert run.returncode == 0, run.stdout[-2000:] + run.stderr
            table |= truth.seen(NAME, run.records[NAME], METRICS)
            state, requests = run.state, simulation.requests()
            paths.update(entry["path"] for entry in requests)
            counts.append(len(requests))
        course = Course(
            f"{rhythm}, {fields or 'the default'}", table,
            truth.expected(simulation, NAME, start=START, metrics=METRICS),
            read_again_on(simulation, run, FIRST + elapsed),
            asked.first_days(NAME, requests), paths, counts)
        assert course.read_from.keys() == course.read_again_on.keys()
        return course


def read_again_on(simulation: Simulation, run: Run, now: datetime) -> dict[str, date]:
    """As the state says; the account's day where each sync reads all days again."""
    told = {
        entry["partition"]["advertiser_id"]: entry.get("attribution_lookback")
        for entry in run.stream_state(NAME)["states"]}
    accounts = asked.accounts(simulation)
    moment = now.replace(tzinfo=UTC)
    return {
        id: date.fromisoformat(told[id]["read_on"]) if told[id]
        else moment.astimezone(ZoneInfo(accounts[id]["timezone"])).date()
        for id in simulation.advertiser_ids}


@pytest.fixture(scope="module", params=RHYTHMS)
def three_days(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    course = synced(tmp_path_factory.mktemp("three-days"), request.param, attribution_window=3)
    course.print_requests()
    yield course


@pytest.fixture(scope="module", params=RHYTHMS)
def by_default(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    course = synced(tmp_path_factory.mktemp("by-default"), request.param)
    course.print_requests()
    yield course


@pytest.fixture(scope="module", params=RHYTHMS)
def longest_window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """The days of the longest window and of the correction after it, for all accounts."""
    course = synced(tmp_path_factory.mktemp("longest-window"), request.param, attribution_window=max(WINDOWS) + 1)
    course.print_requests()
    yield course


def account_of(course: Course, window: int) -> str:
    """The account whose ad groups have that window."""
    return list(course.read_again_on)[WINDOWS.index(window)]


def test_days_that_are_read_again_are_as_the_api_has_them_now(three_days: Course) -> None:
    for id, first in three_days.read_from.items():
        assert of_days(three_days.table, id, first, date.max)
        assert three_days.differences(id, first, date.max) == []


@pytest.mark.parametrize("window", WINDOWS)
def test_three_days_lose_the_conversions_that_come_later(three_days: Course, window: int) -> None:
    id = account_of(three_days, window)
    days = (date.fromisoformat(START), three_days.last_final_day(id, window))
    expected, table = (of_days(rows, id, *days) for rows in (three_days.expected, three_days.table))
    assert expected.keys() == table.keys()
    whole, kept = truth.sums(expected, METRICS), truth.sums(table, METRICS)
    missing = {name: whole[name] - kept[name] for name in METRICS}
    print(
        f"\n{three_days.name}, windows of {window} days, {days[0]} to {days[1]}: missing are {missing[CONVERSIONS]} of "
        f"{whole[CONVERSIONS]} conversions ({share(missing, whole, CONVERSIONS)}) and {missing[PAYMENTS]} of "
        f"{whole[PAYMENTS]} of payments ({share(missing, whole, PAYMENTS)})")
    assert missing["spend"] == 0 < whole["spend"]
    if window + 1 <= 3:
        assert three_days.differences(id, *days) == []
    else:
        assert missing[CONVERSIONS] > 0 and missing[PAYMENTS] > 0


def share(part: dict[str, Decimal], whole: dict[str, Decimal], name: str) -> str:
    return f"{100 * part[name] / whole[name]:.1f} %"


@pytest.mark.parametrize("window", WINDOWS)
def test_the_days_of_the_longest_window_lose_nothing(longest_window: Course, window: int) -> None:
    assert longest_window.differences(account_of(longest_window, window), date.fromisoformat(START), date.max) == []


@pytest.mark.parametrize("window", WINDOWS)
def test_by_default_no_conversion_is_lost(by_default: Course, window: int) -> None:
    id = account_of(by_default, window)
    first, last = date.fromisoformat(START), by_default.last_final_day(id, window)
    # Days whose windows passed long ago and days that were hardly final.
    assert len({key.split("|")[-1] for key in of_days(by_default.expected, id, first, last)}) > 20
    assert by_default.differences(id, first, last) == []
    assert by_default.differences(id, by_default.read_from[id], date.max) == []
