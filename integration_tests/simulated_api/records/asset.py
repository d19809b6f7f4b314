"""Records of the plain lists, and of the objects whose other fields are as drawn (§2, §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts import field_facts
from ..model.assets import Asset
from ..model.draws import mix
from ..model.lifecycle import Lifecycle
from ..model.objects import revised_name
from .values import drawn, is_conditional, time_text


def asset_record(facts: str, asset: Asset, now: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """The object as of its last modification, with those values given and the others drawn."""
    return drawn_record(facts, asset.life, asset.life.modified(now), values)


def drawn_record(facts: str, life: Lifecycle, at: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record of all fields of the facts, except conditional ones whose condition is not met.

    It depends only on the object and on the modification at `at`. A modification changes names and a third of the other
    fields.
    """
    revision = life.revision(at)
    record: dict[str, Any] = {}
    for index, fact in enumerate(field_facts(facts)):
        name, own = fact["name"], mix(life.seed, 100 + index)
        if name in values:
            record[name] = values[name]
        elif name == "create_time":
            record[name] = time_text(fact, life.created)
        elif name == "modify_time":
            record[name] = time_text(fact, at)
        elif is_conditional(fact) and own % 3 == 0:
            continue
        elif fact["nullable"] and own >> 8 & 7 == 0:
            record[name] = None
        else:
            changing = (own >> 16) % 3 == 0
            seed = mix(life.seed + revision if changing else life.seed, 500 + index)
            value = drawn(name, fact, seed, life.created)
            record[name] = revised_name(value, revision) if name.endswith("name") else value
    return record
