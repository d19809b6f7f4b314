"""Any bytes as configuration, catalog and state lead to an error that names the file, or to a read, but never to a crash."""

from __future__ import annotations

import copy
import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conftest import NOW
from support import canaries
from support.breadth import broad
from support.connector import BINARY, Connector, Run, configured
from support.sessions import started
from support.simulation import SMALL, Simulation
from support.verdicts import error_of, failures_of, whole_lines, without_crash

ROLES = ("config", "catalog", "state")
STREAMS = ("advertisers", "campaigns", "ads_reports_daily")
MANY, ENOUGH = (
    settings(max_examples=count, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    for count in (broad(20, 200), broad(10, 100)))

NUMBERS = some.one_of(
    some.integers(), some.floats(allow_nan=False, allow_infinity=False),
    some.sampled_from((10**18, -(10**18), 2**63, -(2**63) - 1, 10**400, 1e308, -0.0, 5e-324)))
TEXTS = some.one_of(
    some.text(), some.sampled_from((
        "\0", "9999-12-31", "0000-00-00", "2026-02-30", "-2026-01-01", "2026-11-03T99:99:99", "${TIKTOK_}", "${PATH}",
        "/etc/passwd", "../../etc/passwd", "file:///etc/passwd", "x" * 100_000, "\u202e", "\ufeff", "NaN", "-", "7" * 400)))
LEAVES = some.one_of(some.none(), some.booleans(), NUMBERS, TEXTS)
VALUES = some.recursive(
    LEAVES, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXTS, inner, max_size=4), max_leaves=12)


class Reading:
    """A command with one changed document; all others are good."""

    def __init__(self, folder: Path, simulation: Simulation) -> None:
        self.connector = Connector(folder, simulation.base_url)
        config = simulation.config(start_date="2026-11-01", requests_per_second=1000)
        catalog = configured(self.connector.discover(config), *STREAMS)
        state = self.connector.run("read", config, catalog, now=NOW).state
        self.good: dict[str, Any] = {"config": config, "catalog": catalog, "state": state}
        self.files = {role: self.connector.file(f"good-{role}.json", document) for role, document in self.good.items()}

    def arguments(self, role: str, path: str) -> list[str]:
        """A configuration is tested with `discover`, which never waits, whatever rate is configured."""
        if role == "config":
            return [str(BINARY), "discover", "--config", path]
        files = self.files | {role: path}
        return [str(BINARY), "read", *(part for name in ROLES for part in (f"--{name}", files[name]))]

    def with_content(self, role: str, content: bytes) -> Run:
        path = self.connector.folder / f"{role}.json"
        canaries.note_file(path)
        path.write_bytes(content)
        return self.with_file(role, str(path))

    def with_file(self, role: str, path: str) -> Run:
        done = subprocess.run(
            self.arguments(role, path), capture_output=True, timeout=60, cwd="/", env=self.connector.environment(NOW))
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Simulation.start("--now", NOW, *SMALL) as simulation:
        yield Reading(tmp_path_factory.mktemp("hostile"), simulation)


def assert_judged(run: Run, role: str) -> None:
    """The document may be accepted or refused, depending on its content, but nothing else may happen."""
    without_crash(run)
    whole_lines(run.stdout)
    assert run.stderr == ""
    if run.returncode == 0:
        return
    assert run.returncode == 1 and run.errors, run.stdout[-2000:]
    # Several streams may have failed, each alone, while the others were read.
    for error in (trace["error"] for trace in run.errors):
        assert error["failure_type"] == "config_error", error
        # The error for a field of a configuration, or for the state of a stream, does not name the file.
        assert 20 < len(error["message"]) < 3000, error
        assert "catalog" in error["message"] or role != "catalog", error


@pytest.mark.parametrize("role", ROLES)
@ENOUGH
@given(content=some.binary(max_size=400))
def test_any_bytes_are_judged(role: str, content: bytes, reading: Reading) -> None:
    assert_judged(reading.with_content(role, content), role)


@pytest.mark.parametrize("role", ROLES)
@ENOUGH
@given(value=VALUES)
def test_any_json_is_judged(role: str, value: Any, reading: Reading) -> None:
    assert_judged(reading.with_content(role, written(value)), role)


