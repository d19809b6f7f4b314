"""A configured catalog is the contract of its destination: records follow the types that it declares, also those of
Airbyte's connector and of older versions."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from support import airbyte, streams
from support.connector import FAST, Connector, Run, configured
from support.simulation import Simulation

NAMES = ["ads", "ads_reports_daily", "campaigns", "advertisers_reports_daily"]
TYPES = {"string": str, "integer": int, "number": (int, Decimal), "boolean": bool}


def flipped(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with whole numbers in place of text, and text in place of numbers and switches."""
    changed = copy.deepcopy(schema)
    for value in changed["properties"].values():
        kinds = value.get("type") if isinstance(value.get("type"), list) else [value.get("type")]
        if "object" in kinds and value.get("properties"):
            value["properties"] = flipped(value)["properties"]
        elif "string" in kinds and "format" not in value:
            value["type"] = ["null", "integer"]
        elif {"integer", "number", "boolean"} & set(kinds):
            value["type"] = ["null", "string"]
    return changed


def leaves(data: dict[str, Any], schema: dict[str, Any], path: str = "") -> list[tuple[str, Any, Any]]:
    """The scalars of a record: path, value and the one type that the schema declares, if it is one."""
    found = []
    for name, value in data.items():
        member = schema["properties"].get(name, {})
        kinds = member.get("type") if isinstance(member.get("type"), list) else [member.get("type")]
        kinds = [kind for kind in kinds if kind != "null"]
        if isinstance(value, dict) and member.get("properties"):
            found += leaves(value, member, f"{path}{name}.")
        elif value is not None and len(kinds) == 1 and kinds[0] in TYPES and "format" not in member:
            found.append((path + name, value, kinds[0]))
    return found


def ordered(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = ("advertiser_id", "campaign_id", "ad_id", "stat_time_day")
    return sorted(records, key=lambda record: [str(record.get(key)) for key in keys])


def cursors(run: Run) -> dict[str, list[str]]:
    """How far each account of each stream has been read."""
    states = {state["stream"]["stream_descriptor"]["name"]: state["stream"]["stream_state"] for state in run.state}
    return {name: sorted(map(str, state["states"])) for name, state in states.items()}


def is_whole(value: Any) -> bool:
    text = value if isinstance(value, str) else ""
    return text.isdecimal() and text == str(int(text)) and int(text) < 1 << 63


@pytest.fixture(scope="module")
def plain(shared_simulation: Simulation, tmp_path_factory: pytest.TempPathFactory) -> tuple[Connector, dict[str, Any], Run]:
    connector = Connector(tmp_path_factory.mktemp("plain"), shared_simulation.base_url)
    catalog = configured(connector.discover(shared_simulation.config()), *NAMES)
    return connector, catalog, connector.run("read", shared_simulation.config(), catalog, variables=FAST)


def test_ids_are_integers_and_numbers_are_text_where_the_catalog_says_so(
    plain: tuple[Connector, dict[str, Any], Run], shared_simulation: Simulation
) -> None:
    connector, catalog, own = plain
    other = copy.deepcopy(catalog)
    for entry in other["streams"]:
        entry["stream"]["json_schema"] = flipped(entry["stream"]["json_schema"])
    run = connector.run("read", shared_simulation.config(), other, variables=FAST)
    assert run.returncode == 0
    [notice] = [log for log in run.logs if "The catalog declares" in log]
    assert "Refresh the source's schema" in notice
    numbers = ids = 0
    for entry in other["streams"]:
        name, schema = entry["stream"]["name"], entry["stream"]["json_schema"]
        assert len(run.records[name]) == len(own.records[name]) > 0
        # Accounts are read side by side, so their records come in any order.
        for before, after in zip(ordered(own.records[name]), ordered(run.records[name]), strict=True):
            old = {path: value for path, value, _ in leaves(before, schema)}
            for path, value, kind in leaves(after, schema):
                if kind == "integer" and is_whole(old[path]):
                    ids += 1
                    assert (type(value), str(value)) == (int, old[path]), path
                elif kind == "string":
                    numbers += 1
                    spelled = {True: "true", False: "false"}.get(old[path]) if isinstance(old[path], bool) else str(old[path])
                    assert (type(value), value) == (str, spelled), path
                else:
                    assert value == old[path], path
    assert ids > 100 and numbers > 100
    assert cursors(run) == cursors(own)


@pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)
def test_the_catalog_of_airbytes_connector_gets_its_types(
    connector: Connector, shared_simulation: Simulation
) -> None:
    theirs = configured({"streams": [airbyte.discovered()[name] for name in NAMES]})
    run = connector.run("read", shared_simulation.config(), theirs, variables=FAST)
    assert run.returncode == 0
    checked = 0
    for name in NAMES:
        schema = airbyte.discovered()[name]["json_schema"]
        assert run.records[name]
        for record in run.records[name]:
            for path, value, kind in leaves(record, schema):
                checked += 1
                # Columns of numbers would round long ids, and columns of integers would cut decimals: these stay.
                stays = kind == "integer" and not is_whole(value) or kind == "number" and len(str(value)) > 15
                assert isinstance(value, TYPES[kind]) or stays, (name, path, value)
    assert checked > 1000
    assert all(isinstance(record["campaign_id"], int) for record in run.records["campaigns"])


def test_a_catalog_of_this_version_changes_nothing(plain: tuple[Connector, dict[str, Any], Run]) -> None:
    _, _, run = plain
    assert not [log for log in run.logs if "The catalog declares" in log]
    for name in NAMES:
        schema = streams.discovered()[name]["json_schema"]
        for record in run.records[name]:
            for path, value, kind in leaves(record, schema):
                assert isinstance(value, TYPES[kind]), (name, path, value)
