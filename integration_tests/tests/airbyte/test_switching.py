"""A connection changes from Airbyte's connector to this one or back, and its sync resumes from the existing state.

The rows that both have delivered together (the later row of a key counts) are the truth of the account, except for what
Airbyte's connector does not read. Each exception has its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support import airbyte, asked, streams
from support.account import NO_TIME, Account, Rows, cursors, day_of, handed_on, metrics_of, unlike
from support.airbyte import Household
from support.breadth import broad
from support.connector import Run
from support.streams import TIMES, WINDOW

pytestmark = pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)

LEVELS_AND_ACCOUNTS = ("advertisers", "advertiser_ids", "campaigns", "ad_groups", "ads")
EARLIER, ITS_NOW, LATER = "2026-10-30T23:30:00Z", "2026-11-03T23:30:00Z", "2026-11-07T23:30:00Z"
# Airbyte's connector drops changes that are later than its clock, and treats every account's time as UTC.
ITS_CLOCK = "2026-11-04T12:00:00Z"
FLAGS = ("--now", EARLIER, "--advertisers", "2", "--ads-per-advertiser", "3", "--no-special")
LOOKBACK = timedelta(days=3)
# Its reports include deleted objects only then; ours always do.
SETTINGS = {"attribution_window": LOOKBACK.days, "include_deleted": True}


@cache
def chosen() -> list[str]:
    """The streams of the connection: one level of each kind of report, or all of them.

    Not included are streams that have a row per day here and one row for all days there, which are always read in full;
    lists whose records have no account there (another suite tests their states); and countries by the hour, which take
    Airbyte's connector minutes.
    """
    names = [
        name for name in airbyte.comparable()
        if not {*streams.key_of(name)} & {*WINDOW} and not ("_by_country" in name and "_hourly" in name)
        and (streams.is_report(name) or name in LEVELS_AND_ACCOUNTS)]
    reports = [name for name in names if streams.is_report(name)]
    # Breakdowns differ only in their keys, so one of them represents all.
    usual = [
        name for name in airbyte.one_of_each_kind(reports)
        if not streams.of(name).breakdown or name == "campaigns_audience_reports_by_platform_daily"]
    return [name for name in names if name not in reports or name in broad(usual, reports)]


def dated() -> list[str]:
    return [name for name in chosen() if streams.cursor_of(name) in TIMES]


@dataclass(frozen=True)
class Switch:
    """Two syncs of one account, the second by the other connector and from the state of the first."""

    account: Account
    first: Run
    second: Run
    # The objects that were deleted when Airbyte's connector read.
    deleted_for_airbyte: set[str]
    # The first day that the second sync requested, by stream and account.
    windows: dict[str, dict[str, date]]
    # Also with the metrics that Airbyte's connector requests.
    truth: dict[str, Rows]
    together: dict[str, Rows]

    @classmethod
    def of(cls, account: Account, first: Run, second: Run, theirs: Run, deleted: set[str]) -> Switch:
        requests = account.simulation.requests()
        return cls(
            account, first, second, deleted, {name: asked.first_days(name, requests) for name in dated()},
            {name: account.truth(name, metrics_of(theirs, name)) for name in chosen()},
            {name: account.rows(name, first, second) for name in chosen()})

    def wrong(self, stream: str) -> set[str]:
        """The keys of rows that differ from the truth."""
        return unlike(self.truth[stream], self.together[stream])

    def news(self, stream: str) -> set[str]:
        """The keys of rows that the first sync did not deliver as they are in the truth now."""
        return unlike(self.truth[stream], self.account.rows(stream, self.first))

    def objects(self, stream: str) -> list[tuple[str, dict[str, Any]]]:
        """The keys of rows, each with its object's attributes; accounts have none."""
        return [(key, self.account.objects.get(key.split("|")[0], {})) for key in self.truth[stream]]

    def unchanged(self, stream: str) -> set[str]:
        """Objects that are older than the first day: Airbyte's connector leaves them out of a first sync."""
        start = str(self.account.start)
        return {key for key, it in self.objects(stream) if (it.get("modify_time") or start) < start}

    def top_view(self, stream: str) -> set[str]:
        """Objects of TopView campaigns: Airbyte's connector does not request them."""
        return {key for key, it in self.objects(stream) if it.get("buying_type") == "RESERVATION_TOP_VIEW"}

    def deleted(self, stream: str) -> set[str]:
        """Rows of deleted objects, which Airbyte's connector requests without effect, with the filter's old name."""
        if "_audience_" not in stream and "_lifetime" not in stream:
            return set()
        return {key for key in self.truth[stream] if key.split("|")[0] in self.deleted_for_airbyte}