@pytest.mark.parametrize("role", ROLES)
@MANY
@given(value=VALUES, seed=some.integers(0, 2**32))
def test_a_good_document_with_any_value_in_it_is_judged(role: str, value: Any, seed: int, reading: Reading) -> None:
    document = copy.deepcopy(reading.good[role])
    choose = random.Random(seed)
    holder, place = choose.choice(places(document))
    holder[place] = value
    assert_judged(reading.with_content(role, written(document)), role)


@pytest.mark.parametrize("role", ROLES)
@MANY
@given(seed=some.integers(0, 2**32))
def test_a_good_document_with_broken_bytes_is_judged(role: str, seed: int, reading: Reading) -> None:
    choose = random.Random(seed)
    content = bytearray(written(reading.good[role]))
    for _ in range(choose.randint(1, 4)):
        at = choose.randrange(len(content))
        match choose.randrange(4):
            case 0: content[at] = choose.randrange(256)
            case 1: del content[at : at + choose.randrange(50)]
            case 2: content[at:at] = choose.randbytes(choose.randrange(8))
            case 3: content[at:at] = content[at : at + choose.randrange(300)]
    assert_judged(reading.with_content(role, bytes(content)), role)


LONG = "x" * 100_000
# Fields of a configuration that have parts.
OPTIONS: dict[str, Any] = {
    "advertiser_ids": ["7000000000000000001"], "exclude_advertiser_ids": ["7000000000000000002"],
    "extra_metrics": [{"stream": "ads_reports", "metrics": ["skan_conversion"]}],
    "custom_reports": [
        {"name": "short", "definition": "custom:ad_id:clicks:ad_ids,1"},
        {"name": "long", "report_type": "BASIC", "data_level": "AUCTION_AD", "dimensions": ["ad_id"], "metrics": ["spend"],
         "filters": [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": ["1"]}]}]}
LENGTHY = {
    "text": LONG, "reference": {LONG: "${PATH}"}, "references": {"a": {LONG: {"b": [f"${{TIKTOK_{LONG}}}"]}}},
    "deep": json.loads('{"deeper": ' * 400 + '"${TIKTOK_NONE}"' + "}" * 400),
    "name": {LONG: 1}, "texts": [LONG] * 20, "names": {f"{LONG}{number}": 1 for number in range(20)}}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", LENGTHY)
def test_what_is_too_long_to_read_is_cut_wherever_it_stands(kind: str, role: str, reading: Reading) -> None:
    good = reading.good[role] | OPTIONS if role == "config" else reading.good[role]
    # Each kind has its own places; together they are all places.
    first = list(LENGTHY).index(kind)
    for place in range(len(places(good)))[broad(slice(first, None, len(LENGTHY)), slice(None))]:
        document = copy.deepcopy(good)
        holder, member = places(document)[place]
        holder[member] = LENGTHY[kind]
        run = reading.with_content(role, written(document))
        assert_judged(run, role)
        lines = [line for line in run.stdout.splitlines() if '"type":"LOG"' in line or '"type":"TRACE"' in line]
        assert max(map(len, lines), default=0) < 4000, (member, max(lines, key=len)[:1000])


def written(document: Any) -> bytes:
    """JSON with unescaped characters; lone surrogates stay escaped."""
    text = json.dumps(document, ensure_ascii=False, default=float)
    return text.encode("utf-8", errors="backslashreplace")


def places(document: Any) -> list[tuple[Any, Any]]:
    """The places of values in a document, each with its container."""
    members = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for place, member in list(members):
        found.append((document, place))
        # A schema has many columns that are all alike.
        if isinstance(member, dict | list) and place != "properties":
            found += places(member)
    return found


ODD: dict[str, Callable[[bytes], bytes]] = {
    "a mark of byte order": lambda good: b"\xef\xbb\xbf" + good,
    "each member twice": lambda good: good[:-1] + b"," + good[1:] if good.startswith(b"{") else good,
    "blanks all around": lambda good: b"\n\t " + good + b" \r\n" * 100_000,
}
BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "UTF-16": lambda good: good.decode().encode("utf-16"),
    "a null byte behind it": lambda good: good + b"\0",
    "a null byte in it": lambda good: good.replace(b":", b":\0", 1),
    "nothing but null bytes": lambda good: bytes(4096),
    "nested a little too deeply": lambda good: b'{"a":' + b"[" * 512 + b"]" * 512 + b"}",
    "nested without an end": lambda good: b'{"a":' * 3_000_000,
    "a number without an end": lambda good: b'{"a":' + b"9" * 3_000_000,
    "a text without an end": lambda good: b'{"' + b"\\u0000" * 3_000_000,
    "a thousand marks of byte order": lambda good: b"\xef\xbb\xbf" * 1000 + good,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ODD)
def test_odd_but_right_documents_are_read(kind: str, role: str, reading: Reading) -> None:
    run = reading.with_content(role, ODD[kind](written(reading.good[role])))
    assert run.returncode == 0, run.stdout[-2000:]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_documents_are_located(kind: str, role: str, reading: Reading) -> None:
    message = error_of(reading.with_content(role, BROKEN[kind](written(reading.good[role]))))
    assert f"{role}.json'" in message and len(message) < 1000


@pytest.mark.parametrize("role", ROLES)
def test_members_of_a_hundred_thousand_are_read_in_time(role: str, reading: Reading) -> None:
    document = json.dumps({f"member {number}": [number] for number in range(100_000)})
    begun = time.monotonic()
    assert_judged(reading.with_content(role, document.encode()), role)
    # It takes a second on an idle machine.
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("role", ROLES)
def test_a_link_is_followed_and_a_circle_of_links_is_told(role: str, reading: Reading, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(reading.files[role])
    assert reading.with_file(role, str(link)).returncode == 0
    circle = tmp_path / "circle.json"
    circle.symlink_to(circle)
    assert "symbolic links" in error_of(reading.with_file(role, str(circle)))


@pytest.mark.parametrize("role", ROLES)
def test_a_socket_is_no_document(role: str, reading: Reading, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        path = tmp_path / "s"
        listening.bind(str(path))
        assert "cannot be read" in error_of(reading.with_file(role, str(path)))


@pytest.mark.parametrize("device", ("/dev/urandom", "/dev/full", "/dev/null"))
@pytest.mark.parametrize("role", ("config", "catalog"))
def test_a_device_is_no_document(device: str, role: str, reading: Reading) -> None:
    begun = time.monotonic()
    assert device in error_of(reading.with_file(role, device))
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("role", ROLES)
def test_a_pipe_that_nobody_writes_into_does_not_outlast_a_signal(role: str, reading: Reading, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with started(reading.connector, reading.arguments(role, str(pipe)), NOW) as session:
        time.sleep(0.5)
        assert session.process.poll() is None
        session.signal(signal.SIGTERM)
        sent = time.monotonic()
        run = session.end()
    assert time.monotonic() - sent < 10 and run.returncode == -signal.SIGTERM


def test_documents_make_the_connector_open_no_other_file(reading: Reading, tmp_path: Path) -> None:
    """Neither names of streams and accounts nor references, which only configurations may have, make it open a file."""
    pipe = tmp_path / "never-opened"
    os.mkfifo(pipe)
    reference = "${TIKTOK_OTHER}"
    catalog = copy.deepcopy(reading.good["catalog"])
    for entry in catalog["streams"]:
        entry["stream"] |= {"namespace": str(pipe), "json_schema": {"$ref": f"file://{pipe}", **entry["stream"]["json_schema"]}}
        entry |= {"cursor_field": [str(pipe)], "primary_key": [[reference]]}
    run = reading.with_content("catalog", written(catalog))
    assert run.returncode == 0, run.stdout[-2000:]
    state = [{"type": "STREAM", "stream": {
        "stream_descriptor": {"name": "campaigns"},
        "stream_state": {"modify_time": reference, "$ref": f"file://{pipe}"}}}]
    assert reference in failures_of(reading.with_content("state", written(state)))["campaigns"]
