"""Responses with the records of a schema, as text: members in any order, missing, unknown, twice, of wrong
types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from support.page_values import BOOLEANS, GAPS, UNKNOWN_NAMES, Values, escaped, quoted
from support.typed import kind

Schema = dict[str, Any]
Members = list[tuple[str, str]]


class PageWriter:
    """Writes pages of one stream with the given values.

    ``inner`` names the object that has the key, a unique id. ``taken`` are the key's names at the record's top: no
    other member may have one of them.
    """

    def __init__(
        self, properties: Schema, values: Values, random: Random, id_name: str, taken: Iterable[str],
        inner: str | None = None, day_name: str | None = None,
    ) -> None:
        self.properties = properties
        self.values = values
        self.random = random
        self.id_name = id_name
        self.inner = inner
        self.day_name = day_name
        self.key_names = {name for name in (id_name, day_name) if name}
        self.taken = {*taken, *self.key_names, *([inner] if inner else [])}
        self.records = 0

    def page(self, list_name: str, records: list[str], info: dict[str, int]) -> bytes:
        """A response. If it has a list twice, the records of the first one do not count."""
        page_info = json.dumps(info, separators=(",", ":"))
        lists = [(quoted(list_name), "[" + f",{self._gap()}".join(records) + "]")]
        if self.random.random() < 0.2:
            lists.insert(0, (quoted(list_name), f'[{{"{self.id_name}":1}},{{"x":"y"}}]'))
        lists.insert(self.random.randrange(len(lists) + 1), (quoted("page_info"), page_info))
        members = [(quoted("code"), "0"), (quoted("message"), '"OK"'), (quoted("data"), self._object(lists))]
        self.random.shuffle(members)
        if self.random.random() < 0.1:
            members.insert(0, (quoted("data"), self.random.choice(self.values.anything)))
        return self._object(members).encode("utf-8")

    def record(self) -> str:
        self.records += 1
        id = str(10**15 + self.records)
        key: Members = [(quoted(self.id_name), self.random.choice([id, quoted(id)]))]
        if self.day_name:
            key.append((quoted(self.day_name), quoted("2026-11-03 00:00:00")))
        own = self._members(self.properties, 12, self.taken)
        for name in ("dimensions", "metrics", self.inner):
            if name not in self.properties or quoted(name) in dict(own):
                continue
            within = self._members(self.properties[name]["properties"], 8, self.key_names)
            if name == self.inner:
                place = self.random.randrange(len(within) + 1)
                within[place:place] = key
            own.insert(self.random.randrange(len(own) + 1), (quoted(name), self._object(within)))
        if not self.inner:
            own.insert(self.random.randrange(len(own) + 1), key[0])
        return self._object(own)

    def _members(self, properties: Schema, most: int, taken: Iterable[str] = ()) -> Members:
        """Members of the schema, some with escaped names, some twice, and unknown members."""
        known = [name for name in properties if name not in taken and name not in ("dimensions", "metrics")]
        members = []
        for _ in range(self.random.randrange(most + 1)):
            if not known or self.random.random() < 0.1:
                name = self.random.choice(UNKNOWN_NAMES)
                members.append((quoted(name), self.random.choice(self.values.anything)))
                continue
            name = self.random.choice(known)
            spelling = escaped(name, self.random) if self.random.random() < 0.1 else name
            members.append((quoted(spelling), self._value(properties[name])))
        if members and self.random.random() < 0.2:
            name = self.random.choice(members)[0]
            members.append((name, self._value(properties.get(json.loads(name), {}))))
        return members

    def _value(self, schema: Schema) -> str:
        """A value of the schema's type as the API may send it; sometimes of another type."""
        chance = self.random.random()
        if chance < 0.1:
            return self.random.choice(self.values.anything)
        return self.random.choice(self.values.scalars) if chance < 0.3 else self._fitting(schema)

    def _fitting(self, schema: Schema) -> str:
        match kind(schema), schema.get("format"):
            case "object", _ if "properties" in schema:
                return self._object(self._members(schema["properties"], 6))
            case "array", _:
                items = schema.get("items", {})
                return "[" + ",".join(self._value(items) for _ in range(self.random.randrange(4))) + "]"
            case "string", None:
                return quoted(self.random.choice(self.values.texts))
            case "string", _:
                return quoted(self.random.choice(self.values.times))
            case "boolean", _:
                return self.random.choice(BOOLEANS)
            case "integer" | "number", _:
                number = self.random.choice(self.values.numbers)
                return self.random.choice([number, quoted(number)])
            case _:
                return self.random.choice(self.values.anything)

    def _object(self, members: Members) -> str:
        gap = self._gap()
        return "{" + (",".join(f"{gap}{name}{gap}:{gap}{value}{gap}" for name, value in members) or gap) + "}"

    def _gap(self) -> str:
        return self.random.choice(GAPS)
