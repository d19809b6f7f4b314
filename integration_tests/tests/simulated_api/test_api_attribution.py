"""Attribution windows of the simulated API: each ad group has its own, and its conversions grow for so long."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import NOW
from simulated_api.model.agency import Agency
from simulated_api.model.attribution import attribution_windows
from simulated_api.model.clock import local_moment, parse_moment
from simulated_api.model.delivery import Maturity
from simulated_api.model.metrics import Additive, Maturing, formula
from simulated_api.model.settings import ModelSettings
from simulated_api.process import SimulatedAPI
from support.api_requests import LEVELS
from support.naive_client import collect, request, sums
from support.simulation import INTEGRATION_TESTS

DAY = date(2026, 10, 26)
# An amount, of which a hundredth of a day can be seen.
PAYMENT = "total_complete_payment_rate"
FIELDS = ("click_attribution_window", "view_attribution_window", "engaged_view_attribution_window")
NAMES = {"OFF": 0, "ONE_DAY": 1, "SEVEN_DAYS": 7, "TWENTY_EIGHT_DAYS": 28}
# The thousandths of a day's conversions that are visible so many days later.
VISIBLE = {
    1: {0: 400, 1: 700, 2: 1000, 7: 1000, 8: 1000, 28: 1000, 29: 1000, 30: 1000},
    7: {0: 400, 1: 475, 2: 550, 7: 925, 8: 1000, 28: 1000, 29: 1000, 30: 1000},
    28: {0: 400, 1: 421, 2: 442, 7: 545, 8: 566, 28: 980, 29: 1000, 30: 1000},
}
ALONE = ("--attribution-windows", "1", "--attribution-windows", "7", "--attribution-windows", "28")


@pytest.fixture(scope="module")
def alone() -> Iterator[SimulatedAPI]:
    """Three accounts, whose ad groups all have windows of one day, of seven and of 28."""
    with SimulatedAPI("--now", NOW, "--no-special", "--advertisers", "3", *ALONE) as api:
        yield api


@pytest.fixture(scope="module")
def mixed() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--attribution-windows", "1,7,28") as api:
        yield api


def adgroups(api: SimulatedAPI, path: str = "adgroup/get/", **more: Any) -> dict[str, dict[str, Any]]:
    """All ad groups of the API's accounts, deleted ones included."""
    status = {"filtering": {"primary_status": "STATUS_ALL"}}
    found = {}
    for id in api.advertiser_ids:
        for record in api.records(path, {"advertiser_id": id, **status, **more}):
            found[record["adgroup_id"]] = record
    return found


def longest(record: dict[str, Any]) -> int:
    """The days of the longest window, which are TikTok's defaults if none is shown."""
    texts = [record.get(name) for name in FIELDS]
    return max(7 if text is None else NAMES[text] for text in texts)


def in_units(text: str) -> int:
    """A count, or an amount in cents."""
    return int(text.replace(".", ""))


def at_noon(api: SimulatedAPI, account: int, day: date) -> None:
    """Moves the clock to noon of that day in the time zone of the account."""
    rows = api.truth(what="advertiser", rows=1)["rows"]
    zone = ZoneInfo(rows[api.advertiser_ids[account]]["timezone"])
    now = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(ZoneInfo("UTC"))
    api.control("POST", "clock", {"now": now.isoformat().replace("+00:00", "Z")})


@pytest.mark.parametrize(("account", "window"), list(enumerate(VISIBLE)))
def test_conversions_grow_until_the_window_and_the_correction_have_passed(
    alone: SimulatedAPI, account: int, window: int
) -> None:
    names = ["spend", "conversion", "complete_payment", PAYMENT, "real_time_conversion", "clicks"]
    wanted = request("AD", ["ad_id", "stat_time_day"], str(DAY), str(DAY), metrics=names)
    readings = {}
    for age in VISIBLE[window]:
        at_noon(alone, account, DAY + timedelta(days=age))
        readings[age] = collect(alone, wanted, [alone.advertiser_ids[account]])
    final = readings.pop(30)
    assert len(final) >= 3
    for key, row in readings.pop(0).items():  # of half a day
        for name in ("conversion", "complete_payment"):
            assert int(row[name]) <= int(final[key][name]) * VISIBLE[window][0] // 1000
    for age, rows in readings.items():
        assert rows.keys() == final.keys()
        for key, row in rows.items():
            for name in ("conversion", "complete_payment", PAYMENT):
                part = in_units(final[key][name]) * VISIBLE[window][age] // 1000
                assert in_units(row[name]) == part, (age, key, name)
            # These are corrected on the next day and need no window.
            for name in ("spend", "real_time_conversion", "clicks"):
                assert row[name] == final[key][name], (age, key)
    assert sums(readings[window], "conversion") != sums(final, "conversion") == sums(
        readings[{1: 2, 7: 8, 28: 29}[window]], "conversion"
    )


