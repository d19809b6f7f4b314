"""What is wrong with streams, by name, so that one test can judge many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def findings(names: Iterable[str], judge: Callable[[str], Any]) -> dict[str, Any]:
    """What `judge` finds wrong with each stream; streams that it finds nothing wrong with are left out."""
    names = list(names)
    assert names, "no stream was judged"
    return {name: wrong for name in names if (wrong := judge(name))}
