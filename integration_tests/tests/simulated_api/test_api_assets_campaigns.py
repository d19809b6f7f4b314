"""Upgraded Smart+ and GMV Max objects of the simulated API: pages, filters, deletions, and the truth."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from simulated_api.process import SimulatedAPI
from support.breadth import broad

DAY_SECONDS = 86_400
# How many days pass between two reads.
DAYS = broad(4, 1)
SMART_PLUS = {
    "smart_plus/campaign/get/": "campaign_id",
    "smart_plus/adgroup/get/": "adgroup_id",
    "smart_plus/ad/get/": "smart_plus_ad_id",
}
GMV_MAX = "gmv_max/campaign/get/"
KINDS = {"gmv_max_promotion_types": ["PRODUCT_GMV_MAX", "LIVE_GMV_MAX"]}
PATHS = {**SMART_PLUS, GMV_MAX: "campaign_id"}


def everything(api: SimulatedAPI, path: str, page_size: int = 100, **filtering: Any) -> dict[str, dict[str, Any]]:
    """The records of all accounts by id. GMV Max has no status for all, so deleted campaigns are requested separately."""
    if path == GMV_MAX and filtering.get("primary_status") == "STATUS_ALL":
        del filtering["primary_status"]
        deleted = everything(api, path, page_size, primary_status="STATUS_DELETE", **filtering)
        alive = everything(api, path, page_size, **filtering)
        assert not alive.keys() & deleted.keys()
        return alive | deleted
    found: dict[str, dict[str, Any]] = {}
    if path == GMV_MAX:
        filtering = {**KINDS, **filtering}
    for account in api.advertiser_ids:
        for record in api.records(path, {"advertiser_id": account, "filtering": filtering}, page_size):
            assert record["advertiser_id"] == account and record[PATHS[path]] not in found
            found[record[PATHS[path]]] = record
    return found


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("include_deleted", [False, True])
def test_pages_add_up_to_the_truth(api: SimulatedAPI, path: str, include_deleted: bool) -> None:
    filtering = {"primary_status": "STATUS_ALL"} if include_deleted else {}
    found = everything(api, path, page_size=2, **filtering)
    truth = api.truth(what=path, rows=1, include_deleted=int(include_deleted))
    assert {record[PATHS[path]]: record for record in truth["records"]} == found
    assert truth["count"] == len(found) > 6
    deleted = {id for id, record in found.items() if record["secondary_status"].endswith("DELETE")}
    assert bool(deleted) == include_deleted
    assert everything(api, path, primary_status="STATUS_DELETE").keys() == deleted or not include_deleted


@pytest.mark.parametrize("path", PATHS)
def test_statuses_and_creation_select(api: SimulatedAPI, path: str) -> None:
    alive = everything(api, path)
    running = everything(api, path, primary_status="STATUS_DELIVERY_OK")
    paused = everything(api, path, primary_status="STATUS_DISABLE")
    assert running.keys() | paused.keys() == alive.keys() and not running.keys() & paused.keys()
    assert running and paused
    assert all(record["secondary_status"].endswith("DISABLE") for record in paused.values())
    border = sorted(record["create_time"] for record in alive.values())[4]
    young = everything(api, path, creation_filter_start_time=border)
    old = everything(api, path, creation_filter_end_time=border)
    assert young.keys() | old.keys() == alive.keys()
    assert {record["create_time"] for id, record in young.items() if id in old} == {border}


@pytest.mark.parametrize("path", PATHS)
def test_the_clock_brings_new_changed_and_deleted_objects(api: SimulatedAPI, path: str) -> None:
    days = [everything(api, path, primary_status="STATUS_ALL")]
    for _ in range(20 // DAYS):
        api.control("POST", "clock", {"advance_seconds": DAYS * DAY_SECONDS})
        days.append(everything(api, path, primary_status="STATUS_ALL"))
    first, last = days[0], days[-1]
    assert first.keys() < last.keys() or path == "smart_plus/campaign/get/"
    assert any(
        last[id]["secondary_status"].endswith("DELETE") and not first[id]["secondary_status"].endswith("DELETE")
        for id in first
    )
    for earlier, later in pairwise(days):
        assert earlier.keys() <= later.keys()
        for id, record in earlier.items():
            assert (record == later[id]) == (record["modify_time"] == later[id]["modify_time"])
            assert record["modify_time"] <= later[id]["modify_time"]


def test_smart_plus_objects_are_those_of_the_other_lists(api: SimulatedAPI) -> None:
    """With the same ids, names and times; the ads are asset groups of the ads there."""
    for level in ("campaign", "adgroup"):
        upgraded = everything(api, f"smart_plus/{level}/get/")
        for account in api.advertiser_ids:
            ids = [id for id, record in upgraded.items() if record["advertiser_id"] == account]
            if not ids:
                continue
            request = {"advertiser_id": account, "filtering": {f"{level}_ids": ids}, "page_size": 100}
            for other in api.envelope(f"{level}/get/", request)["data"]["list"]:
                record = upgraded.pop(other[f"{level}_id"])
                for name in ("modify_time", "create_time", f"{level}_name", "secondary_status"):
                    assert record[name] == other[name]
                assert other["campaign_automation_type"] == "UPGRADED_SMART_PLUS"
        assert not upgraded
    for ad in everything(api, "smart_plus/ad/get/").values():
        wanted = {"advertiser_id": ad["advertiser_id"], "filtering": {"adgroup_ids": [ad["adgroup_id"]]}}
        creatives = {each["ad_id"] for each in api.envelope("ad/get/", wanted)["data"]["list"]}
        assert {each["ad_material_id"] for each in ad["creative_list"]} <= creatives | {ad["smart_plus_ad_id"]}
        assert ad["smart_plus_ad_id"] not in creatives


def test_smart_plus_ads_are_in_reports_by_ad_id_v2(api: SimulatedAPI) -> None:
    told = set()
    for account in api.advertiser_ids:
        report = {
            "advertiser_id": account,
            "report_type": "BASIC",
            "data_level": "AUCTION_AD",
            "dimensions": ["ad_id_v2", "stat_time_day"],
            "start_date": "2026-10-05",
            "end_date": "2026-11-03",
            "metrics": ["spend", "campaign_automation_type"],
        }
        for row in api.records("report/integrated/get/", report, 1000):
            if row["metrics"]["campaign_automation_type"] == "UPGRADED_SMART_PLUS":
                told.add(row["dimensions"]["ad_id_v2"])
    assert told and told <= everything(api, "smart_plus/ad/get/", primary_status="STATUS_ALL").keys()


def test_modified_after_is_strict(api: SimulatedAPI) -> None:
    ads = everything(api, "smart_plus/ad/get/", primary_status="STATUS_ALL")
    border = sorted(ad["modify_time"] for ad in ads.values())[5]
    found = everything(api, "smart_plus/ad/get/", primary_status="STATUS_ALL", modified_after=border)
    assert found == {id: ad for id, ad in ads.items() if ad["modify_time"] > border} and found
    api.control("DELETE", "log")
    everything(api, "smart_plus/ad/get/", modified_after="2026-01-01 00:00:00")
    assert api.control("GET", "log")[0]["notes"] == ["modified_after is older than six months"]


def test_ids_select(api: SimulatedAPI) -> None:
    ads = everything(api, "smart_plus/ad/get/")
    one = next(iter(ads.values()))
    for key, name in (
        ("campaign_ids", "campaign_id"),
        ("adgroup_ids", "adgroup_id"),
        ("smart_plus_ad_ids", "smart_plus_ad_id"),
    ):
        found = everything(api, "smart_plus/ad/get/", **{key: [one[name]]})
        assert one["smart_plus_ad_id"] in found and {ad[name] for ad in found.values()} == {one[name]}
    campaigns = list(everything(api, GMV_MAX))[:2]
    assert everything(api, GMV_MAX, campaign_ids=campaigns).keys() == set(campaigns)


def test_gmv_max_campaigns_by_kind_and_store(api: SimulatedAPI) -> None:
    kinds = [
        everything(api, GMV_MAX, gmv_max_promotion_types=[kind]) for kind in ("PRODUCT_GMV_MAX", "LIVE_GMV_MAX")
    ]
    assert all(kinds) and kinds[0].keys() | kinds[1].keys() == everything(api, GMV_MAX).keys()
    assert not kinds[0].keys() & kinds[1].keys()
    stores = api.truth(what="gmv_max/store/list/", rows=1)["records"]
    by_store = [everything(api, GMV_MAX, store_ids=[store["store_id"]]) for store in stores]
    assert sum(map(len, by_store)) == len(everything(api, GMV_MAX))
    for store, found in zip(stores, by_store, strict=True):
        assert store["is_gmv_max_available"] or not found
    assert {"store_id", "promotion_days"}.isdisjoint(next(iter(kinds[0].values())))


def test_fields(api: SimulatedAPI) -> None:
    account = api.advertiser_ids[0]
    request = {"advertiser_id": account, "fields": ["campaign_name", "modify_time"]}
    for path in ("smart_plus/campaign/get/", GMV_MAX):
        records = api.envelope(path, {**request, "filtering": KINDS if path == GMV_MAX else {}})["data"]["list"]
        assert records and all(set(record) == {"campaign_name", "modify_time"} for record in records)
    ads = api.envelope("smart_plus/ad/get/", {"advertiser_id": account, "fields": ["ad_name"]})["data"]["list"]
    assert all(set(ad) == {"ad_name", "advertiser_id", "smart_plus_ad_id"} for ad in ads) and ads


def test_stores_come_whole(api: SimulatedAPI) -> None:
    truth = api.truth(what="gmv_max/store/list/", rows=1)["records"]
    found = []
    for account in api.advertiser_ids:
        data = api.envelope("gmv_max/store/list/", {"advertiser_id": account})["data"]
        assert set(data) == {"store_list"}
        found += [{"advertiser_id": account, **store} for store in data["store_list"]]
    assert found == truth[::1] or sorted(map(json.dumps, found)) == sorted(map(json.dumps, truth))
    assert {store["is_gmv_max_available"] for store in found} == {True, False}


def test_what_the_sandbox_has(api: SimulatedAPI) -> None:
    """Smart+ objects have no secondary status; there are no shops, pixels and posts, whatever is granted."""
    sandbox = {"advertiser_id": api.ready["sandbox_advertiser_id"]}
    for path in SMART_PLUS:
        records = api.envelope(path, sandbox, sandbox=True)["data"]["list"]
        assert records and not any("secondary_status" in record for record in records)
    for path in ("dmp/custom_audience/list/", "file/video/ad/search/", "file/image/ad/search/"):
        assert api.envelope(path, sandbox, sandbox=True)["data"]["list"]
    assert api.envelope("file/music/get/", sandbox, sandbox=True)["data"]["musics"]
    assert api.envelope("creative/portfolio/list/", sandbox, sandbox=True)["data"]["creative_portfolios"]
    for path in (
        "pixel/list/",
        "pixel/event/stats/",
        "pixel/instant_page/event/",
        "tt_video/list/",
        "gmv_max/store/list/",
        GMV_MAX,
        "gmv_max/report/get/",
    ):
        envelope = api.envelope(path, sandbox, sandbox=True)
        assert envelope["code"] == 40001
        assert envelope["message"] == f"/{path} is not available in the sandbox."
