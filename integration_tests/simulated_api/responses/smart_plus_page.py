"""Pages of Upgraded Smart+ objects, newest first (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.objects import AdGroup, Campaign
from ..model.population import Population
from ..model.smart_plus import SmartPlusAd, SmartPlusObject, modified, smart_plus_objects
from ..records.campaign import GOALS
from ..records.smart_plus import smart_plus_record
from ..requests.entity_filter import EntityFilter
from ..requests.parameters import Paging
from .asset_page import records_page
from .page import Page

# Returned for an ad whatever its `fields` are.
ALWAYS_TOLD = ("advertiser_id", "smart_plus_ad_id")


def smart_plus_page(
    population: Population,
    level: str,
    wanted: EntityFilter,
    fields: tuple[str, ...] | None,
    paging: Paging,
    now: int,
    hidden: tuple[str, ...],
) -> Page:
    """One page; `hidden` fields are left out of every record."""
    newest_first = reversed(smart_plus_objects(population, level, now))
    records = []
    for thing in newest_first:
        record = smart_plus_record(thing, now)
        if _passes(thing, record, wanted, now):
            records.append(_told(level, record, fields, hidden))
    return records_page("list", records, paging, paging, None)


def _told(
    level: str, record: Mapping[str, Any], fields: tuple[str, ...] | None, hidden: tuple[str, ...]
) -> dict[str, Any]:
    always = ALWAYS_TOLD if level == "ad" else ()
    return {
        name: value
        for name, value in record.items()
        if name not in hidden and (fields is None or name in fields or name in always)
    }


def _passes(thing: SmartPlusObject, record: Mapping[str, Any], wanted: EntityFilter, now: int) -> bool:
    if not _has_status(thing, record, wanted, now):
        return False
    if any(_id(thing, key) not in ids for key, ids in wanted.ids):
        return False
    if wanted.created_from is not None and thing.life.created < wanted.created_from:
        return False
    if wanted.created_to is not None and thing.life.created > wanted.created_to:
        return False
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    if wanted.objective_type and campaign.objective_type != wanted.objective_type:
        return False
    if wanted.optimization_goal and GOALS[campaign.objective_type] != wanted.optimization_goal:
        return False
    return wanted.modified_after is None or modified(thing, now) > wanted.modified_after


def _has_status(
    thing: SmartPlusObject, record: Mapping[str, Any], wanted: EntityFilter, now: int
) -> bool:
    deleted, secondary = thing.life.deleted(now), str(record["secondary_status"])
    if wanted.secondary_status and not wanted.secondary_status.endswith("_STATUS_ALL"):
        by_class = wanted.secondary_status.endswith("_NOT_DELETE")
        if deleted if by_class else secondary != wanted.secondary_status:
            return False
    match wanted.primary_status:
        case "STATUS_ALL":
            return True
        case "STATUS_NOT_DELETE":
            return not deleted
        case "STATUS_DELETE":
            return deleted
        case "STATUS_DELIVERY_OK" | "STATUS_DISABLE":
            disabled = wanted.primary_status == "STATUS_DISABLE"
            return not deleted and secondary.endswith("DISABLE") == disabled
        case _:
            return False


def _id(thing: SmartPlusObject, key: str) -> str:
    if key == "campaign_ids":
        return str(thing.id if isinstance(thing, Campaign) else thing.campaign.id)
    if key == "adgroup_ids" and isinstance(thing, SmartPlusAd):
        return str(thing.adgroup.id)
    assert isinstance(thing, AdGroup | SmartPlusAd)
    return str(thing.id)
