"""Pages of Business Center reports: the rows of all accounts, added up if they have the same dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..model.agency import Agency
from ..model.draws import draw
from ..model.metrics import Additive, decimal_text, formula
from ..model.objects import Advertiser
from ..requests.bc_query import BusinessCenterQuery
from ..requests.parameters import Paging
from .page import Page, compact, list_page
from .report_rows import ReportRows
from .report_values import dimension_texts

NO_LIMIT = 1 << 60


def bc_page(
    agency: Agency, advertisers: Sequence[Advertiser], query: BusinessCenterQuery, paging: Paging, now: int
) -> Page:
    """One page of the accounts' rows; each account has its own days (§6)."""
    rows = _rows(agency, tuple(advertisers), query, now)
    return list_page("list", list(rows[paging.slice(len(rows))]), paging, len(rows))


@lru_cache(maxsize=8)
def _rows(
    agency: Agency, advertisers: tuple[Advertiser, ...], query: BusinessCenterQuery, now: int
) -> tuple[str, ...]:
    sums: dict[tuple[str, ...], list[int]] = {}
    for advertiser in advertisers:
        id = str(advertiser.id)
        if not all(condition.admits(id) for condition in query.advertisers):
            continue
        rows = ReportRows(agency, advertiser, query.of_account(id), now, NO_LIMIT)
        keys = zip(*(dimension_texts(rows, rows.keys, name) for name in query.dimensions), strict=True)
        columns = rows.columns(rows.keys)
        values = zip(*(columns.integers(name) for name in query.metrics), strict=True)
        for key, row in zip(keys, values, strict=True):
            known = sums.setdefault(key, [0] * len(query.metrics))
            sums[key] = [a + b for a, b in zip(known, row, strict=True)]
    order = sorted(sums, key=lambda key: draw(repr(query.dimensions), repr(query.metrics), *key))
    return tuple(_rendered(query, key, sums[key]) for key in order)


def _rendered(query: BusinessCenterQuery, key: tuple[str, ...], row: list[int]) -> str:
    metrics = {name: _text(name, value) for name, value in zip(query.metrics, row, strict=True)}
    return compact({"dimensions": dict(zip(query.dimensions, key, strict=True)), "metrics": metrics})


def _text(name: str, value: int) -> str:
    rule = formula(name)
    return decimal_text(value, 2) if isinstance(rule, Additive) and rule.money else str(value)
