"""The results of a section of the benchmarks: figures with their limits, tables, panels of the chart."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

# From this ratio on, the fastest and the slowest run differ too much to trust the second decimal.
NOISY = 1.15

Cell = str | int | float | None


@dataclass(frozen=True)
class Limit:
    """An upper or lower limit of a figure. ``values`` are those of the rounds; their median counts."""

    figure: str
    limit: float
    values: Sequence[float]
    is_least: bool = False

    @property
    def found(self) -> float:
        return statistics.median(self.values)

    @property
    def holds(self) -> bool:
        return self.found >= self.limit if self.is_least else self.found <= self.limit

    @property
    def is_noisy(self) -> bool:
        return min(self.values) > 0 and max(self.values) / min(self.values) > NOISY

    def document(self) -> dict[str, Any]:
        return {
            "figure": self.figure, "found": self.found, "limit": self.limit, "is_least": self.is_least,
            "values": list(self.values), "holds": self.holds, "is_noisy": self.is_noisy,
        }


@dataclass(frozen=True)
class Table:
    """Rows of texts and numbers; ``notes`` add explanations."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Bar:
    """``of`` is ``this`` connector, ``airbyte``, or what ``bounds`` them; ``low`` and ``high`` are the spread."""

    label: str
    value: float
    of: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Panel:
    """Bars of one unit, one below the other; ``is_log`` uses a logarithmic scale for very different values."""

    title: str
    unit: str
    bars: Sequence[Bar]
    is_log: bool = False


@dataclass
class Section:
    """``runs`` has every single run, for other calculations."""

    name: str
    limits: list[Limit] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    runs: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {
            "limits": [limit.document() for limit in self.limits],
            "tables": [asdict(table) for table in self.tables],
            "panels": [asdict(panel) for panel in self.panels],
            "notes": self.notes, "runs": self.runs,
        }
