"""The fact sheet's machine-readable lists: metrics by level and report type, fields by entity (§3.5, §7)."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

# The accepted values of `fields` of advertiser/info/ (§2). An account has more fields, which are returned without `fields`.
ADVERTISER_INFO_FIELDS = (
    "telephone_number",
    "contacter",
    "currency",
    "cellphone_number",
    "timezone",
    "advertiser_id",
    "role",
    "company",
    "status",
    "description",
    "rejection_reason",
    "address",
    "name",
    "language",
    "industry",
    "license_no",
    "email",
    "license_url",
    "country",
    "balance",
    "create_time",
    "display_timezone",
    "owner_bc_id",
    "company_name_editable",
)


@dataclass(frozen=True, slots=True)
class MetricFact:
    """One metric as documented: where it can be requested, and the type of its value."""

    name: str
    type: str
    category: str
    unit: str
    report_types: frozenset[str]
    data_levels: frozenset[str]
    rule: str

    @property
    def is_attribute(self) -> bool:
        return self.category == "attribute"


@cache
def metric_facts() -> dict[str, MetricFact]:
    """All 841 metrics by name, in the order of the fact sheet."""
    with (FOLDER / "metrics.csv").open(newline="", encoding="utf-8") as lines:
        return {
            row["name"]: MetricFact(
                name=row["name"],
                type=row["type"],
                category=row["category"],
                unit=row["unit"],
                report_types=frozenset(row["report_types"].split("|")),
                data_levels=frozenset(filter(None, row["data_levels"].split("|"))),
                rule=row["rule"],
            )
            for row in csv.DictReader(lines)
        }


@dataclass(frozen=True, slots=True)
class PromoteFacts:
    """What reports contain of campaigns that were boosted in TikTok's app, by report type (1785880454546433)."""

    dimensions: dict[str, frozenset[str]]
    metrics: dict[str, frozenset[str]]
    filters: frozenset[str]

    def has(self, report_type: str, dimensions: tuple[str, ...]) -> bool:
        """Whether there are rows for those dimensions."""
        return self.dimensions.get(report_type, frozenset()).issuperset(dimensions)


@cache
def promote_facts() -> PromoteFacts:
    document = json.loads((FOLDER / "promote.json").read_text(encoding="utf-8"))
    return PromoteFacts(
        dimensions={name: frozenset(names) for name, names in document["dimensions"].items()},
        metrics={name: frozenset(names) for name, names in document["metrics"].items()},
        filters=frozenset(document["filters"]),
    )


@cache
def field_facts(entity: str) -> tuple[dict[str, Any], ...]:
    """The known facts about each field of an entity: name, type, items or properties, format, nullable, note."""
    return tuple(json.loads((FOLDER / f"{entity}.json").read_text(encoding="utf-8")))


@cache
def entity_fields(entity: str) -> dict[str, str]:
    """Field name → type of one entity (advertiser, campaign, ad …), in the order of the fact sheet."""
    return {row["name"]: row["type"] for row in field_facts(entity)}


@cache
def acceptable_fields(entity: str) -> tuple[str, ...]:
    """The accepted values of `fields` for an entity: all its fields, but for an advertiser only the documented ones."""
    return ADVERTISER_INFO_FIELDS if entity == "advertiser" else tuple(entity_fields(entity))
