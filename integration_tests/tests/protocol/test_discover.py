"""What `discover` offers for each kind of configuration, in a readable form."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from airbyte_protocol.models import AirbyteCatalog
from jsonschema import Draft7Validator

from support import readme, streams
from support.offers import Offer
from support.snapshots import Snapshot
from support.streams import OBJECTS

OFFERS = [
    Offer(sandbox, granularity, layout)
    for sandbox in (False, True) for granularity in (None, "LIFETIME", "DAY", "HOUR") for layout in ("nested", "flat")
]
TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}


@pytest.fixture(params=OFFERS, ids=str)
def offer(request: pytest.FixtureRequest) -> Offer:
    return request.param


def described(stream: dict[str, Any]) -> str:
    """The properties of a stream in a catalog, and the number of its columns."""
    key = ", ".join(".".join(path) for path in stream["source_defined_primary_key"])
    cursor = ".".join(stream.get("default_cursor_field") or []) or "none"
    properties = stream["json_schema"]["properties"]
    inner = {name: len(properties[name]["properties"]) for name in OBJECTS if name in properties}
    columns = f"{len(properties)} columns" + "".join(f", {count} {name}" for name, count in inner.items())
    traits = [trait for trait in ("source_defined_cursor", "is_resumable") if stream.get(trait)]
    return (
        f"{stream['name']}: key {key}; cursor {cursor}; {', '.join(stream['supported_sync_modes'])}; "
        f"{', '.join(traits) or 'no traits'}; {columns}"
    )


def test_each_kind_of_configuration_has_its_streams(offer: Offer, snapshot: Snapshot) -> None:
    """An older configuration has older names in addition to today's."""
    of_its_own = streams.older(offer) if offer.granularity else streams.offered(offer)
    today = streams.discovered(Offer(offer.sandbox, None, offer.layout))
    assert list(streams.discovered(offer).items())[:len(today)] == list(today.items())
    snapshot.matches("\n".join(described(stream.description) for stream in of_its_own.values()))


def test_the_catalog_is_one_of_the_protocol_and_its_schemas_are_of_draft_7(offer: Offer) -> None:
    catalog = streams.discovered(offer)
    AirbyteCatalog.model_validate({"streams": list(catalog.values())})
    for stream in catalog.values():
        assert_is_of_draft_7(json.dumps(stream["json_schema"]))


# Most configurations are offered the same schemas.
@cache
def assert_is_of_draft_7(text: str) -> None:
    schema = json.loads(text)
    Draft7Validator.check_schema(schema)
    for name, column in columns_of(schema):
        types = column["type"] if isinstance(column["type"], list) else [column["type"]]
        assert set(types) <= TYPES, name
        assert "granularities" not in column, f"{name}: a keyword of the schema files' own"


def columns_of(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The columns at every depth."""
    found = []
    for name, inner in schema.get("properties", {}).items():
        found += [(name, inner), *columns_of(inner)]
    return found


def test_keys_and_cursors_are_columns_and_modes_follow_from_the_cursor(offer: Offer) -> None:
    for stream in streams.offered(offer).values():
        described = stream.description
        assert stream.key and set(stream.key) <= set(stream.columns)
        modes = ["full_refresh", "incremental"] if stream.cursor else ["full_refresh"]
        assert described["supported_sync_modes"] == modes
        # By the protocol, a resumable stream has a cursor, although it may not be a column.
        assert described["is_resumable"] is True and described["source_defined_cursor"] is True
        assert stream.cursor is None or stream.cursor in stream.columns


def test_a_flat_layout_has_the_same_streams_with_every_metric_and_dimension_at_the_top() -> None:
    for sandbox, granularity in {(offer.sandbox, offer.granularity) for offer in OFFERS}:
        nested, flat = (streams.offered(Offer(sandbox, granularity, layout)) for layout in ("nested", "flat"))
        assert list(nested) == list(flat)
        for name, stream in nested.items():
            assert (flat[name].key, flat[name].cursor) == (stream.key, stream.cursor)
            inner = [
                each for column in OBJECTS if stream.is_report for each in stream.columns[column]["properties"].items()]
            top = {column: schema for column, schema in stream.columns.items() if column not in OBJECTS}
            assert flat[name].columns == {**dict(inner), **top}


def test_the_sandbox_has_the_streams_that_the_readme_says_it_has() -> None:
    for granularity in (None, "LIFETIME", "DAY", "HOUR"):
        production, sandbox = (streams.offered(Offer(of_sandbox, granularity)) for of_sandbox in (False, True))
        assert list(sandbox) == [
            name for name in production if "sandbox" in readme.row(name).environments]
        assert all(sandbox[name].description == production[name].description for name in sandbox)
