"""The values of report rows as TikTok writes them, column by column (§3.6)."""

from __future__ import annotations

from datetime import date

from ..facts import metric_facts
from .attributes import attribute
from .page import compact
from .report_rows import ReportRows
from .row_order import RowKey

# Who searched for a term is not told apart below so many.
FEWEST_SHOWN_IMPRESSIONS = 5
FEW_IMPRESSIONS = "<5"


def shown_dimension(rows: ReportRows, name: str) -> str:
    """The name that a dimension has in a row.

    An id of the newer catalogue of interests comes back under a name of its own (§3.4). Which accounts are on
    it is not told; here those of an odd index are.
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
    columns, fragments = rows.columns(keys), []
    for name in rows.query.metrics:
        if metric_facts()[name].is_attribute:
            fragments.append(_attribute(rows, keys, name))
        elif name == "impressions" and "search_terms" in rows.query.breakdown:
            counts = columns.integers(name)
            fragments.append(
                [FEW_IMPRESSIONS if count < FEWEST_SHOWN_IMPRESSIONS else str(count) for count in counts]
            )
        else:
            fragments.append(columns.texts(name))
    return fragments


def _attribute(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    """Values of an attribute metric as JSON, made once per object of the report."""
    values = rows.attributes.setdefault(name, {})
    for place in {key.place for key in keys} - values.keys():
        values[place] = compact(
            attribute(name, rows.objects[place].thing, rows.now, rows.query.id_dimension)
        )
    return [values[key.place] for key in keys]
