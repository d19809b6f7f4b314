"""Which of the 841 metrics the simulated API has in each report: all levels, report types and breakdowns (§3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from simulated_api.facts import metric_facts
from simulated_api.process import SimulatedAPI
from support.api_requests import LEVELS, REPORT
from support.naive_client import collect, request


@dataclass(frozen=True)
class Kind:
    """A kind of report: its further dimensions, the rules for metrics that are then not available, and how many are.

    The counts, one per level, are those of the fact sheet's list.
    """

    report_type: str
    dimensions: tuple[str, ...]
    refused_rules: frozenset[str]
    counts: tuple[int, int, int, int]


KINDS = {
    "BASIC by day": Kind("BASIC", ("stat_time_day",), frozenset({"image_id"}), (787, 793, 813, 825)),
    "BASIC by country and hour": Kind(
        "BASIC",
        ("country_code", "stat_time_hour"),
        frozenset({"image_id", "daily", "id_or_id_and_day"}),
        (778, 786, 806, 818),
    ),
    "AUDIENCE by age": Kind("AUDIENCE", ("stat_time_day", "gender", "age"), frozenset(), (45, 53, 72, 85)),
    "AUDIENCE by country": Kind(
        "AUDIENCE", ("stat_time_day", "country_code"), frozenset({"no_country_in_audience"}), (41, 49, 68, 81)
    ),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", KINDS)
def test_metrics_are_answered_where_they_apply_and_refused_elsewhere(
    api: SimulatedAPI, name: str, level: str
) -> None:
    kind = KINDS[name]
    applicable = {
        name
        for name, fact in metric_facts().items()
        if kind.report_type in fact.report_types
        and level in fact.data_levels
        and fact.rule not in kind.refused_rules
    }
    assert len(applicable) == kind.counts[list(LEVELS).index(level)]
    names = list(metric_facts())
    for start in range(0, len(names), 100):
        some = names[start : start + 100]
        refused = [name for name in some if name not in applicable]
        accepted = [name for name in some if name in applicable]
        if refused:
            told = ask(api, level, kind, some)
            assert told["code"] == 40002
            assert told["message"] == (
                "Please correct the information in invalid metric fields and try again. "
                f"Invalid metric fields: {refused}. "
            )
        if accepted:
            rows = ask(api, level, kind, accepted)["data"]["list"]
            assert rows and all(list(row["metrics"]) == accepted for row in rows)


def ask(api: SimulatedAPI, level: str, kind: Kind, metrics: list[str]) -> dict[str, Any]:
    return api.envelope(
        REPORT,
        {
            "advertiser_id": api.advertiser_ids[0],
            "report_type": kind.report_type,
            "data_level": f"AUCTION_{level}",
            "dimensions": [f"{level.lower()}_id", *kind.dimensions],
            "metrics": metrics,
            "start_date": "2026-11-02",
            "end_date": "2026-11-02",
        },
    )


@pytest.mark.parametrize("level", LEVELS)
def test_every_basic_metric_is_answered_at_its_levels(api: SimulatedAPI, level: str) -> None:
    names = [
        name
        for name, fact in metric_facts().items()
        if "BASIC" in fact.report_types and level in fact.data_levels and fact.rule != "image_id"
    ]
    assert len(names) > 770
    for start in range(0, len(names), 100):
        some = names[start : start + 100]
        wanted = request(level, [LEVELS[level], "stat_time_day"], "2026-11-01", "2026-11-01", metrics=some)
        rows = collect(api, wanted, api.advertiser_ids[:1])
        assert rows and all(list(row) == some for row in rows.values())
        for row in rows.values():
            for name in some:
                if not metric_facts()[name].is_attribute and row[name] != "-":
                    Decimal(row[name])


def test_audience_metrics(api: SimulatedAPI) -> None:
    names = [
        name
        for name, fact in metric_facts().items()
        if "AUDIENCE" in fact.report_types and not fact.is_attribute
    ]
    wanted = request(
        "AD",
        ["ad_id", "gender", "age", "stat_time_day"],
        "2026-11-01",
        "2026-11-01",
        report_type="AUDIENCE",
        metrics=names,
    )
    assert len(names) == 41 and collect(api, wanted)
