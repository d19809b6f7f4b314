"""Configured catalogs that cannot be read; each has its own error message."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from conftest import NOW
from support.connector import Connector, configured
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of

Catalog = dict[str, Any]


@pytest.fixture(scope="module")
def discovered(shared_simulation: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    connector = Connector(tmp_path_factory.mktemp("discover"), shared_simulation.base_url)
    return connector.discover(shared_simulation.config())


def with_name(name: Any) -> Callable[[Catalog], Any]:
    def change(catalog: Catalog) -> Catalog:
        catalog["streams"][0]["stream"]["name"] = name
        return catalog

    return change


def with_field(name: str, value: Any) -> Callable[[Catalog], Any]:
    def change(catalog: Catalog) -> Catalog:
        catalog["streams"][0][name] = value
        return catalog

    return change


def without_field(name: str) -> Callable[[Catalog], Any]:
    def change(catalog: Catalog) -> Catalog:
        del catalog["streams"][0][name]
        return catalog

    return change


def twice(catalog: Catalog) -> Catalog:
    return {"streams": [*catalog["streams"], catalog["streams"][0]]}


def as_discovered(catalog: Catalog) -> Catalog:
    return {"streams": [entry["stream"] for entry in catalog["streams"]]}


def as_printed(catalog: Catalog) -> Catalog:
    return {"type": "CATALOG", "catalog": as_discovered(catalog)}


# The change to a good catalog, and the words that the message must contain.
CASES: dict[str, tuple[Callable[[Catalog], Any], tuple[str, ...]]] = {
    "no streams member": (lambda _: {}, ("`streams`", "missing")),
    "streams that are null": (lambda _: {"streams": None}, ("`streams`", "missing")),
    "streams as an object": (lambda _: {"streams": {}}, ("`streams`", "an array", "object")),
    "no stream at all": (lambda _: {"streams": []}, ("`streams`", "empty", "at least one")),
    "a stream that is text": (lambda _: {"streams": ["campaigns"]}, ("`streams[0]`", "an object", "text")),
    "a stream that is null": (lambda _: {"streams": [None]}, ("`streams[0]`", "an object", "null")),
    "an entry without its stream": (without_field("stream"), ("`streams[0].stream`", "missing")),
    "a stream without a name": (with_field("stream", {}), ("`streams[0].stream.name`", "missing")),
    "a stream whose name is a number": (with_name(7), ("`streams[0].stream.name`", "text", "number")),
    "a stream that there is not": (with_name("pixels_of_mars"), ("`streams[0]`", "pixels_of_mars", "`discover`")),
    "a slip in a stream's name": (with_name("campaign"), ("'campaign'", "'campaigns'")),
    "another case of a stream's name": (with_name("Campaigns"), ("'Campaigns'", "'campaigns'")),
    "an empty name": (with_name(""), ("`streams[0]",)),
    "a stream that is named twice": (twice, ("second time",)),
    "no sync_mode": (without_field("sync_mode"), ("`streams[0].sync_mode`", "missing")),
    "an unknown sync_mode": (with_field("sync_mode", "delta"), ("`streams[0].sync_mode`", "`full_refresh`")),
    "a sync_mode as a number": (with_field("sync_mode", 1), ("`streams[0].sync_mode`", "text")),
    "a cursor_field as a number": (with_field("cursor_field", 1), ("`streams[0].cursor_field`",)),
    "a schema as text": (
        with_field("stream", {"name": "campaigns", "json_schema": "{}"}), ("json_schema`", "an object", "text")),
    "the catalog that discover lists": (as_discovered, ("`discover`", "sync_mode")),
    "the line that discover prints": (as_printed, ("`discover`", "sync_mode")),
}


@pytest.mark.parametrize("mistake", CASES)
def test_a_bad_catalog_is_explained(
    mistake: str, connector: Connector, shared_simulation: Simulation, discovered: Catalog, snapshot: Snapshot
) -> None:
    change, words = CASES[mistake]
    good = configured(discovered, "advertisers", "campaigns")
    catalog = change(copy.deepcopy(good))
    shared_simulation.clear_requests()
    message = error_of(connector.run("read", shared_simulation.config(), catalog, now=NOW))
    assert message.startswith(f"The catalog file '{connector.folder}/catalog.json'")
    for word in words:
        assert word in message, (word, message)
    snapshot.matches(message)
    assert shared_simulation.requests() == []


def test_a_production_stream_is_refused_in_the_sandbox_only_if_it_is_not_offered(
    connector: Connector, shared_simulation: Simulation, discovered: Catalog
) -> None:
    sandbox = Connector(connector.folder, shared_simulation.facts["sandbox_base_url"])
    config = shared_simulation.sandbox_config(start_date="2026-11-02", requests_per_second=1000)
    offered = {s["name"] for s in sandbox.discover(config)["streams"]}
    for stream in discovered["streams"]:
        catalog = configured(discovered, stream["name"])
        run = sandbox.run("read", config, catalog, now=NOW)
        if stream["name"] in offered:
            assert run.returncode == 0, run.stdout
        else:
            assert stream["name"] in error_of(run)


def test_what_only_the_destination_needs_is_passed_over(
    connector: Connector, shared_simulation: Simulation, discovered: Catalog
) -> None:
    catalog = configured(discovered, "campaigns")
    catalog["streams"][0] |= {
        "destination_sync_mode": "from_the_future", "generation_id": 7, "minimum_generation_id": 7,
        "sync_id": 99, "primary_key": [["campaign_id"]], "surprise": {"a": [1]}}
    run = connector.run("read", shared_simulation.config(), catalog, now=NOW)
    assert run.returncode == 0, run.stdout
    assert run.records["campaigns"]


def test_another_cursor_is_warned_of(
    connector: Connector, shared_simulation: Simulation, discovered: Catalog, snapshot: Snapshot
) -> None:
    catalog = configured(discovered, "campaigns")
    catalog["streams"][0]["cursor_field"] = ["create_time"]
    run = connector.run("read", shared_simulation.config(), catalog, now=NOW)
    assert run.returncode == 0, run.stdout
    warnings = [m["log"]["message"] for m in run.of_type("LOG") if m["log"]["level"] == "WARN"]
    assert len(warnings) == 1 and "create_time" in warnings[0] and "modify_time" in warnings[0]
    snapshot.matches(warnings[0])
