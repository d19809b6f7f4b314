"""The truth of GMV Max reports: base facts, hour by hour, added up by the dimensions."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..model.gmv_max import Counts, GMVMaxCampaign, hour_counts, now_of
from ..records.gmv_max import gmv_max_metrics


def gmv_max_truth(
    campaigns: list[GMVMaxCampaign],
    start: date,
    end: date,
    dimensions: tuple[str, ...],
    metrics: tuple[str, ...],
    now: int,
) -> list[dict[str, Any]]:
    """Every row of the window, however long it is, each with the store of its campaign."""
    rows = []
    for campaign in campaigns:
        moment = now_of(campaign.advertiser, now)
        groups: dict[str, Counts] = {}
        for day in range(start.toordinal(), end.toordinal() + 1):
            for hour, counts in hour_counts(campaign, day, moment):
                sums = groups.setdefault(_label(dimensions, day, hour), {})
                for name, value in counts.items():
                    sums[name] = sums.get(name, 0) + value
        for label, sums in groups.items():
            values = {"advertiser_id": str(campaign.advertiser.id), "campaign_id": str(campaign.id)}
            rows.append(
                {
                    "store_id": str(campaign.store_id),
                    "dimensions": {name: values.get(name, label) for name in dimensions},
                    "metrics": gmv_max_metrics(campaign, sums, metrics, now),
                }
            )
    return rows


def _label(dimensions: tuple[str, ...], day: int, hour: int) -> str:
    if "stat_time_hour" in dimensions:
        return f"{date.fromordinal(day)} {hour:02d}:00:00"
    return f"{date.fromordinal(day)} 00:00:00" if "stat_time_day" in dimensions else ""
