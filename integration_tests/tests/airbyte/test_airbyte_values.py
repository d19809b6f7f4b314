"""Airbyte's connector and this one read an account at the same moment: the same rows with the same values.

The differences are listed here, each with its reason, and named in `Schemas/from-airbyte.md`. A difference that is not
listed fails a test, and so does a listed one that no longer exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support import airbyte, comparison, streams
from support.airbyte import Household
from support.breadth import broad
from support.comparison import Key, Reading, Way
from support.streams import TIMES

pytestmark = pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)

NOW = "2026-11-03T23:30:00Z"
# Airbyte's connector drops changes that are later than its clock, and treats every account's time as UTC.
ITS_CLOCK = "2026-11-04T12:00:00Z"
# Objects of every kind have been created since then.
ANCHOR = ("--anchor", "2026-10-05")
SMALL = ("--advertisers", broad("2", "3"), "--ads-per-advertiser", "3", *ANCHOR)
# One account whose ads all show their time of change, so that Airbyte's connector also reads their stream completely.
TIMED = ("--advertisers", "1", "--rows-per-day", "9", *ANCHOR)
# Airbyte's connector needs much time for each row.
RECENT = broad("2026-11-02", "2026-11-01")
YEAR, PAST = "2025-11-04", "2016-09-01"


def undated(stream: str) -> bool:
    return streams.cursor_of(stream) not in TIMES


def is_by_breakdown(stream: str) -> bool:
    """Whether it is one of the many streams that are read like others."""
    return "_by_" in stream or stream == "campaigns_audience_reports_daily"


def not_by_country_and_hour(stream: str) -> bool:
    """All streams but those that take minutes there; by default one level of each breakdown."""
    if is_by_breakdown(stream) and stream not in broad(
        airbyte.one_of_each_kind(airbyte.comparable_reports()), (stream,)
    ):
        return False
    if "_hourly" not in stream:
        return True
    return not is_by_breakdown(stream) and stream in broad(("campaigns_reports_hourly",), (stream,))


def some_by_the_hour(stream: str) -> bool:
    """All streams but most of the slow ones."""
    return not is_by_breakdown(stream) and ("_hourly" not in stream or stream == "ads_reports_hourly")


WAYS = (
    Way("the last days", RECENT, not_by_country_and_hour, SMALL),
    Way("the last days, deleted objects included", RECENT, some_by_the_hour, SMALL, include_deleted=True),
    Way("the whole past", PAST, undated, SMALL),
    *broad((), (Way("the whole past, deleted objects included", PAST, undated, SMALL, include_deleted=True),)),
    Way("ads with times", PAST, lambda stream: stream == "ads", TIMED),
)
by_ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


class Readings:
    """Each way is read once, when a test needs it."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._readings: dict[str, Reading] = {}

    def of(self, way: Way) -> Reading:
        if way.name not in self._readings:
            folder = self._factory.mktemp("household")
            with Household.open(folder, "--now", NOW, *way.flags, clock=ITS_CLOCK) as household:
                self._readings[way.name] = Reading(way, household, NOW)
        return self._readings[way.name]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Readings:
    return Readings(tmp_path_factory)


@dataclass(frozen=True)
class Gap:
    """Rows that Airbyte's connector does not have. ``holds`` returns whether a row of ours is one of them."""

    name: str
    holds: Callable[[Reading, str, Key], bool]


def is_deleted(reading: Reading, stream: str, key: Key) -> bool:
    return streams.is_report(stream) and reading.objects.get(key[0], {}).get("deleted", False)


def is_filtered_by_the_old_name(stream: str) -> bool:
    """Whether it requests deleted objects with `filters`, which TikTok ignores."""
    return "_lifetime" in stream or "_audience_" in stream


def is_unchanged(reading: Reading, stream: str, key: Key) -> bool:
    return (reading.ours[stream][key].get("modify_time") or "9") < reading.way.start


