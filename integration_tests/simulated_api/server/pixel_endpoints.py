"""The endpoints around pixels that are not lists (§2)."""

from __future__ import annotations

from ..model.assets import assets
from ..records.pixel_events import instant_page_record, statistics_record
from ..requests.asset_lists import PIXELS
from ..requests.pixel_events import (
    INSTANT_PAGE_PARAMETERS,
    STATISTICS_PARAMETERS,
    parse_date_range,
    parse_instant_page,
)
from ..requests.refusal import invalid
from ..responses.page import Page, compact, list_page
from .endpoint import ADVERTISER_ID, Endpoint
from .service import Call


def _statistics(call: Call) -> Page:
    """All of the pixels asked for or none, without page_info."""
    advertiser, now = call.advertiser, call.now
    own = {
        str(pixel.id): pixel for pixel in assets(PIXELS.kind, advertiser, call.service.agency.settings, now)
    }
    start, end = parse_date_range(call.values["date_range"])
    for id in call.values["pixel_ids"]:
        if id not in own:
            raise invalid(f"pixel_ids: Pixel {id} does not exist or is not of this advertiser.")
    rows = [compact(statistics_record(own[id], start, end, now)) for id in call.values["pixel_ids"]]
    return list_page("list", rows, None, len(rows))


def _instant_page(call: Call) -> Page:
    """An enumeration, the same for every advertiser, who has to be granted all the same."""
    _ = call.advertiser
    goals = parse_instant_page(call.values, call.service.settings.instant_page_filters_required)
    return list_page("list", [compact(instant_page_record(goals))], None, 1)


PIXEL_ENDPOINTS = (
    Endpoint("pixel/event/stats/", (ADVERTISER_ID, *STATISTICS_PARAMETERS), _statistics, in_sandbox=False),
    Endpoint(
        "pixel/instant_page/event/",
        (ADVERTISER_ID, *INSTANT_PAGE_PARAMETERS),
        _instant_page,
        in_sandbox=False,
    ),
)
