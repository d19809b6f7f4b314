"""The limits of values in TikTok's official SDK for Python: from the texts of the package, and from a list next to it.

What the package leaves out of the descriptions that it is generated from, such as enumerations and the largest pages,
is in `data/official_limits.json` with the sources: files of TikTok's repository `tiktok-business-api-sdk` and their
commits, and pages of its documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LIMITS = Path(__file__).parents[1] / "data" / "official_limits.json"
# Patterns in the package's descriptions of parameters and members.
RANGE = re.compile(r"Value range: (\d+)-(\d+)")
LEAST = re.compile(r"Value range: ≥ (\d+)")
LENGTHS = re.compile(r"Length range is \[(\d+), (\d+)\]")
LONGEST = re.compile(r"(?:At most|Max size:) (\d+)")
ENUMERATION = re.compile(r"Enum values(.*)", re.DOTALL)
ENUMERATED = re.compile(r"`([A-Z_]+)`")


@dataclass(frozen=True)
class Limits:
    """Limits of a number, of a list's length, the values that a text may have, the members that an object must have."""

    least: int | None = None
    most: int | None = None
    shortest: int | None = None
    longest: int | None = None
    values: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Limits:
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()})

    @classmethod
    def told_in(cls, text: str) -> Limits:
        """The limits in a text of the package."""
        facts: dict[str, Any] = {}
        if found := RANGE.search(text):
            facts |= {"least": int(found[1]), "most": int(found[2])}
        elif found := LEAST.search(text):
            facts |= {"least": int(found[1])}
        if found := LENGTHS.search(text):
            facts |= {"shortest": int(found[1]), "longest": int(found[2])}
        elif found := LONGEST.search(text):
            facts |= {"longest": int(found[1])}
        if (found := ENUMERATION.search(text)) and (values := ENUMERATED.findall(found[1])):
            facts |= {"values": values}
        return cls.of(facts)

    def faults(self, value: Any) -> Iterator[str]:
        match value:
            case bool():
                pass
            case int():
                if self.least is not None and value < self.least:
                    yield f"is less than {self.least}"
                if self.most is not None and value > self.most:
                    yield f"is more than {self.most}"
            case str():
                if self.values and value not in self.values:
                    yield f"has no value {value}"
            case dict():
                yield from (f"lacks {name}" for name in self.members if name not in value)
            case list():
                if self.shortest is not None and len(value) < self.shortest:
                    yield f"has fewer than {self.shortest} elements"
                if self.longest is not None and len(value) > self.longest:
                    yield f"has more than {self.longest} elements"
                for element in value:
                    yield from self.faults(element)


@cache
def written_limits() -> dict[str, dict[str, Limits]]:
    """The limits that are listed here, by path and place."""
    return {
        path: {place: Limits.of(limits) for place, limits in facts.items() if place != "source"}
        for path, facts in json.loads(LIMITS.read_text()).items()}
