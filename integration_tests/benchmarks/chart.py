"""The results as an SVG: a panel for each comparison, with bars and their spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from .report import number

WIDTH, COLUMNS, GAP = 960, 2, 24
PANEL = (WIDTH - GAP * (COLUMNS + 1)) // COLUMNS
HEAD, ROW, LABEL, VALUE = 44, 22, 190, 76
BAR_HEIGHT = 12
# Readable on white and on black; the page's reader decides which.
STYLE = """
  text { font: 12px -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 13px; }
  .unit, .value { fill: #59636e; }
  .this { fill: #0b7a75; }
  .airbyte { fill: #b35c00; }
  .bounds { fill: #8c959f; }
  .spread { stroke: #1f2328; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .unit, .value { fill: #9198a1; } .spread { stroke: #e6edf3; }
    .this { fill: #2fb5ad; } .airbyte { fill: #e08a2e; } .bounds { fill: #768390; }
  }
"""
LEGEND = (("this", "this connector"), ("airbyte", "Airbyte's connector 4.7.0"), ("bounds", "what bounds both"))


def svg(document: dict[str, Any]) -> str:
    """The panels of all sections in two columns, each as high as it has bars."""
    panels = [panel for section in document["sections"].values() for panel in section["panels"]]
    bottoms = [GAP * 2] * COLUMNS
    parts = [_legend()]
    for panel in panels:
        column = min(range(COLUMNS), key=lambda each: bottoms[each])
        parts.append(_panel(panel, GAP + column * (PANEL + GAP), bottoms[column]))
        bottoms[column] += HEAD + ROW * len(panel["bars"]) + GAP
    height = max(bottoms)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    title = "<title>Measurements of the connector beside what bounds it and beside Airbyte's</title>"
    return "\n".join([head, title, f"<style>{STYLE}</style>", *parts, "</svg>"]) + "\n"


def _legend() -> str:
    parts, x = [], GAP
    for kind, text in LEGEND:
        parts.append(f'<rect class="{kind}" x="{x}" y="14" width="12" height="12" rx="2"/>')
        parts.append(f'<text x="{x + 18}" y="24">{escape(text)}</text>')
        x += 40 + 7 * len(text)
    return "\n".join(parts)


def _panel(panel: dict[str, Any], x: int, y: int) -> str:
    scale = "powers of ten" if panel["is_log"] else ""
    unit = ", ".join(text for text in (panel["unit"], scale) if text)
    parts = [
        f'<text class="title" x="{x}" y="{y + 14}">{escape(panel["title"])}</text>',
        f'<text class="unit" x="{x}" y="{y + 30}">{escape(unit)}</text>',
    ]
    length = _scale(panel["bars"], panel["is_log"], PANEL - LABEL - VALUE)
    for place, bar in enumerate(panel["bars"]):
        middle = y + HEAD + ROW * place
        parts += _bar(bar, x, middle, length)
    return "\n".join(parts)


def _bar(bar: dict[str, Any], x: int, middle: int, length: Any) -> list[str]:
    """A label, the bar, a line from the least to the most, and the value."""
    left, top = x + LABEL, middle - BAR_HEIGHT // 2
    width = length(bar["value"])
    end = width
    parts = [
        f'<text x="{left - 8}" y="{middle + 4}" text-anchor="end">{escape(_short(bar["label"]))}</text>',
        f'<rect class="{bar["of"]}" x="{left}" y="{top}" width="{width:.1f}" height="{BAR_HEIGHT}" rx="2"/>',
    ]
    if bar["low"] is not None and bar["high"] is not None and bar["high"] > bar["low"]:
        low, end = length(bar["low"]), length(bar["high"])
        parts.append(
            f'<line class="spread" x1="{left + low:.1f}" x2="{left + end:.1f}" y1="{middle}" y2="{middle}"/>')
    value = number(bar["value"])
    parts.append(f'<text class="value" x="{left + max(width, end) + 6:.1f}" y="{middle + 4}">{value}</text>')
    return parts


def _scale(bars: Sequence[dict[str, Any]], is_log: bool, most: int) -> Any:
    """From a value to the length of its bar: from nothing on, or from the power of ten below the least."""
    highest = max(max(bar["value"], bar["high"] or 0) for bar in bars)
    if not is_log:
        return lambda value: max(value / highest * most, 1.0) if highest else 1.0
    floor = math.floor(math.log10(min(min(bar["value"], bar["low"] or bar["value"]) for bar in bars)) - 1e-9)
    span = max(math.log10(highest) - floor, 1.0)
    return lambda value: max((math.log10(value) - floor) / span * most, 1.0)


def _short(label: str) -> str:
    return label if len(label) <= 28 else f"{label[:27]}…"
