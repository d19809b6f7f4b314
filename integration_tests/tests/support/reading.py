"""One account read by both connectors at one moment, in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from support import airbyte, comparison
from support.airbyte import Household
from support.connector import Run

Key = tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """A way to read an account, and which streams of it. ``flags`` make the account."""

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
    """What both made of it. ``objects`` is what the account knows of itself."""

    def __init__(self, way: Way, household: Household, now: str) -> None:
        self.way = way
        config = household.simulation.config(start_date=way.start)
        if way.include_deleted is not None:
            config["include_deleted"] = way.include_deleted
        self.airbyte: Run = household.airbyte.read(config, *way.streams, mode="full_refresh")
        ours = household.read_ours(config, *way.streams, now=now, mode="full_refresh")
        self.theirs = {name: comparison.by_key(name, self.airbyte.records[name]) for name in way.streams}
        self.ours = {name: comparison.by_key(name, ours.records[name]) for name in way.streams}
        self.objects: dict[str, dict[str, Any]] = {}
        for entity in ("campaign", "adgroup", "ad"):
            self.objects |= household.simulation.truth(entity, rows=1, include_deleted=1)["rows"]

    @cached_property
    def behind_an_ad_without_time(self) -> set[str]:
        """The ads behind the first of their account whose time of change is null. The newest stand first."""
        behind: set[str] = set()
        accounts: set[str] = set()
        for (id,), record in sorted(self.ours["ads"].items(), key=lambda each: -int(each[0][0])):
            if record["advertiser_id"] in accounts:
                behind.add(id)
            if record.get("modify_time", "absent") is None:
                accounts.add(record["advertiser_id"])
        return behind

    def behind_unchanged(self, stream: str) -> set[Key]:
        """The files, newest first, behind an account's first page of a hundred with one that is older than the start
        date: there the other connector stops."""
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
        """By Airbyte's connector, whose records keep every metric, null or not."""
        return {
            stream: {name for record in rows.values() for name in record.get("metrics", {})}
            for stream, rows in self.theirs.items()
        }

    def unlike(self, stream: str) -> Iterator[tuple[Key, str, Any, Any]]:
        """The values that differ in rows that both have."""
        theirs, ours = self.theirs[stream], self.ours[stream]
        for key in theirs.keys() & ours.keys():
            for name, *values in comparison.unequal(theirs[key], ours[key]):
                yield (key, name, *values)
