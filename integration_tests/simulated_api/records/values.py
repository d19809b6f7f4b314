"""Values for the fields of a record, drawn by their facts: type, format, items, properties (§7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.clock import DAY_SECONDS, utc_text
from ..model.draws import mix
from ..model.names import AD_NAMES, ADGROUP_NAMES, CAMPAIGN_NAMES
from .enumerations import ENUMERATIONS

TEXTS = (*CAMPAIGN_NAMES, *ADGROUP_NAMES, *AD_NAMES, "plain", "")
FIRST_ID = 7_100_000_000_000_000_000
MOST_DAYS_AHEAD = 400


def drawn(name: str, fact: Mapping[str, Any], seed: int, created: int) -> Any:
    """A value for a field: the same for the same seed. Times lie after `created`."""
    match fact["type"]:
        case "string":
            return _text(name, fact, seed, created)
        case "boolean":
            return bool(seed & 1)
        case "integer":
            return seed % 5000
        case "number":
            return seed % 500 if seed & 64 else seed % 100_000 / 100
        case "array":
            items = fact.get("items", {"type": "string"})
            single = name.removesuffix("s") if name.endswith("_ids") else name
            return [drawn(single, items, mix(seed, index), created) for index in range(seed % 4)]
        case _:
            return {
                key: drawn(key, property, mix(seed, index), created)
                for index, (key, property) in enumerate(fact.get("properties", {}).items())
            }


def is_conditional(fact: Mapping[str, Any]) -> bool:
    """Whether the documents say that the field is returned only under some conditions."""
    return "conditionally returned" in fact.get("note", "")


def time_text(fact: Mapping[str, Any], moment: int) -> str:
    """A moment as the field's format has it: with T and Z, or naive (§6)."""
    text = utc_text(moment)
    if fact.get("format", "").startswith("YYYY-MM-DD,"):
        return text[:10]
    return text.replace(" ", "T") + "Z" if "MM-DDTHH" in fact.get("format", "") else text


def _text(name: str, fact: Mapping[str, Any], seed: int, created: int) -> str:
    if name in ENUMERATIONS:
        return ENUMERATIONS[name][seed % len(ENUMERATIONS[name])]
    if name.endswith("_time") or "format" in fact:
        return time_text(fact, created + seed % (MOST_DAYS_AHEAD * DAY_SECONDS))
    if name.endswith("_id") or name == "id" or "id: string" in fact.get("note", ""):
        return str(FIRST_ID + seed % 10**17)
    if name.endswith("url"):
        return f"https://example.com/{name}/{seed:016x}?a=1&b=<2>&name=%F0%9F%98%80"
    if name.endswith(("_code", "signature")):
        return f"{seed:016X}"
    return TEXTS[seed % len(TEXTS)]
