"""The library of music of the simulated API: the account's own pieces and those of the system."""

from __future__ import annotations

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.asset_lists import MUSIC, listed


def test_music_of_the_system_is_everybodys_and_has_no_times(api: SimulatedAPI) -> None:
    per_account = []
    for account in api.advertiser_ids[:2]:
        found = listed(api, MUSIC, account, 40)
        system = {id: piece for id, piece in found.items() if piece["sources"] == ["SYSTEM"]}
        user = listed(api, MUSIC, account, 5, filtering={"sources": ["USER"]})
        assert user == {id: piece for id, piece in found.items() if id not in system} and user
        assert not any("create_time" in piece or "modify_time" in piece for piece in system.values())
        assert all(piece["modify_time"].endswith("Z") for piece in user.values())
        assert listed(api, MUSIC, account, 99, filtering={"sources": ["SYSTEM"]}) == system
        per_account.append((system, user))
    assert per_account[0][0] == per_account[1][0] and len(per_account[0][0]) == 150
    assert not per_account[0][1].keys() & per_account[1][1].keys()


def test_music_for_carousels_is_searched(api: SimulatedAPI) -> None:
    account, carousels = api.advertiser_ids[0], {"music_scene": "CAROUSEL_ADS"}
    everything = listed(api, MUSIC, account, 1000)
    liked = listed(api, MUSIC, account, 100, **carousels, search_type="SEARCH_BY_LIKED")
    assert 0 < len(liked) < len(everything) and liked.items() <= everything.items()
    sources = {"search_type": "SEARCH_BY_SOURCE", "filtering": {"sources": ["USER"]}}
    own = listed(api, MUSIC, account, 100, **carousels, **sources)
    assert own and all(piece["sources"] == ["USER"] for piece in own.values())


def test_the_library_of_music_can_be_longer_than_a_page() -> None:
    with SimulatedAPI("--now", NOW, "--advertisers", "1", "--system-music", "1010") as api:
        data = api.envelope(MUSIC, {"advertiser_id": api.advertiser_ids[0]})["data"]
        assert len(data["musics"]) == 1000 and data["page_info"]["total_page"] == 2
        last = {"advertiser_id": api.advertiser_ids[0], "page": 100, "page_size": 1000}
        assert api.envelope(MUSIC, last)["code"] == 0