@pytest.fixture(scope="module")
def to_ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    """Airbyte's connector reads; days pass; ours continues with the existing catalog."""
    with Household.open(tmp_path_factory.mktemp("to_ours"), *FLAGS, clock=ITS_CLOCK) as household:
        account = Account(household, date(2026, 10, 30), **SETTINGS)
        account.move(ITS_NOW)
        deleted = account.deleted
        first = household.airbyte.read(account.config, *chosen())
        account.move(LATER)
        second = household.read_ours(
            account.config, *chosen(), now=LATER, state=handed_on(first), offered=airbyte.discovered())
        yield Switch.of(account, first, second, first, deleted)


@pytest.fixture(scope="module")
def to_airbyte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    """Ours reads; days pass; Airbyte's connector continues with our catalog."""
    with Household.open(tmp_path_factory.mktemp("to_airbyte"), *FLAGS, clock=ITS_CLOCK) as household:
        account = Account(household, date(2026, 10, 25), **SETTINGS)
        first = household.read_ours(account.config, *chosen(), now=EARLIER)
        account.move(ITS_NOW)
        second = household.airbyte.read(
            account.config, *chosen(), state=handed_on(first), offered=streams.discovered())
        yield Switch.of(account, first, second, second, account.deleted)


def left_out_before(switch: Switch, stream: str) -> set[str]:
    """What Airbyte's connector did not read, and ours does not read again."""
    if streams.is_report(stream):
        windows = switch.windows.get(stream, {})
        return {
            key for key in switch.deleted(stream) if stream in dated()
            and day_of(stream, key) < windows[switch.account.objects[key.split("|")[0]]["advertiser_id"]]}
    if stream in ("advertisers", "advertiser_ids"):
        return set()
    known = cursors(switch.first, stream)
    spaced = {id: cursor.rstrip("Z") for id, cursor in known.items()}
    times = {key: (it["modify_time"], spaced[it["advertiser_id"]]) for key, it in switch.objects(stream)}
    before = {key for key in switch.top_view(stream) if times[key][0] < times[key][1]}
    return switch.unchanged(stream) | before


def left_out_since(switch: Switch, stream: str) -> set[str]:
    """What Airbyte's connector does not read."""
    left_out = switch.deleted(stream)
    if not streams.is_report(stream):
        left_out |= switch.top_view(stream)
    if stream == "ads":
        left_out |= behind_an_ad_without_time(switch)
    if streams.cursor_of(stream) == "stat_time_hour":
        # Of each day only the hours from the cursor on.
        [hour] = {cursor[-8:] for cursor in cursors(switch.first, stream).values()}
        left_out |= {key for key in switch.truth[stream] if key[-8:] < hour}
    return left_out


def behind_an_ad_without_time(switch: Switch) -> set[str]:
    """Airbyte's connector stops early in an account's ads, which are sorted newest first."""
    stops = {
        record["advertiser_id"]: record["ad_id"] for record in switch.second.records["ads"]
        if record.get("modify_time") == NO_TIME}
    return {
        key for key, it in switch.objects("ads") if int(key) < stops.get(int(it["advertiser_id"]), 0)}


def surprises(switch: Switch, expected: Callable[[Switch, str], set[str]]) -> dict[str, dict[str, list[str]]]:
    """By stream, the rows that are unexpectedly wrong, and those that are unexpectedly right."""
    found = {}
    for stream in chosen():
        wrong, known = switch.wrong(stream), switch.news(stream) & expected(switch, stream)
        told = {"wrong": sorted(wrong - known)[:4], "right": sorted(known - wrong)[:4]}
        if any(told.values()):
            found[stream] = told
    return found


def test_ours_goes_on_without_a_gap(to_ours: Switch) -> None:
    assert [stream for stream in chosen() if not to_ours.truth[stream]] == []
    assert surprises(to_ours, left_out_before) == {}


