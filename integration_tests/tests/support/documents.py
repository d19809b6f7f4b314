"""Copies of configurations and catalogs with single changes."""

from __future__ import annotations

import copy
from typing import Any

GONE = object()


def changed(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with some members changed, ``credentials__secret`` for one inside; ``GONE`` takes one out."""
    result = copy.deepcopy(document)
    for path, value in changes.items():
        *parents, name = path.split("__")
        inner = result
        for parent in parents:
            inner = inner[parent]
        if value is GONE:
            del inner[name]
        else:
            inner[name] = value
    return result
