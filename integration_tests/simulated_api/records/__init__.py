"""Entity records (§2, §7, samples.json).

A record is a function of the object and of the moment of its last modification: two reads that see the same
`modify_time` see the same record. So the name of a parent is the one that it had when the child was last modified, and a
reader that relies on `modify_time` can keep an exact copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts import entity_fields

EMPTY: dict[str, Any] = {"string": "", "boolean": False, "integer": 0, "number": 0, "array": [], "object": {}}


def filled(entity: str, values: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """All fields of the entity, in the fact sheet's order: those given, the others null or empty by draw."""
    return {
        name: values[name] if name in values else (EMPTY[type] if seed >> (index % 61) & 3 == 0 else None)
        for index, (name, type) in enumerate(entity_fields(entity).items())
    }