@pytest.mark.parametrize(("account", "window"), list(enumerate(VISIBLE)))
def test_every_day_of_the_window_brings_conversions(alone: SimulatedAPI, account: int, window: int) -> None:
    wanted = request("ADVERTISER", ["advertiser_id", "stat_time_day"], str(DAY), str(DAY), metrics=[PAYMENT])
    amounts = []
    for age in range(1, window + 4):
        at_noon(alone, account, DAY + timedelta(days=age))
        amounts.append(sums(collect(alone, wanted, [alone.advertiser_ids[account]]), PAYMENT)[PAYMENT])
    changes = [after > before for before, after in zip(amounts, amounts[1:], strict=False)]
    assert changes == [True] * window + [False] * 2


def test_ad_groups_show_their_windows(mixed: SimulatedAPI) -> None:
    found = adgroups(mixed)
    agency, now = Agency(ModelSettings(attribution_windows=((1, 7, 28),))), parse_moment(NOW)
    known = [group for each in agency.advertisers for group in agency.population(each).adgroups(now)]
    listed = [group for group in known if str(group.id) in found]
    assert len(listed) == len(found) > 40
    for group in listed:
        windows, record = attribution_windows(group), found[str(group.id)]
        assert windows is not None and longest(record) == windows.longest
    texts = Counter(tuple(record.get(name, "absent") for name in FIELDS) for record in found.values())
    clicks, views = ("ONE_DAY", "SEVEN_DAYS", "TWENTY_EIGHT_DAYS"), ("OFF", "ONE_DAY")
    assert set(texts) == {
        *((click, view, "ONE_DAY") for click in clicks for view in views),
        (None,) * 3,
        ("absent",) * 3,
    }
    shares = Counter(longest(record) for record in found.values())
    assert set(shares) == {1, 7, 28} and min(shares.values()) > len(found) / 5
    deleted = [record for record in found.values() if record["secondary_status"].endswith("DELETE")]
    assert {longest(record) for record in deleted} == {1, 7, 28}


def test_the_windows_alone_may_be_asked_for(mixed: SimulatedAPI) -> None:
    whole = adgroups(mixed)
    part = adgroups(mixed, fields=["adgroup_id", *FIELDS])
    assert part == {
        id: {name: record[name] for name in ("adgroup_id", *FIELDS) if name in record} for id, record in whole.items()
    }
    envelope = mixed.envelope(
        "adgroup/get/", {"advertiser_id": mixed.advertiser_ids[0], "fields": json.dumps([FIELDS[0]])}
    )
    assert envelope["code"] == 0 and {name for each in envelope["data"]["list"] for name in each} == {FIELDS[0]}


def test_upgraded_ad_groups_show_the_same_windows(mixed: SimulatedAPI) -> None:
    whole, upgraded = adgroups(mixed), adgroups(mixed, "smart_plus/adgroup/get/", filtering=None)
    both = whole.keys() & upgraded.keys()
    assert len(both) > 3
    for id in both:
        assert [whole[id].get(name) for name in FIELDS] == [upgraded[id][name] for name in FIELDS]


