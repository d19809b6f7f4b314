"""Every fault × the first, a middle and the last page × an entity stream, a daily and an hourly report.

By default, each fault disturbs one page of one kind of stream, in turn, so that together they disturb every page of every
kind. A fault that is handled differently on the pages disturbs each of them, and one that has different outcomes disturbs
a kind for each of them. The worlds of `Tests/SimulationTests` try what is between them.

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
from support.fault_matrix import FAULTS, PAGES, representative
from support.fault_trials import Case, Matrix
from support.faulty_reads import KINDS

EVERYTHING = [(fault, page, stream) for fault in FAULTS for stream in KINDS for page in PAGES]
CASES = [Case(fault, page, KINDS[stream]) for fault, page, stream in broad(representative(tuple(KINDS)), EVERYTHING)]
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


def test_every_page_of_every_kind_is_disturbed_and_every_outcome_looked_for() -> None:
    assert {(case.page, case.kind.stream) for case in CASES} == {(page, kind) for page in PAGES for kind in KINDS}
    outcomes = {case.fault.name: [] for case in CASES}
    for case in CASES:
        outcomes[case.fault.name].append(case.fault.outcome_of(case.kind.stream))
    for fault in FAULTS:
        assert all(fault.outcome_of(kind) in outcomes[fault.name] for kind in KINDS), fault


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
