"""The values of report rows as TikTok writes them, column by column (§3.6)."""

from __future__ import annotations

from datetime import date

from ..facts import metric_facts, promote_facts
from ..model.objects import PROMOTE, Advertiser, Campaign
from .attributes import Thing, attribute
from .columns import Columns
from .page import compact
from .report_rows import ReportRows
from .row_order import RowKey

# Fewer impressions of a search term than this are not shown exactly.
FEWEST_SHOWN_IMPRESSIONS = 5
FEW_IMPRESSIONS = "<5"


def shown_dimension(rows: ReportRows, name: str) -> str:
    """The name that a dimension has in a row.

    An id of the newer catalog of interests is returned under its own name (§3.4). TikTok does not document which accounts
    use it; here, those with an odd index do.
    """
    is_newer = name == "interest_category" and rows.advertiser.index % 2 == 1
    return "interest_category_v2" if is_newer else name


def dimension_texts(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    """The plain values of a dimension."""
    query = rows.query
    if name == query.id_dimension:
        return [rows.ids[key.place] for key in keys]
    if name == query.time:
        days = {day: date.fromordinal(day).isoformat() for day in {key.day for key in keys}}
        if name == "stat_time_hour":
            return [f"{days[key.day]} {key.hour:02d}:00:00" for key in keys]
        return [f"{days[key.day]} 00:00:00" for key in keys]
    index = query.breakdown.index(name)
    return [key.values[index] for key in keys]


def metric_fragments(rows: ReportRows, keys: list[RowKey]) -> list[list[str]]:
    """The columns of the metrics: plain values of the numeric ones, attributes as JSON."""
    columns = rows.columns(keys)
    return [
        _without_promote(name, rows, keys, _fragments(name, columns, rows, keys))
        for name in rows.query.metrics
    ]


def _fragments(name: str, columns: Columns, rows: ReportRows, keys: list[RowKey]) -> list[str]:
    if metric_facts()[name].is_attribute:
        return _attribute(rows, keys, name)
    if name == "impressions" and "search_terms" in rows.query.breakdown:
        counts = columns.integers(name)
        return [FEW_IMPRESSIONS if count < FEWEST_SHOWN_IMPRESSIONS else str(count) for count in counts]
    return columns.texts(name)


def _without_promote(name: str, rows: ReportRows, keys: list[RowKey], texts: list[str]) -> list[str]:
    """Rows of campaigns that were boosted in the app have zeros, or nothing, for metrics that they do not have."""
    if name in promote_facts().metrics.get(rows.query.report_type, {name}):
        return texts
    nothing = '""' if metric_facts()[name].is_attribute else "0"
    return [
        nothing if _is_promoted(rows.objects[key.place].thing) else text
        for key, text in zip(keys, texts, strict=True)
    ]


def _is_promoted(thing: Thing) -> bool:
    if isinstance(thing, Advertiser):
        return False
    return (thing if isinstance(thing, Campaign) else thing.campaign).system_origin == PROMOTE


def _attribute(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    """Values of an attribute metric as JSON, computed once per object of the report."""
    values = rows.attributes.setdefault(name, {})
    for place in {key.place for key in keys} - values.keys():
        values[place] = compact(
            attribute(name, rows.objects[place].thing, rows.now, rows.query.id_dimension)
        )
    return [values[key.place] for key in keys]
