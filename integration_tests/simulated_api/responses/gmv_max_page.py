"""Pages of GMV Max campaigns and of their reports (§2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..model.draws import mix
from ..model.gmv_max import (
    Counts,
    GMVMaxCampaign,
    counts_until,
    hour_counts,
    now_of,
    total,
)
from ..records.gmv_max import gmv_max_campaign_record, gmv_max_metrics
from ..requests.gmv_max import CampaignFilter, GMVMaxQuery
from ..requests.parameters import Paging
from .asset_page import records_page
from .page import Page, compact, list_page


def gmv_max_campaign_page(
    campaigns: list[GMVMaxCampaign],
    wanted: CampaignFilter,
    fields: tuple[str, ...] | None,
    paging: Paging,
    now: int,
    removed_field: str | None,
) -> Page:
    """One page of records, the newest first."""
    records = []
    for campaign in reversed(campaigns):
        record = gmv_max_campaign_record(campaign, now)
        if _passes(campaign, record, wanted, now):
            chosen = record if fields is None else {name: record[name] for name in fields if name in record}
            records.append(chosen)
    return records_page("list", records, paging, paging, removed_field)


def gmv_max_report_page(
    campaigns: list[GMVMaxCampaign], query: GMVMaxQuery, paging: Paging, now: int
) -> Page:
    """One page of rows. Unless sorting is requested, their order is a hash, the same on all pages."""
    chosen = [campaign for campaign in campaigns if _is_asked_for(campaign, query, now)]
    rows = [row for campaign in chosen for row in _rows(campaign, query, now)]
    rows.sort(key=lambda row: row[0])
    if query.sort_field:
        name = query.sort_field
        rows.sort(key=lambda row: float(row[1]["metrics"][name]), reverse=query.descending)
    page = rows[paging.slice(len(rows))]
    return list_page("list", [compact(row) for _, row in page], paging, len(rows))


def _passes(campaign: GMVMaxCampaign, record: dict[str, Any], wanted: CampaignFilter, now: int) -> bool:
    if campaign.promotion_type not in wanted.promotion_types:
        return False
    if wanted.store_ids is not None and str(campaign.store_id) not in wanted.store_ids:
        return False
    if wanted.campaign_ids is not None and str(campaign.id) not in wanted.campaign_ids:
        return False
    if wanted.campaign_name.lower() not in record["campaign_name"].lower():
        return False
    created = campaign.asset.life.created
    if wanted.created_from is not None and created < wanted.created_from:
        return False
    if wanted.created_to is not None and created > wanted.created_to:
        return False
    if wanted.primary_status is None:
        return not campaign.deleted(now)
    return has_status(campaign, wanted.primary_status, now)


def has_status(campaign: GMVMaxCampaign, status: str, now: int) -> bool:
    """Whether a status filter selects the campaign."""
    match status:
        case "STATUS_ALL":
            return True
        case "STATUS_DELETE":
            return campaign.deleted(now)
        case "STATUS_DELIVERY_OK" | "STATUS_DISABLE":
            disabled = status == "STATUS_DISABLE"
            return not campaign.deleted(now) and campaign.paused_now(now) == disabled
        case _:
            return False


def _is_asked_for(campaign: GMVMaxCampaign, query: GMVMaxQuery, now: int) -> bool:
    if str(campaign.store_id) != query.store_id or campaign.promotion_type != query.promotion_type:
        return False
    if query.campaign_ids is not None and str(campaign.id) not in query.campaign_ids:
        return False
    if not query.statuses:
        return not campaign.deleted(now)
    return any(has_status(campaign, status, now) for status in query.statuses)


def _rows(campaign: GMVMaxCampaign, query: GMVMaxQuery, now: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The campaign's rows, each with its place in the order."""
    moment = now_of(campaign.advertiser, now)
    days = range(query.start.toordinal(), min(query.end.toordinal(), moment.day) + 1)
    if "stat_time_hour" in query.dimensions:
        for hour, counts in (each for day in days for each in hour_counts(campaign, day, moment)):
            yield _row(campaign, query, counts, now, f"{query.start} {hour:02d}:00:00", hour)
    elif "stat_time_day" in query.dimensions:
        for day in days:
            counts = counts_until(campaign, day, moment)
            if counts:
                yield _row(campaign, query, counts, now, f"{date.fromordinal(day)} 00:00:00", day)
    else:
        counts = total(counts_until(campaign, day, moment) for day in days)
        if counts:
            yield _row(campaign, query, counts, now, "", 0)


def _row(
    campaign: GMVMaxCampaign, query: GMVMaxQuery, counts: Counts, now: int, time: str, place: int
) -> tuple[int, dict[str, Any]]:
    id = str(campaign.id)
    row = {
        "dimensions": {name: id if name == "campaign_id" else time for name in query.dimensions},
        "metrics": gmv_max_metrics(campaign, counts, query.metrics, now),
    }
    return mix(campaign.asset.life.seed, place), row
