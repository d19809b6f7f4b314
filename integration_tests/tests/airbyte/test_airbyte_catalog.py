"""A connection keeps its catalog when Airbyte's connector is replaced: names, keys, cursors and modes. Its source keeps
its configuration: the form takes what Airbyte's form has saved."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from airbyte_cdk.models import ConnectorSpecificationSerializer
from airbyte_cdk.test.standard_tests._spec_compatibility import compare_specs

from support import airbyte, streams
from support.connector import Connector
from support.simulation import Simulation

pytestmark = pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)

# Streams with rows for several days where Airbyte's connector has one for all days; streams without a key there.
LONGER_KEYS = {
    "advertisers_reports_lifetime": ["start_date"],
    "advertisers_audience_reports_lifetime": ["start_date"],
    "pixel_events_statistics": ["pixel_id", "start_date"],
    "pixel_instant_page_events": ["advertiser_id", "objective_type", "optimization_goal"],
}


def traits(description: dict[str, Any], longer_key: list[str]) -> dict[str, Any]:
    """What a connection keeps of a stream, regardless of order."""
    key = [path[0] for path in description.get("source_defined_primary_key") or []]
    return {
        "key": sorted([*key, *longer_key]), "cursor": description.get("default_cursor_field"),
        "modes": sorted(description["supported_sync_modes"])}


def test_key_cursor_and_modes_are_the_same() -> None:
    shared = airbyte.shared()
    assert len(shared) == 44
    theirs = {name: traits(airbyte.discovered()[name], LONGER_KEYS.get(name, [])) for name in shared}
    ours = {name: traits(streams.discovered()[name], []) for name in shared}
    assert ours == theirs


def test_none_of_its_streams_is_missing_as_the_page_says() -> None:
    assert "All of its 44 are here under their names." in airbyte.page()
    assert len(airbyte.discovered()) == 44
    assert airbyte.discovered().keys() <= streams.discovered().keys()


def test_a_sandbox_has_the_same_streams(
    connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    config = shared_simulation.sandbox_config()
    [message] = airbyte.AirbyteConnector(tmp_path, {}).run("discover", config).of_type("CATALOG")
    theirs = {stream["name"] for stream in message["catalog"]["streams"]}
    ours = {stream["name"] for stream in connector.discover(config)["streams"]}
    assert theirs <= ours


# A value of each field of Airbyte's form.
SAVED = {
    "app_id": "7000", "secret": "s", "access_token": "t", "advertiser_id": "7001", "start_date": "2016-09-01",
    "end_date": "2026-10-31", "attribution_window": 0, "include_deleted": False,
}


@pytest.fixture
def form(connector: Connector) -> dict[str, Any]:
    return connector.run("spec").of_type("SPEC")[0]["spec"]


@pytest.fixture
def their_form(tmp_path: Path) -> dict[str, Any]:
    return airbyte.AirbyteConnector(tmp_path, {}).run("spec", None).of_type("SPEC")[0]["spec"]


def test_the_form_breaks_nothing_that_its_form_has_saved(form: dict[str, Any], their_form: dict[str, Any]) -> None:
    assert compare_specs(their_form, form).breaking == []
    # The comparison is able to find something.
    assert compare_specs(form, their_form).breaking != []


def test_every_configuration_of_its_form_is_valid(
    form: dict[str, Any], their_form: dict[str, Any], connector: Connector
) -> None:
    theirs = jsonschema.Draft7Validator(their_form["connectionSpecification"])
    ours = jsonschema.Draft7Validator(form["connectionSpecification"])
    configs = [
        {"credentials": {name: SAVED.get(name, method["properties"][name].get("const")) for name in [*needed, *more]},
         **{name: SAVED[name] for name in fields}}
        for method in theirs.schema["properties"]["credentials"]["oneOf"]
        for needed in (method["required"], ["auth_type", *method["required"]])
        for more in subsets(method["properties"].keys() - {"auth_type", *method["required"]})
        for fields in subsets(theirs.schema["properties"].keys() - {"credentials"})
    ]
    # Without a kind, keys that have an account fit both of its kinds, so that it refuses them.
    configs = [config for config in configs if theirs.is_valid(config)]
    assert len(configs) == 80
    for config in configs:
        ours.validate(config)
    for config in configs[::16]:
        assert connector.run("discover", config).returncode == 0, config


def subsets(names: set[str]) -> list[tuple[str, ...]]:
    return [some for count in range(len(names) + 1) for some in combinations(sorted(names), count)]


def test_the_form_begins_with_the_essentials_and_ends_with_the_tuning(form: dict[str, Any]) -> None:
    specification = form["connectionSpecification"]
    fields = sorted(specification["properties"].items(), key=lambda field: field[1]["order"])
    essentials = [
        "credentials", "start_date", "default_period", "advertiser_ids", "exclude_advertiser_ids", "end_date"]
    assert [name for name, _ in fields[:6]] == essentials
    assert not any("default" in field for _, field in fields[:6])
    # Airbyte's form shows fields without a group last, and adds its own to a group named `advanced`.
    groups = [group["id"] for group in specification["groups"]]
    places = [groups.index(field["group"]) for _, field in fields]
    assert places == sorted(places) and places[:7] == [0] * 6 + [1]
    assert "advanced" not in groups
    tuning = {name for name, field in fields if field["group"] == groups[-1]}
    assert {"api_level", "requests_per_second", "concurrency", "patience_minutes", "page_size"} < tuning
    assert not any(field.get("always_show") for _, field in fields[6:])


def test_the_platform_can_load_the_authorization(form: dict[str, Any]) -> None:
    loaded = ConnectorSpecificationSerializer.load(form)
    oauth = loaded.advanced_auth.oauth_config_specification
    request = oauth.oauth_connector_input_specification
    described = form["advanced_auth"]["oauth_config_specification"]["oauth_connector_input_specification"]
    assert {name: getattr(request, name) for name in described} == described
    assert request.extract_output == ["data.access_token"]
    assert oauth.complete_oauth_output_specification["required"] == ["access_token"]
