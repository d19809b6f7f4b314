"""Configured catalogs that cannot be read, and streams of a catalog that cannot, while the others are read; each has its
own error message."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from conftest import NOW
from support.connector import Connector, configured
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of, failures_of

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


def with_entry(entry: Any) -> Callable[[Catalog], Any]:
    def change(catalog: Catalog) -> Catalog:
        catalog["streams"][0] = entry
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


REMEDY = "Refresh the source's schema, or take the stream out of the connection."
# The change to the first stream of a good catalog, how the stream is called then, and words of the message.
ENTRIES: dict[str, tuple[Callable[[Catalog], Any], str | None, tuple[str, ...]]] = {
    "a stream that is text": (with_entry("advertisers"), None, ("`streams[0]`", "an object", "text")),
    "a stream that is null": (with_entry(None), None, ("`streams[0]`", "an object", "null")),
    "an entry without its stream": (without_field("stream"), None, ("`streams[0].stream`", "missing")),
    "an entry as discover lists it": (
        with_entry({"name": "advertisers", "sync_mode": "full_refresh"}), "advertisers", ("`streams[0].stream`",)),
    "a stream without a name": (with_field("stream", {}), None, ("`streams[0].stream.name`", "missing")),
    "a stream whose name is a number": (with_name(7), None, ("`streams[0].stream.name`", "text", "number")),
    "a stream that there is not": (
        with_name("pixels_of_mars"), "pixels_of_mars", ("`streams[0]`", "pixels_of_mars", "`discover`", REMEDY)),
    "a slip in a stream's name": (with_name("advertiser"), "advertiser", ("'advertiser'", "'advertisers'", REMEDY)),
    "another case of a stream's name": (
        with_name("Advertisers"), "Advertisers", ("'Advertisers'", "'advertisers'", REMEDY)),
    "an older name of a report": (
        with_name("ads_reports"), "ads_reports", ("'ads_reports'", "does not offer", REMEDY)),
    "an empty name": (with_name(""), "", ("`streams[0]",)),
    "a stream that is named twice": (twice, "advertisers", ("`streams[2]`", "second time")),
    "no sync_mode": (without_field("sync_mode"), "advertisers", ("`streams[0].sync_mode`", "missing")),
    "an unknown sync_mode": (
        with_field("sync_mode", "delta"), "advertisers", ("`streams[0].sync_mode`", "`full_refresh`")),
    "a sync_mode as a number": (with_field("sync_mode", 1), "advertisers", ("`streams[0].sync_mode`", "text")),
    "a cursor_field as a number": (with_field("cursor_field", 1), "advertisers", ("`streams[0].cursor_field`",)),
    "a primary_key as a number": (with_field("primary_key", 1), "advertisers", ("`streams[0].primary_key`",)),
    "a primary_key of numbers": (
        with_field("primary_key", [[1]]), "advertisers", ("`streams[0].primary_key[0][0]`", "text", "number")),
    "a schema as text": (
        with_field("stream", {"name": "advertisers", "json_schema": "{}"}), "advertisers",
        ("json_schema`", "an object", "text")),
    "a namespace as a number": (
        with_field("stream", {"name": "advertisers", "namespace": 1}), "advertisers", ("namespace`", "text", "number")),
}


@pytest.mark.parametrize("mistake", ENTRIES)
def test_a_stream_that_cannot_be_read_fails_alone(
    mistake: str, connector: Connector, shared_simulation: Simulation, discovered: Catalog, snapshot: Snapshot
) -> None:
    change, stream, words = ENTRIES[mistake]
    catalog = change(copy.deepcopy(configured(discovered, "advertisers", "campaigns")))
    run = connector.run("read", shared_simulation.config(), catalog, now=NOW)
    failures = failures_of(run)
    assert failures.keys() == {stream}
    for word in words:
        assert word in failures[stream], (word, failures)
    assert failures[stream].startswith(f"The catalog file '{connector.folder}/catalog.json'")
    assert run.records["campaigns"]
    # As in Airbyte's CDK, a stream that cannot begin has not started.
    assert run.statuses.get(stream or "", ["INCOMPLETE"]) == ["INCOMPLETE"]
    snapshot.matches(failures[stream])


def test_everything_that_is_wrong_is_said_at_once(
    connector: Connector, shared_simulation: Simulation, discovered: Catalog
) -> None:
    catalog = copy.deepcopy(configured(discovered, "advertisers", "campaigns", "ad_groups", "ads"))
    first, second, third, _ = catalog["streams"]
    first["stream"]["name"] = "old_report"
    second |= {"sync_mode": "delta", "cursor_field": 1}
    third["stream"]["name"] = "ad_group"
    third["sync_mode"] = None
    state = [{"type": "STREAM", "stream": {"stream_descriptor": {"name": "ads"}, "stream_state": {"modify_time": "soon"}}}]
    failures = failures_of(connector.run("read", shared_simulation.config(), catalog, state, now=NOW))
    names = [first["stream"]["name"], second["stream"]["name"], third["stream"]["name"], "ads"]
    assert sorted(failures) == sorted(names)
    assert "does not offer" in failures[names[0]]
    assert all(word in failures[names[1]] for word in ("sync_mode", "cursor_field"))
    assert all(word in failures[names[2]] for word in ("does not offer", "`streams[2].sync_mode`"))
    assert "soon" in failures["ads"]


def test_where_no_stream_can_be_read_nothing_is_asked(
    connector: Connector, shared_simulation: Simulation, discovered: Catalog
) -> None:
    catalog = with_name("old_report")(copy.deepcopy(configured(discovered, "campaigns")))
    shared_simulation.clear_requests()
    assert failures_of(connector.run("read", shared_simulation.config(), catalog, now=NOW)).keys() == {"old_report"}
    assert shared_simulation.requests() == []


def test_a_production_stream_is_refused_in_the_sandbox_only_if_it_is_not_offered(
    connector: Connector, shared_simulation: Simulation, discovered: Catalog
) -> None:
    sandbox = Connector(connector.folder, shared_simulation.facts["sandbox_base_url"])
    config = shared_simulation.sandbox_config(start_date="2026-11-02", requests_per_second=1000)
    offered = {s["name"] for s in sandbox.discover(config)["streams"]}
    names = {stream["name"] for stream in discovered["streams"]}
    run = sandbox.run("read", config, configured(discovered), now=NOW)
    failures = failures_of(run)
    assert failures.keys() == names - offered
    assert all(f"'{name}'" in message and REMEDY in message for name, message in failures.items())
    assert offered <= run.statuses.keys()


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


# What each key lacks of the key of `ads_reports_daily`, which is `ad_id` and `stat_time_day`.
KEYS: dict[str, tuple[list[list[str]], list[str]]] = {
    "the stream's own": ([["ad_id"], ["stat_time_day"]], []),
    "the same in the oldest records": ([["dimensions", "ad_id"], ["dimensions", "stat_time_day"]], []),
    "none": ([], []),
    "without the day": ([["ad_id"]], ["stat_time_day"]),
    "of another granularity": ([["ad_id"], ["stat_time_hour"]], ["stat_time_day"]),
    "without the ad": ([["stat_time_day"]], ["ad_id"]),
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_by_which_a_destination_loses_records_is_warned_of(
    kind: str, connector: Connector, shared_simulation: Simulation, discovered: Catalog
) -> None:
    key, lacking = KEYS[kind]
    catalog = configured(discovered, "ads_reports_daily")
    catalog["streams"][0] |= {"primary_key": key, "destination_sync_mode": "append_dedup"}
    run = connector.run("read", shared_simulation.config(start_date="2026-11-01"), catalog, now=NOW)
    assert run.returncode == 0, run.stdout
    warnings = [m["log"]["message"] for m in run.of_type("LOG") if "primary_key" in m["log"]["message"]]
    assert [m["log"]["level"] for m in run.of_type("LOG") if m["log"]["message"] in warnings] == ["WARN"] * bool(lacking)
    assert all(f"ads_reports_daily lacks `{lacking[0]}`" in warning for warning in warnings)
