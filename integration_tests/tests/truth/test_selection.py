"""Columns that the user deselects are neither requested nor delivered, in each stream and either layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from simulated_api.facts import acceptable_fields
from support import asked, selection, streams
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.offers import FLAT, PRODUCTION, Offer
from support.simulation import Simulation
from support.streams import SHARED, Stream

NOW = "2026-11-03T12:00:00Z"
START = broad("2026-11-03", "2026-11-02")
# Fields that other streams need of an account, and the dates of objects without a time of change.
OF_ACCOUNTS, CREATED = {"advertiser_id", "timezone", "currency", "create_time"}, {"create_time"}

Choose = Callable[[Stream], dict[str, Any]]


@dataclass(frozen=True)
class Reading:
    """One read of all streams with some of their columns, and its requests."""

    offer: Offer
    run: Run
    requests: list[asked.Entry]

    def columns(self, name: str) -> set[frozenset[str]]:
        """The columns of a stream's records."""
        return {frozenset(record) for record in self.run.records[name]}

    def metrics(self, name: str) -> set[frozenset[str]]:
        return {frozenset(record["metrics"]) for record in self.run.records[name]}

    def asked_metrics(self, stream: Stream) -> set[frozenset[str]]:
        """The metrics that each request for a report named, or for a report with the same grouping."""
        entries = asked.of(stream, self.requests)
        assert entries, "nothing was asked"
        return {frozenset(asked.texts(entry, "metrics")) for entry in entries}

    def asked_fields(self, stream: Stream) -> set[frozenset[str] | None]:
        """The fields that each request for objects named; None for requests that named none."""
        entries = [
            entry for entry in self.requests
            if entry["path"] == stream.endpoint and not (stream.takes_fields and asked.is_look_up(entry))]
        assert entries, "nothing was asked"
        return {
            frozenset(asked.texts(entry, "fields")) if asked.param(entry, "fields") else None for entry in entries}


class Reader:
    """Reads all streams of an account, each with the columns that are selected for it."""

    def __init__(self, account: Simulation, folders: pytest.TempPathFactory) -> None:
        self._account = account
        self._folders = folders
        self._everything: dict[Offer, Reading] = {}

    def read(self, choose: Choose, catalog: Offer = PRODUCTION, offer: Offer = PRODUCTION) -> Reading:
        """``catalog`` is the offer for which the catalog was made, ``offer`` that of the configuration."""
        config = self._account.config(start_date=START, requests_per_second=1000, **offer.settings)
        connector = Connector(self._folders.mktemp("selection"), self._account.base_url)
        self._account.clear_requests()
        run = connector.run(
            "read", config, selection.catalog(choose(stream) for stream in streams.of_endpoints(catalog).values()), now=NOW,
            variables=FAST)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        assert set(run.records) == set(streams.of_endpoints()), "a stream without records shows nothing"
        return Reading(offer, run, self._account.requests())

    def everything(self, offer: Offer) -> Reading:
        """All columns, read once in each layout."""
        if offer not in self._everything:
            self._everything[offer] = self.read(lambda stream: stream.description, offer, offer)
        return self._everything[offer]


