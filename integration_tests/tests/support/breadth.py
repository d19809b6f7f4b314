"""How many cases the suites run: representative ones by default, or all of them."""

from __future__ import annotations

import os
from typing import TypeVar

Cases = TypeVar("Cases")

# Set by `run-tests --all`.
ALL = os.environ.get("TESTS_BREADTH") == "all"


def broad(usual: Cases, everything: Cases) -> Cases:
    """``usual`` by default, ``everything`` with `--all`."""
    return everything if ALL else usual
