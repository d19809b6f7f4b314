"""The truth of a report: its rows, and the exact sums over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..model.agency import Agency
from .account import AccountTruth
from .business_center import business_center_truth
from .query import TruthQuery

NOT_A_NUMBER = {None, "-", "<5"}


def report_truth(agency: Agency, query: TruthQuery, now: int) -> dict[str, Any]:
    """Counts and sums over the chosen advertisers, and per advertiser; with `rows`, every row."""
    if query.report_type == "BC":
        rows = business_center_truth(agency, query, now)
        truth = {"count": len(rows), "sums": _sums(rows.values(), query.metrics)}
        return {**truth, "rows": rows} if query.rows else truth
    per_advertiser: dict[str, Any] = {}
    everything: dict[str, dict[str, str]] = {}
    for advertiser in (*agency.advertisers, agency.sandbox_advertiser):
        chosen = query.advertiser_id == str(advertiser.id)
        if not chosen and (query.advertiser_id or advertiser is agency.sandbox_advertiser):
            continue
        rows = dict(AccountTruth(agency, advertiser, query, now).rows())
        per_advertiser[str(advertiser.id)] = {"count": len(rows), "sums": _sums(rows.values(), query.metrics)}
        everything.update(rows)
    truth = {
        "count": len(everything),
        "sums": _sums((account["sums"] for account in per_advertiser.values()), query.metrics),
        "advertisers": per_advertiser,
    }
    if query.rows:
        truth["rows"] = everything
    return truth


def _sums(rows: Iterable[Mapping[str, str | None]], metrics: tuple[str, ...]) -> dict[str, str]:
    """Exact decimal sums of what the rows show; null, "-" and "<5" count as nothing."""
    shown = list(rows)
    return {
        name: str(sum((Decimal(text) for row in shown if (text := row[name]) not in NOT_A_NUMBER), Decimal(0)))
        for name in metrics
    }
