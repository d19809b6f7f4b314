"""Lifetimes of the simulated API, and windows without a time dimension: nothing of a long life is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI

TODAY = date(2026, 11, 4)  # in the time zone that is furthest ahead
REPORT = "report/integrated/get/"
LEVELS = {"ADVERTISER": "advertiser_id", "CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
BREAKDOWNS = {"BASIC": (), "AUDIENCE": ("gender", "age"), "AUDIENCE by country": ("country_code",)}
METRICS = ("spend", "impressions", "cpm", "conversion")


@pytest.fixture(scope="module")
def api() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--advertiser-lifetime", "--no-special") as api:
        yield api


@pytest.fixture(scope="module")
def old(api: SimulatedAPI) -> str:
    """The account that is older than two years."""
    [id] = [id for id, created in births(api).items() if created < TODAY - timedelta(730)]
    return id


def births(api: SimulatedAPI) -> dict[str, date]:
    """The day before each account was created, which is early enough in every time zone."""
    rows = api.truth(what="advertiser", rows=1)["rows"]
    return {
        id: datetime.fromtimestamp(row["create_time"], UTC).date() - timedelta(1) for id, row in rows.items()
    }


def rows(api: SimulatedAPI, id: str, kind: str, level: str, **dates: Any) -> dict[str, dict[str, str]]:
    """The rows of a window, or of the lifetime; deleted objects included."""
    dimensions = [LEVELS[level], *BREAKDOWNS[kind]]
    status = {"field_name": f"{level.lower()}_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}
    wanted = {
        "advertiser_id": id,
        "report_type": kind.split()[0],
        "data_level": f"AUCTION_{level}",
        "dimensions": dimensions,
        "metrics": METRICS,
        "filtering": None if level == "ADVERTISER" else [status],
        **(dates or {"query_lifetime": True}),
    }
    found = list(api.records(REPORT, wanted, page_size=50))
    keyed = {"|".join([id, *row["dimensions"].values()]): row["metrics"] for row in found}
    assert len(keyed) == len(found)
    return keyed


def truth(api: SimulatedAPI, id: str, kind: str, level: str, **dates: Any) -> dict[str, Any]:
    return api.truth(
        what="report",
        report_type=kind.split()[0],
        data_level=f"AUCTION_{level}",
        dimensions=",".join([LEVELS[level], *BREAKDOWNS[kind]]),
        metrics=",".join(METRICS),
        advertiser_id=id,
        include_deleted=1,
        rows=1,
        **dates,
    )


def years(first: date) -> Iterator[tuple[date, date]]:
    """Consecutive windows of 365 days, from the first day to today."""
    while first <= TODAY:
        last = min(first + timedelta(364), TODAY)
        yield first, last
        first = last + timedelta(1)


@pytest.mark.parametrize("level", LEVELS)
def test_a_lifetime_is_more_than_the_last_year(api: SimulatedAPI, old: str, level: str) -> None:
    life = rows(api, old, "BASIC", level)
    told = truth(api, old, "BASIC", level)
    assert life == told["rows"]
    start = TODAY - timedelta(364)
    year = rows(api, old, "BASIC", level, start_date=str(start), end_date=str(TODAY))
    assert spend(life) == Decimal(told["sums"]["spend"]) > spend(year) > 0
    spent = [{key for key, row in rows.items() if row["impressions"] != "0"} for rows in (year, life)]
    assert spent[0] == spent[1] if level == "ADVERTISER" else spent[0] < spent[1]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", BREAKDOWNS)
def test_years_without_a_time_dimension_are_true_and_add_up_to_the_lifetime(
    api: SimulatedAPI, old: str, kind: str, level: str
) -> None:
    total = Decimal(0)
    windows = list(years(births(api)[old]))
    assert len(windows) == 3
    for start, end in windows:
        found = rows(api, old, kind, level, start_date=str(start), end_date=str(end))
        assert found == truth(api, old, kind, level, start=str(start), end=str(end))["rows"]
        assert spend(found) > 0
        total += spend(found)
    assert total == Decimal(truth(api, old, kind, level)["sums"]["spend"])
    assert total == Decimal(truth(api, old, "BASIC", "ADVERTISER")["sums"]["spend"])


def spend(rows: dict[str, dict[str, str]]) -> Decimal:
    return sum((Decimal(row["spend"]) for row in rows.values()), Decimal(0))
