"""A connection keeps its catalog when Airbyte's connector is replaced: names, keys, cursors and modes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
