"""One account read by both connectors at the same moment, and their records compared: the values have to be the same,
however each connector writes a number or a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from support import airbyte, streams
from support.airbyte import Household
from support.connector import Run

# TikTok's own music is in every account's list.
OF_ALL_ACCOUNTS = {"creative_assets_music"}

TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")


def common_key(stream: str) -> list[str]:
    """The parts of the key that both connectors have."""
    theirs = airbyte.discovered()[stream]["source_defined_primary_key"]
    return [name for name in streams.key_of(stream) if [name] in theirs]


def by_key(stream: str, records: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Records by the common key. It is unique except where our key has more parts."""
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


Key = tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """A way to read an account, and the streams to read. ``flags`` are those of the simulated account."""

    name: str
    start: str
    reads: Callable[[str], bool]
    flags: tuple[str, ...]
    include_deleted: bool | None = None

    @property
    def streams(self) -> list[str]:
        return [name for name in airbyte.comparable() if self.reads(name)]

    @property
    def with_deleted(self) -> bool:
        return self.include_deleted is True


class Reading:
    """The records of both connectors. ``objects`` is the truth about the account's objects."""

    def __init__(self, way: Way, household: Household, now: str) -> None:
        self.way = way
        config = household.simulation.config(start_date=way.start)
        if way.include_deleted is not None:
            config["include_deleted"] = way.include_deleted
        self.airbyte: Run = household.airbyte.read(config, *way.streams, mode="full_refresh")
        ours = household.read_ours(config, *way.streams, now=now, mode="full_refresh")
        self.theirs = {name: by_key(name, self.airbyte.records[name]) for name in way.streams}
        self.ours = {name: by_key(name, ours.records[name]) for name in way.streams}
        self.objects: dict[str, dict[str, Any]] = {}
        for entity in ("campaign", "adgroup", "ad"):
            self.objects |= household.simulation.truth(entity, rows=1, include_deleted=1)["rows"]

    @cached_property
    def behind_an_ad_without_time(self) -> set[str]:
        """The ads after the first ad of their account whose time of change is null. The newest come first."""
        behind: set[str] = set()
        accounts: set[str] = set()
        for (id,), record in sorted(self.ours["ads"].items(), key=lambda each: -int(each[0][0])):
            if record["advertiser_id"] in accounts:
                behind.add(id)
            if record.get("modify_time", "absent") is None:
                accounts.add(record["advertiser_id"])
        return behind

    def behind_unchanged(self, stream: str) -> set[Key]:
        """The files, newest first, after an account's first page of a hundred that has one older than the start date:
        the other connector stops there."""
        if stream not in ("creative_assets_images", "creative_assets_videos"):
            return set()
        accounts: dict[str, list[Key]] = {}
        files = self.ours[stream]
        for key in sorted(files, key=lambda key: files[key]["create_time"] or "", reverse=True):
            accounts.setdefault(files[key]["advertiser_id"], []).append(key)
        return {
            key for keys in accounts.values()
            if any((files[first].get("modify_time") or "9") < self.way.start for first in keys[:100])
            for key in keys[100:]
        }

    @cached_property
    def metrics_asked_for(self) -> dict[str, set[str]]:
        """From Airbyte's connector, whose records keep every metric, null or not."""
        return {
            stream: {name for record in rows.values() for name in record.get("metrics", {})}
            for stream, rows in self.theirs.items()
        }

    def unlike(self, stream: str) -> Iterator[tuple[Key, str, Any, Any]]:
        """The values that differ in rows that both have."""
        theirs, ours = self.theirs[stream], self.ours[stream]
        for key in theirs.keys() & ours.keys():
            for name, *values in unequal(theirs[key], ours[key]):
                yield (key, name, *values)
