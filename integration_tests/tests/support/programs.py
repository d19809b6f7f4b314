"""Programs of the system that some tests need."""

from __future__ import annotations

from typing import NoReturn

import pytest

from support.environment import BEGUN_WITH

# `.ci/run` installs all of them and sets this.
ARE_REQUIRED = "TESTS_NEED_PROGRAMS" in BEGUN_WITH


def missing(reason: str) -> NoReturn:
    """Skips the test because of a missing program, or fails it where none may be missing."""
    if ARE_REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)