GAPS = (
    Gap("deleted objects in reports", lambda reading, stream, key: (
        is_deleted(reading, stream, key) and not reading.way.with_deleted)),
    Gap("deleted objects in lifetime and audience reports", lambda reading, stream, key: (
        is_deleted(reading, stream, key) and reading.way.with_deleted and is_filtered_by_the_old_name(stream))),
    Gap("TopView and Promote campaigns, their ad groups, ads and report rows", lambda reading, stream, key: (
        "TOP_VIEW" in reading.objects.get(key[0], {}).get("buying_type", "")
        or reading.objects.get(key[0], {}).get("system_origin") == "PROMOTE")),
    Gap("objects that did not change after `start_date`", lambda reading, stream, key: (
        streams.cursor_of(stream) == "modify_time" and is_unchanged(reading, stream, key))),
    Gap("images and videos behind a page with one that did not change", lambda reading, stream, key: (
        key in reading.behind_unchanged(stream))),
    Gap("ads behind one whose `modify_time` is null", lambda reading, stream, key: (
        stream == "ads" and key[0] in reading.behind_an_ad_without_time)),
    Gap("`advertisers_audience_reports_lifetime` of more than a year", lambda reading, stream, key: (
        stream == "advertisers_audience_reports_lifetime" and reading.way.start < YEAR)),
)


@dataclass(frozen=True)
class Deviation:
    """A value that differs. ``holds`` returns whether two values, theirs and ours, differ in that way."""

    field: str
    concerns: Callable[[str], bool]
    holds: Callable[[Any, Any], bool]


def only(*names: str) -> Callable[[str], bool]:
    return lambda stream: stream in names


def is_lacking(theirs: Any, ours: Any) -> bool:
    return theirs is None


def ends_in_a_zone(theirs: Any, ours: Any) -> bool:
    return theirs == f"{ours}Z"


def moment(time: str) -> float:
    return datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp()


FILES = ("creative_assets_images", "creative_assets_videos", "creative_assets_music")
# Lists whose records TikTok sends without their account.
OF_ACCOUNTS = {
    "creative_assets_images", "creative_assets_videos", "creative_assets_portfolios", "creative_assets_music",
    "spark_ads", "audiences", "pixels",
}

