"""Loads a sync into a database with dlt: a table for each stream, a row for each primary key, the newest record wins.

    load.py catalog.jsonl records.jsonl postgresql://…

The files are the outputs of `discover` and `read`. The values of nested reports become columns such as `metrics__spend`,
other objects and lists become JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import dlt

KINDS = {"integer": "bigint", "number": "decimal", "boolean": "bool", "string": "text"}
FOLDED = ("dimensions", "metrics")
FORMATS: dict[str, dict[str, Any]] = {
    "date": {"data_type": "date"}, "date-time": {"data_type": "timestamp", "timezone": False}}


def messages(path: str, kind: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line, parse_float=Decimal)
            if message["type"] == kind:
                yield message[kind.lower()]


def columns(schema: dict[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    """The columns of an object with their types, so that none depends on the first value that is loaded."""
    found = {}
    for name, inner in schema["properties"].items():
        types = inner.get("type", [])
        kinds = {types} if isinstance(types, str) else {*types} - {"null"}
        if name in FOLDED and "properties" in inner:
            found |= columns(inner, f"{prefix}{name}__")
        else:
            [kind] = kinds if len(kinds) == 1 else ["any"]
            found[prefix + name] = {**FORMATS.get(inner.get("format", ""), {"data_type": KINDS.get(kind, "json")})}
    return found


def rows(catalog: str, records: str) -> Iterator[Any]:
    """The records, each with its place. A stream's first one says how its table is made."""
    [offered] = messages(catalog, "CATALOG")
    streams = {stream["name"]: stream for stream in offered["streams"]}
    known = set()
    for place, record in enumerate(messages(records, "RECORD")):
        name, row = record["stream"], {**record["data"], "_place": place}
        if name in known:
            yield dlt.mark.with_table_name(row, name)
            continue
        known.add(name)
        # Of records with the same key in one load, dlt keeps any unless one column says which.
        last = {"_place": {"data_type": "bigint", "dedup_sort": "desc"}}
        yield dlt.mark.with_hints(row, create_table_variant=True, hints=dlt.mark.make_hints(
            table_name=name, write_disposition="merge", columns={**columns(streams[name]["json_schema"]), **last},
            primary_key=[path[0] for path in streams[name]["source_defined_primary_key"]]))


def main(catalog: str, records: str, address: str) -> None:
    pipeline = dlt.pipeline("tiktok", destination=dlt.destinations.postgres(address), dataset_name="tiktok")
    # Else dlt would try again what a failed run has left, and ignore these files.
    pipeline.abort_packages()
    print(pipeline.run(dlt.resource(rows(catalog, records), name="records")))


if __name__ == "__main__":
    main(*sys.argv[1:])
