"""Configured catalogs with some of the columns, as for a user who deselects the others."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from support.streams import Stream

# Some of each kind: sums, ratios of sums, metrics that do not add up, names.
FEW = (
    "spend", "impressions", "clicks", "conversion", "cpc", "ctr", "reach", "frequency", "campaign_name",
    "adgroup_name", "ad_name", "cost", "orders", "gross_revenue", "roi")


def narrowed(stream: Stream, columns: Iterable[str], metrics: Iterable[str] | None = None) -> dict[str, Any]:
    """The stream's description with only those columns at the top and, in a nested report, only those metrics."""
    chosen = set(columns) | ({"metrics"} if metrics is not None and not stream.is_flat else set())
    chosen |= set(metrics or ()) if stream.is_flat else set()
    description = copy.deepcopy(stream.description)
    properties = description["json_schema"]["properties"]
    description["json_schema"]["properties"] = {
        name: schema for name, schema in properties.items() if name in chosen}
    if metrics is not None and not stream.is_flat:
        inner = properties["metrics"]["properties"]
        properties["metrics"]["properties"] = {name: inner[name] for name in inner if name in set(metrics)}
    return description


def with_metrics(stream: Stream, metrics: Iterable[str] | None) -> dict[str, Any]:
    """The stream with all columns, but in a report with only those of the listed metrics that it has; None for all."""
    if metrics is None or not stream.is_report:
        return stream.description
    chosen = [name for name in stream.metrics if name in set(metrics)]
    return narrowed(stream, [name for name in stream.columns if name not in stream.metrics], chosen)


def catalog(descriptions: Iterable[dict[str, Any]], mode: str = "full_refresh") -> dict[str, Any]:
    """A configured catalog, each stream in that mode where it can be."""
    return {"streams": [
        {
            "stream": stream, "destination_sync_mode": "append",
            "sync_mode": mode if mode in stream["supported_sync_modes"] else "full_refresh",
        }
        for stream in descriptions
    ]}
