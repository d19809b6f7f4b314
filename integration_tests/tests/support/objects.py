"""The truth of the streams that are not reports: every record of a list, with every field that the API has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from support import asked
from support.simulation import Simulation
from support.streams import WINDOW, Record, Stream
from support.typed import typed

CAMPAIGNS = ("campaign/get/", "adgroup/get/", "ad/get/")
# The parameters that make the API include objects that it leaves out by default (§2 of the fact sheet).
TOP_VIEW, OTHERS, PROMOTE = "RESERVATION_TOP_VIEW", "AUCTION,RESERVATION_RF", "PROMOTE"


@dataclass(frozen=True)
class Scope:
    """Which part of an account's objects is to be read. ``end`` is None for today; ``window_days`` is the number of days
    in one request."""

    simulation: Simulation
    advertiser_id: str | None
    start: str
    end: str | None = None
    include_deleted: bool = False
    window_days: int = 30

    def list(self, path: str, **conditions: Any) -> list[Record]:
        only = {"advertiser_id": self.advertiser_id} if self.advertiser_id else {}
        deleted = {"include_deleted": 1} if self.include_deleted else {}
        return self.simulation.list(path, **only, **deleted, **conditions)


def records(stream: Stream, scope: Scope) -> list[Record]:
    """The records of a stream as a perfect reader of one account, or of all, would have them."""
    read = OTHERWISE.get(stream.endpoint, lambda scope: scope.list(stream.endpoint))
    copies = COPIES.get(stream.endpoint, {})
    schema = stream.description["json_schema"]
    return [
        typed({**record, **{name: _within(record, path) for name, path in copies.items()}}, schema)
        for record in read(scope)]


def top_view(simulation: Simulation, stream: Stream, include_deleted: bool) -> list[Record]:
    """The objects of TopView campaigns; none for objects that do not belong to a campaign."""
    if stream.endpoint not in CAMPAIGNS:
        return []
    found = Scope(simulation, None, "", include_deleted=include_deleted).list(stream.endpoint, buying_types=TOP_VIEW)
    return [typed(record, stream.description["json_schema"]) for record in found]


# Keys that the API nests in a record: endpoint → column → path.
COPIES = {
    "tt_video/list/": {"spark_ads_post_id": "item_info.item_id"},
    "dmp/custom_audience/get/": {"audience_id": "audience_details.audience_id"},
}


def _within(record: Record, path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value[name]
    return value


def _statistics(scope: Scope) -> list[Record]:
    """A record per pixel and window of days, which are UTC's (§6 of the fact sheet)."""
    last = min(asked.moment(scope.simulation.now).date(), date.fromisoformat(scope.end or "9999-12-31"))
    earliest = asked.earliest_days(scope.simulation)
    found = []
    for id in [scope.advertiser_id] if scope.advertiser_id else scope.simulation.advertiser_ids:
        first = max(earliest[id], date.fromisoformat(scope.start))
        while first <= last:
            end = min(first + timedelta(days=scope.window_days - 1), last)
            days = dict(zip(WINDOW, map(str, (first, end)), strict=True))
            answer = scope.simulation.list("pixel/event/stats/", advertiser_id=id, start=first, end=end)
            found += [{**record, **days} for record in answer]
            first = end + timedelta(days=1)
    return found


# Objectives that TikTok returns under their previous name.
FORMER = {"WEB_CONVERSIONS": "CONVERSIONS"}


def _instant_page_events(scope: Scope) -> list[Record]:
    """A record for each pair of objective and goal that the account's campaigns have and TikTok supports. Deleted
    campaigns do not count, even if they are read."""
    scope = replace(scope, include_deleted=False)
    campaigns = scope.list("campaign/get/", buying_types=OTHERS, without=PROMOTE)
    objectives = {campaign["campaign_id"]: campaign["objective_type"] for campaign in campaigns}
    pairs = {
        (group["advertiser_id"], objectives[group["campaign_id"]], group["optimization_goal"])
        for group in scope.list("adgroup/get/", buying_types=OTHERS, without=PROMOTE)
        if group["campaign_id"] in objectives}
    supported = {record["advertiser_id"]: record for record in scope.list("pixel/instant_page/event/")}
    found = []
    for id, objective, goal in pairs:
        for known in supported[id]["instant_page_events"]["objective_types"]:
            goals = [each for each in known["optimization_goals"] if each["optimization_goal"] == goal]
            if known["objective_type"] == FORMER.get(objective, objective) and goals:
                types = [{"objective_type": known["objective_type"], "optimization_goals": goals}]
                found.append({
                    **supported[id], "objective_type": objective, "optimization_goal": goal,
                    "instant_page_events": {"objective_types": types}})
    return found


# The lists whose records differ from what the truth has.
OTHERWISE: dict[str, Callable[[Scope], list[Record]]] = {
    "pixel/event/stats/": _statistics,
    "pixel/instant_page/event/": _instant_page_events,
}
