"""How much the suites go through: the telling cases by default, or all of them."""

from __future__ import annotations

import os
from typing import TypeVar

Cases = TypeVar("Cases")

# Set by `run-tests --all`.
ALL = os.environ.get("TESTS_BREADTH") == "all"


def broad(usual: Cases, everything: Cases) -> Cases:
    """``usual`` by default, ``everything`` when all is asked for."""
    return everything if ALL else usual
