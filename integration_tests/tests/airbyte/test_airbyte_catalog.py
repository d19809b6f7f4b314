"""A connection keeps its catalog when Airbyte's connector is replaced: names, keys, cursors and modes."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import airbyte, streams
from support.connector import Connector
from support.simulation import Simulation

pytestmark = pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)

# Rows of some days, where Airbyte's connector has one for all days; what has no key there.
LONGER_KEYS = {
    "advertisers_reports_lifetime": ["start_date"],
    "advertisers_audience_reports_lifetime": ["start_date"],
    "pixel_events_statistics": ["pixel_id", "start_date"],
    "pixel_instant_page_events": ["advertiser_id", "objective_type", "optimization_goal"],
}


@pytest.mark.parametrize("stream", airbyte.shared())
def test_key_cursor_and_modes_are_the_same(stream: str) -> None:
    theirs, ours = airbyte.discovered()[stream], streams.discovered()[stream]
    assert ours.get("default_cursor_field") == theirs.get("default_cursor_field")
    assert sorted(ours["supported_sync_modes"]) == sorted(theirs["supported_sync_modes"])
    keys = [[path[0] for path in each.get("source_defined_primary_key") or []] for each in (theirs, ours)]
    assert sorted(keys[1]) == sorted([*keys[0], *LONGER_KEYS.get(stream, [])])


def test_none_of_its_streams_is_missing_as_the_readme_says() -> None:
    assert "All of its 44 are here under their names." in airbyte.readme()
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
