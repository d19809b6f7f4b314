"""States that cannot be used, and states of unusual shapes that can."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import NOW
from support.connector import Connector, Run, configured
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of, failures_of

STREAMS = ("campaigns", "ads_reports_daily")


@pytest.fixture(scope="module")
def catalog(shared_simulation: Simulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    connector = Connector(tmp_path_factory.mktemp("discover"), shared_simulation.base_url)
    return configured(connector.discover(shared_simulation.config()), *STREAMS)


@pytest.fixture
def read(connector: Connector, shared_simulation: Simulation, catalog: dict[str, Any]) -> Any:
    config = shared_simulation.config(start_date="2026-10-20", requests_per_second=1000)

    def run(state: Any) -> Run:
        return connector.run("read", config, catalog, state, now=NOW)

    return run


def message_of(stream: Any, state: Any) -> list[dict[str, Any]]:
    """A state file with one state in the usual envelope."""
    return [{"type": "STREAM", "stream": {"stream_descriptor": {"name": stream}, "stream_state": state}}]


def partition(advertiser: Any, cursor: Any) -> dict[str, Any]:
    return {"states": [{"partition": {"advertiser_id": advertiser, "parent_slice": {}}, "cursor": cursor}]}


ID = "7000000000000000001"
ENVELOPES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "a number": ("7", ("an object", "a number")),
    "a text": ('"campaigns"', ("an object", "text")),
    "a list of texts": ('["campaigns"]', ("[0]", "an object", "text")),
    "an unknown type": ([{"type": "PARTITION"}], ("type", "`STREAM`")),
    "a stream without its descriptor": (
        [{"type": "STREAM", "stream": {"stream_state": {}}}], ("stream_descriptor", "missing")),
    "a stream that is text": ([{"type": "STREAM", "stream": "campaigns"}], ("stream", "an object", "text")),
    "a STREAM without its stream": ([{"type": "STREAM"}], ("`[0].stream`", "missing")),
    "a name that is a number": (message_of(7, {}), ("stream_descriptor.name", "text", "a number")),
    "a GLOBAL without its streams": ([{"type": "GLOBAL", "global": {}}], ("stream_states", "missing")),
    "a GLOBAL whose streams are an object": (
        [{"type": "GLOBAL", "global": {"stream_states": {}}}], ("stream_states", "an array")),
    "a broken line among lines": (
        '{"type": "RECORD", "record": {}}\n{"type": "STATE", "state": \n{"type": "LOG"}\n', ("line 2",)),
}


@pytest.mark.parametrize("mistake", ENVELOPES)
def test_a_bad_state_file_is_explained(mistake: str, read: Any, connector: Connector, snapshot: Snapshot) -> None:
    content, words = ENVELOPES[mistake]
    message = error_of(read(content))
    assert f"{connector.folder}/state.json" in message
    for word in words:
        assert word in message, (word, message)
    snapshot.matches(message)


# States that are none, of `campaigns`.
VALUES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "a stream's state that is text": (message_of("campaigns", "2026-10-01"), ("stream_state", "an object")),
    "a stream's state that is a list": (message_of("campaigns", [1]), ("stream_state", "an object")),
    "an old state of texts": ({"campaigns": "2026-10-01"}, ("campaigns", "an object", "text")),
}


@pytest.mark.parametrize("mistake", VALUES)
def test_a_state_that_is_none_fails_its_stream_alone(
    mistake: str, read: Any, connector: Connector, snapshot: Snapshot
) -> None:
    content, words = VALUES[mistake]
    run = read(content)
    failures = failures_of(run)
    assert failures.keys() == {"campaigns"}
    assert f"{connector.folder}/state.json" in failures["campaigns"]
    for word in words:
        assert word in failures["campaigns"], (word, failures)
    assert run.records["ads_reports_daily"]
    snapshot.matches(failures["campaigns"])


SHAPES: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "states as an object": ("campaigns", {"states": {}}, ("`states`", "an array")),
    "states as text": ("campaigns", {"states": "none"}, ("`states`", "an array", "text")),
    "a state without its partition": (
        "campaigns", {"states": [{"cursor": {"modify_time": "2026-10-01 00:00:00Z"}}]},
        ("states[0].partition.advertiser_id",)),
    "an advertiser's id that is a word": (
        "campaigns", partition("mine", {"modify_time": "2026-10-01 00:00:00Z"}),
        ("states[0].partition.advertiser_id",)),
    "a cursor without its field": (
        "campaigns", partition(ID, {"stat_time_day": "2026-10-01"}), ("states[0].cursor", "modify_time")),
    "a cursor that is text": ("campaigns", partition(ID, "2026-10-01"), ("states[0].cursor",)),
    "a cursor that is no time": (
        "campaigns", partition(ID, {"modify_time": "yesterday"}), ("states[0].cursor.modify_time", "yesterday")),
    "a cursor that is a number": (
        "campaigns", partition(ID, {"modify_time": 1700000000}), ("states[0].cursor.modify_time", "1700000000")),
    "a day that no calendar has": (
        "ads_reports_daily", partition(ID, {"stat_time_day": "2026-02-30"}),
        ("states[0].cursor.stat_time_day", "2026-02-30")),
    "a day with words behind it": (
        "ads_reports_daily", partition(ID, {"stat_time_day": "2026-10-01 or so"}),
        ("states[0].cursor.stat_time_day", "2026-10-01 or so")),
    "one cursor of another field": ("ads_reports_daily", {"modify_time": "2026-10-01"}, ("stat_time_day",)),
    "one cursor that is no day": ("ads_reports_daily", {"stat_time_day": "soon"}, ("stat_time_day", "soon")),
}


@pytest.mark.parametrize("mistake", SHAPES)
def test_a_bad_state_fails_its_stream_alone_and_is_explained(mistake: str, read: Any, snapshot: Snapshot) -> None:
    stream, state, words = SHAPES[mistake]
    run = read(message_of(stream, state))
    failures = failures_of(run)
    assert failures.keys() == {stream}
    assert run.records.keys() == {*STREAMS} - {stream}
    message = failures[stream]
    assert f"The state of stream `{stream}`" in message
    for word in words:
        assert word in message, (word, message)
    assert "reset" in message
    snapshot.matches(message)


def warnings_of(run: Run) -> list[str]:
    assert run.returncode == 0, run.stdout
    return [m["log"]["message"] for m in run.of_type("LOG") if m["log"]["level"] == "WARN"]


def test_the_state_of_a_stream_that_there_is_not_is_ignored_with_a_warning(
    read: Any, snapshot: Snapshot
) -> None:
    run = read(message_of("pixels_of_mars", {"modify_time": "2026-10-01"}))
    warnings = warnings_of(run)
    assert len(warnings) == 1 and "pixels_of_mars" in warnings[0]
    assert run.records["campaigns"] and run.records["ads_reports_daily"]
    snapshot.matches(warnings[0])


def test_the_state_of_a_stream_that_is_not_read_is_left_alone(read: Any, snapshot: Snapshot) -> None:
    run = read(message_of("ad_groups", {"modify_time": "2026-10-01"}))
    assert warnings_of(run) == []
    told = [log for log in run.logs if "ad_groups" in log]
    assert len(told) == 1
    assert "ad_groups" not in {s["stream"]["stream_descriptor"]["name"] for s in run.state}
    snapshot.matches(told[0])


def test_the_state_of_an_account_that_is_not_read_is_kept(read: Any) -> None:
    run = read(message_of("campaigns", partition(ID, {"modify_time": "2026-10-01 00:00:00Z"})))
    assert run.returncode == 0, run.stdout
    kept = [s for s in run.stream_state("campaigns")["states"] if s["partition"]["advertiser_id"] == ID]
    assert [s["cursor"] for s in kept] == [{"modify_time": "2026-10-01 00:00:00Z"}]


def test_an_account_without_a_cursor_is_read_from_the_beginning(
    read: Any, shared_simulation: Simulation
) -> None:
    account = shared_simulation.advertiser_ids[0]
    run = read(message_of("campaigns", partition(account, {})))
    assert run.returncode == 0, run.stdout
    assert account in {record["advertiser_id"] for record in run.records["campaigns"]}


# States without a cursor, by their shapes.
EMPTY: dict[str, Any] = {
    "an empty text for an account": partition(ID, {"stat_time_day": ""}),
    "null for an account": partition(ID, {"stat_time_day": None}),
    "no cursor of an account": {"states": [{"partition": {"advertiser_id": ID}}]},
    "an empty text for a cursor": partition(ID, ""),
    "no accounts": {"use_global_cursor": False, "states": []},
    "accounts that are null": {"states": None, "state": {"stat_time_day": None}},
    "an empty text for all accounts": {"stat_time_day": ""},
    "null for all accounts": {"stat_time_day": None},
    "a global cursor without a value": {"use_global_cursor": True, "state": {}},
    "a global cursor that is null": {"use_global_cursor": True, "states": [], "state": None, "lookback_window": 5},
    "the oldest shape with no day": {"dimensions": {"stat_time_day": {}}},
    "the oldest shape with an empty text": {"dimensions": {"stat_time_day": ""}},
    "the oldest shape with nothing": {"dimensions": {}},
}


@pytest.fixture(scope="module")
def days_of_all(shared_simulation: Simulation, catalog: Any, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The days that a first read has."""
    connector = Connector(tmp_path_factory.mktemp("first"), shared_simulation.base_url)
    config = shared_simulation.config(start_date="2026-10-20", requests_per_second=1000)
    return days(connector.run("read", config, catalog, now=NOW))


