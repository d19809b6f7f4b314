"""Lists of assets of the simulated API, which are read page after page."""

from __future__ import annotations

from typing import Any

from simulated_api.process import SimulatedAPI

MUSIC = "file/music/get/"
# Path → the key of the list under `data`, the record's id, the largest page.
LISTS: dict[str, tuple[str, str, int]] = {
    "dmp/custom_audience/list/": ("list", "audience_id", 100),
    "file/image/ad/search/": ("list", "image_id", 100),
    "file/video/ad/search/": ("list", "video_id", 100),
    MUSIC: ("musics", "music_id", 1000),
    "creative/portfolio/list/": ("creative_portfolios", "creative_portfolio_id", 100),
    "pixel/list/": ("pixels", "pixel_id", 20),
    "tt_video/list/": ("list", "item_info.item_id", 50),
}


def id_of(path: str, record: dict[str, Any]) -> str:
    value: Any = record
    for name in LISTS[path][1].split("."):
        value = value[name]
    return value


def listed(api: SimulatedAPI, path: str, account: str, page_size: int, **params: Any) -> dict[str, Any]:
    """The records of one account by id, page after page, in order."""
    key, page = LISTS[path][0], 1
    found: dict[str, Any] = {}
    while True:
        request = {"advertiser_id": account, "page": page, "page_size": page_size, **params}
        envelope = api.envelope(path, request)
        assert envelope["code"] == 0, envelope["message"]
        data = envelope["data"]
        for record in data[key]:
            assert id_of(path, record) not in found, "a record came twice"
            found[id_of(path, record)] = record
        info = data.get("page_info", {"total_page": 1, "total_number": len(found)})
        if page >= info["total_page"]:
            assert len(found) == info["total_number"]
            return found
        page += 1
