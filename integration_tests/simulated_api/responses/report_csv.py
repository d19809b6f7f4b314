"""The output of a report task: the whole report as CSV (§3.7)."""

from __future__ import annotations

import csv
import io
import json

from ..facts import metric_facts
from ..model.agency import Agency
from ..model.objects import Advertiser
from ..requests.report_query import ReportQuery
from .report_rows import ReportRows
from .report_values import dimension_texts, metric_fragments, shown_dimension
from .row_order import RowKey

# A task's output is never truncated, however many ids it has.
NO_LIMIT = 1 << 60

# Tasks write countries by name, a known issue of TikTok's.
COUNTRY_NAMES = {
    "US": "United States of America",
    "CA": "Canada",
    "GB": "United Kingdom",
    "DE": "Germany",
    "JP": "Japan",
    "TO": "Tonga",
    "BR": "Brazil",
}
TITLES = {
    "spend": "Cost",
    "ctr": "CTR (destination)",
    "cpc": "CPC (destination)",
    "cpm": "CPM",
    "stat_time_day": "Date",
    "stat_time_hour": "Time",
    "country_code": "Country/Region",
    "ad_id": "AD ID",
    "adgroup_id": "Ad Group ID",
    "adgroup_name": "Ad Group Name",
}


def report_csv(
    agency: Agency, advertiser: Advertiser, query: ReportQuery, now: int, is_translated: bool
) -> tuple[bytes, int]:
    """The report's CSV (RFC 4180) with a title row, and how many rows follow it."""
    rows = ReportRows(agency, advertiser, query, now, NO_LIMIT)
    keys = [rows.keys[index] for index in rows.order]
    columns = [_dimension(rows, keys, name) for name in query.dimensions]
    for name, fragments in zip(query.metrics, metric_fragments(rows, keys), strict=True):
        columns.append(_attributes(fragments) if metric_facts()[name].is_attribute else fragments)
    names = [*(shown_dimension(rows, name) for name in query.dimensions), *query.metrics]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([title(name) for name in names] if is_translated else names)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode(), len(keys)


def title(name: str) -> str:
    """A field's title in English: `ad_id` is "AD ID"."""
    words = [word.upper() if word == "id" else word.capitalize() for word in name.split("_")]
    return TITLES.get(name, " ".join(words))


def _dimension(rows: ReportRows, keys: list[RowKey], name: str) -> list[str]:
    texts = dimension_texts(rows, keys, name)
    return [COUNTRY_NAMES.get(text, text) for text in texts] if name == "country_code" else texts


def _attributes(fragments: list[str]) -> list[str]:
    """Attributes unchanged; empty if the object has none."""
    values = {fragment: json.loads(fragment) for fragment in set(fragments)}
    return ["" if values[fragment] is None else values[fragment] for fragment in fragments]
