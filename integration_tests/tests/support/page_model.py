"""The expected form of records, from only their schema and the promises of the README: JSON is read by Python's own
module, and numbers are exact decimals."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from support.typed import kind

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(\.\d+)?)?Z?", re.ASCII)
NOTHING = ("", "-")
# A whole number with more zeros than a floating point number can have is not accepted.
LARGEST_EXPONENT = 308


@dataclass(frozen=True)
class Number:
    """A number with its digits as written."""

    text: str


@dataclass(frozen=True)
class Quoted:
    """Represents a string that contains this JSON value."""

    value: Any


class Pairs(list[tuple[str, Any]]):
    """The members of an object, including those with the same name."""

    def plain(self) -> dict[str, Any]:
        """Of two members with the same name, the last one counts."""
        return dict(self)


class Misfit(Exception):
    """A value that does not fit its type."""


def read(text: str) -> Any:
    return json.loads(text, object_pairs_hook=Pairs, parse_int=Number, parse_float=Number)


def plain(value: Any) -> Any:
    """The value with only the last one of members with the same name, at every depth."""
    if isinstance(value, Pairs):
        return {name: plain(inner) for name, inner in value}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def agree(expected: Any, actual: Any) -> bool:
    match expected, actual:
        case Quoted(value), str():
            return agree(value, plain(read(actual)))
        case dict(), dict():
            is_same = expected.keys() == actual.keys()
            return is_same and all(agree(expected[name], actual[name]) for name in expected)
        case list(), list():
            return len(expected) == len(actual) and all(map(agree, expected, actual))
        case _:
            return type(expected) is type(actual) and expected == actual


@dataclass
class Row:
    """A record, and the fields whose values did not fit."""

    data: dict[str, Any]
    nulled: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Model:
    """The rules of one stream.

    ``raised`` is the object whose members are repeated at the record's top; ``copies`` are single repeated members,
    by their paths; ``opened`` are the objects whose members are moved to the top.
    """

    schema: dict[str, Any]
    columns: dict[str, str]
    is_report: bool = False
    raised: str | None = None
    copies: dict[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()

    def row(self, record: Pairs) -> Row:
        row = Row({})
        row.data = self._object(Pairs(self._opened(record)), self.schema, "", row.nulled)
        repeated = dict(self.copies)
        if self.raised:
            names = self.schema["properties"][self.raised]["properties"]
            repeated |= {f"{self.raised}.{name}": name for name in names if name in self.schema["properties"]}
        for path, name in repeated.items():
            self._repeat(path, name, row)
        for name, text in self.columns.items():
            if name in self.schema["properties"] and row.data.get(name) is None:
                row.data[name] = text
                row.nulled.discard(name)
        return row

    def _opened(self, record: Pairs) -> Pairs:
        members = Pairs()
        for name, value in record:
            if name not in self.opened:
                members.append((name, value))
            elif isinstance(value, Pairs):
                members += self._opened(value)
        return members

    def _repeat(self, path: str, name: str, row: Row) -> None:
        """Keeps the API's own value at the top, unless it is null and the other one is not."""
        outer, inner = path.split(".")
        within = row.data.get(outer)
        if not isinstance(within, dict) or inner not in within:
            return
        if name in row.data and (row.data[name] is not None or within[inner] is None):
            return
        row.data[name] = within[inner]
        row.nulled.discard(name)
        if path in row.nulled:
            row.nulled.add(name)

    def _object(self, value: Pairs, schema: dict[str, Any], path: str, nulled: set[str]) -> dict[str, Any]:
        known = schema["properties"]
        return {
            name: self._typed(inner, known[name], f"{path}{name}", nulled) if name in known else plain(inner)
            for name, inner in value.plain().items()}

    def _typed(
        self, value: Any, schema: dict[str, Any], path: str, nulled: set[str], is_item: bool = False
    ) -> Any:
        type_, form = kind(schema), schema.get("format")
        if value is None or type_ is None or (type_ == "object" and "properties" not in schema):
            return plain(value)
        if type_ == "string" and form is None:
            return None if value == "-" and self.is_report and not is_item else _text(value)
        if isinstance(value, str) and value in NOTHING:
            return None
        if type_ == "object" and isinstance(value, Pairs):
            return self._object(value, schema, f"{path}.", nulled)
        if type_ == "array" and isinstance(value, list) and not isinstance(value, Pairs):
            items = schema.get("items", {})
            return [self._typed(item, items, path, nulled, is_item=True) for item in value]
        try:
            return _scalar(value, type_, form)
        except Misfit:
            nulled.add(path)
            return None


def _text(value: Any) -> Any:
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case Number(text):
            return text
        case _:
            return Quoted(plain(value))


def _scalar(value: Any, type_: str, form: str | None) -> Any:
    text = value.text if isinstance(value, Number) else value
    match type_, form:
        case "boolean", _:
            said = text.lower() if isinstance(text, str) and text.isascii() else text
            if said in (True, "true", "1"):
                return True
            if said in (False, "false", "0"):
                return False
        case "integer" | "number", _ if isinstance(text, str) and NUMBER.fullmatch(text):
            written = _whole(text) if type_ == "integer" else text
            # Parsers refuse what is too large for floating point.
            if math.isfinite(float(written)):
                return Number(written)
        case "string", "date-time":
            return _time(value)
        case "string", "date":
            return _time(value)[:10]
    raise Misfit


def _whole(text: str) -> str:
    """The digits of the whole number that a decimal is."""
    number = Decimal(text)
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    minus = "-" if sign else ""
    if not any(digits):
        return f"{minus}0"
    written = "".join(map(str, digits))
    if exponent > LARGEST_EXPONENT:
        raise Misfit
    if exponent >= 0:
        return minus + written + "0" * exponent
    if -exponent >= len(written) or set(written[exponent:]) != {"0"}:
        raise Misfit
    return minus + written[:exponent]


def _time(value: Any) -> str:
    """A time from local time, from a day alone, or from milliseconds since 1970."""
    text = value.text if isinstance(value, Number) else value
    if not isinstance(text, str):
        raise Misfit
    if re.fullmatch(r"[0-9]{12,13}", text):
        return datetime.fromtimestamp(int(text) // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    found = TIME.fullmatch(text) if isinstance(value, str) else None
    if not found:
        raise Misfit
    day, clock, fraction = found.groups()
    moment = f"{day}T{clock or '00:00:00'}"
    try:
        datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        raise Misfit from None
    if moment[-2:] >= "60":
        raise Misfit
    return moment + (fraction or "")
