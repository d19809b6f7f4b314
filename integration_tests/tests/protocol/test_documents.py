"""The links between the documents are not broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.connector import ROOT

DOCUMENTS = sorted(
    path for place in (ROOT, ROOT / "Schemas", ROOT / "integration_tests", *(ROOT / "integration_tests").glob("[!.]*/"))
    for path in place.glob("*.md") if "output" not in path.parts
) + sorted((ROOT / "integration_tests/benchmarks/results").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(document: Path) -> set[str]:
    """The anchors of a document, as GitHub makes them from the headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    for path, anchor in LINK.findall(document.read_text()):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_the_pages_are_linked_from_the_readme_or_from_one_another() -> None:
    linked = {
        (document.parent / path).resolve() for document in DOCUMENTS
        for path, _ in LINK.findall(document.read_text()) if path}
    assert set(DOCUMENTS) - linked == {ROOT / "README.md"} - linked
