"""Music of the simulated API: everybody's and an account's own, by scene and by search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulated_api.process import SimulatedAPI

NOW = "2026-11-03T12:00:00Z"


@pytest.fixture(scope="module")
def api() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW) as api:
        yield api


def listed(api: SimulatedAPI, account: str, page_size: int, **params: Any) -> dict[str, dict[str, Any]]:
    """The music of one account by id, page after page."""
    found, page = {}, 1
    while True:
        request = {"advertiser_id": account, "page": page, "page_size": page_size, **params}
        data = api.envelope("file/music/get/", request)["data"]
        found |= {piece["music_id"]: piece for piece in data["musics"]}
        if page >= data["page_info"]["total_page"]:
            assert len(found) == data["page_info"]["total_number"]
            return found
        page += 1


def test_music_of_the_system_is_everybodys_and_has_no_times(api: SimulatedAPI) -> None:
    per_account = []
    for account in api.advertiser_ids[:2]:
        found = listed(api, account, 40)
        system = {id: piece for id, piece in found.items() if piece["sources"] == ["SYSTEM"]}
        user = listed(api, account, 5, filtering={"sources": ["USER"]})
        assert user == {id: piece for id, piece in found.items() if id not in system} and user
        assert not any("create_time" in piece or "modify_time" in piece for piece in system.values())
        assert all(piece["modify_time"].endswith("Z") for piece in user.values())
        assert listed(api, account, 99, filtering={"sources": ["SYSTEM"]}) == system
        per_account.append((system, user))
    assert per_account[0][0] == per_account[1][0] and len(per_account[0][0]) == 150
    assert not per_account[0][1].keys() & per_account[1][1].keys()


def test_music_for_carousels_is_searched(api: SimulatedAPI) -> None:
    account, carousels = api.advertiser_ids[0], {"music_scene": "CAROUSEL_ADS"}
    everything = listed(api, account, 1000)
    liked = listed(api, account, 100, **carousels, search_type="SEARCH_BY_LIKED")
    assert 0 < len(liked) < len(everything) and liked.items() <= everything.items()
    own = listed(api, account,
        100,
        **carousels,
        search_type="SEARCH_BY_SOURCE",
        filtering={"sources": ["USER"]},
    )
    assert own and all(piece["sources"] == ["USER"] for piece in own.values())


def test_the_library_of_music_can_be_longer_than_a_page() -> None:
    with SimulatedAPI("--now", NOW, "--advertisers", "1", "--system-music", "1010") as api:
        data = api.envelope("file/music/get/", {"advertiser_id": api.advertiser_ids[0]})["data"]
        assert len(data["musics"]) == 1000 and data["page_info"]["total_page"] == 2
        last = {"advertiser_id": api.advertiser_ids[0], "page": 100, "page_size": 1000}
        assert api.envelope("file/music/get/", last)["code"] == 0
