"""Every fault × the first, a middle and the last page × an entity stream, a daily and an hourly report.

By default, a fault that does not depend on the page disturbs a different page of each kind of stream. So it covers all
three pages and all three kinds, but not every combination.

Either the rows equal the truth, each once, or a clear error says what to do and the next read from the state reaches the
truth; never a crash, a hang, or a success with missing rows. FAULT_MATRIX_TABLE names a file for the table.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from support.breadth import broad
from support.fault_matrix import FAULTS, PAGES
from support.fault_trials import Case, Matrix
from support.faulty_reads import KINDS

CASES = [
    Case(fault, page, kind) for row, fault in enumerate(FAULTS) for column, kind in enumerate(KINDS.values())
    for page in broad(fault.pages(row + column), PAGES)]
TABLE = "FAULT_MATRIX_TABLE"


@pytest.fixture(scope="module")
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The cases that are selected in this run of the tests."""
    name = test_a_fault_costs_no_row.__name__ + "["
    chosen = [item.callspec.params["case"] for item in request.session.items if item.name.startswith(name)]
    with Matrix(chosen, tmp_path_factory.mktemp("matrix")) as matrix:
        yield matrix
        if path := os.environ.get(TABLE):
            Path(path).write_text(table(matrix, chosen))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_costs_no_row(case: Case, matrix: Matrix) -> None:
    assert matrix.outcome(case)


def table(matrix: Matrix, cases: list[Case]) -> str:
    """A line for each fault, with a single outcome if it is the same for all pages."""
    lines = ["| fault |" + "".join(f" {kind} |" for kind in KINDS), "|---|" + "---|" * len(KINDS)]
    for fault, of_fault in groupby(cases, key=lambda case: case.fault.name):
        cells = dict.fromkeys(KINDS, "")
        for kind, of_kind in groupby(of_fault, key=lambda case: case.kind.stream):
            pages = {case.page: matrix.outcome_or_failure(case) for case in of_kind}
            by_outcome = {
                outcome: ", ".join(page for page in pages if pages[page] == outcome)
                for outcome in sorted(set(pages.values()))}
            cells[kind] = "; ".join(
                f"{where}: {outcome}" if len(by_outcome) > 1 else outcome
                for outcome, where in by_outcome.items())
        lines.append(f"| {fault} |" + "".join(f" {cell} |" for cell in cells.values()))
    return "\n".join([*lines, ""])
