"""The order of report rows: unsorted, the same within a query, different for every other query (§3.1)."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI

REPORT = "report/integrated/get/"
KINDS: dict[str, dict[str, Any]] = {
    "by day": {"dimensions": ["ad_id", "stat_time_day"]},
    "by hour": {"dimensions": ["ad_id", "stat_time_hour"], "start_date": "2026-11-03"},
    "by age": {"report_type": "AUDIENCE", "dimensions": ["ad_id", "stat_time_day", "gender", "age"]},
    "lifetime": {"dimensions": ["ad_id"], "query_lifetime": True},
}


def keys(api: SimulatedAPI, account: int = 0, page_size: int = 7, **changes: Any) -> list[tuple[str, ...]]:
    """The keys of a report's rows in the order of the pages."""
    wanted = {
        "advertiser_id": api.advertiser_ids[account],
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "metrics": ["spend"],
        "start_date": "2026-10-25",
        "end_date": "2026-11-03",
        **changes,
    }
    rows = api.records(REPORT, wanted, page_size=page_size)
    return [tuple(row["dimensions"].values()) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_other_metrics_other_order_of_the_same_rows(api: SimulatedAPI, kind: str) -> None:
    wanted = KINDS[kind]
    one, again, other = (keys(api, **wanted, metrics=[name]) for name in ("spend", "spend", "clicks"))
    assert one == again == keys(api, **wanted, page_size=5)
    assert one != other and sorted(one) == sorted(other) and len(set(one)) == len(one) > 10
    pages = [set(rows[:7]) for rows in (one, other)]
    assert pages[0] != pages[1], "the same rows on the same page"
    assert one not in (sorted(one), sorted(one, reverse=True))


def test_the_order_depends_on_filters_but_not_on_the_process(api: SimulatedAPI) -> None:
    status = [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_NOT_DELETE"]'}]
    more = [{**status[0], "filter_value": '["STATUS_NOT_DELETE","STATUS_DELIVERY_OK","STATUS_DISABLE"]'}]
    plain, filtered = keys(api, **KINDS["by day"]), keys(api, **KINDS["by day"], filtering=more)
    assert plain != filtered and sorted(plain) == sorted(filtered)
    assert plain == keys(api, **KINDS["by day"], filtering=status), "it is the default"
    with SimulatedAPI("--now", NOW, "--no-special") as other:
        assert keys(other, **KINDS["by day"], filtering=more) == filtered


def test_ordered_rows_are_ordered(api: SimulatedAPI) -> None:
    wanted = {"advertiser_id": api.advertiser_ids[0], "report_type": "BASIC", "data_level": "AUCTION_AD"}
    dates = {"start_date": "2026-10-25", "end_date": "2026-11-03", "order_field": "impressions"}
    for kind, reverse in (("ASC", False), ("DESC", True)):
        rows = api.records(REPORT, {**wanted, **dates, **KINDS["by day"], "order_type": kind}, page_size=9)
        impressions = [int(row["metrics"]["impressions"]) for row in rows]
        assert impressions == sorted(impressions, reverse=reverse) and len(impressions) > 10


def test_rows_that_come_in_leave_the_others_in_their_order(api: SimulatedAPI) -> None:
    before = keys(api, **KINDS["by hour"])
    api.control("POST", "clock", {"advance_seconds": 7200})
    after = keys(api, **KINDS["by hour"])
    assert [key for key in after if key in before] == before and len(after) > len(before)


def test_a_late_row_comes_with_a_later_request(api: SimulatedAPI) -> None:
    whole = {name: keys(api, **KINDS["by day"], metrics=[name]) for name in ("spend", "clicks", "likes")}
    api.control("POST", "faults", {"path": "^report/", "effect": {"kind": "late_row", "rows": 2, "after": 2}})
    read = {name: keys(api, **KINDS["by day"], metrics=[name]) for name in ("spend", "clicks", "likes")}
    missing = set(whole["spend"]) - set(read["spend"])
    assert len(missing) == 2 and {day for _, day in missing} == {"2026-11-03 00:00:00"}
    for name in ("spend", "clicks"):
        assert read[name] == [key for key in whole[name] if key not in missing]
        assert keys(api, **KINDS["by day"], metrics=[name]) == whole[name], "asked again, later"
    assert read["likes"] == whole["likes"]
    # Other rows are counted on their own.
    others = [len(keys(api, 1, **KINDS["by day"], metrics=[name])) for name in ("likes", "spend", "clicks")]
    assert others[0] == others[1] == others[2] - 2
