"""Everything that the connector prints is a message of the Airbyte protocol, whatever the shape of its configuration:
production, sandbox, and every shape that Airbyte's connector has accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support import protocol, streams
from support.breadth import ALL
from support.connector import FAST, Connector, Run, configured
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"
START = "2026-11-02"

Facts = dict[str, Any]

SUFFIXES = ("_lifetime", "_daily", "_hourly")
AUDIENCES = ("advertisers_audience_reports", "ad_group_audience_reports", "ads_audience_reports")


@dataclass(frozen=True)
class Shape:
    """A way to write a configuration."""

    name: str
    config: Callable[[Facts], dict[str, Any]]
    sandbox: bool = False
    # The end of the names of today's reports that the configuration has under older names as well, which are read.
    older: str = ""
    without: tuple[str, ...] = ()
    layout: str = "nested"
    # Whether the output is the same for reports of all levels, so that by default one of each kind is read.
    is_of_kinds: bool = False
    variables: Callable[[Facts], dict[str, str]] = lambda facts: {}


def keys(facts: Facts) -> dict[str, str]:
    return {name: facts[name] for name in ("app_id", "secret", "access_token")}


def sandbox_keys(facts: Facts) -> dict[str, str]:
    return {"access_token": facts["sandbox_access_token"], "advertiser_id": facts["sandbox_advertiser_id"]}


def oauth(facts: Facts, **fields: Any) -> dict[str, Any]:
    return {"credentials": {"auth_type": "oauth2.0", **keys(facts)}, **fields}


SHAPES = (
    Shape("oauth2.0", oauth),
    Shape("access_token", lambda f: {"credentials": {
        "auth_type": "access_token", "access_token": f["access_token"], "advertiser_ids": f["advertiser_ids"]}},
        is_of_kinds=True),
    Shape("prod_access_token", lambda f: {"credentials": {"auth_type": "prod_access_token", **keys(f)}},
          is_of_kinds=True),
    Shape("no auth_type", lambda f: {"credentials": keys(f)}, is_of_kinds=True),
    Shape("environment prod", lambda f: {
        "access_token": f["access_token"],
        "environment": {"environment": "prod", "app_id": f["app_id"], "secret": f["secret"]}},
        is_of_kinds=True),
    Shape("environment without a name", lambda f: {
        "access_token": f["access_token"], "environment": {"app_id": f["app_id"], "secret": f["secret"]}},
        is_of_kinds=True),
    Shape("advertiser_ids as text", lambda f: oauth(f, advertiser_ids=", ".join(f["advertiser_ids"])),
          is_of_kinds=True),
    Shape(
        "references to the environment",
        lambda f: {"credentials": {
            "auth_type": "oauth2.0", "app_id": "${TIKTOK_APP}", "secret": "${TIKTOK_SECRET}",
            "access_token": "${TIKTOK_TOKEN_2}"}},
        variables=lambda f: {
            "TIKTOK_APP": f["app_id"], "TIKTOK_SECRET": f["secret"], "TIKTOK_TOKEN_2": f["access_token"]},
        is_of_kinds=True,
    ),
    Shape("report_granularity 1", lambda f: oauth(f, report_granularity=1), is_of_kinds=True),
    Shape("report_granularity 30", lambda f: oauth(f, report_granularity=30), is_of_kinds=True),
    Shape("report_granularity DAY", lambda f: oauth(f, report_granularity="DAY"), older="_daily"),
    # TikTok refuses audience reports by the hour, as the suite of layouts explains.
    Shape(
        "report_granularity HOUR", lambda f: oauth(f, report_granularity="HOUR"), older="_hourly", without=AUDIENCES),
    Shape("report_granularity LIFETIME", lambda f: oauth(f, report_granularity="LIFETIME"), older="_lifetime"),
    Shape("report_layout flat", lambda f: oauth(f, report_layout="flat"), layout="flat", is_of_kinds=True),
    Shape("sandbox", lambda f: {
        "credentials": {"auth_type": "sandbox_access_token", **sandbox_keys(f)}}, sandbox=True),
    Shape("sandbox without auth_type", lambda f: {"credentials": sandbox_keys(f)}, sandbox=True,
          is_of_kinds=True),
    Shape("environment sandbox", lambda f: {
        "access_token": f["sandbox_access_token"],
        "environment": {"environment": "sandbox", "advertiser_id": f["sandbox_advertiser_id"]}},
        sandbox=True, is_of_kinds=True),
)


@dataclass(frozen=True)
class Outcome:
    """The output of discover, check and a full read of all streams for a configuration."""

    shape: Shape
    facts: Facts
    discover: Run
    check: Run
    read: Run

    @property
    def catalog(self) -> dict[str, Any]:
        """The streams that were read."""
        return readable(self.discover, self.shape)

    @property
    def offered(self) -> list[str]:
        [message] = self.discover.of_type("CATALOG")
        return [stream["name"] for stream in message["catalog"]["streams"]]

    @property
    def runs(self) -> tuple[Run, Run, Run]:
        return (self.discover, self.check, self.read)


def readable(discover: Run, shape: Shape) -> dict[str, Any]:
    """The streams to read: all that TikTok does not refuse, or only those that differ in more than ids. Of an older
    configuration they have older names."""
    [message] = discover.of_type("CATALOG")
    kinds = {*streams.kinds_of_reports(), *streams.entities()}
    return {"streams": [
        stream for stream in message["catalog"]["streams"]
        if stream["name"] not in shape.without and (ALL or not shape.is_of_kinds or stream["name"] in kinds)
        and not (shape.older and "_reports" in stream["name"] and stream["name"].endswith(SUFFIXES))]}


@pytest.fixture(scope="module", params=SHAPES, ids=lambda shape: shape.name)
def outcome(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outcome]:
    shape: Shape = request.param
    facts = account.facts
    connector = Connector(
        tmp_path_factory.mktemp("conformance"), facts["sandbox_base_url" if shape.sandbox else "base_url"])
    config = {"start_date": START, "requests_per_second": 1000, **shape.config(facts)}
    variables = shape.variables(facts)
    discover = connector.run("discover", config, variables=variables)
    yield Outcome(
        shape, facts, discover,
        check=connector.run("check", config, variables=variables, now=NOW),
        read=connector.run(
            "read", config, configured(readable(discover, shape), mode="full_refresh"), now=NOW,
            variables={**FAST, **variables}),
    )


@pytest.fixture(scope="module")
def canonical(
    account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> dict[bool, dict[str, list[str]]]:
    """The records of production and of the sandbox, read with the canonical configuration."""
    shaped = {False: account.config, True: account.sandbox_config}
    return {
        sandbox: sorted_records(
            Connector(
                tmp_path_factory.mktemp("canonical"), account.facts["sandbox_base_url" if sandbox else "base_url"],
            ).read(config(start_date=START, requests_per_second=1000), mode="full_refresh", now=NOW)
        )
        for sandbox, config in shaped.items()
    }


def sorted_records(run: Run) -> dict[str, list[str]]:
    return {name: sorted(map(repr, records)) for name, records in run.records.items()}


def test_every_line_is_a_message_of_the_protocol(outcome: Outcome) -> None:
    for run in outcome.runs:
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        protocol.assert_lines_are_messages(run)
        assert not run.errors


def test_the_check_succeeds(outcome: Outcome) -> None:
    [message] = outcome.check.of_type("CONNECTION_STATUS")
    assert message["connectionStatus"]["status"] == "SUCCEEDED"


def test_records_fit_the_discovered_schemas(outcome: Outcome) -> None:
    protocol.assert_records_fit_schemas(outcome.read, outcome.catalog)


def test_every_stream_that_has_data_gives_records(outcome: Outcome) -> None:
    assert set(outcome.read.records) == {stream["name"] for stream in outcome.catalog["streams"]}


def test_keys_and_cursors_stand_at_the_top_of_every_record(outcome: Outcome) -> None:
    for stream in outcome.catalog["streams"]:
        key = [name for [name] in stream["source_defined_primary_key"]]
        is_report = "_reports" in stream["name"]
        for record in outcome.read.records[stream["name"]]:
            assert all(isinstance(record[name], str) and record[name] for name in key)
            assert record["advertiser_id"] in [*outcome.facts["advertiser_ids"], outcome.facts["sandbox_advertiser_id"]]
            for [name] in [stream["default_cursor_field"]] if is_report and stream.get("default_cursor_field") else []:
                assert record[name]
            if is_report:
                assert record["timezone"] and record["currency"]


def test_streams_run_their_course_and_end_with_a_state(outcome: Outcome) -> None:
    protocol.assert_streams_run_their_course(outcome.read, outcome.catalog)


def test_states_count_the_records_before_them(outcome: Outcome) -> None:
    protocol.assert_states_count_records(outcome.read)


def test_states_follow_the_records_that_they_cover(outcome: Outcome) -> None:
    cursors = {
        stream["name"]: stream["default_cursor_field"][0]
        for stream in outcome.catalog["streams"] if stream.get("default_cursor_field")
    }
    assert cursors
    protocol.assert_states_follow_records(outcome.read, cursors)


def test_estimates_come_true(outcome: Outcome) -> None:
    protocol.assert_estimates_come_true(outcome.read, complete=True)


def test_secrets_are_never_repeated(outcome: Outcome) -> None:
    names = ("secret", "access_token", "sandbox_access_token")
    for run in outcome.runs:
        for name in names:
            assert outcome.facts[name] not in run.stdout + run.stderr


def test_the_shape_decides_the_streams_names(outcome: Outcome) -> None:
    offered, older = outcome.offered, outcome.shape.older
    unsuffixed = [name for name in offered if "_reports" in name and not name.endswith(SUFFIXES)]
    assert all(name + older in offered or name in AUDIENCES for name in unsuffixed), unsuffixed
    assert bool(unsuffixed) == bool(older)
    offered = [name for name in offered if name not in unsuffixed]
    assert {"advertisers", "campaigns", "ad_groups", "ads"} <= set(offered)
    if not outcome.shape.sandbox:
        # A token alone cannot be used to list the granted accounts.
        alone = outcome.shape.name == "access_token"
        assert offered == [name for name in streams.names() if not (alone and streams.of(name).is_of_token)]


def test_all_shapes_of_an_account_give_the_same_data(
    outcome: Outcome, canonical: dict[bool, dict[str, list[str]]]
) -> None:
    same, told = canonical[outcome.shape.sandbox], sorted_records(outcome.read)
    if not ALL and outcome.shape.is_of_kinds:
        chosen = {stream["name"] for stream in outcome.catalog["streams"]}
        same = {name: rows for name, rows in same.items() if name in chosen or streams.of(name).is_of_token}
    assert told.keys() == same.keys() or outcome.shape.older or outcome.shape.name == "access_token"
    # Of older configurations and a token alone fewer streams are read; records that are counted by windows depend on the windows.
    has_windows = {"pixel_events_statistics"} if outcome.shape.name == "report_granularity 1" else set()
    told = {name: rows for name, rows in told.items() if name not in has_windows}
    same = {name: rows for name, rows in same.items() if name in told or outcome.shape.older}
    if outcome.shape.older or outcome.shape.layout == "flat":
        # Older names have the reports of one granularity, as the suite of layouts explains; the objects are the same.
        same, told = (
            {name: r[name] for name in r if "_reports" not in name and name in outcome.read.records}
            for r in (same, told))
    assert told == same and "campaigns" in told


def test_the_spec_is_one_message_and_refuses_nothing_that_is_canonical(
    shared_simulation: Simulation, connector: Connector
) -> None:
    from jsonschema import Draft7Validator

    run = connector.run("spec")
    protocol.assert_lines_are_messages(run)
    [message] = run.of_type("SPEC")
    schema = message["spec"]["connectionSpecification"]
    Draft7Validator.check_schema(schema)
    for config in (shared_simulation.config(), shared_simulation.sandbox_config()):
        assert not list(Draft7Validator(schema).iter_errors(config))
