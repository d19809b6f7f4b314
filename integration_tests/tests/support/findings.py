"""The problems of streams by name, so that one test can check many streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def findings(names: Iterable[str], judge: Callable[[str], Any]) -> dict[str, Any]:
    """The problems that `judge` finds with each stream; streams without problems are left out."""
    names = list(names)
    assert names, "no stream was judged"
    return {name: wrong for name in names if (wrong := judge(name))}
