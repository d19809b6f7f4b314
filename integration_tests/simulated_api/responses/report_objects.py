"""The objects in a report: those of its level that match the filter (§3.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..facts import promote_facts
from ..model.objects import (
    PROMOTE,
    RESERVATION_TOP_VIEW,
    Ad,
    AdGroup,
    Advertiser,
    Campaign,
    name_of,
)
from ..model.playables import playable_of
from ..model.population import Population
from ..model.status import has_primary_status
from ..requests.levels import ADVERTISER, PLAYABLE, ancestor
from ..requests.report_filter import OF_SPECIAL
from ..requests.report_query import ReportQuery
from ..requests.report_types import BUSINESS_CENTER

Thing = Campaign | AdGroup | Ad


@dataclass(frozen=True, slots=True)
class ReportObject:
    """An object of the report's level with the ads below it; `id` is the ID dimension's value."""

    id: int
    thing: Advertiser | Thing
    ads: tuple[Ad, ...]


def report_objects(
    population: Population, advertiser: Advertiser, query: ReportQuery, now: int, id_limit: int
) -> tuple[list[ReportObject], bool]:
    """The objects, newest first, and whether there are too many.

    Below the advertiser's level, TopView and Promote are included only if they are requested. Beyond the newest 20,000
    ids that match the filter, a synchronous report silently drops the rest (§3.3).
    """
    level = query.level
    if level is ADVERTISER:
        ads = tuple(ad for ad in population.ads(now) if _passes(ad, query, now))
        return [ReportObject(advertiser.id, advertiser, ads)], False
    if level is PLAYABLE:
        return _by_playable(population, advertiser, now), False
    things = [
        thing
        for thing in reversed(population.objects(level.name, now))
        if _has_status(thing, query, now) and _passes(thing, query, now)
    ]
    if query.id_dimension == "ad_id_v2":
        groups = _by_asset_group(things)
        return groups[:id_limit], len(groups) >= id_limit
    kept = things[:id_limit]
    below: dict[int, list[Ad]] = {thing.id: [] for thing in kept}
    for ad in population.ads(now):
        own = below.get(ancestor(ad, level).id)
        if own is not None:
            own.append(ad)
    objects = [ReportObject(thing.id, thing, tuple(below[thing.id])) for thing in kept]
    return objects, len(things) >= id_limit


def _has_status(thing: Any, query: ReportQuery, now: int) -> bool:
    return all(
        any(has_primary_status(thing, status, now) for status in statuses)
        for statuses in query.filter.statuses
    )


def _passes(thing: Any, query: ReportQuery, now: int) -> bool:
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    if not _is_told(campaign, query):
        return False
    return all(
        condition.admits(VALUES[condition.field](thing, campaign, now)) for condition in query.filter.objects
    )


def _is_told(campaign: Campaign, query: ReportQuery) -> bool:
    """Whether the report includes the campaign: special ones only if requested, or in the account's sums."""
    is_special_there = query.report_type in (*OF_SPECIAL, BUSINESS_CENTER)
    if query.level is ADVERTISER and is_special_there:
        return True
    if campaign.system_origin == PROMOTE:
        is_wanted = PROMOTE in query.shown or "campaign_system_origins" in query.filter.fields
        return is_special_there and is_wanted and promote_facts().has(query.report_type, query.dimensions)
    if campaign.buying_type == RESERVATION_TOP_VIEW and is_special_there:
        return RESERVATION_TOP_VIEW in query.shown or "buying_type" in query.filter.fields
    return True


def _adgroup(thing: Any) -> AdGroup:
    return thing.adgroup if isinstance(thing, Ad) else thing


# The value that a filter field compares, of an object at its level or below it.
VALUES: dict[str, Callable[[Any, Campaign, int], Any]] = {
    "campaign_ids": lambda thing, campaign, now: str(campaign.id),
    "adgroup_ids": lambda thing, campaign, now: str(_adgroup(thing).id),
    "ad_ids": lambda thing, campaign, now: str(thing.id),
    "ad_ids_v2": lambda thing, campaign, now: str(thing.id_v2),
    "campaign_system_origins": lambda thing, campaign, now: campaign.system_origin,
    "buying_type": lambda thing, campaign, now: campaign.buying_type,
    "campaign_automation_type": lambda thing, campaign, now: campaign.automation_type,
    "campaign_name": lambda thing, campaign, now: name_of(campaign, now),
    "adgroup_name": lambda thing, campaign, now: name_of(_adgroup(thing), now),
    "ad_name": lambda thing, campaign, now: name_of(thing, now),
    "create_time": lambda thing, campaign, now: thing.life.created,
}


def _by_asset_group(ads: list[Any]) -> list[ReportObject]:
    """Creatives of an Upgraded Smart+ ad group under their common ad (§3.4)."""
    groups: dict[int, list[Ad]] = {}
    for ad in ads:
        groups.setdefault(ad.id_v2, []).append(ad)
    return [ReportObject(id, members[0], tuple(members)) for id, members in groups.items()]


def _by_playable(population: Population, advertiser: Advertiser, now: int) -> list[ReportObject]:
    """Every playable material with the ads that show it, including deleted ones."""
    groups: dict[int, list[Ad]] = {}
    for ad in population.ads(now):
        id = playable_of(ad)
        if id is not None:
            groups.setdefault(id, []).append(ad)
    return [ReportObject(id, advertiser, tuple(ads)) for id, ads in sorted(groups.items())]
