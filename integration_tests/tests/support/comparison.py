"""Records of two connectors side by side: the same values, however each of them writes a number or a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from support import airbyte, streams

# TikTok's own music is in every account's list.
OF_ALL_ACCOUNTS = {"creative_assets_music"}

TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")


def common_key(stream: str) -> list[str]:
    """The parts of the key that both connectors have."""
    theirs = airbyte.discovered()[stream]["source_defined_primary_key"]
    return [name for name in streams.key_of(stream) if [name] in theirs]


def by_key(stream: str, records: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Records by the common key, which none shares with another but where ours has more parts."""
    rows = {key(stream, record): record for record in records}
    repeats = common_key(stream) != streams.key_of(stream) or stream in OF_ALL_ACCOUNTS
    assert len(rows) == len(records) or repeats, f"{stream} has keys twice"
    return rows


def key(stream: str, record: dict[str, Any]) -> tuple[str, ...]:
    return tuple(spaced(str(record[name])) for name in common_key(stream))


def unequal(theirs: dict[str, Any], ours: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The members that differ, by name, those of ``dimensions`` and ``metrics`` one by one.

    Null is as good as absent.
    """
    for name in sorted(theirs.keys() | ours.keys()):
        pair = (theirs.get(name), ours.get(name))
        if name in ("dimensions", "metrics"):
            yield from ((f"{name}.{inner}", *values) for inner, *values in unequal(*(each or {} for each in pair)))
        elif not same(*pair):
            yield (name, *pair)


def same(theirs: Any, ours: Any) -> bool:
    match theirs, ours:
        case (dict(), dict()):
            return all(same(theirs.get(name), ours.get(name)) for name in theirs.keys() | ours.keys())
        case (list(), list()):
            return len(theirs) == len(ours) and all(same(*pair) for pair in zip(theirs, ours, strict=True))
        case (bool(), _) | (_, bool()) | (None, _) | (_, None):
            return theirs is ours
        case (str(), str()) if TIME.fullmatch(theirs) and TIME.fullmatch(ours):
            return spaced(theirs) == spaced(ours)
        case (str(), str()):
            return theirs == ours
        case (str() | int() | Decimal(), str() | int() | Decimal()):
            return (number := decimal(theirs)) is not None and number == decimal(ours)
    return False


def spaced(text: str) -> str:
    """A time as the API writes it; any other text as it is."""
    return text.replace("T", " ") if TIME.fullmatch(text) else text


def decimal(value: str | int | Decimal) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
