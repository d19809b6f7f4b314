"""A connection keeps its catalog when Airbyte's connector is replaced: names, keys, cursors and modes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import airbyte, streams
from support.connector import Connector
from support.simulation import Simulation

pytestmark = pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)

# Rows of some days, where Airbyte's connector has one for all days.
ROWS_OF_DAYS = {"advertisers_reports_lifetime", "advertisers_audience_reports_lifetime"}


@pytest.mark.parametrize("stream", airbyte.shared())
def test_key_cursor_and_modes_are_the_same(stream: str) -> None:
    theirs, ours = airbyte.discovered()[stream], streams.discovered()[stream]
    assert ours.get("default_cursor_field") == theirs.get("default_cursor_field")
    assert sorted(ours["supported_sync_modes"]) == sorted(theirs["supported_sync_modes"])
    keys = [sorted(each["source_defined_primary_key"]) for each in (theirs, ours)]
    assert keys[1] == sorted([*keys[0], *([["start_date"]] if stream in ROWS_OF_DAYS else [])])


def test_the_readme_names_the_streams_that_are_not_here() -> None:
    [line] = re.findall(r"^- \*\*Streams that are not here yet\*\*(.*)$", airbyte.readme(), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line)) == airbyte.discovered().keys() - streams.discovered().keys()


def test_a_sandbox_has_the_same_streams(
    connector: Connector, shared_simulation: Simulation, tmp_path: Path
) -> None:
    config = shared_simulation.sandbox_config()
    [message] = airbyte.AirbyteConnector(tmp_path, {}).run("discover", config).of_type("CATALOG")
    theirs = {stream["name"] for stream in message["catalog"]["streams"]}
    ours = {stream["name"] for stream in connector.discover(config)["streams"]}
    assert ours & set(airbyte.shared()) == theirs & set(airbyte.shared())
