"""Rules that hold for every output of the connector, whatever the command."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from airbyte_protocol.models import AirbyteMessage
from jsonschema import Draft7Validator

from support import readme
from support.connector import Run
from support.endpoints import largest_page

# Lists that come without page_info if they fit on one page, or with a wrong one.
UNCOUNTED = ("creative/portfolio/list/", "identity/get/")

KINDS = ("RECORD", "STATE", "LOG", "TRACE", "SPEC", "CATALOG", "CONNECTION_STATUS")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def lines(run: Run) -> list[str]:
    """The lines of an output; each must end with a line break."""
    assert not run.stdout or run.stdout.endswith("\n"), f"the last line is cut off: …{run.stdout[-80:]!r}"
    return run.stdout.split("\n")[:-1]


def assert_lines_are_messages(run: Run) -> None:
    """Checks that every line is a valid message of the protocol's own models, with the part that its type names."""
    for line in lines(run):
        assert "\r" not in line, line
        message = AirbyteMessage.model_validate_json(line)
        kind = message.type.value
        assert kind in KINDS, line[:200]
        part = {"CONNECTION_STATUS": "connectionStatus"}.get(kind, kind.lower())
        assert getattr(message, part) is not None, line[:200]
        assert set(json.loads(line)) == {"type", part}, line[:200]


# The records that are known to be valid, by schema: most configurations of an account give the same ones.
_fitting: dict[str, set[str]] = defaultdict(set)


def assert_records_fit_schemas(run: Run, catalog: dict[str, Any]) -> None:
    """Checks that every record belongs to a stream of the catalog and is valid by its schema."""
    schemas = {stream["name"]: stream["json_schema"] for stream in catalog["streams"]}
    validators = {name: Draft7Validator(schema) for name, schema in schemas.items()}
    for stream, records in run.records.items():
        fitting = _fitting[repr(schemas[stream])]
        for record in records:
            if (text := repr(record)) in fitting:
                continue
            errors = [f"{'.'.join(map(str, e.path))}: {e.message}" for e in validators[stream].iter_errors(record)]
            assert not errors, f"{stream}: {errors[:5]}"
            assert_times_are_plain(record, schemas[stream])
            fitting.add(text)


def assert_times_are_plain(value: dict[str, Any], schema: dict[str, Any]) -> None:
    """Checks that timestamps without a zone are written YYYY-MM-DDTHH:MM:SS, which `jsonschema` does not check."""
    for name, property in schema.get("properties", {}).items():
        if isinstance(value.get(name), dict):
            assert_times_are_plain(value[name], property)
        elif property.get("airbyte_type") == "timestamp_without_timezone" and value.get(name) is not None:
            assert TIMESTAMP.fullmatch(value[name]), f"{name}: {value[name]!r}"


def assert_streams_run_their_course(run: Run, catalog: dict[str, Any]) -> None:
    """Checks that each stream has STARTED, RUNNING at the first record and COMPLETE at the end, each once."""
    story: dict[str, list[str]] = defaultdict(list)
    for message in run.messages:
        stream, event = _event(message)
        if stream and not (event == "RECORD" and story[stream][-1:] == ["RECORD"]):
            story[stream].append(event)
    assert set(story) == {stream["name"] for stream in catalog["streams"]}
    for stream, events in story.items():
        plain = [event for event in events if event != "ESTIMATE"]
        if "RECORD" in plain:
            # An account without rows may emit its state before the stream's first record.
            first = plain.index("RECORD")
            assert plain[first - 1] == "RUNNING" and plain.count("RUNNING") == 1, f"{stream}: {plain}"
            assert set(plain[1 : first - 1]) <= {"STATE"}, f"{stream}: {plain}"
        else:
            assert "RUNNING" not in plain, f"{stream}: {plain}"
        assert plain[0] == "STARTED" and plain.count("STARTED") == 1, f"{stream}: {plain}"
        assert plain[-2:] == ["STATE", "COMPLETE"] and plain.count("COMPLETE") == 1, f"{stream}: {plain}"


def assert_states_count_records(run: Run) -> None:
    """Checks that each state has, as a float, the number of records of its stream since the previous state."""
    since: dict[str, int] = defaultdict(int)
    for message in run.messages:
        stream, event = _event(message)
        if event == "RECORD":
            since[stream] += 1
        elif event == "STATE":
            count = message["state"]["sourceStats"]["recordCount"]
            assert isinstance(count, Decimal), f"{stream}: recordCount {count!r} is not written as a float"
            assert count == since.pop(stream, 0), f"{stream}: {count} records counted"
            assert message["state"]["type"] == "STREAM"
    assert not any(since.values()), f"records that no state has counted: {dict(since)}"


def assert_states_follow_records(run: Run, cursors: dict[str, str]) -> None:
    """Checks that no record before an account's cursor follows the state with that cursor."""
    reached: dict[tuple[str, str], str] = {}
    for message in run.messages:
        stream, event = _event(message)
        cursor = cursors.get(stream or "")
        if event == "STATE" and cursor:
            for entry in message["state"]["stream"]["stream_state"].get("states", []):
                position = _position(entry["cursor"][cursor])
                assert position >= reached.get((stream, entry["partition"]["advertiser_id"]), ""), f"{stream} goes back"
                reached[stream, entry["partition"]["advertiser_id"]] = position
        elif event == "RECORD" and cursor:
            record = message["record"]["data"]
            time = record.get(cursor) or record["create_time"]
            before = reached.get((stream, record["advertiser_id"]), "")
            assert _position(time) > before, f"{stream}: a record of {time} comes after the state of {before}"


def assert_estimates_come_true(run: Run, *, complete: bool) -> None:
    """Checks that estimates are for streams that are read; after a full read the last one is the number of records."""
    last: dict[str, int] = {}
    for message in run.of_type("TRACE"):
        if estimate := message["trace"].get("estimate"):
            assert estimate["type"] == "STREAM" and type(estimate["row_estimate"]) is int
            assert estimate["row_estimate"] >= last.get(estimate["name"], 0), "an estimate shrinks"
            last[estimate["name"]] = estimate["row_estimate"]
    assert last.keys() <= run.statuses.keys()
    if complete:
        paths = {name: readme.row(name).endpoint for name in run.records}
        announced = {name for name, path in paths.items() if path not in UNCOUNTED and largest_page(path)}
        assert {name: last.get(name) for name in announced} == {name: len(run.records[name]) for name in announced}
        assert all(last[name] <= len(run.records[name]) for name in last)
        assert all(largest_page(paths[name]) for name in last if name in paths)


def _event(message: dict[str, Any]) -> tuple[str | None, str]:
    """The stream of a message, and the message's content."""
    match message["type"]:
        case "RECORD":
            return message["record"]["stream"], "RECORD"
        case "STATE":
            return message["state"]["stream"]["stream_descriptor"]["name"], "STATE"
        case "TRACE" if status := message["trace"].get("stream_status"):
            return status["stream_descriptor"]["name"], status["status"]
        case "TRACE" if estimate := message["trace"].get("estimate"):
            return estimate["name"], "ESTIMATE"
    return None, ""


def _position(time: str) -> str:
    """A cursor or a record's time as text that can be compared with others of its stream."""
    return time.replace("T", " ").rstrip("Z")[:19].removesuffix(" 00:00:00")
