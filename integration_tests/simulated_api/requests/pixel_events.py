"""Requests of pixel/event/stats/ and pixel/instant_page/event/ (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .dates import day
from .parameters import Kind, Parameter
from .refusal import invalid

STATISTICS_PARAMETERS = (
    Parameter("pixel_ids", Kind.IDS, required=True, maximum=10),
    Parameter("date_range", Kind.OBJECT, required=True),
)
INSTANT_PAGE_PARAMETERS = (
    Parameter("objective_type"),
    Parameter("optimization_goal"),
    Parameter("is_retargeting", Kind.BOOLEAN),
)
MOST_DAYS = 30

# The goals that have an event of an Instant Page. What is requested as WEB_CONVERSIONS is returned as CONVERSIONS.
GOALS: dict[str, tuple[str, ...]] = {
    "TRAFFIC": ("CLICK", "TRAFFIC_LANDING_PAGE_VIEW"),
    "CONVERSIONS": ("CLICK", "CONVERT"),
    "LEAD_GENERATION": ("CLICK", "LEAD_GENERATION"),
}
RETARGETING_GOALS: dict[str, tuple[str, ...]] = {"CONVERSIONS": ("CONVERT",)}
OBJECTIVES = (
    "REACH",
    "TRAFFIC",
    "VIDEO_VIEWS",
    "LEAD_GENERATION",
    "ENGAGEMENT",
    "APP_PROMOTION",
    "WEB_CONVERSIONS",
    "PRODUCT_SALES",
    "RF_REACH",
    "CONVERSIONS",
)
OPTIMIZATION_GOALS = (
    "CLICK",
    "CONVERT",
    "INSTALL",
    "IN_APP_EVENT",
    "REACH",
    "SHOW",
    "VIDEO_VIEW",
    "ENGAGED_VIEW",
    "ENGAGED_VIEW_FIFTEEN",
    "TRAFFIC_LANDING_PAGE_VIEW",
    "LEAD_GENERATION",
    "PREFERRED_LEAD",
    "CONVERSATION",
    "FOLLOWERS",
    "PAGE_VISIT",
    "VALUE",
    "AUTOMATIC_VALUE_OPTIMIZATION",
    "MT_LIVE_ROOM",
    "PRODUCT_CLICK_IN_LIVE",
    "GMV",
    "PURCHASE",
    "DESTINATION_VISIT",
)


def parse_date_range(value: Mapping[str, Any]) -> tuple[date, date]:
    """The window of `date_range`, at most 30 days."""
    unknown = sorted(set(value) - {"start_date", "end_date"})
    if unknown:
        raise invalid(f"date_range: Unknown field(s) {unknown}, acceptable are ['end_date', 'start_date']")
    days = []
    for name in ("start_date", "end_date"):
        text = value.get(name)
        if not isinstance(text, str):
            raise invalid(f"date_range.{name}: Missing data for required field.")
        days.append(day(f"date_range.{name}", text))
    start, end = days
    if start > end:
        raise invalid("date_range: start_date must not be later than end_date.")
    if (end - start).days + 1 > MOST_DAYS:
        raise invalid(f"date_range: The time range must not exceed {MOST_DAYS} days.")
    return start, end


def parse_instant_page(values: Mapping[str, Any], filters_required: bool) -> dict[str, tuple[str, ...]]:
    """The requested objectives and their goals; 40002 for a pair without events."""
    objective, goal = values.get("objective_type"), values.get("optimization_goal")
    for name, value, known in (
        ("objective_type", objective, OBJECTIVES),
        ("optimization_goal", goal, OPTIMIZATION_GOALS),
    ):
        if value is None and filters_required:
            raise invalid(f"{name}: Missing data for required field.")
        if value is not None and value not in known:
            raise invalid(f"{name}: '{value}' is not acceptable, correct is {list(known)}")
    wanted = "CONVERSIONS" if objective == "WEB_CONVERSIONS" else objective
    found = {
        name: tuple(each for each in goals if goal in (None, each))
        for name, goals in (RETARGETING_GOALS if values.get("is_retargeting") else GOALS).items()
        if wanted in (None, name)
    }
    found = {name: goals for name, goals in found.items() if goals}
    if not found:
        raise invalid(f"The objective_type {objective} with optimization_goal {goal} is not supported.")
    return found
