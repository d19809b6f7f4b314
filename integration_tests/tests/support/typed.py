"""The expected form of an API value, according to the JSON schema of its column."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)Z?)?")
NOTHING = ("", "-")
WORDS = {"true": True, "false": False, "1": True, "0": False}


def typed(value: Any, schema: dict[str, Any]) -> Any:
    """The value with the schema's types, at every depth; members that the schema does not name stay unchanged."""
    type_ = kind(schema)
    if value is None or type_ is None:
        return value
    if type_ == "object":
        if "properties" not in schema or not isinstance(value, dict):
            return value
        known = schema["properties"]
        return {name: typed(inner, known[name]) if name in known else inner for name, inner in value.items()}
    if type_ == "array":
        return [typed(item, schema.get("items", {})) for item in value]
    if type_ == "string" and "format" not in schema:
        return value if isinstance(value, str) else str(value)
    if value in NOTHING:
        return None
    match type_, schema.get("format"):
        case "string", "date-time":
            return _time(value)
        case "string", _:
            return _time(value)[:10]
        case "boolean", _:
            return WORDS[str(value).lower()]
        case _:
            return Decimal(str(value))


def kind(schema: dict[str, Any]) -> str | None:
    """The type of a column if it has only one, else None."""
    types = [schema.get("type")] if isinstance(schema.get("type"), str) else schema.get("type", [])
    kinds = [kind for kind in types if kind != "null"]
    return kinds[0] if len(kinds) == 1 else None


def _time(value: Any) -> str:
    """A time from text with or without the mark of UTC, from a day alone, or from milliseconds since 1970."""
    if found := TIME.fullmatch(str(value)):
        return "T".join(found.groups("00:00:00"))
    return datetime.fromtimestamp(int(value) // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
