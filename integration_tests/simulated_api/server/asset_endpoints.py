"""The endpoints of the plain lists, of music, and of the details of audiences (§2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..model.assets import assets
from ..records.audience_details import audience_details
from ..requests.asset_lists import ASSET_LISTS, AUDIENCES, AssetList
from ..requests.music import MUSIC_PARAMETERS, parse_music
from ..requests.parameters import Kind, Parameter, paging
from ..requests.refusal import invalid
from ..requests.selection import check_choices, parse_filtering
from ..responses.asset_page import asset_page
from ..responses.music_page import music_page
from ..responses.page import Page, compact, list_page
from .endpoint import ADVERTISER_ID, Endpoint, cached, paging_of
from .service import Call

AUDIENCE_DETAILS = (
    ADVERTISER_ID,
    Parameter("custom_audience_ids", Kind.IDS, required=True, maximum=100),
    Parameter("history_size", Kind.INTEGER, minimum=1, maximum=100),
)
MOST_HISTORY = 100


def _endpoint(listed: AssetList) -> Endpoint:
    filtering = (Parameter("filtering", Kind.OBJECT),) if listed.filtering else ()
    return Endpoint(
        listed.path,
        (
            ADVERTISER_ID,
            *(selection.parameter for selection in listed.selections),
            *filtering,
            *listed.order,
            *(paging(listed.page_size) if listed.page_size else ()),
        ),
        _listed(listed),
        in_sandbox=listed.in_sandbox,
    )


def _listed(listed: AssetList) -> Callable[[Call], Page]:
    def answer(call: Call) -> Page:
        advertiser, now = call.advertiser, call.now
        values: dict[str, Any] = dict(call.values)
        for selection in listed.selections:
            if selection.name in values:
                check_choices(selection, values[selection.name])
        for name, value, other in listed.demands:
            if values.get(name) == value and other not in values:
                raise invalid(f"{other}: Missing data for required field when {name} is {value}.")
        values |= parse_filtering(listed.filtering, values.pop("filtering", {}))
        page = paging_of(call, listed.default_page_size) if listed.page_size else None
        settings = call.service.agency.settings
        most = min(listed.most, call.service.settings.listed_videos) if listed.most else None
        limited = replace(listed, most=most)
        return cached(
            call,
            page,
            now,
            lambda: asset_page(limited, advertiser, settings, values, page, now, call.refused_field),
        )

    return answer


def _music(call: Call) -> Page:
    advertiser, now, settings = call.advertiser, call.now, call.service.agency.settings
    query = parse_music(call.values)
    page = paging_of(call, query.default_page_size)
    query.check_depth(page)
    return cached(call, page, now, lambda: music_page(advertiser, settings, query, page, now))


def _audience_details(call: Call) -> Page:
    """All of the audiences asked for or none, without page_info."""
    advertiser, now = call.advertiser, call.now
    own = {
        str(asset.id): asset
        for asset in assets(AUDIENCES.kind, advertiser, call.service.agency.settings, now)
    }
    for id in call.values["custom_audience_ids"]:
        if id not in own:
            raise invalid(f"custom_audience_ids: Audience {id} does not exist or is not of this advertiser.")
    size = call.values.get("history_size", MOST_HISTORY)
    rows = [compact(audience_details(own[id], now, size)) for id in call.values["custom_audience_ids"]]
    return list_page("list", rows, None, len(rows))


ASSET_ENDPOINTS = (
    *(_endpoint(listed) for listed in ASSET_LISTS),
    Endpoint("dmp/custom_audience/get/", AUDIENCE_DETAILS, _audience_details),
    Endpoint("file/music/get/", (ADVERTISER_ID, *MUSIC_PARAMETERS, *paging(1000)), _music),
)
