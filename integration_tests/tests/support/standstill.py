"""Waiting until something no longer changes."""

from __future__ import annotations

import time
from collections.abc import Callable

# How long it has to be the same, in seconds, and how often it is looked at.
STILL, INTERVAL = 1.0, 0.1


def standstill(measure: Callable[[], int], *, above: int = 0, timeout: float = 120) -> int:
    """The value, which is above that one, once it stays the same. What never stands still fails the test. A machine that
    stops for a moment may end the waiting too soon: so a test must not demand that the value never changes again."""
    deadline = time.monotonic() + timeout
    level, since = measure(), time.monotonic()
    while level <= above or time.monotonic() - since < STILL:
        assert time.monotonic() < deadline, f"it does not stand still above {above}: {level}"
        time.sleep(INTERVAL)
        if (now := measure()) != level:
            level, since = now, time.monotonic()
    return level
