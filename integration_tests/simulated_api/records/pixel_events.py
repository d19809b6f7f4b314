"""The records of pixel/event/stats/ and pixel/instant_page/event/ (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..model.assets import Asset
from ..model.clock import local_moment
from ..model.pixel_events import event_types, window_counts


def statistics_record(pixel: Asset, start: date, end: date, now: int) -> dict[str, Any]:
    """What the pixel counted in the window; kinds of events that did not happen are left out."""
    moment = local_moment("UTC", now)
    statistics = []
    for kind in event_types(pixel):
        counts = window_counts(pixel, kind, start, end, moment)
        if counts.total:
            statistics.append(
                {
                    "pixel_event_type": kind[0],
                    "custom_event_type": kind[1],
                    "attributed_count": counts.attributed,
                    "preview_count": counts.preview,
                    "total_count": counts.total,
                    "browser_event_total_count": counts.browser,
                    "server_event_total_count": counts.total - counts.browser,
                }
            )
    return {"pixel_id": str(pixel.id), "statistics": statistics}


def instant_page_record(goals: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The one record of the look-up: objectives and their goals, each with its one event."""
    return {
        "business_type": "TIKTOK_INSTANT_PAGE",
        "instant_page_events": {
            "objective_types": [
                {
                    "objective_type": objective,
                    "optimization_goals": [
                        {"optimization_goal": goal, "optimization_events": ["BUTTON"]} for goal in supported
                    ],
                }
                for objective, supported in goals.items()
            ]
        },
    }