DEVIATIONS = (
    Deviation("skip_learning_phase", only("ad_groups"), lambda theirs, ours: (
        type(ours) is bool and type(theirs) is int and theirs == ours)),
    Deviation("creative_material_mode", only("ad_groups"), lambda theirs, ours: theirs == "None" and ours is None),
    Deviation("video_download_disabled", only("ad_groups"), lambda theirs, ours: theirs is False and ours is None),
    Deviation("branded_content_disabled", only("ads"), lambda theirs, ours: (
        type(ours) is bool and theirs == str(ours))),
    Deviation("page_id", only("ads"), lambda theirs, ours: float(theirs) == float(ours)),
    Deviation("modify_time", only("ads"), lambda theirs, ours: theirs == "None" and ours is None),
    Deviation("advertiser_id", lambda stream: streams.is_report(stream) or stream in OF_ACCOUNTS, is_lacking),
    Deviation("create_time", only(*FILES), ends_in_a_zone),
    Deviation("modify_time", only(*FILES), ends_in_a_zone),
    Deviation("create_time", only("pixels"), lambda theirs, ours: (
        type(ours) is str and theirs.isdigit() and moment(ours) == int(theirs) // 1000)),
    Deviation("timezone", streams.is_report, is_lacking),
    Deviation("currency", streams.is_report, is_lacking),
    Deviation("start_date", lambda stream: "_lifetime" in stream, is_lacking),
    Deviation("end_date", lambda stream: "_lifetime" in stream, is_lacking),
)
MORE_METRICS = "more metrics"
AHEAD = "days that have begun ahead of UTC"


def deviation(reading: Reading, stream: str, field: str, theirs: Any, ours: Any) -> str | None:
    """The name of the listed difference that matches this one, if any."""
    kind, _, metric = field.rpartition(".")
    if kind == "metrics" and metric not in reading.metrics_asked_for[stream]:
        return MORE_METRICS
    for each in DEVIATIONS:
        if each.field == field and each.concerns(stream) and each.holds(theirs, ours):
            return f"`{field}`"
    return None


@by_ways
def test_both_have_the_same_rows(way: Way, readings: Readings) -> None:
    reading = readings.of(way)
    wrong: dict[str, dict[str, list[Key]]] = {}
    for stream in way.streams:
        theirs, ours = reading.theirs[stream].keys(), reading.ours[stream].keys()
        gaps = {key for key in ours if any(gap.holds(reading, stream, key) for gap in GAPS)}
        found = {
            "theirs alone": theirs - ours, "ours alone, in no listed gap": ours - theirs - gaps,
            "of both, in a listed gap": gaps & theirs}
        if told := {name: sorted(keys)[:4] for name, keys in found.items() if keys}:
            wrong[stream] = told
    assert wrong == {}
    assert [stream for stream in way.streams if not reading.ours[stream]] == []
    assert way.streams


@by_ways
def test_rows_of_both_have_the_same_values(way: Way, readings: Readings) -> None:
    reading = readings.of(way)
    wrong: dict[str, list[Any]] = {}
    for stream in way.streams:
        unlike = [each for each in reading.unlike(stream) if deviation(reading, stream, *each[1:]) is None]
        if unlike:
            wrong[stream] = unlike[:4]
    assert wrong == {}


@by_ways
def test_only_streams_of_which_it_lacks_rows_fail_there(way: Way, readings: Readings) -> None:
    run = readings.of(way).airbyte
    failed = {stream for stream, statuses in run.statuses.items() if statuses[-1] != "COMPLETE"}
    expected = {"ads"} if way.flags == SMALL else set()
    if way.start < YEAR and "advertisers_audience_reports_lifetime" in way.streams:
        expected.add("advertisers_audience_reports_lifetime")
    assert failed == expected
    assert run.returncode == bool(expected), run.stdout[-2000:] + run.stderr


def found(readings: Readings) -> set[str | None]:
    """The names of all differences that were found."""
    names: set[str | None] = set()
    for reading in map(readings.of, WAYS):
        for stream in reading.way.streams:
            names |= {deviation(reading, stream, *each[1:]) for each in reading.unlike(stream)}
            missing = reading.ours[stream].keys() - reading.theirs[stream].keys()
            # A gap counts only if no other one explains it.
            for key in missing:
                reasons = [gap.name for gap in GAPS if gap.holds(reading, stream, key)]
                names |= set(reasons) if len(reasons) == 1 else set()
    return names


def listed() -> set[str]:
    return {*(gap.name for gap in GAPS), *(f"`{each.field}`" for each in DEVIATIONS), MORE_METRICS}


def test_days_that_have_begun_ahead_of_utc_are_not_read_there(tmp_path: Path) -> None:
    """It reads up to the current day in UTC, when it is already tomorrow in Tokyo."""
    stream = "advertisers_reports_daily"
    with Household.open(tmp_path, "--now", NOW, *SMALL, clock=NOW) as household:
        config = household.simulation.config(start_date=RECENT)
        theirs = household.airbyte.read(config, stream, mode="full_refresh").records[stream]
        ours = household.read_ours(config, stream, now=NOW, mode="full_refresh").records[stream]
    read, there = (comparison.by_key(stream, records).keys() for records in (theirs, ours))
    assert {day for _, day in there - read} == {"2026-11-04 00:00:00"}
    assert max(day for _, day in read) == "2026-11-03 00:00:00"


def test_every_listed_difference_is_still_there(readings: Readings) -> None:
    assert listed() - found(readings) == set()


def test_the_page_has_a_row_for_each_difference_and_none_else() -> None:
    rows = re.findall(r"^\| (?!difference|---)(.*?) \|", airbyte.page(), re.M)
    assert {name for row in rows for name in row.split(" · ")} == {*listed(), AHEAD}
