"""The truth of the entity streams: which objects there are at a moment."""

from __future__ import annotations

from typing import Any

from ..model.agency import Agency
from ..model.clock import utc_text
from ..model.objects import PROMOTE, Ad, Advertiser, Campaign, name_of
from .query import TruthQuery


def objects_truth(agency: Agency, query: TruthQuery, now: int) -> dict[str, Any]:
    """Counts over the chosen advertisers and per advertiser; with `rows`, the objects by id.

    Objects of campaigns that were boosted in the app have no time of change.
    """
    per_advertiser: dict[str, Any] = {}
    everything: dict[str, dict[str, Any]] = {}
    for advertiser in (*agency.advertisers, agency.sandbox_advertiser):
        chosen = query.advertiser_id == str(advertiser.id)
        if not chosen and (query.advertiser_id or advertiser is agency.sandbox_advertiser):
            continue
        rows = _rows(agency, advertiser, query, now)
        per_advertiser[str(advertiser.id)] = {"count": len(rows)}
        everything.update(rows)
    truth = {"count": len(everything), "advertisers": per_advertiser}
    if query.rows:
        truth["rows"] = everything
    return truth


def _rows(agency: Agency, advertiser: Advertiser, query: TruthQuery, now: int) -> dict[str, dict[str, Any]]:
    if query.what == "advertiser":
        return {
            str(advertiser.id): {
                "name": advertiser.name,
                "timezone": advertiser.timezone,
                "currency": advertiser.currency,
                "create_time": advertiser.created,
            }
        }
    population = agency.population(advertiser)
    rows = {}
    for thing in population.objects(query.what, now):
        campaign = thing if isinstance(thing, Campaign) else thing.campaign
        deleted = thing.life.died is not None and thing.life.died <= now
        if deleted and not query.include_deleted:
            continue
        if {campaign.buying_type, campaign.system_origin} & set(query.without):
            continue
        if query.buying_types and campaign.buying_type not in query.buying_types:
            continue
        modified = thing.life.modified(now)
        shown = not isinstance(thing, Ad) or thing.modify_time_shown == "text"
        shown = shown and campaign.system_origin != PROMOTE
        rows[str(thing.id)] = {
            "advertiser_id": str(advertiser.id),
            "name": name_of(thing, modified),
            "create_time": utc_text(thing.life.created),
            "modify_time": utc_text(modified) if shown else None,
            "deleted": deleted,
            "buying_type": campaign.buying_type,
            "system_origin": campaign.system_origin,
        }
    return rows
