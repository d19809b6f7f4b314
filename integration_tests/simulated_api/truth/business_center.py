"""The truth of a Business Center report: the truths of its accounts, added up."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from ..model.agency import Agency
from .account import AccountTruth
from .query import TruthQuery


def business_center_truth(agency: Agency, query: TruthQuery, now: int) -> dict[str, dict[str, str]]:
    """Rows by key: the Business Center's id and the dimension values. All its metrics add up."""
    names = tuple(dict.fromkeys(("advertiser_id", *query.dimensions)))
    of_accounts = [item for item in query.filtering if item["field_name"] == "advertiser_id"]
    of_account = replace(
        query,
        report_type="BASIC",
        data_level="AUCTION_ADVERTISER",
        dimensions=names,
        filtering=tuple(item for item in query.filtering if item not in of_accounts),
    )
    totals: dict[str, dict[str, Decimal]] = {}
    for advertiser in agency.advertisers:
        if any(str(advertiser.id) not in json.loads(item["filter_value"]) for item in of_accounts):
            continue
        for key, row in AccountTruth(agency, advertiser, of_account, now).rows():
            values = dict(zip(names, key.split("|")[1:], strict=True))
            own_key = "|".join([agency.business_center_id, *(values[name] for name in query.dimensions)])
            total = totals.setdefault(own_key, dict.fromkeys(query.metrics, Decimal(0)))
            for name in query.metrics:
                total[name] += Decimal(row[name])
    return {key: {name: str(value) for name, value in row.items()} for key, row in totals.items()}
