"""The query of the truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..model.objects import PROMOTE, RESERVATION_TOP_VIEW

SPECIAL = (RESERVATION_TOP_VIEW, PROMOTE)
ENTITIES = ("advertiser", "campaign", "adgroup", "ad")
PARAMETERS = (
    "what",
    "report_type",
    "data_level",
    "dimensions",
    "start",
    "end",
    "metrics",
    "advertiser_id",
    "include_deleted",
    "rows",
    "buying_types",
    "filtering",
    "without",
)


@dataclass(frozen=True, slots=True)
class TruthQuery:
    """`what` is report, advertiser, campaign, adgroup or ad; no window means the account's lifetime.

    `filtering` is that of a report request; a status in it takes precedence over `include_deleted`. `without` names
    campaigns that are left out below the account: TopView by their buying type, Promote by their origin.
    """

    what: str
    report_type: str = "BASIC"
    data_level: str = "AUCTION_AD"
    dimensions: tuple[str, ...] = ("ad_id", "stat_time_day")
    start: date | None = None
    end: date | None = None
    metrics: tuple[str, ...] = ("spend", "impressions", "clicks")
    advertiser_id: str | None = None
    include_deleted: bool = False
    rows: bool = False
    buying_types: tuple[str, ...] | None = None
    filtering: tuple[Mapping[str, str], ...] = ()
    without: tuple[str, ...] = ()


def parse_truth_query(values: Mapping[str, str]) -> TruthQuery:
    """The query of plain texts, with lists separated by commas.

    - Throws: `ValueError` with the name of the invalid parameter.
    """
    unknown = set(values) - set(PARAMETERS)
    if unknown:
        raise ValueError(f"unknown parameters {sorted(unknown)}, known are {list(PARAMETERS)}")
    what = values.get("what", "")
    if what != "report" and what not in ENTITIES:
        raise ValueError(f"what: '{what}' is not report, {', '.join(ENTITIES)}")
    without = _list(values, "without") or ()
    if wrong := sorted(set(without) - set(SPECIAL)):
        raise ValueError(f"without: {wrong} are none of {list(SPECIAL)}")
    defaults = TruthQuery(what)
    return TruthQuery(
        what=what,
        report_type=values.get("report_type", defaults.report_type),
        data_level=values.get("data_level", defaults.data_level),
        dimensions=_list(values, "dimensions") or defaults.dimensions,
        start=date.fromisoformat(values["start"]) if values.get("start") else None,
        end=date.fromisoformat(values["end"]) if values.get("end") else None,
        metrics=_list(values, "metrics") or defaults.metrics,
        advertiser_id=values.get("advertiser_id"),
        include_deleted=_flag(values, "include_deleted"),
        rows=_flag(values, "rows"),
        buying_types=_list(values, "buying_types"),
        filtering=tuple(json.loads(values.get("filtering") or "[]")),
        without=without,
    )


def _list(values: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    return tuple(values[name].split(",")) if values.get(name) else None


def _flag(values: Mapping[str, str], name: str) -> bool:
    return values.get(name, "0") in {"1", "true", "True"}