@pytest.mark.parametrize("shape", EMPTY)
def test_an_empty_cursor_is_none_in_every_shape(shape: str, read: Any, days_of_all: set[str]) -> None:
    run = read(message_of("ads_reports_daily", EMPTY[shape]))
    assert days(run) == days_of_all
    assert run.stream_state("ads_reports_daily")["state"]["stat_time_day"] > "2026-10-25"


def test_every_envelope_means_the_same(read: Any) -> None:
    state = {"stat_time_day": "2026-10-30"}
    message = message_of("ads_reports_daily", state)[0]
    line = json.dumps({"type": "STATE", "state": message})
    envelopes: dict[str, Any] = {
        "a list": [message],
        "a message alone": message,
        "a STATE message": json.dumps({"type": "STATE", "state": message}),
        "lines of a read": '{"type":"LOG","log":{"level":"INFO","message":"a"}}\n' + line + "\n",
        "lines that end in the middle": line + '\n{"type":"RECORD","record":{"str',
        "a GLOBAL": [{"type": "GLOBAL", "global": {"stream_states": [message["stream"]]}}],
        "a LEGACY": [{"type": "LEGACY", "data": {"ads_reports_daily": state}}],
        "the oldest": {"ads_reports_daily": state},
        "the oldest, by its dimensions": {"ads_reports_daily": {"dimensions": state}},
    }
    first = {name: days(read(content)) for name, content in envelopes.items()}
    # The ad groups attribute over seven days.
    assert first["a list"] and min(first["a list"]) > "2026-10-23"
    assert {name: found for name, found in first.items() if found != first["a list"]} == {}


def days(run: Run) -> set[str]:
    assert run.returncode == 0, run.stdout
    return {record["stat_time_day"] for record in run.records["ads_reports_daily"]}