@pytest.fixture(scope="module")
def reader(account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(account, tmp_path_factory)


def three(stream: Stream) -> list[str]:
    """Three metrics of a report, or three fields of an object, from the schema's beginning, middle and end; fields that
    TikTok refuses have their own suite, and the fields of the key are always selected."""
    names = [name for name in stream.metrics if name not in stream.key]
    if not stream.is_report:
        indispensable = {*stream.key, stream.cursor, *CREATED, *OF_ACCOUNTS}
        acceptable = set(acceptable_fields(stream.entity) if stream.takes_fields else stream.columns)
        names = [name for name in stream.columns if name in acceptable - indispensable] or ["advertiser_id"]
    return [names[0], names[len(names) // 2], names[-1]]


def with_three(stream: Stream) -> dict[str, Any]:
    if stream.is_report:
        return selection.narrowed(stream, stream.key, three(stream))
    return selection.narrowed(stream, three(stream))


LAYOUTS = {
    "nested": (PRODUCTION, PRODUCTION), "flat": (FLAT, FLAT),
    "flat, with a catalog that was made nested": (PRODUCTION, FLAT),
    "nested, with a catalog that was made flat": (FLAT, PRODUCTION),
}


@pytest.fixture(scope="module", params=LAYOUTS)
def chosen(request: pytest.FixtureRequest, reader: Reader) -> Reading:
    """Three columns of each stream."""
    return reader.read(with_three, *LAYOUTS[request.param])


def alike(offer: Offer, stream: Stream) -> list[Stream]:
    """The report streams whose requests differ from a stream's only in the metrics, including the stream itself."""
    every = [each for each in streams.offered(offer).values() if each.is_report]
    return [each for each in every if asked.question_of(each) == asked.question_of(stream)]


def test_three_metrics_are_asked_for_and_handed_on(chosen: Reading) -> None:
    expected, found = {}, {}
    for name in streams.all_reports():
        stream = streams.offered(chosen.offer)[name]
        metrics = three(streams.of(name))
        every = {frozenset(three(streams.of(each.name))) for each in alike(chosen.offer, stream)}
        if stream.is_flat:
            expected[name] = (every, {frozenset([*stream.key, *metrics])}, set())
            found[name] = (chosen.asked_metrics(stream), chosen.columns(name), set())
        else:
            expected[name] = (every, {frozenset([*stream.key, "metrics"])}, {frozenset(metrics)})
            found[name] = (chosen.asked_metrics(stream), chosen.columns(name), chosen.metrics(name))
    assert found == expected


def test_three_fields_are_asked_for_and_handed_on_with_key_and_cursor(chosen: Reading) -> None:
    expected, found, unwanted = {}, {}, {}
    for name in streams.entities():
        stream = streams.of(name)
        fields = {*three(stream), *stream.key} | ({stream.cursor} if stream.cursor else set())
        expected[name] = (named(stream, fields), fields)
        found[name] = (chosen.asked_fields(stream), frozenset().union(*chosen.columns(name)))
        # Not every object has all of the selected fields.
        unwanted[name] = [columns for columns in chosen.columns(name) if not set(stream.key) <= columns <= fields]
    assert found == expected
    assert unwanted == dict.fromkeys(streams.entities(), [])


def named(stream: Stream, fields: set[str]) -> set[frozenset[str] | None]:
    """The fields that a stream must request to deliver those fields."""
    needed = OF_ACCOUNTS if stream.endpoint == "advertiser/info/" else CREATED
    return {frozenset(fields | needed) if stream.takes_fields else None}


def test_the_values_are_those_of_a_read_of_everything(chosen: Reading, reader: Reader) -> None:
    everything = reader.everything(chosen.offer)
    for name, stream in streams.of_endpoints(chosen.offer).items():
        whole = {tuple(record[part] for part in stream.key): record for record in everything.run.records[name]}
        assert len(everything.run.records[name]) == len(chosen.run.records[name])
        for record in chosen.run.records[name]:
            known = whole[tuple(record[part] for part in stream.key)]
            metrics = record.pop("metrics", {})
            # Records that all accounts share do not say here which account they belong to.
            assert record == {column: known[column] for column in record} or name in SHARED
            assert metrics == {metric: known["metrics"][metric] for metric in metrics}
            record.update({"metrics": metrics} if metrics else {})


def without_schema(stream: Stream) -> dict[str, Any]:
    return {**stream.description, "json_schema": {}}


def without_properties(stream: Stream) -> dict[str, Any]:
    return {**stream.description, "json_schema": {"type": "object", "properties": {}}}


def with_the_objects_alone(stream: Stream) -> dict[str, Any]:
    """As in a catalog that lists columns, but not what is inside them."""
    properties = {name: {"type": schema.get("type")} for name, schema in stream.columns.items()}
    return {**stream.description, "json_schema": {"type": "object", "properties": properties}}


@pytest.fixture(scope="module", params=[without_schema, without_properties, with_the_objects_alone])
def undecided(request: pytest.FixtureRequest, reader: Reader) -> Reading:
    """Catalogs without a selection: everything is selected."""
    return reader.read(request.param)


def test_a_catalog_that_chooses_nothing_gets_everything(undecided: Reading) -> None:
    expected, found, too_few = {}, {}, {}
    for name in streams.of_endpoints():
        stream = streams.of(name)
        if stream.is_report:
            wanted = {metric for each in alike(undecided.offer, stream) for metric in each.metrics}
            expected[name] = (wanted, {frozenset(stream.columns)}, set())
            unknown = frozenset().union(*undecided.metrics(name)) - set(stream.metrics)
            found[name] = (
                frozenset().union(*undecided.asked_metrics(stream)), undecided.columns(name), unknown)
        else:
            expected[name], found[name] = {None}, undecided.asked_fields(stream)
            columns = frozenset().union(*undecided.columns(name))
            if len(columns) < min(len(three(stream)) + 4, len(stream.columns)):
                too_few[name] = columns
    assert found == expected
    assert too_few == {}


def key_alone(stream: Stream) -> dict[str, Any]:
    return selection.narrowed(stream, stream.key)


def key_and_what_there_is_not(stream: Stream) -> dict[str, Any]:
    """As in a catalog that was made for another version of the connector."""
    description = selection.narrowed(stream, stream.key, [] if stream.is_report else None)
    properties = description["json_schema"]["properties"]
    properties["from_the_future"] = {"type": "string"}
    if "metrics" in properties:
        properties["metrics"]["properties"] = {"metric_from_the_future": {"type": "integer"}}
    return description


@pytest.fixture(scope="module", params=[
    (key_alone, PRODUCTION), (key_alone, FLAT), (key_and_what_there_is_not, PRODUCTION),
    (key_and_what_there_is_not, FLAT)], ids=lambda case: f"{case[0].__name__} {case[1]}")
def least(request: pytest.FixtureRequest, reader: Reader) -> Reading:
    """No metrics, and no attributes."""
    choose, offer = request.param
    return reader.read(choose, offer, offer)


def test_rows_come_though_no_column_but_the_key_is_known(least: Reading) -> None:
    """TikTok refuses a report without a metric, so the metric that every level has is requested."""
    expected, found, too_much = {}, {}, {}
    for name, stream in streams.of_endpoints(least.offer).items():
        key = frozenset(stream.key)
        if stream.is_report:
            expected[name], found[name] = {frozenset([stream.money])}, least.asked_metrics(stream)
            allowed = {key, key | {"metrics"}}
            measured = [record["metrics"] for record in least.run.records[name] if record.get("metrics")]
        else:
            columns = {*key} | ({stream.cursor} if stream.cursor else set())
            expected[name], found[name] = named(stream, columns), least.asked_fields(stream)
            allowed, measured = {frozenset(columns), key}, []
        if least.columns(name) - allowed or measured:
            too_much[name] = (least.columns(name) - allowed, measured[:4])
    assert found == expected
    assert too_much == {}
