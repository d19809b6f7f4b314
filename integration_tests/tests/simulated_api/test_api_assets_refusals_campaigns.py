"""Every refusal of a Smart+ or GMV Max request works: a correct request with a single mistake is refused."""

from __future__ import annotations

from typing import Any

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.refusals import is_refusal, not_refused

SMART_PLUS = tuple(f"smart_plus/{level}/get/" for level in ("campaign", "adgroup", "ad"))
CAMPAIGNS, REPORT, STORES = "gmv_max/campaign/get/", "gmv_max/report/get/", "gmv_max/store/list/"


def right(api: SimulatedAPI, path: str) -> dict[str, Any]:
    """The parameters of a request that passes."""
    account = {"advertiser_id": api.advertiser_ids[0]}
    if path == CAMPAIGNS:
        return account | product()
    if path != REPORT:
        return account
    return {
        **account,
        "store_ids": [api.truth(what=STORES, rows=1, **account)["records"][0]["store_id"]],
        "dimensions": ["campaign_id", "stat_time_day"],
        "metrics": ["cost", "schedule_type"],
        "filtering": {"gmv_max_promotion_types": ["PRODUCT"]},
        "start_date": "2026-10-05",
        "end_date": "2026-11-03",
    }


def many(count: int) -> list[str]:
    return [str(7_000_000_000_000_000_000 + number) for number in range(count)]


def filtered(**filtering: Any) -> dict[str, Any]:
    return {"filtering": filtering}


def product(**filtering: Any) -> dict[str, Any]:
    return filtered(gmv_max_promotion_types=["PRODUCT_GMV_MAX"], **filtering)


# The change to a correct request (None: removed), and the text of the refusal.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "GMV Max of no kind": (CAMPAIGNS, {"filtering": {}}, "gmv_max_promotion_types: Missing"),
    "GMV Max without filtering": (CAMPAIGNS, {"filtering": None}, "filtering: Missing"),
    "GMV Max of a report's kind": (
        CAMPAIGNS,
        filtered(gmv_max_promotion_types=["PRODUCT"]),
        "'PRODUCT' is not acceptable",
    ),
    "11 stores": (CAMPAIGNS, product(store_ids=many(11)), "maximum length 10"),
    "101 GMV Max campaigns": (CAMPAIGNS, product(campaign_ids=many(101)), "maximum length 100"),
    "GMV Max of all statuses": (CAMPAIGNS, product(primary_status="STATUS_ALL"), "'STATUS_ALL' is not acceptable"),
    "GMV Max NOT_DELETE": (CAMPAIGNS, product(primary_status="STATUS_NOT_DELETE"), "primary_status"),
    "GMV Max of buying types": (CAMPAIGNS, product(buying_types=["AUCTION"]), "buying_types"),
    "GMV Max by a day": (CAMPAIGNS, product(creation_filter_start_time="2026-11-01"), "creation_filter"),
    "GMV Max by modification": (CAMPAIGNS, product(modified_after="2026-11-01 00:00:00"), "modified_after"),
    "field of a store": (CAMPAIGNS, {"fields": ["store_id"]}, "error is store_id"),
    "sales of no store": (REPORT, {"store_ids": None}, "store_ids: Missing"),
    "sales of two stores": (REPORT, {"store_ids": many(2)}, "maximum length 1"),
    "sales of an unknown store": (REPORT, {"store_ids": many(1)}, "is not available for GMV Max"),
    "sales without metrics": (REPORT, {"metrics": None}, "metrics: Missing"),
    "spend": (REPORT, {"metrics": ["cost", "spend"]}, "Invalid metric fields: ['spend']"),
    "metric of the other kind": (REPORT, {"metrics": ["live_views"]}, "Invalid metric fields: ['live_views']"),
    "metrics of creatives": (
        REPORT,
        {"metrics": ["product_clicks", "cost", "ad_click_rate"]},
        "Invalid metric fields: ['product_clicks', 'ad_click_rate']",
    ),
    "metric of a stream": (
        REPORT,
        {"metrics": ["live_name"], **filtered(gmv_max_promotion_types=["LIVE"])},
        "Invalid metric fields: ['live_name']",
    ),
    "sales of an account's campaigns": (
        REPORT,
        {"dimensions": ["advertiser_id", "campaign_id"]},
        "not a supported grouping",
    ),
    "sorted by a name": (REPORT, {"sort_field": "schedule_type"}, "sort_field: 'schedule_type'"),
    "both kinds": (REPORT, filtered(gmv_max_promotion_types=["PRODUCT", "LIVE"]), "one type is required"),
    "no kind": (REPORT, {"filtering": None}, "one type is required"),
    "kind of the list": (REPORT, filtered(gmv_max_promotion_types=["PRODUCT_GMV_MAX"]), "not acceptable"),
    "sales without dimensions": (REPORT, {"dimensions": None}, "dimensions: Missing"),
    "four dimensions": (
        REPORT,
        {"dimensions": ["advertiser_id", "campaign_id", "stat_time_day", "room_id"]},
        "maximum length 3",
    ),
    "dimension unknown": (REPORT, {"dimensions": ["ad_id"]}, "'ad_id' is not acceptable"),
    "two times": (
        REPORT,
        {"dimensions": ["campaign_id", "stat_time_day", "stat_time_hour"]},
        "cannot be grouped",
    ),
    "sales of items": (REPORT, {"dimensions": ["campaign_id", "item_group_id"]}, "is not simulated"),
    "31 days of sales": (REPORT, {"start_date": "2026-10-04"}, "must not exceed 30 day"),
    "two days by the hour": (
        REPORT,
        {"dimensions": ["campaign_id", "stat_time_hour"], "start_date": "2026-11-02"},
        "must not exceed 1 day",
    ),
    "366 days of sales": (
        REPORT,
        {"dimensions": ["campaign_id"], "start_date": "2025-11-03"},
        "must not exceed 365 day",
    ),
    "sales backwards": (REPORT, {"start_date": "2026-11-04"}, "must not be later"),
    "a day of hours": (REPORT, {"end_date": "2026-11-03 00:00:00"}, "end_date: Not a valid date"),
    "statuses unknown": (
        REPORT,
        filtered(gmv_max_promotion_types=["PRODUCT"], campaign_statuses=["STATUS_NOT_DELETE"]),
        "'STATUS_NOT_DELETE' is not acceptable",
    ),
    "101 campaigns' sales": (
        REPORT,
        filtered(gmv_max_promotion_types=["PRODUCT"], campaign_ids=many(101)),
        "maximum length 100",
    ),
    "sorted by what is not asked": (REPORT, {"sort_field": "orders"}, "sort_field: 'orders'"),
    "filtering of a report": (REPORT, {"filtering": [{"field_name": "x"}]}, "filtering: Not a valid object"),
}


