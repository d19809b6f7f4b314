"""Report pages: rows as TikTok writes them, by one template per request."""

from __future__ import annotations

from datetime import date

from ..facts import metric_facts
from ..model.agency import Agency
from ..model.objects import Advertiser
from ..requests.parameters import Paging
from ..requests.report_query import ReportQuery
from .attributes import attribute
from .page import Page, compact, list_page
from .report_rows import ReportRows, report_rows
from .row_order import RowKey, without_last

# As the header reads in the documents (§3.3).
THROTTLE_HEADER = {
    "X-Tt-Ads-Throttle": "Number of ad ids is equal or more than 20k, only the newest are returned"
}


def report_page(
    agency: Agency,
    advertiser: Advertiser,
    query: ReportQuery,
    paging: Paging,
    now: int,
    id_limit: int,
    late_rows: int = 0,
) -> Page:
    """One page of `{"dimensions": {…}, "metrics": {…}}` rows; `late_rows` of them are yet to come."""
    rows = report_rows(agency, advertiser, query, now, id_limit)
    order = without_last(rows.order, rows.keys, late_rows) if late_rows else rows.order
    more = {}
    if query.totals and paging.page == 1:
        total = rows.total([rows.keys[index] for index in order])
        more["total_metrics"] = {
            name: total.texts(name)[0] for name in query.metrics if not metric_facts()[name].is_attribute
        }
    keys = [rows.keys[index] for index in order[paging.slice(len(order))]]
    page = list_page("list", _render(rows, keys), paging, len(order), **more)
    if rows.truncated:
        page.headers.update(THROTTLE_HEADER)
    return page


def _render(rows: ReportRows, keys: list[RowKey]) -> list[str]:
    query, columns = rows.query, rows.columns(keys)
    fragments: list[list[str]] = []
    for name in query.dimensions:
        fragments.append(_dimension(rows, keys, name))
    for name in query.metrics:
        if metric_facts()[name].is_attribute:
            fragments.append(_attribute(rows, keys, name))
        else:
            fragments.append(columns.texts(name))
    dimensions = ",".join(f'"{name}":"%s"' for name in query.dimensions)
    metrics = ",".join(
        f'"{name}":%s' if metric_facts()[name].is_attribute else f'"{name}":"%s"' for name in query.metrics
    )
    template = f'{{"dimensions":{{{dimensions}}},"metrics":{{{metrics}}}}}'
    return [template % row for row in zip(*fragments, strict=True)]


def _dimension(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    """Values of a dimension; none of them needs escaping."""
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


def _attribute(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    """Values of an attribute metric as JSON, made once per object of the report."""
    values = rows.attributes.setdefault(name, {})
    for place in {key.place for key in keys} - values.keys():
        values[place] = compact(
            attribute(name, rows.objects[place].thing, rows.now, rows.query.id_dimension)
        )
    return [values[key.place] for key in keys]
