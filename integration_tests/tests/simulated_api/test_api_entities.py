"""Entities of the simulated API: defaults, pages, a history that follows the clock, and refusals."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.breadth import broad
from support.refusals import not_refused

ENTITIES = ("campaign", "adgroup", "ad")
DAY_SECONDS = 86_400
# How many days pass between two reads.
DAYS = broad(4, 1)
BUYING_TYPES = (["AUCTION", "RESERVATION_RF"], ["RESERVATION_TOP_VIEW"])


def everything(api: SimulatedAPI, entity: str, page_size: int = 100, **filtering: Any) -> dict[str, dict[str, Any]]:
    """The records of all advertisers and buying types, by id."""
    found: dict[str, dict[str, Any]] = {}
    for id in api.advertiser_ids:
        for types in BUYING_TYPES:
            wanted = {"advertiser_id": id, "filtering": {"buying_types": types, **filtering}}
            for record in api.records(f"{entity}/get/", wanted, page_size):
                assert record[f"{entity}_id"] not in found, "a record came twice"
                found[record[f"{entity}_id"]] = record
    return found


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("include_deleted", [False, True])
def test_a_naive_client_collects_the_truth(api: SimulatedAPI, entity: str, include_deleted: bool) -> None:
    filtering = {"primary_status": "STATUS_ALL"} if include_deleted else {}
    records = everything(api, entity, page_size=7, **filtering)
    truth = api.truth(what=entity, include_deleted=int(include_deleted), rows=1)
    assert truth["count"] == len(records) > 10
    assert records.keys() == truth["rows"].keys()
    for id, row in truth["rows"].items():
        assert records[id][f"{entity}_name"] == row["name"]
        assert records[id].get("modify_time") == row["modify_time"]
        assert (records[id]["operation_status"] == "DELETE") == row["deleted"]
    assert any(row["deleted"] for row in truth["rows"].values()) == include_deleted


@pytest.mark.parametrize("entity", ENTITIES)
def test_either_status_filter_shows_deleted_objects(api: SimulatedAPI, entity: str) -> None:
    by_primary = everything(api, entity, primary_status="STATUS_ALL")
    by_secondary = everything(api, entity, secondary_status=f"{entity.upper()}_STATUS_ALL")
    deleted = everything(api, entity, primary_status="STATUS_DELETE")
    assert by_primary == by_secondary
    assert len(everything(api, entity)) + len(deleted) == len(by_primary)
    assert deleted


def test_campaigns_may_show_deleted_ones_by_default() -> None:
    with SimulatedAPI("--now", NOW, "--campaigns-default-all") as api:
        assert everything(api, "campaign") == everything(api, "campaign", primary_status="STATUS_ALL")


def test_pages(api: SimulatedAPI) -> None:
    request = {"advertiser_id": api.advertiser_ids[0]}
    first = api.envelope("ad/get/", request)["data"]
    assert first["page_info"]["page_size"] == len(first["list"]) == 10
    ids = [int(ad["ad_id"]) for ad in api.records("ad/get/", request, page_size=3)]
    assert ids == sorted(ids, reverse=True)
    beyond = api.envelope("ad/get/", {**request, "page": 99})["data"]
    assert beyond["list"] == [] and beyond["page_info"]["total_number"] == len(ids)


def test_fields_and_nulls(api: SimulatedAPI) -> None:
    request = {"advertiser_id": api.advertiser_ids[0]}
    some = api.envelope("ad/get/", {**request, "fields": ["ad_name", "ad_id"]})["data"]["list"]
    assert all(set(ad) == {"ad_name", "ad_id"} for ad in some)
    full = api.envelope("adgroup/get/", request)["data"]["list"][0]
    short = api.envelope("adgroup/get/", {**request, "exclude_field_types_in_response": ["NULL_FIELD"]})[
        "data"
    ]["list"][0]
    assert len(full) == 159 and None in full.values()
    assert short == {name: value for name, value in full.items() if value is not None}


def test_smart_plus_ads_lack_their_modify_time(api: SimulatedAPI) -> None:
    ads = everything(api, "ad", primary_status="STATUS_ALL").values()
    absent = [ad for ad in ads if "modify_time" not in ad]
    null = [ad for ad in ads if "modify_time" in ad and ad["modify_time"] is None]
    assert absent and null
    kinds = {row["campaign_automation_type"] for row in everything(api, "campaign").values()}
    assert kinds == {"MANUAL", "SMART_PLUS", "UPGRADED_SMART_PLUS"}


def test_modified_after_is_strict_and_passes_over_ads_without_the_time(api: SimulatedAPI) -> None:
    ads = everything(api, "ad", primary_status="STATUS_ALL")
    times = sorted({ad["modify_time"] for ad in ads.values() if ad.get("modify_time")})
    border = times[len(times) // 2]
    found = everything(api, "ad", primary_status="STATUS_ALL", modified_after=border)
    assert found.keys() == {id for id, ad in ads.items() if (ad.get("modify_time") or "") > border}


def test_old_times_are_answered_but_noted(api: SimulatedAPI) -> None:
    api.control("DELETE", "log")
    filtering = {"modified_after": "2025-01-01 00:00:00"}
    request = {"advertiser_id": api.advertiser_ids[0], "filtering": filtering}
    assert api.envelope("ad/get/", request)["code"] == 0
    assert api.control("GET", "log")[0]["notes"] == ["modified_after is older than six months"]


def test_ids_and_creation_times_select(api: SimulatedAPI) -> None:
    ads = everything(api, "ad")
    some = list(ads)[:3]
    assert everything(api, "ad", ad_ids=some).keys() == set(some)
    campaign = next(iter(ads.values()))["campaign_id"]
    assert {ad["campaign_id"] for ad in everything(api, "ad", campaign_ids=[campaign]).values()} == {campaign}
    border = sorted(ad["create_time"] for ad in ads.values())[5]
    young = everything(api, "ad", creation_filter_start_time=border)
    old = everything(api, "ad", creation_filter_end_time=border)
    assert young.keys() | old.keys() == ads.keys()
    assert all(ad["create_time"] == border for id, ad in young.items() if id in old)


@pytest.mark.parametrize("entity", ENTITIES)
def test_twenty_days_bring_new_changed_and_deleted_objects(api: SimulatedAPI, entity: str) -> None:
    """And a record never changes without a change of its modify_time, if it has one."""
    days = [everything(api, entity, primary_status="STATUS_ALL")]
    for _ in range(20 // DAYS):
        api.control("POST", "clock", {"advance_seconds": DAYS * DAY_SECONDS})
        days.append(everything(api, entity, primary_status="STATUS_ALL"))
    first, last = days[0], days[-1]
    assert first.keys() < last.keys()
    assert any(first[id]["operation_status"] != "DELETE" == last[id]["operation_status"] for id in first)
    assert any(first[id][f"{entity}_name"] != last[id][f"{entity}_name"] for id in first)
    for earlier, later in pairwise(days):
        assert earlier.keys() <= later.keys()
        for id, record in earlier.items():
            if record.get("modify_time") is not None:
                assert (record == later[id]) == (record["modify_time"] == later[id]["modify_time"])
                assert record["modify_time"] <= later[id]["modify_time"]


def test_the_clock_goes_back_to_the_same_state(api: SimulatedAPI) -> None:
    before = everything(api, "ad")
    api.control("POST", "clock", {"now": "2026-12-24T00:00:00Z"})
    assert everything(api, "ad") != before
    api.control("POST", "clock", {"now": NOW})
    assert everything(api, "ad") == before


def test_an_account_may_have_nothing(api: SimulatedAPI) -> None:
    empty = api.advertiser_ids[-1]
    for entity in ENTITIES:
        data = api.envelope(f"{entity}/get/", {"advertiser_id": empty})["data"]
        assert data["list"] == []
        assert data["page_info"] == {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0}


def test_accounts_have_fields_that_cannot_be_asked_for(api: SimulatedAPI) -> None:
    """The documents list the values of `fields`; `advertiser_name` belongs to another endpoint."""
    wanted = {"advertiser_ids": api.advertiser_ids[:1]}
    record = api.envelope("advertiser/info/", wanted)["data"]["list"][0]
    assert {"promotion_area", "advertiser_account_type", "name"} < set(record)
    for name in ("promotion_area", "advertiser_name"):
        refused = api.envelope("advertiser/info/", {**wanted, "fields": ["name", name]})
        assert refused["code"] == 40002
        assert refused["message"].startswith("fields.1: one or more value of the param is not acceptable")
        assert "'company_name_editable']" in refused["message"]
    told = api.envelope("advertiser/info/", {**wanted, "fields": ["currency", "advertiser_id"]})
    assert told["data"]["list"] == [{"currency": "USD", "advertiser_id": api.advertiser_ids[0]}]


def test_upgraded_smart_plus_comes_with_the_others(api: SimulatedAPI) -> None:
    """As campaign, ad group and creatives; only the legacy kind is a "smart performance" campaign."""
    upgraded: dict[str, set[str]] = {}
    for entity in ("campaign", "adgroup"):
        kinds = {
            record["campaign_automation_type"]: record["is_smart_performance_campaign"]
            for record in everything(api, entity).values()
        }
        assert kinds == {"MANUAL": False, "SMART_PLUS": True, "UPGRADED_SMART_PLUS": False}
        upgraded[entity] = {
            id
            for id, record in everything(api, entity).items()
            if record["campaign_automation_type"] == "UPGRADED_SMART_PLUS"
        }
    ads = {id: ad for id, ad in everything(api, "ad").items() if ad["campaign_id"] in upgraded["campaign"]}
    assert ads and {ad["adgroup_id"] for ad in ads.values()} <= upgraded["adgroup"]
    assert not any("smart_plus_ad_id" in ad or "campaign_automation_type" in ad for ad in ads.values())


def test_company_name_editable_suppresses_the_rest(api: SimulatedAPI) -> None:
    ids = api.advertiser_ids[:1]
    fields = ["name", "company_name_editable"]
    record = api.envelope("advertiser/info/", {"advertiser_ids": ids, "fields": fields})["data"]["list"][0]
    assert set(record) == {"advertiser_id", "company_name_editable"}
    record = api.envelope("advertiser/info/", {"advertiser_ids": ids})["data"]["list"][0]
    assert record["timezone"] == "Etc/GMT+8" and record["display_timezone"] == "America/Los_Angeles"
    assert isinstance(record["create_time"], int)


# A correct request with a single mistake, and the text of the refusal.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown field": (
        "ad/get/", {"fields": ["ad_id", "colour"]},
        "fields.1: one or more value of the param is not acceptable, correct is ['"),
    "field of another entity": ("campaign/get/", {"fields": ["ad_name"]}, "error is ad_name"),
    "filters instead of filtering": (
        "ad/get/", {"filters": {"primary_status": "STATUS_ALL"}}, "Unknown parameter(s): ['filters']"),
    "advertiser_id at the accounts": ("advertiser/info/", {}, "Unknown parameter(s): ['advertiser_id']"),
    "fields not JSON": ("ad/get/", {"fields": "ad_id"}, "fields: Not valid JSON"),
    "filtering malformed": ("ad/get/", {"filtering": "{"}, "filtering: Not valid JSON"),
    "filtering an array": ("ad/get/", {"filtering": []}, "filtering: Not a valid"),
    "modified_after on campaigns": (
        "campaign/get/", {"filtering": {"modified_after": "2026-11-01 00:00:00"}}, "modified_after"),
    "modified_after of a day": ("ad/get/", {"filtering": {"modified_after": "2026-11-01"}}, "modified_after"),
    "modified_after in ISO": ("ad/get/", {"filtering": {"modified_after": "2026-11-01T00:00:00Z"}}, "modified_after"),
    "creation filter wrong": (
        "campaign/get/", {"filtering": {"creation_filter_start_time": "2026-13-01 00:00:00"}}, "creation_filter"),
    "status of another level": ("ad/get/", {"filtering": {"secondary_status": "CAMPAIGN_STATUS_ALL"}}, "secondary"),
    "TIME_DONE campaigns": ("campaign/get/", {"filtering": {"primary_status": "STATUS_TIME_DONE"}}, "primary"),
    "TOP_VIEW with others": (
        "campaign/get/", {"filtering": {"buying_types": ["AUCTION", "RESERVATION_TOP_VIEW"]}}, "TOP_VIEW"),
    "101 ids": ("ad/get/", {"filtering": {"ad_ids": [str(n) for n in range(101)]}}, "maximum length 100"),
    "ids as numbers": ("ad/get/", {"filtering": {"ad_ids": [1]}}, "ad_ids"),
    "page_size 1001": ("ad/get/", {"page_size": 1001}, "page_size"),
    "page 0": ("ad/get/", {"page": "0"}, "page"),
    "unknown parameter": ("ad/get/", {"page_sise": 10}, "page_sise"),
    "null field kind": ("ad/get/", {"exclude_field_types_in_response": ["NULL"]}, "NULL_FIELD"),
    "advertiser_id missing": ("ad/get/", {"advertiser_id": None}, "advertiser_id: Missing"),
    "advertiser_id no id": ("ad/get/", {"advertiser_id": "one"}, "advertiser_id: Not a valid id"),
}


def test_wrong_requests_are_refused(api: SimulatedAPI) -> None:
    assert not_refused(
        REFUSED, lambda path, params: api.envelope(path, {"advertiser_id": api.advertiser_ids[0], **params})
    ) == {}
