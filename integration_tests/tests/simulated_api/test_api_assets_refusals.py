"""Every refusal of the other lists works: a correct request with a single mistake is refused."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.refusals import is_refusal, not_refused

AUDIENCES, DETAILS = "dmp/custom_audience/list/", "dmp/custom_audience/get/"
IMAGES, VIDEOS, MUSIC = "file/image/ad/search/", "file/video/ad/search/", "file/music/get/"
IDENTITIES = "identity/get/"
PORTFOLIOS, POSTS, STORES = "creative/portfolio/list/", "tt_video/list/", "gmv_max/store/list/"
PIXELS, STATISTICS, INSTANT_PAGE = "pixel/list/", "pixel/event/stats/", "pixel/instant_page/event/"
SMART_PLUS = tuple(f"smart_plus/{level}/get/" for level in ("campaign", "adgroup", "ad"))
CAMPAIGNS, REPORT = "gmv_max/campaign/get/", "gmv_max/report/get/"
DAYS = {"start_date": "2026-10-05", "end_date": "2026-11-03"}


def right(api: SimulatedAPI, path: str) -> dict[str, Any]:
    """The parameters of a request that passes."""
    account = api.advertiser_ids[0]

    def first(what: str, id: str) -> str:
        return api.truth(what=what, rows=1, advertiser_id=account)["records"][0][id]

    request: dict[str, Any] = {"advertiser_id": account}
    match path:
        case "dmp/custom_audience/get/":
            request["custom_audience_ids"] = [first(AUDIENCES, "audience_id")]
        case "pixel/event/stats/":
            request |= {"pixel_ids": [first(PIXELS, "pixel_id")], "date_range": DAYS}
        case "gmv_max/campaign/get/":
            request["filtering"] = {"gmv_max_promotion_types": ["PRODUCT_GMV_MAX"]}
        case "gmv_max/report/get/":
            request |= {
                "store_ids": [first(STORES, "store_id")],
                "dimensions": ["campaign_id", "stat_time_day"],
                "metrics": ["cost", "schedule_type"],
                "filtering": {"gmv_max_promotion_types": ["PRODUCT"]},
                **DAYS,
            }
    return request


PATHS = (
    AUDIENCES,
    DETAILS,
    IMAGES,
    VIDEOS,
    MUSIC,
    PORTFOLIOS,
    POSTS,
    IDENTITIES,
    STORES,
    PIXELS,
    STATISTICS,
    INSTANT_PAGE,
    *SMART_PLUS,
    CAMPAIGNS,
    REPORT,
)


@pytest.mark.parametrize("path", PATHS)
def test_requests_pass_and_what_all_have_in_common_is_refused(api: SimulatedAPI, path: str) -> None:
    request = right(api, path)
    assert api.envelope(path, request)["code"] == 0
    assert api.envelope(path, {**request, "advertiser_id": None})["code"] == 40002
    assert api.envelope(path, {**request, "advertiser_id": "7000000000000000000"})["code"] == 40001
    assert api.envelope(path, {**request, "filters": {}})["code"] == 40002
    assert api.envelope(path, request, token="wrong")["code"] == 40105
    api.control("POST", "access", {"missing_scopes": [f"/{path}"]})
    envelope = api.envelope(path, request)
    assert envelope["code"] == 40001
    assert f"does not grant you /{path}:GET permission" in envelope["message"]


PAGE_SIZES = {
    AUDIENCES: 100,
    IMAGES: 100,
    VIDEOS: 100,
    MUSIC: 1000,
    PORTFOLIOS: 100,
    POSTS: 50,
    IDENTITIES: 100,
    PIXELS: 20,
    SMART_PLUS[0]: 1000,
    SMART_PLUS[1]: 1000,
    SMART_PLUS[2]: 100,
    CAMPAIGNS: 100,
    REPORT: 1000,
}


def test_pages_have_their_limits(api: SimulatedAPI) -> None:
    for path, largest in PAGE_SIZES.items():
        request = right(api, path)
        assert api.envelope(path, {**request, "page_size": largest})["code"] == 0, path
        for wrong in ({"page_size": largest + 1}, {"page_size": 0}, {"page": 0}):
            envelope = api.envelope(path, {**request, **wrong})
            assert is_refusal(envelope, next(iter(wrong))), (path, wrong, envelope)


def test_some_take_no_page(api: SimulatedAPI) -> None:
    for path in (STORES, DETAILS, STATISTICS, INSTANT_PAGE):
        envelope = api.envelope(path, {**right(api, path), "page_size": 10})
        assert is_refusal(envelope, "Unknown parameter(s): ['page_size']"), (path, envelope)


def many(count: int) -> list[str]:
    return [str(7_000_000_000_000_000_000 + number) for number in range(count)]


def filtered(**filtering: Any) -> dict[str, Any]:
    return {"filtering": filtering}


def range_of(start: str, end: str) -> dict[str, Any]:
    return {"date_range": {"start_date": start, "end_date": end}}


# The change to a correct request (None: removed), and the text of the refusal.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "101 audiences": (AUDIENCES, {"custom_audience_ids": many(101)}, "maximum length 100"),
    "audiences without one": (AUDIENCES, {"custom_audience_ids": []}, "minimum length 1"),
    "fields of audiences": (AUDIENCES, {"fields": ["name"]}, "Unknown parameter"),
    "filtering of audiences": (AUDIENCES, filtered(name="x"), "Unknown parameter"),
    "details of none": (DETAILS, {"custom_audience_ids": None}, "custom_audience_ids: Missing"),
    "details of 101": (DETAILS, {"custom_audience_ids": many(101)}, "maximum length 100"),
    "details of an unknown one": (DETAILS, {"custom_audience_ids": many(1)}, "does not exist"),
    "no history": (DETAILS, {"history_size": 0}, "history_size"),
    "too much history": (DETAILS, {"history_size": 101}, "history_size"),
    "101 images": (IMAGES, filtered(image_ids=many(101)), "maximum length 100"),
    "images by name": (IMAGES, filtered(image_name="x"), "Unknown field(s) ['image_name']"),
    "height as text": (IMAGES, filtered(height="10"), "filtering.height: Not a valid integer"),
    "displayable as text": (IMAGES, filtered(displayable="true"), "filtering.displayable"),
    "ratio as number": (IMAGES, filtered(ratio=1.7), "filtering.ratio"),
    "images by size": (IMAGES, {"sort_field": "SIZE"}, "sort_field: 'SIZE' is not acceptable"),
    "direction unknown": (IMAGES, {"sort_type": "UP"}, "sort_type: 'UP' is not acceptable"),
    "fields of images": (IMAGES, {"fields": ["url"]}, "Unknown parameter"),
    "101 videos": (VIDEOS, filtered(video_ids=many(101)), "maximum length 100"),
    "videos by size": (VIDEOS, {"sort_field": "SIZE"}, "sort_field: 'SIZE' is not acceptable"),
    "videos the other way": (VIDEOS, {"sort_field": "MODIFY_TIME", "sort_type": "ASC"}, "Unknown parameter"),
    "101 videos a page": (VIDEOS, {"page_size": 101}, "page_size"),
    "21 materials": (VIDEOS, filtered(material_ids=many(21)), "maximum length 20"),
    "videos by image": (VIDEOS, filtered(image_ids=many(1)), "Unknown field(s) ['image_ids']"),
    "music too deep": (MUSIC, {"page": 101, "page_size": 1000}, "page * page_size"),
    "music too deep by default": (MUSIC, {"page": 101}, "page * page_size"),
    "scene unknown": (MUSIC, {"music_scene": "DISCO"}, "music_scene: 'DISCO' is not acceptable"),
    "carousels without a search": (MUSIC, {"music_scene": "CAROUSEL_ADS"}, "search_type: Missing"),
    "catalogues without a search": (MUSIC, {"music_scene": "CATALOG_CAROUSEL"}, "search_type: Missing"),
    "search of creative assets": (MUSIC, {"search_type": "SEARCH_BY_LIKED"}, "search_type: Not supported"),
    "search by nothing": (
        MUSIC,
        {"music_scene": "CAROUSEL_ADS", "search_type": "SEARCH_BY_KEYWORD"},
        "filtering.keyword: Missing",
    ),
    "two sources": (MUSIC, filtered(sources=["USER", "SYSTEM"]), "maximum length 1"),
    "source unknown": (MUSIC, filtered(sources=["RADIO"]), "'RADIO' is not acceptable"),
    "101 portfolios": (PORTFOLIOS, filtered(creative_portfolio_ids=many(101)), "maximum length 100"),
    "portfolios of a button": (
        PORTFOLIOS,
        filtered(creative_portfolio_types=["CTA"]),
        "creative_portfolio_types: 'CTA' is not acceptable",
    ),
    "portfolio ids outside": (PORTFOLIOS, {"creative_portfolio_ids": many(1)}, "Unknown parameter"),
    "pixel no id": (PIXELS, {"pixel_id": "one"}, "pixel_id: Not a valid id"),
    "pixels by size": (PIXELS, {"order_by": "LARGEST"}, "order_by: 'LARGEST' is not acceptable"),
    "posts of a kind unknown": (POSTS, {"item_types": ["PHOTO"]}, "item_types: 'PHOTO' is not acceptable"),
    "identities of a type unknown": (IDENTITIES, {"identity_type": "TTS_TT"}, "identity_type: 'TTS_TT' is not acceptable"),
    "identities of a nameless Business Center": (
        IDENTITIES,
        {"identity_type": "BC_AUTH_TT"},
        "identity_authorized_bc_id: Missing",
    ),
    "identities by id": (IDENTITIES, filtered(identity_id="1"), "Unknown field(s) ['identity_id']"),
    "posts by page token": (POSTS, {"cursor": 1}, "Unknown parameter"),
    "statistics of no pixel": (STATISTICS, {"pixel_ids": None}, "pixel_ids: Missing"),
    "statistics of 11": (STATISTICS, {"pixel_ids": many(11)}, "maximum length 10"),
    "statistics of an unknown one": (STATISTICS, {"pixel_ids": many(1)}, "does not exist"),
    "statistics without days": (STATISTICS, {"date_range": None}, "date_range: Missing"),
    "days as text": (STATISTICS, {"date_range": "2026-10-05"}, "date_range: Not valid JSON"),
    "one day only": (STATISTICS, {"date_range": {"start_date": "2026-10-05"}}, "date_range.end_date: Missing"),
    "31 days": (STATISTICS, range_of("2026-10-04", "2026-11-03"), "must not exceed 30 days"),
    "days backwards": (STATISTICS, range_of("2026-11-03", "2026-11-02"), "must not be later"),
    "days of hours": (STATISTICS, range_of("2026-11-03 00:00:00", "2026-11-03"), "Not a valid date"),
    "days beside the range": (STATISTICS, DAYS, "Unknown parameter"),
    "objective unknown": (INSTANT_PAGE, {"objective_type": "FAME"}, "objective_type: 'FAME'"),
    "goal unknown": (INSTANT_PAGE, {"optimization_goal": "FAME"}, "optimization_goal: 'FAME'"),
    "a pair without events": (
        INSTANT_PAGE,
        {"objective_type": "TRAFFIC", "optimization_goal": "INSTALL"},
        "The objective_type TRAFFIC with optimization_goal INSTALL is not supported",
    ),
    "an objective without events": (INSTANT_PAGE, {"objective_type": "REACH"}, "is not supported"),
    "retargeting without events": (
        INSTANT_PAGE,
        {"objective_type": "TRAFFIC", "is_retargeting": True},
        "is not supported",
    ),
    "retargeting perhaps": (INSTANT_PAGE, {"is_retargeting": "perhaps"}, "is_retargeting"),
}


def test_wrong_requests_are_refused(api: SimulatedAPI) -> None:
    assert not_refused(REFUSED, lambda path, changes: api.envelope(path, {**right(api, path), **changes})) == {}


@pytest.mark.parametrize(
    ("path", "name"), [(DETAILS, "custom_audience_ids"), (STATISTICS, "pixel_ids"), (REPORT, "store_ids")]
)
def test_ids_of_another_account_are_refused(api: SimulatedAPI, path: str, name: str) -> None:
    request = {**right(api, path), "advertiser_id": api.advertiser_ids[1]}
    envelope = api.envelope(path, request)
    assert envelope["code"] == 40002 and envelope["message"].startswith(name)


def test_instant_pages_may_need_both_filters() -> None:
    both = {"objective_type": "TRAFFIC", "optimization_goal": "CLICK"}
    with SimulatedAPI("--now", NOW, "--instant-page-filters-required") as api:
        account = {"advertiser_id": api.advertiser_ids[0]}
        assert api.envelope(INSTANT_PAGE, {**account, **both})["code"] == 0
        for missing in both:
            some = {name: value for name, value in both.items() if name != missing}
            for params in (some, {}):
                envelope = api.envelope(INSTANT_PAGE, {**account, **params})
                assert envelope["code"] == 40002
                assert envelope["message"].endswith(": Missing data for required field.")
        assert api.envelope(INSTANT_PAGE, account)["message"].startswith("objective_type:")


def test_the_truth_tells_what_it_does_not_understand(api: SimulatedAPI) -> None:
    for wrong in (
        {"what": STATISTICS},
        {"what": REPORT, "start": "2026-11-01"},
        {"what": REPORT, "promotion_type": "SHOP", "start": "2026-11-01", "end": "2026-11-01"},
        {"what": IMAGES, "buying_types": "AUCTION"},
        {"what": "file/image/ad/info/"},
    ):
        with pytest.raises(ValueError, match="^400: "):
            api.truth(**wrong)