@pytest.mark.parametrize("day", ["2026-11-02", "2026-10-29", "2026-10-10"])
def test_all_levels_and_breakdowns_add_up(mixed: SimulatedAPI, day: str) -> None:
    names = ("spend", "impressions", "conversion")
    seen = {}
    for level, id in LEVELS.items():
        # TopView and Promote are in the account's own report only.
        kinds = {"filtering": None} if level == "ADVERTISER" else {}
        for more in (["stat_time_day"], ["stat_time_hour"], ["stat_time_day", "country_code"]):
            wanted = request(level, [id, *more], day, day, metrics=list(names), **kinds)
            seen[level, *more] = sums(collect(mixed, wanted), *names)
        kinds |= {"report_type": "AUDIENCE", "metrics": list(names)}
        audience = request(level, [id, "stat_time_day", "gender", "age"], day, day, **kinds)
        seen[level, "audience"] = sums(collect(mixed, audience), *names)
    for totals in (
        [total for key, total in seen.items() if key[0] == "ADVERTISER"],
        [total for key, total in seen.items() if key[0] != "ADVERTISER"],
    ):
        assert all(total == totals[0] for total in totals) and totals[0]["conversion"] > 0


def test_the_ads_add_up_to_the_account_in_pages_and_in_the_truth(alone: SimulatedAPI) -> None:
    alone.control("POST", "clock", {"now": NOW})
    window, names = {"start": "2026-09-20", "end": "2026-11-03"}, ["spend", "conversion", "complete_payment"]
    totals = []
    for level, id in LEVELS.items():
        dimensions = [id, "stat_time_day"]
        rows = {}
        for first, last in (("2026-09-20", "2026-10-15"), ("2026-10-16", "2026-11-03")):
            rows |= collect(alone, request(level, dimensions, first, last, metrics=names))
        told = alone.truth(
            what="report", data_level=f"AUCTION_{level}", dimensions=",".join(dimensions), metrics=",".join(names),
            include_deleted=1, rows=1, **window,
        )
        assert rows == told["rows"]
        totals.append(sums(rows, *names))
    assert all(total == totals[0] for total in totals)


def test_a_seven_day_window_is_the_default() -> None:
    """Ad groups without windows grow like those with windows of seven days."""
    agency = Agency(ModelSettings(attribution_windows=((7,),)))
    advertiser, now = agency.advertisers[0], parse_moment(NOW)
    today = local_moment(advertiser.timezone, now).day
    shown = set()
    for ad in agency.population(advertiser).ads(now):
        windows = attribution_windows(ad.adgroup)
        assert windows is not None
        shown.add(windows.shown)
        visible = [Maturity(today, 3).permille(Maturing.MOSTLY, ad, today - age) for age in (0, 1, 7, 8)]
        assert visible == [400, 475, 925, 1000]
    assert shown == {"text", "null", "absent"}


def test_without_the_flag_all_ads_grow_for_the_same_days(api: SimulatedAPI) -> None:
    records = adgroups(api)
    assert {(record["click_attribution_window"], record["view_attribution_window"]) for record in records.values()} == {
        ("SEVEN_DAYS", "ONE_DAY")}
    agency = Agency(ModelSettings())
    today = DAY.toordinal()
    for ad in agency.population(agency.advertisers[0]).ads(parse_moment(NOW)):
        assert attribution_windows(ad.adgroup) is None
        for name in ("conversion", "real_time_conversion", "spend"):
            rule = formula(name)
            assert isinstance(rule, Additive)
            visible = [Maturity(today, 3).permille(rule.maturing, ad, today - age) for age in range(5)]
            assert visible == ([991, 994, 997, 1000, 1000] if name == "spend" else [400, 600, 800, 1000, 1000])


def test_windows_change_nothing_but_when_conversions_are_seen() -> None:
    """The same objects, delivery and final values; the windows are no part of the draws."""
    plain, own = Agency(ModelSettings()), Agency(ModelSettings(attribution_windows=((1, 7, 28),)))
    now = parse_moment(NOW)
    for before, after in zip(plain.advertisers, own.advertisers, strict=True):
        ads = [[(ad.id, ad.life, ad.first_day, ad.last_day, ad.size) for ad in agency.population(each).ads(now)]
               for agency, each in ((plain, before), (own, after))]
        assert ads[0] == ads[1]


def test_a_window_that_does_not_exist_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulated_api", "serve", "--attribution-windows", "1,5"],
        cwd=INTEGRATION_TESTS, capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 2 and "no window of 5 days" in done.stderr