def test_airbyte_s_goes_on_with_what_it_reads(to_airbyte: Switch) -> None:
    assert [stream for stream in chosen() if not to_airbyte.truth[stream]] == []
    assert surprises(to_airbyte, left_out_since) == {}


@pytest.mark.parametrize("direction", ("to_ours", "to_airbyte"))
def test_reports_are_read_from_the_cursor_less_the_attribution_window(
    direction: str, request: pytest.FixtureRequest
) -> None:
    switch: Switch = request.getfixturevalue(direction)
    assert [stream for stream in dated() if not switch.news(stream)] == [], "no time has gone by"
    known = {stream: cursors(switch.first, stream) for stream in dated()}
    accounts = set(switch.account.simulation.advertiser_ids)
    assert {stream: set(of_accounts) for stream, of_accounts in known.items()} == dict.fromkeys(dated(), accounts)
    assert switch.windows == {
        stream: {id: date.fromisoformat(cursor[:10]) - LOOKBACK for id, cursor in of_accounts.items()}
        for stream, of_accounts in known.items()}
    assert min(min(windows.values()) for windows in switch.windows.values()) > switch.account.start


@pytest.mark.parametrize("direction", ("to_ours", "to_airbyte"))
@pytest.mark.parametrize("stream", ("campaigns", "ad_groups"))
def test_objects_are_handed_over_from_the_cursor_on(
    stream: str, direction: str, request: pytest.FixtureRequest
) -> None:
    switch: Switch = request.getfixturevalue(direction)
    assert switch.second.records[stream], "no time has gone by"
    known = cursors(switch.first, stream)
    for record in switch.second.records[stream]:
        cursor = known[str(record["advertiser_id"])]
        assert record["modify_time"].replace("T", " ") >= cursor.rstrip("Z")


def test_ours_hands_over_no_column_that_the_old_catalog_does_not_have(to_ours: Switch) -> None:
    for stream, records in to_ours.second.records.items():
        properties = airbyte.discovered()[stream]["json_schema"]["properties"]
        for record in records:
            assert record.keys() <= properties.keys()
            assert record.get("metrics", {}).keys() <= properties.get("metrics", {}).get("properties", {}).keys()


@pytest.mark.parametrize("direction", ("to_ours", "to_airbyte"))
def test_only_airbyte_s_ads_fail(direction: str, request: pytest.FixtureRequest) -> None:
    """Because of an ad whose time of change is null."""
    switch: Switch = request.getfixturevalue(direction)
    for run in (switch.first, switch.second):
        failed = {stream for stream, statuses in run.statuses.items() if statuses[-1] != "COMPLETE"}
        has_met_it = any(record.get("modify_time") == NO_TIME for record in run.records["ads"])
        assert failed == ({"ads"} if has_met_it else set())
    assert {switch.first.returncode, switch.second.returncode} == {0, 1}


@pytest.mark.broad
def test_without_an_attribution_window_ours_looks_back_as_far_as_ad_groups_and_airbyte_s_not_at_all(
    tmp_path: Path
) -> None:
    """Its specification promises three days, but without that setting in the configuration it has no lookback."""
    stream = "advertisers_reports_daily"
    with Household.open(tmp_path, *FLAGS, clock=ITS_CLOCK) as household:
        account = Account(household, date(2026, 10, 20))
        first = household.read_ours(account.config, stream, now=EARLIER)
        days = {id: date.fromisoformat(cursor) for id, cursor in cursors(first, stream).items()}
        account.move(ITS_NOW)
        household.read_ours(account.config, stream, now=ITS_NOW, state=handed_on(first))
        starts = asked.first_days(stream, account.simulation.requests())
        assert starts.keys() == days.keys()
        # The ad groups have windows of seven days, and the first read was at least a day after its cursor.
        assert all(day - timedelta(days=7) <= starts[id] < day - LOOKBACK for id, day in days.items())
        account.move(ITS_NOW)
        assert household.airbyte.read(account.config, stream, state=handed_on(first)).returncode == 0
        assert asked.first_days(stream, account.simulation.requests()) == days
        assert household.proxy.targets == {f"{airbyte.HOST}:443"}, "it asks others, too"
