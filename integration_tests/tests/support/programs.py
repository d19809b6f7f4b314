"""Programs of the system that some tests need."""

from __future__ import annotations

from typing import NoReturn

import pytest

from support.environment import BEGUN_WITH

# Set by those who cannot install the programs and want the other tests.
ARE_OPTIONAL = "TESTS_WITHOUT_PROGRAMS" in BEGUN_WITH


def missing(reason: str) -> NoReturn:
    """Fails the test because of a missing program, or skips it where the user wants it without."""
    if ARE_OPTIONAL:
        pytest.skip(reason)
    pytest.fail(f"{reason}. To leave out the tests that need it, set TESTS_WITHOUT_PROGRAMS=1.")
