"""Entity pages: campaigns, ad groups and ads, newest first (§1, §2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..model.objects import Ad, AdGroup, Campaign
from ..model.population import Population
from ..model.status import has_primary_status, has_secondary_status
from ..records.ad import ad_record
from ..records.adgroup import adgroup_record
from ..records.campaign import GOALS, campaign_record
from ..requests.entity_filter import EntityFilter
from ..requests.parameters import Paging
from .page import Page, compact, list_page

Entity = Campaign | AdGroup | Ad

RECORDS: dict[str, Callable[[Any, int], dict[str, Any]]] = {
    "campaign": campaign_record,
    "adgroup": adgroup_record,
    "ad": ad_record,
}


@dataclass(frozen=True, slots=True)
class EntityQuery:
    """An entity request without its page; `fields` is None for all of them.

    `removed_field` is one that the records no longer have, because of a fault.
    """

    entity: str
    filter: EntityFilter
    fields: tuple[str, ...] | None
    drop_nulls: bool
    sandbox: bool
    removed_field: str | None = None


def entity_page(population: Population, query: EntityQuery, paging: Paging, now: int) -> Page:
    """One page of records in descending order of id."""
    selected = _selected(population, query.entity, query.filter, now)
    page = selected[paging.slice(len(selected))]
    return list_page("list", [compact(_record(thing, query, now)) for thing in page], paging, len(selected))


@lru_cache(maxsize=8)
def _selected(population: Population, entity: str, wanted: EntityFilter, now: int) -> tuple[Entity, ...]:
    """The objects that match the filter, cached for the next pages of a large account."""
    newest_first = reversed(population.objects(entity, now))
    return tuple(thing for thing in newest_first if _passes(thing, wanted, now))


def _record(thing: Entity, query: EntityQuery, now: int) -> dict[str, Any]:
    record = RECORDS[query.entity](thing, now)
    if query.sandbox:
        record.pop("secondary_status", None)
    if query.removed_field:
        record.pop(query.removed_field, None)
    if query.fields is not None:
        record = {name: record[name] for name in query.fields if name in record}
    if query.drop_nulls:
        record = {name: value for name, value in record.items() if value is not None}
    return record


def _passes(thing: Entity, wanted: EntityFilter, now: int) -> bool:
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    if campaign.buying_type not in wanted.buying_types or campaign.system_origin not in wanted.system_origins:
        return False
    if not has_primary_status(thing, wanted.primary_status, now):
        return False
    if wanted.secondary_status and not has_secondary_status(thing, wanted.secondary_status, now):
        return False
    if any(_id(thing, key) not in ids for key, ids in wanted.ids):
        return False
    if wanted.created_from is not None and thing.life.created < wanted.created_from:
        return False
    if wanted.created_to is not None and thing.life.created > wanted.created_to:
        return False
    if wanted.objective_type and campaign.objective_type != wanted.objective_type:
        return False
    if wanted.optimization_goal and GOALS[campaign.objective_type] != wanted.optimization_goal:
        return False
    if wanted.modified_after is None:
        return True
    # Strictly after; an ad that shows no modify_time is not found by it.
    return (
        isinstance(thing, Ad)
        and thing.modify_time_shown == "text"
        and (thing.life.modified(now) > wanted.modified_after)
    )


def _id(thing: Entity, key: str) -> str:
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    if key == "campaign_ids":
        return str(campaign.id)
    if key == "adgroup_ids" and isinstance(thing, Ad):
        return str(thing.adgroup.id)
    return str(thing.id)