def test_wrong_gmv_max_requests_are_refused(api: SimulatedAPI) -> None:
    assert not_refused(REFUSED, lambda path, changes: api.envelope(path, {**right(api, path), **changes})) == {}


def test_wrong_smart_plus_requests_are_refused(api: SimulatedAPI) -> None:
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        (filtered(buying_types=["AUCTION"]), "buying_types"),
        (filtered(campaign_system_origins=["PROMOTE"]), "campaign_system_origins"),
        (filtered(ad_ids=["1"]), "Unknown field(s) ['ad_ids']"),
        (filtered(campaign_ids=many(101)), "maximum length 100"),
        (filtered(primary_status="STATUS_GONE"), "primary_status"),
        (filtered(creation_filter_end_time="2026-11-01"), "creation_filter_end_time"),
        ({"fields": ["campaign_name", "colour"]}, "fields.1: one or more value of the param"),
        ({"exclude_field_types_in_response": ["NULL_FIELD"]}, "Unknown parameter"),
    )
    for path in SMART_PLUS:
        for changes, words in refused:
            envelope = api.envelope(path, {**right(api, path), **changes})
            assert is_refusal(envelope, words), (path, changes, envelope)


def test_only_smart_plus_ads_take_their_own_filters(api: SimulatedAPI) -> None:
    for filtering in ({"modified_after": "2026-11-01 00:00:00"}, {"smart_plus_ad_ids": ["1"]}):
        wanted = {"filtering": filtering}
        codes = [api.envelope(path, {**right(api, path), **wanted})["code"] for path in SMART_PLUS]
        assert codes == [40002, 40002, 0]
    wrong = filtered(smart_plus_ad_ids=many(101))
    assert api.envelope(SMART_PLUS[2], {**right(api, SMART_PLUS[2]), **wrong})["code"] == 40002


def test_a_store_without_gmv_max_is_refused(api: SimulatedAPI) -> None:
    stores = api.truth(what=STORES, rows=1, advertiser_id=api.advertiser_ids[0])["records"]
    unusable = [store["store_id"] for store in stores if not store["is_gmv_max_available"]]
    envelope = api.envelope(REPORT, {**right(api, REPORT), "store_ids": unusable[:1]})
    assert envelope["code"] == 40002 and "is not available for GMV Max" in envelope["message"]


def test_what_the_page_of_smart_plus_ads_does_not_list_can_be_refused(api: SimulatedAPI) -> None:
    path, fields = SMART_PLUS[2], {"fields": ["smart_plus_ad_id", "ad_name"]}
    with SimulatedAPI("--now", NOW, "--as-documented") as strict:
        assert api.envelope(path, {**right(api, path), **fields})["code"] == 0
        assert strict.envelope(path, {**right(strict, path), **fields})["code"] == 40002
