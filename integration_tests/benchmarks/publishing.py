"""The results that the repository keeps: JSON, chart and tables here, and a block in the README."""

from __future__ import annotations

import json
import re
from typing import Any

from support.connector import ROOT
from support.simulation import INTEGRATION_TESTS

from . import chart, report

RESULTS = INTEGRATION_TESTS / "benchmarks" / "results"
README = ROOT / "README.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"


def publish(document: dict[str, Any]) -> None:
    """Writes everything anew."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "results.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    (RESULTS / "results.svg").write_text(chart.svg(document))
    (RESULTS / "results.md").write_text(tables(document))
    README.write_text(with_block(README.read_text(), block(document)))


def with_block(text: str, block: str) -> str:
    """The README with the block between its two comments.

    - Throws: `ValueError` when there is no place for it.
    """
    found = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not found.search(text):
        raise ValueError(f"README.md has no {BEGIN} … {END}")
    return found.sub(lambda _: f"{BEGIN}\n{block}\n{END}", text, count=1)


def block(document: dict[str, Any]) -> str:
    """What the README shows: the chart, and links to the rest."""
    place = RESULTS.relative_to(ROOT)
    return "\n\n".join([
        f"![What was measured, as bars]({place}/results.svg)",
        f"{report.machine_text(document)} [All tables]({place}/results.md), [every run]({place}/results.json), "
        f"[how to repeat it]({place.parent}/README.md).",
    ])


def tables(document: dict[str, Any]) -> str:
    """The page of all tables."""
    parts = [
        "# What was measured",
        "![The same as bars](results.svg)",
        f"{report.machine_text(document)} [Every run](results.json), [how to repeat it](../README.md), "
        "[comparison with other connectors](peers.md).",
        report.limits_text(document),
    ]
    parts += [report.section_text(name, each) for name, each in document["sections"].items()]
    return "\n\n".join(parts) + "\n"
