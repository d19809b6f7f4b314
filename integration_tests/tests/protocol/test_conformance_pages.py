"""The same data, however the API writes its JSON: compact, pretty-printed, unusual but legal, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from support import protocol, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"
# Several accounts with few ads, because the API adds fields to only some objects.
FLAGS = (*broad(("--advertisers", "3"), ()), "--ads-per-advertiser", "6")
# The fields that the simulated API adds to objects, like new fields that TikTok does not announce.
UNKNOWN = {"x_experiment", "x_flag"}
# By default all lists of objects and a report of each kind: those of the other levels differ only in their ids.
STREAMS: list[str] = broad(
    [
        *streams.entities(), *streams.kinds_of_reports(), "ads_reports_lifetime",
        "playable_material_reports_by_country_lifetime", "advertisers_audience_reports_lifetime",
    ],
    streams.names())


def read(simulation: Simulation, folder: pytest.TempPathFactory) -> Run:
    config = simulation.config(start_date="2026-11-02", requests_per_second=1000, page_size=50)
    catalog = selection.catalog(streams.of(name).description for name in STREAMS)
    run = Connector(folder.mktemp("pages"), simulation.base_url).run("read", config, catalog, now=NOW, variables=FAST)
    assert run.returncode == 0, run.stderr
    return run


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Run:
    with Simulation.start("--now", NOW, *FLAGS) as simulation:
        return read(simulation, tmp_path_factory)


@pytest.fixture(scope="module", params=broad(["--odd", "--gzip"], ["--odd", "--pretty", "--gzip"]))
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Run]]:
    with Simulation.start("--now", NOW, *FLAGS, request.param) as simulation:
        yield request.param, read(simulation, tmp_path_factory)


def test_its_lines_are_whole_messages_that_fit_the_schemas(other: tuple[str, Run]) -> None:
    run = other[1]
    catalog = {"streams": [streams.of(name).description for name in STREAMS]}
    protocol.assert_lines_are_messages(run)
    protocol.assert_records_fit_schemas(run, catalog)
    protocol.assert_streams_run_their_course(run, catalog)
    protocol.assert_states_count_records(run)
    protocol.assert_estimates_come_true(run, complete=True)


def test_its_records_are_those_of_the_plain_form(other: tuple[str, Run], plain: Run) -> None:
    unlike: dict[str, list[str]] = {}
    for stream in STREAMS:
        schema = streams.of(stream).description["json_schema"]
        expected, actual = (
            {truth.key(stream, record): known(record, schema) for record in run.records[stream]}
            for run in (plain, other[1])
        )
        assert len(expected) == len(plain.records[stream]) > 0, stream
        if differences := truth.differences(expected, actual):
            unlike[stream] = differences
    assert unlike == {}


def test_fields_that_nobody_announced_pass_through(other: tuple[str, Run]) -> None:
    form, run = other
    found = {
        stream: set().union(*(UNKNOWN & set(record) for record in run.records[stream])) for stream in STREAMS}
    # They are added at random, to one object in five.
    many = [stream for stream in STREAMS if form == "--odd" and len(run.records[stream]) > 50]
    assert {stream: found[stream] for stream in many} == dict.fromkeys(many, UNKNOWN)
    if form == "--odd":
        assert many
    else:
        assert not any(found.values()), found


def known(value: Any, schema: dict[str, Any]) -> Any:
    """The value without what the odd form adds, at any depth. Where the schema has no type, numbers stay numbers and
    texts stay texts, as TikTok writes them."""
    if isinstance(value, list):
        return [known(element, schema.get("items", {})) for element in value]
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        return {
            name: known(member, inner.get(name, {})) for name, member in value.items() if name not in UNKNOWN}
    return value if "type" in schema or type(value) not in (int, Decimal) else str(value)
