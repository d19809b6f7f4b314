"""The other lists of the simulated API: complete pages, the truth, and a history that follows the clock."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.asset_lists import LISTS, MUSIC, id_of, listed

DAY_SECONDS = 86_400
TIMED = ("file/image/ad/search/", "file/video/ad/search/")


def everything(api: SimulatedAPI, path: str, page_size: int) -> list[dict[str, Any]]:
    """The records that a naive client collects from all accounts, each with its account."""
    return [
        {"advertiser_id": account, **record}
        for account in api.advertiser_ids
        for record in listed(api, path, account, page_size).values()
    ]


def in_order(records: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True, ensure_ascii=False) for record in records)


@pytest.mark.parametrize("path", LISTS)
def test_pages_add_up_to_the_truth(api: SimulatedAPI, path: str) -> None:
    truth = api.truth(what=path, rows=1)
    assert truth["count"] == len(truth["records"]) > 50
    largest = LISTS[path][2]
    for page_size in (largest, largest // 2 - 3):
        assert in_order(everything(api, path, page_size)) == in_order(truth["records"])
    assert api.truth(what=path) == {"count": truth["count"]}
    account = api.advertiser_ids[2]
    own = api.truth(what=path, rows=1, advertiser_id=account)["records"]
    assert own == [record for record in truth["records"] if record["advertiser_id"] == account]


@pytest.mark.parametrize("path", LISTS)
def test_the_first_account_has_several_pages(api: SimulatedAPI, path: str) -> None:
    largest = 100 if path == MUSIC else LISTS[path][2]
    request = {"advertiser_id": api.advertiser_ids[0], "page_size": largest}
    data = api.envelope(path, request)["data"]
    info = data["page_info"]
    assert len(data[LISTS[path][0]]) == info["page_size"] == largest
    assert info["total_number"] > largest and info["total_page"] >= 2
    beyond = api.envelope(path, {**request, "page": 99})["data"]
    assert beyond[LISTS[path][0]] == [] and beyond["page_info"]["total_number"] == info["total_number"]


def test_default_page_sizes(api: SimulatedAPI) -> None:
    sizes = {
        "file/image/ad/search/": 20, "tt_video/list/": 20, "creative/portfolio/list/": 20, "pixel/list/": 10,
        "dmp/custom_audience/list/": 10, MUSIC: 1000,
    }
    for path, size in sizes.items():
        data = api.envelope(path, {"advertiser_id": api.advertiser_ids[0]})["data"]
        assert data["page_info"]["page_size"] == size, path


@pytest.mark.parametrize("path", LISTS)
def test_ids_are_texts_and_unique_over_all_accounts(api: SimulatedAPI, path: str) -> None:
    ids = [
        id_of(path, record)
        for record in everything(api, path, LISTS[path][2])
        if record.get("sources") != ["SYSTEM"]
    ]
    assert len(set(ids)) == len(ids)
    assert all(isinstance(id, str) and id[-19:].isdecimal() for id in ids)


@pytest.mark.parametrize("path", LISTS)
def test_an_account_without_campaigns_has_nothing_of_its_own(api: SimulatedAPI, path: str) -> None:
    found = listed(api, path, api.advertiser_ids[-1], LISTS[path][2])
    if path == MUSIC:
        assert {record["sources"][0] for record in found.values()} == {"SYSTEM"}
    else:
        assert found == {}


@pytest.mark.parametrize("path", LISTS)
def test_the_clock_brings_new_and_changed_objects_and_goes_back(api: SimulatedAPI, path: str) -> None:
    account, size = api.advertiser_ids[1], LISTS[path][2]
    days = [listed(api, path, account, size)]
    for _ in range(4):
        api.control("POST", "clock", {"advance_seconds": 5 * DAY_SECONDS})
        days.append(listed(api, path, account, size))
    assert days[0].keys() < days[-1].keys()
    assert any(days[0][id] != days[-1][id] for id in days[0])
    for earlier, later in pairwise(days):
        assert earlier.keys() <= later.keys()
    api.control("POST", "clock", {"now": NOW})
    assert listed(api, path, account, size) == days[0]


@pytest.mark.parametrize("path", TIMED)
def test_a_record_changes_with_its_modify_time_and_never_without(api: SimulatedAPI, path: str) -> None:
    account = api.advertiser_ids[1]
    days = [listed(api, path, account, 100)]
    for _ in range(10):
        api.control("POST", "clock", {"advance_seconds": 2 * DAY_SECONDS})
        days.append(listed(api, path, account, 100))
    moved = 0
    for earlier, later in pairwise(days):
        for id, record in earlier.items():
            assert record["modify_time"] <= later[id]["modify_time"]
            assert record["create_time"] == later[id]["create_time"] <= record["modify_time"]
            assert (record == later[id]) == (record["modify_time"] == later[id]["modify_time"])
            moved += record != later[id]
    assert moved


def test_times_of_files_have_their_zone_and_order(api: SimulatedAPI) -> None:
    account = api.advertiser_ids[0]
    for path in TIMED:
        by_creation = [record["create_time"] for record in listed(api, path, account, 100).values()]
        assert all(len(time) == 20 and time[10] == "T" and time.endswith("Z") for time in by_creation)
        assert by_creation == sorted(by_creation, reverse=True)
        changed = listed(api, path, account, 100, sort_field="MODIFY_TIME").values()
        times = [record["modify_time"] for record in changed]
        assert times == sorted(times, reverse=True) and len(times) == len(by_creation)
    rising = listed(api, "file/image/ad/search/", account, 100, sort_field="MODIFY_TIME", sort_type="ASC").values()
    times = [record["modify_time"] for record in rising]
    assert times == sorted(times)


def test_only_the_videos_that_were_modified_last_are_listed() -> None:
    with SimulatedAPI("--now", NOW, "--videos", "300", "--listed-videos", "250") as api:
        account = api.advertiser_ids[0]
        videos = {
            record["video_id"]: record["modify_time"]
            for record in api.truth(what=TIMED[1], advertiser_id=account, rows=1)["records"]
        }
        assert len(videos) > 300
        latest = sorted(videos, key=lambda id: videos[id], reverse=True)[:250]
        for sort_field in ("MODIFY_TIME", "CREATE_TIME"):
            found = listed(api, TIMED[1], account, 100, sort_field=sort_field)
            assert sorted(found) == sorted(latest)


def test_filters_select(api: SimulatedAPI) -> None:
    account = api.advertiser_ids[0]
    images = listed(api, "file/image/ad/search/", account, 100)
    some = list(images)[3:6]
    assert listed(api, "file/image/ad/search/", account, 2, filtering={"image_ids": some}).keys() == set(some)
    width = images[some[0]]["width"]
    narrow = listed(api, "file/image/ad/search/", account, 100, filtering={"width": width})
    assert narrow == {id: image for id, image in images.items() if image["width"] == width}
    videos = listed(api, "file/video/ad/search/", account, 100)
    named = listed(api, "file/video/ad/search/", account, 100, filtering={"video_name": "optimized VERSION"})
    assert named and all("optimized version" in video["file_name"].lower() for video in named.values())
    texts = [video["file_name"] or "" for video in videos.values()]
    assert len(named) == sum("optimized version" in text.lower() for text in texts)
    audiences = list(listed(api, "dmp/custom_audience/list/", account, 100))[:100]
    assert listed(api, "dmp/custom_audience/list/", account, 30, custom_audience_ids=audiences).keys() == set(
        audiences
    )
    cards = listed(
        api, "creative/portfolio/list/", account, 100, filtering={"creative_portfolio_types": ["CARD"]}
    )
    assert {card["creative_portfolio_type"] for card in cards.values()} == {"CARD"}
    carousels = listed(api, "tt_video/list/", account, 50, item_types=["CAROUSEL"])
    assert carousels and all(post["item_info"]["item_type"] == "CAROUSEL" for post in carousels.values())
    pixel = next(iter(listed(api, "pixel/list/", account, 20).values()))
    assert list(listed(api, "pixel/list/", account, 20, code=pixel["pixel_code"]).values()) == [pixel]


def test_portfolios_that_fit_on_a_page_come_without_page_info(api: SimulatedAPI) -> None:
    few, many = (
        api.envelope("creative/portfolio/list/", {"advertiser_id": account, "page_size": 100})["data"]
        for account in (api.advertiser_ids[1], api.advertiser_ids[0])
    )
    assert few["creative_portfolios"] and "page_info" not in few
    assert many["page_info"]["total_page"] == 2


def test_pixels_tell_their_creation_in_two_ways_and_in_either_order(api: SimulatedAPI) -> None:
    kinds = {type(record["create_time"]) for record in api.truth(what="pixel/list/", rows=1)["records"]}
    assert kinds == {int, str}
    for account in api.advertiser_ids[:2]:
        earliest = list(listed(api, "pixel/list/", account, 7))
        latest = list(listed(api, "pixel/list/", account, 7, order_by="LATEST_CREATE"))
        assert earliest == sorted(earliest) == latest[::-1]
    found = api.truth(what="pixel/list/", rows=1)["records"]
    events = [event for pixel in found for event in pixel["events"] or []]
    assert any(event["rules"] for event in events)


def test_some_fields_are_null_or_absent_and_texts_are_nasty(api: SimulatedAPI) -> None:
    videos = api.truth(what="file/video/ad/search/", rows=1)["records"]
    assert any("fix_task_id" not in video for video in videos)
    assert any("fix_task_id" in video for video in videos)
    assert any(video["file_name"] is None for video in videos)
    text = json.dumps(videos, ensure_ascii=False)
    assert all(part in text for part in ("🛒", "\\n", '\\"', "\\\\", "\u2028", "ß"))


def test_details_of_audiences_have_more_fields_and_a_history(api: SimulatedAPI) -> None:
    path, account = "dmp/custom_audience/get/", api.advertiser_ids[0]
    short = listed(api, "dmp/custom_audience/list/", account, 100)
    ids = list(short)[::-1][:100]
    data = api.envelope(path, {"advertiser_id": account, "custom_audience_ids": ids})["data"]
    assert set(data) == {"list"}
    truth = api.truth(what=path, rows=1, advertiser_id=account)["records"]
    assert len(truth) == len(short)
    by_id = {record["audience_details"]["audience_id"]: record for record in truth}
    for record, id in zip(data["list"], ids, strict=True):
        details, history = record["audience_details"], record["audience_history"]
        assert details.items() >= short[id].items() and {"rule", "lookalike_spec", "owner_id"} <= set(details)
        assert {"advertiser_id": account, **record} == by_id[id]
        times = [entry["opt_time"] for entry in history]
        assert times == sorted(times, reverse=True) and 1 <= len(times) <= 100
        assert set(history[0]) == {"action", "action_detail", "editor", "msg", "opt_time"}
    two = api.envelope(path, {"advertiser_id": account, "custom_audience_ids": ids[:1], "history_size": 2})
    assert two["data"]["list"][0]["audience_history"] == data["list"][0]["audience_history"][:2]


def test_faults_reach_the_lists_too(api: SimulatedAPI) -> None:
    path, request = "file/image/ad/search/", {"advertiser_id": api.advertiser_ids[0], "page_size": 100}
    removal = {"kind": "refuse_field", "field": "url"}
    api.control("POST", "faults", {"path": f"^{path}$", "effect": removal})
    assert not any("url" in image for image in api.envelope(path, request)["data"]["list"])
    api.control("DELETE", "faults")
    shift = {"kind": "shift_rows", "rows": 3}
    api.control("POST", "faults", {"path": f"^{path}$", "page": 2, "effect": shift})
    first, second = (
        [image["image_id"] for image in api.envelope(path, {**request, "page": page})["data"]["list"]]
        for page in (1, 2)
    )
    assert second[:3] == first[-3:]
