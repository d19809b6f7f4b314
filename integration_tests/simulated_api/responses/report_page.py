"""Report pages: rows as TikTok writes them, by one template per request."""

from __future__ import annotations

from ..facts import metric_facts
from ..model.agency import Agency
from ..model.objects import Advertiser
from ..requests.parameters import Paging
from ..requests.report_query import ReportQuery
from .page import Page, compact, list_page
from .report_rows import ReportRows, report_rows
from .report_values import dimension_texts, metric_fragments, shown_dimension
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
    """One page of `{"dimensions": {…}, "metrics": {…}}` rows; `late_rows` of them do not exist yet."""
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
    query = rows.query
    fragments = [_dimension(rows, keys, name) for name in query.dimensions]
    fragments += metric_fragments(rows, keys)
    shown = [shown_dimension(rows, name) for name in query.dimensions]
    dimensions = ",".join(f'"{name}":%s' for name in shown)
    metrics = ",".join(
        f'"{name}":%s' if metric_facts()[name].is_attribute else f'"{name}":"%s"' for name in query.metrics
    )
    template = f'{{"dimensions":{{{dimensions}}},"metrics":{{{metrics}}}}}'
    return [template % row for row in zip(*fragments, strict=True)]


def _dimension(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    """Values of a dimension as JSON texts; those of a breakdown may need escaping."""
    texts = dimension_texts(rows, keys, name)
    if name in rows.query.breakdown:
        escaped = {text: compact(text) for text in set(texts)}
        return [escaped[text] for text in texts]
    return [f'"{text}"' for text in texts]
