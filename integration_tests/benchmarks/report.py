"""The results as tables in Markdown, which are also readable in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def number(value: Any) -> str:
    """Three significant digits, with separators of thousands; texts unchanged."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    if 0 < abs(value) < 0.1:
        return f"{value:.2g}"
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table with columns as wide as their content; numbers are aligned to the right."""
    cells = [[number(value) for value in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(columns, *cells, strict=True)]
    is_text = [all(isinstance(row[place], str) for row in rows) and place == 0 for place in range(len(columns))]
    def line(texts: Sequence[str]) -> str:
        aligned = [
            text.ljust(width) if left else text.rjust(width)
            for text, width, left in zip(texts, widths, is_text, strict=True)]
        return f"| {' | '.join(aligned)} |"

    rule = [("-" * width) if left else "-" * (width - 1) + ":" for width, left in zip(widths, is_text, strict=True)]
    return "\n".join([line(columns), line(rule), *map(line, cells)])


def limits_table(documents: Sequence[dict[str, Any]]) -> str:
    """Every limit with its measured value, and whether it holds."""
    rows = []
    for limit in (limit for document in documents for limit in document["limits"]):
        values = limit["values"]
        spread = f"{number(min(values))}–{number(max(values))}" if len(values) > 1 else "–"
        verdict = ("holds" if limit["holds"] else "**missed**") + (", noisy" if limit["is_noisy"] else "")
        bound = f"{'≥' if limit['is_least'] else '≤'} {number(limit['limit'])}"
        rows.append([limit["figure"], limit["found"], spread, bound, verdict])
    return table(("figure", "median", "spread", "limit", ""), rows)


def section_text(name: str, document: dict[str, Any], level: int = 2) -> str:
    """A section's tables and notes."""
    parts = []
    for each in document["tables"]:
        notes = [f"{note}" for note in each["notes"]]
        parts.append("\n\n".join([f"{'#' * level} {each['title']}", table(each["columns"], each["rows"]), *notes]))
    if document["notes"]:
        parts.append("\n".join(f"- {note}" for note in document["notes"]))
    return "\n\n".join(parts)


def limits_text(document: dict[str, Any]) -> str:
    return limits_table(list(document["sections"].values()))


def machine_text(document: dict[str, Any]) -> str:
    """The machine of the measurements, in one sentence."""
    of = document["machine"]
    return (
        f"Measured on {of['date']} on {of['cores']} cores of {of['processor']}, {of['memory_gb']} GB, {of['system']}, "
        f"{of['curl']}; medians of {document['rounds']} runs in turn, with the least and the most.")
