"""The daily counts of the simulated API other than reports: pixels' events and GMV Max sales."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.breadth import broad

STATISTICS, REPORT, INSTANT_PAGE = "pixel/event/stats/", "gmv_max/report/get/", "pixel/instant_page/event/"
SUMS = ("cost", "net_cost", "orders", "gross_revenue")
KIND_METRICS = {
    "PRODUCT": ("campaign_name", "roas_bid", "schedule_end_time", "bid_type"),
    "LIVE": ("live_views", "cost_per_live_view", "10_second_live_views", "live_follows", "identity_id"),
}


def pixels(api: SimulatedAPI, account: str) -> list[str]:
    records = api.truth(what="pixel/list/", rows=1, advertiser_id=account)["records"]
    return [pixel["pixel_id"] for pixel in records]


def statistics(api: SimulatedAPI, account: str, ids: list[str], start: str, end: str) -> list[dict[str, Any]]:
    wanted = {"pixel_ids": ids, "date_range": {"start_date": start, "end_date": end}}
    envelope = api.envelope(STATISTICS, {"advertiser_id": account, **wanted})
    assert envelope["code"] == 0 and set(envelope["data"]) == {"list"}
    return envelope["data"]["list"]


def counts(records: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    """Every count by pixel, event and name."""
    return Counter(
        {
            (record["pixel_id"], event["pixel_event_type"], event["custom_event_type"], name): value
            for record in records
            for event in record["statistics"]
            for name, value in event.items()
            if name.endswith("_count")
        }
    )


def test_windows_of_pixel_events_add_up_to_the_truth(api: SimulatedAPI) -> None:
    account = api.advertiser_ids[1]
    ids = pixels(api, account)[:10]
    windows = [("2026-09-05", "2026-10-04"), ("2026-10-05", "2026-10-20"), ("2026-10-21", "2026-11-03")]
    parts = [statistics(api, account, ids, *window) for window in windows]
    assert [record["pixel_id"] for record in parts[0]] == ids
    truth = api.truth(
        what=STATISTICS, rows=1, advertiser_id=account, start="2026-09-05", end="2026-11-03"
    )["records"]
    whole = counts([record for record in truth if record["pixel_id"] in ids])
    assert sum((counts(part) for part in parts), Counter()) == +whole and len(whole) > 20
    assert [] in [record["statistics"] for record in truth]
    for record in truth:
        for event in record["statistics"]:
            halves = event["browser_event_total_count"] + event["server_event_total_count"]
            assert halves == event["total_count"] >= event["attributed_count"]


def test_the_running_day_of_pixels_grows(api: SimulatedAPI) -> None:
    account = api.advertiser_ids[0]
    ids, today = pixels(api, account)[:10], ("2026-11-03", "2026-11-03")
    noon = counts(statistics(api, account, ids, *today))
    assert not counts(statistics(api, account, ids, "2026-11-04", "2026-11-05"))
    api.control("POST", "clock", {"advance_seconds": 6 * 3600})
    evening = counts(statistics(api, account, ids, *today))
    api.control("POST", "clock", {"advance_seconds": 86_400})
    whole = counts(statistics(api, account, ids, *today))
    assert noon < evening < whole
    assert noon and sum(noon.values()) < sum(evening.values()) < sum(whole.values())


def test_instant_page_events_are_an_enumeration(api: SimulatedAPI) -> None:
    def pairs(**params: Any) -> set[tuple[str, str]]:
        data = api.envelope(INSTANT_PAGE, {"advertiser_id": api.advertiser_ids[0], **params})["data"]
        assert [record["business_type"] for record in data["list"]] == ["TIKTOK_INSTANT_PAGE"]
        found = set()
        for objective in data["list"][0]["instant_page_events"]["objective_types"]:
            for goal in objective["optimization_goals"]:
                assert goal["optimization_events"] == ["BUTTON"]
                found.add((objective["objective_type"], goal["optimization_goal"]))
        return found

    everything = pairs()
    assert len(everything) > 4
    assert pairs(objective_type="WEB_CONVERSIONS") == {pair for pair in everything if pair[0] == "CONVERSIONS"}
    assert pairs(optimization_goal="CLICK") == {pair for pair in everything if pair[1] == "CLICK"}
    assert pairs(objective_type="TRAFFIC", optimization_goal="CLICK") == {("TRAFFIC", "CLICK")}
    assert pairs(is_retargeting=True) < everything == pairs(is_retargeting=False)
    truth = api.truth(what=INSTANT_PAGE, rows=1)
    assert truth["count"] == len(api.advertiser_ids)
    assert truth["records"][0]["advertiser_id"] == api.advertiser_ids[0]


def sales(api: SimulatedAPI, kind: str, dimensions: list[str], start: str, end: str, **more: Any) -> list[Any]:
    """The rows of all accounts and their usable stores, each with both ids."""
    rows = []
    stores = api.truth(what="gmv_max/store/list/", rows=1)["records"]
    filtering = {"gmv_max_promotion_types": [kind], **more.pop("filtering", {})}
    for store in stores:
        if not store["is_gmv_max_available"]:
            continue
        request = {
            "advertiser_id": store["advertiser_id"],
            "store_ids": [store["store_id"]],
            "dimensions": dimensions,
            "metrics": [*SUMS, "roi", "cost_per_order", *KIND_METRICS[kind]],
            "start_date": start,
            "end_date": end,
            "filtering": filtering,
            **more,
        }
        ids = {"advertiser_id": store["advertiser_id"], "store_id": store["store_id"]}
        rows += [{**ids, **row} for row in api.records(REPORT, request, page_size=7)]
    return rows


def keyed(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    found = {tuple(row["dimensions"].values()): row for row in rows}
    assert len(found) == len(rows)
    return found


WINDOWS = (
    (None, "2025-11-04", "2026-11-03"),
    ("stat_time_day", "2026-10-05", "2026-11-03"),
    ("stat_time_hour", "2026-11-03", "2026-11-03"),
    ("stat_time_hour", "2026-10-25", "2026-10-25"),
)
SALES = [
    (kind, *window, include_deleted)
    for number, (kind, window) in enumerate(product(("PRODUCT", "LIVE"), WINDOWS))
    # By default every window of a kind once, with deleted campaigns in turn.
    for include_deleted in broad([(number + number // len(WINDOWS)) % 2 == 0], [False, True])
]


@pytest.mark.parametrize(("kind", "time_dimension", "start", "end", "include_deleted"), SALES)
def test_sales_add_up_to_the_truth(
    api: SimulatedAPI, kind: str, time_dimension: str | None, start: str, end: str, include_deleted: bool
) -> None:
    dimensions = ["campaign_id", *([time_dimension] if time_dimension else [])]
    filtering = {"campaign_statuses": ["STATUS_ALL"]} if include_deleted else {}
    rows = keyed(sales(api, kind, dimensions, start, end, filtering=filtering))
    truth = api.truth(
        what=REPORT,
        rows=1,
        start=start,
        end=end,
        promotion_type=kind,
        include_deleted=int(include_deleted),
        dimensions=",".join(dimensions),
        metrics=",".join([*SUMS, "roi", "cost_per_order", *KIND_METRICS[kind]]),
    )
    assert rows == keyed(truth["records"]) and rows
    for row in rows.values():
        assert all(isinstance(value, str) for value in (*row["metrics"].values(), *row["dimensions"].values()))
        if time_dimension:
            assert len(row["dimensions"][time_dimension]) == 19


def test_days_add_up_to_the_window_and_hours_to_the_day(api: SimulatedAPI) -> None:
    def summed(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
        sums: Counter[tuple[str, str]] = Counter()
        for row in rows:
            for name in SUMS:
                sums[row["dimensions"]["campaign_id"], name] += round(float(row["metrics"][name]) * 100)
        return sums

    by_day = sales(api, "PRODUCT", ["campaign_id", "stat_time_day"], "2026-10-05", "2026-11-03")
    whole = sales(api, "PRODUCT", ["campaign_id"], "2026-10-05", "2026-11-03")
    assert summed(by_day) == summed(whole)
    yesterday = [row for row in by_day if row["dimensions"]["stat_time_day"] == "2026-11-02 00:00:00"]
    by_hour = sales(api, "PRODUCT", ["campaign_id", "stat_time_hour"], "2026-11-02", "2026-11-02")
    assert summed(by_hour) == summed(yesterday) and len(by_hour) == 24 * len(yesterday) > 0


def test_deleted_campaigns_hide_their_sales_by_default(api: SimulatedAPI) -> None:
    window = ("2026-10-05", "2026-11-03")
    shown = keyed(sales(api, "PRODUCT", ["campaign_id"], *window))
    everything = keyed(
        sales(api, "PRODUCT", ["campaign_id"], *window, filtering={"campaign_statuses": ["STATUS_ALL"]})
    )
    deleted = keyed(
        sales(api, "PRODUCT", ["campaign_id"], *window, filtering={"campaign_statuses": ["STATUS_DELETE"]})
    )
    assert deleted and everything == shown | deleted and not shown.keys() & deleted.keys()
    active, paused, stopped = (
        keyed(sales(api, "PRODUCT", ["campaign_id"], *window, filtering={"campaign_statuses": [status]}))
        for status in ("STATUS_DELIVERY_OK", "STATUS_DISABLE", "STATUS_NOT_DELIVERY")
    )
    assert active | paused == shown and not stopped
    one = next(iter(shown))[0]
    only = sales(api, "PRODUCT", ["campaign_id"], *window, filtering={"campaign_ids": [one]})
    assert keyed(only).keys() == {(one,)}


def test_running_days_are_the_accounts_own_and_grow(api: SimulatedAPI) -> None:
    """In Tonga a day is over before it has begun in Honolulu."""
    tomorrow = str(date(2026, 11, 3) + timedelta(days=1))
    rows = sales(api, "PRODUCT", ["campaign_id", "stat_time_day"], "2026-11-03", tomorrow)
    days = {(row["advertiser_id"], row["dimensions"]["stat_time_day"][:10]) for row in rows}
    assert (api.advertiser_ids[2], tomorrow) in days and (api.advertiser_ids[3], tomorrow) not in days
    api.control("POST", "clock", {"advance_seconds": 4 * 3600})
    later = keyed(sales(api, "PRODUCT", ["campaign_id", "stat_time_day"], "2026-11-03", tomorrow))
    before = keyed(rows)
    assert before.keys() <= later.keys()
    grown = [
        float(later[key]["metrics"]["cost"]) - float(row["metrics"]["cost"]) for key, row in before.items()
    ]
    assert min(grown) >= 0 < max(grown)


ALL_SHOPS = ("all_shops_orders", "all_shops_cost_per_order", "all_shops_gross_revenue", "all_shops_roi")


def test_all_shops_are_counted_in_numbers_and_have_what_the_shop_has(api: SimulatedAPI) -> None:
    request = {"metrics": ["orders", "cost", "gross_revenue", *ALL_SHOPS]}
    rows = sales(api, "LIVE", ["campaign_id", "stat_time_day"], "2026-10-20", "2026-11-03", **request)
    assert rows
    for row in (row["metrics"] for row in rows):
        assert not any(isinstance(row[name], str) for name in ALL_SHOPS)
        assert row["all_shops_orders"] >= int(row["orders"])
        assert row["all_shops_gross_revenue"] >= float(row["gross_revenue"])
        assert abs(row["all_shops_roi"] - row["all_shops_gross_revenue"] / float(row["cost"])) < 0.01
    assert any(row["metrics"]["all_shops_orders"] > int(row["metrics"]["orders"]) for row in rows)


def test_rows_may_be_sorted(api: SimulatedAPI) -> None:
    dimensions = ["campaign_id", "stat_time_day"]
    rows = sales(api, "LIVE", dimensions, "2026-10-20", "2026-11-03")
    sorted_rows = sales(api, "LIVE", dimensions, "2026-10-20", "2026-11-03", sort_field="cost", sort_type="ASC")
    assert keyed(rows) == keyed(sorted_rows)
    one = [float(row["metrics"]["cost"]) for row in sorted_rows if row["store_id"] == rows[0]["store_id"]]
    unsorted = [float(row["metrics"]["cost"]) for row in rows if row["store_id"] == rows[0]["store_id"]]
    assert one == sorted(one) != unsorted


def test_gmv_max_reports_have_a_limit_of_their_own() -> None:
    with SimulatedAPI("--now", NOW, "--gmv-max-qps", "2", "--gmv-max-qpm", "3") as api:
        store = next(
            store
            for store in api.truth(what="gmv_max/store/list/", rows=1)["records"]
            if store["is_gmv_max_available"]
        )
        request = {
            "advertiser_id": store["advertiser_id"],
            "store_ids": [store["store_id"]],
            "dimensions": ["campaign_id"],
            "metrics": ["cost"],
            "start_date": "2026-11-01",
            "end_date": "2026-11-02",
            "filtering": {"gmv_max_promotion_types": ["PRODUCT"]},
        }
        envelopes = [api.envelope(REPORT, request) for _ in range(3)]
        assert [envelope["code"] for envelope in envelopes] == [0, 0, 40100]
        assert "/gmv_max/report/get/'s QPS limit of 2" in envelopes[2]["message"]
        others = [api.envelope("ad/get/", {"advertiser_id": store["advertiser_id"]})["code"] for _ in range(5)]
        assert others == [0] * 5
        time.sleep(1.1)
        envelopes = [api.envelope(REPORT, request) for _ in range(2)]
        assert [envelope["code"] for envelope in envelopes] == [0, 40100]
        assert "QPM limit of 3" in envelopes[1]["message"]
