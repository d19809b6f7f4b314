"""Hostile answers: too large, too deeply nested, or endless. Each gives an error, and none exhausts the memory."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support.breadth import broad
from support.connector import FAST, Connector, configured
from support.memory import measured
from support.servers.listener import Answer, Listener, response
from support.simulation import Simulation
from support.verdicts import refusal_of, whole_lines, without_crash

ACCOUNT = "7000000000000000001"
MIB = 1 << 20
# The limit of a body (256 MiB), and an array that grows while it is filled.
MOST_MEMORY = 600
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNK = b"10000\r\n" + b" " * 0x10000 + b"\r\n"


def bomb(size: int) -> bytes:
    """A gzip stream that decompresses to a JSON text of so many bytes."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b'{"code":0,"message":"')]
    parts += [packer.compress(bytes(MIB)) for _ in range(size // MIB)]
    return b"".join([*parts, packer.compress(b'"}'), packer.flush()])


def endless(first: bytes, part: bytes, limit: int = 2 << 30) -> Iterable[bytes]:
    yield first
    for _ in range(limit // len(part)):
        yield part


def nested(depth: int) -> bytes:
    """A valid answer except for one member with so many nested lists, which is itself one level deeper."""
    lists = "[" * depth + "]" * depth
    return f'{{"code":0,"message":"OK","request_id":"1","data":{{"list":[]}},"extra":{lists}}}'.encode()


TOO_LARGE: dict[str, Answer] = {
    "a body that says that it is too large": lambda _: HEAD + b"Content-Length: 300000000\r\n\r\n{",
    "a body without an end in chunks": lambda _: endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", CHUNK),
    "a body without an end or a length": lambda _: endless(HEAD + b"Connection: close\r\n\r\n{", b" " * MIB),
    "gzip that becomes a thousand times as much": lambda _: response(
        BOMB, "200 OK", "Content-Encoding: gzip"),
    "gzip in gzip": lambda _: response(
        gzip.compress(BOMB), "200 OK", "Content-Encoding: gzip, gzip"),
}
BOMB = bomb(1024 * MIB)


@pytest.mark.parametrize("kind", TOO_LARGE)
def test_an_answer_that_is_too_large_is_refused(kind: str, connector: Connector, shared_simulation: Simulation) -> None:
    with Listener(TOO_LARGE[kind]) as listener:
        tool = Connector(connector.folder, listener.address)
        run, memory = measured(tool, tool.arguments("check", shared_simulation.config()), NOW)
    message = refusal_of(run)
    # An encoding that was not requested may be a proxy's mistake.
    assert ("256 MB" in message) is ("in gzip" not in kind), message
    assert memory < MOST_MEMORY, f"{memory} MiB"


def test_an_answer_as_large_as_allowed_is_read(connector: Connector, shared_simulation: Simulation) -> None:
    body = b'{"code":0,"message":"OK","request_id":"1","data":{"list":[]}' + b" " * (255 * MIB) + b"}"
    packed = gzip.compress(body, 1)
    with Listener(lambda _: response(packed, "200 OK", "Content-Encoding: gzip")) as listener:
        tool = Connector(connector.folder, listener.address)
        run, memory = measured(tool, tool.arguments("check", shared_simulation.config()), NOW)
    # It has no accounts.
    assert "256 MB" not in refusal_of(run)
    # The body itself shows that it is the connector's memory that is measured.
    assert 255 <= memory < MOST_MEMORY, f"{memory} MiB"


HEADS: dict[str, Callable[[], Iterable[bytes]]] = {
    "headers without an end": lambda: endless(HEAD, b"X-Filler: " + b"x" * 1000 + b"\r\n"),
    "a header without an end": lambda: endless(HEAD + b"X-Filler: ", b"x" * 65536),
    "a status line without an end": lambda: endless(b"HTTP/1.1 200 ", b"OK" * 32768),
    "the size of a chunk without an end": lambda: endless(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536),
}


@pytest.mark.parametrize("kind", HEADS)
def test_a_head_without_an_end_is_refused(kind: str, connector: Connector, shared_simulation: Simulation) -> None:
    with Listener(lambda _: HEADS[kind]()) as listener:
        tool = Connector(connector.folder, listener.address)
        run, memory = measured(tool, tool.arguments("check", shared_simulation.config()), NOW)
    refusal_of(run)
    assert memory < 100, f"{memory} MiB"


# A read retries invalid answers for longer than a check, so only one is tested.
@pytest.mark.parametrize(
    ("command", "depth"), [("check", 600), ("check", 100_000), ("check", 3_000_000), ("read", 3_000_000)])
def test_an_answer_that_is_nested_too_deeply_is_an_error(
    command: str, depth: int, connector: Connector, shared_simulation: Simulation
) -> None:
    config = shared_simulation.config(start_date="2026-11-01", advertiser_ids=[ACCOUNT])
    catalog = configured(connector.discover(config), "campaigns") if command == "read" else None
    with Listener(lambda _: response(nested(depth))) as listener:
        tool = Connector(connector.folder, listener.address)
        run = without_crash(tool.run(command, config, catalog, now=NOW, timeout=150, variables=FAST))
    whole_lines(run.stdout)
    if command == "check":
        assert "nested" in refusal_of(run) or "JSON" in refusal_of(run)
    else:
        assert run.returncode == 1 and run.errors


def test_an_answer_that_is_nested_as_deeply_as_allowed_is_read(
    connector: Connector, shared_simulation: Simulation
) -> None:
    with Listener(lambda _: response(nested(500))) as listener:
        tool = Connector(connector.folder, listener.address)
        message = refusal_of(tool.run("check", shared_simulation.config(), now=NOW))
    assert "nested" not in message and "JSON" not in message


FILES: tuple[Any, ...] = (
    "file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "dict://127.0.0.1/",
    "//127.0.0.1:1/", "data:application/json,{}")


@pytest.mark.parametrize("location", FILES)
def test_a_redirect_leads_to_no_file_and_no_other_protocol(
    location: str, connector: Connector, shared_simulation: Simulation
) -> None:
    with Listener(lambda _: response(b"", "302 Found", f"Location: {location}")) as listener:
        tool = Connector(connector.folder, listener.address)
        run = tool.run("check", shared_simulation.config(), now=NOW)
        assert listener.connections == 1
    assert "not followed" in refusal_of(run)
    assert "root:" not in run.stdout + run.stderr


@pytest.mark.parametrize("address", ("file:///etc/passwd", "ftp://127.0.0.1/", "http://192.0.2.1/", "http://10.0.0.1/"))
def test_the_token_goes_to_https_or_to_this_machine_alone(
    address: str, tmp_path: Path, shared_simulation: Simulation
) -> None:
    message = refusal_of(Connector(tmp_path, address).run("check", shared_simulation.config(), now=NOW, timeout=120))
    assert "TIKTOK_BASE_URL" in message


MANY = {"page": 1, "page_size": 1000, "total_number": 10**18, "total_page": 10**18}


@pytest.mark.parametrize("rows", (0, 1))
def test_pages_without_an_end_fill_no_memory_and_are_no_success(
    rows: int, connector: Connector, shared_simulation: Simulation
) -> None:
    """Each page announces more pages than any account has, and has the same records as the others, or none."""
    def answer(head: bytes) -> bytes:
        if b"advertiser/info" in head:
            data: Any = {"list": [{"advertiser_id": ACCOUNT, "timezone": "Etc/UTC", "currency": "EUR"}]}
        else:
            campaign = {"campaign_id": "1", "advertiser_id": ACCOUNT, "modify_time": "2026-11-01 00:00:00"}
            data = {"list": [campaign] * rows, "page_info": MANY}
        return response(json.dumps({"code": 0, "message": "OK", "request_id": "1", "data": data}).encode())

    config = shared_simulation.config(advertiser_ids=[ACCOUNT], requests_per_second=1000)
    catalog = configured(connector.discover(config), "campaigns")
    with Listener(answer) as listener:
        tool = Connector(connector.folder, listener.address)
        run, memory = measured(tool, tool.arguments("read", config, catalog), NOW, broad(4, 8), is_endless=True)
        assert any(b"campaign/get" in head for head in listener.requests)
    assert memory < 200, f"{memory} MiB"
    assert run.returncode != 0, run.stdout[-2000:]
