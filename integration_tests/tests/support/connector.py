"""The real binary, run as an orchestrator runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from support import canaries
from support.environment import BEGUN_WITH

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(
    os.environ.get("SOURCE_TIKTOK_MARKETING", ROOT / ".build/release/source-tiktok-marketing"))

# Environment variables that change what the binary does: they are removed, and a test sets those that it needs.
HOST_SETTINGS = ("TIKTOK_", "SSL_CERT_", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

# For the environment of reads that measure no time: TikTok's own rates, backoffs, pauses and timeouts are ten times shorter.
FAST = {"TIKTOK_TIME_SCALE": "10"}

# How the line of a record begins.
RECORD = '{"type":"RECORD"'


# The suites spend most of their time parsing messages; this takes a third of the time of the standard module.
_quick = msgspec.json.Decoder(float_hook=Decimal)
_exact = json.JSONDecoder(parse_float=Decimal)


def parse(line: str) -> dict[str, Any]:
    """One message, its decimals exact."""
    try:
        return _quick.decode(line)
    except msgspec.DecodeError:
        # For example, half of a surrogate pair is valid JSON, but this parser refuses it.
        return _exact.decode(line)


@dataclass(frozen=True)
class Run:
    """The output of a run of the binary, and how it ended."""

    returncode: int
    stdout: str
    stderr: str

    def __post_init__(self) -> None:
        canaries.assert_silent(self.stdout, self.stderr)

    @cached_property
    def lines(self) -> list[str]:
        return [line for line in self.stdout.split("\n") if line]

    @cached_property
    def messages(self) -> list[dict[str, Any]]:
        return [parse(line) for line in self.lines]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    @cached_property
    def records(self) -> dict[str, list[dict[str, Any]]]:
        """The records' data by stream."""
        records = defaultdict(list)
        for message in self.of_type("RECORD"):
            records[message["record"]["stream"]].append(message["record"]["data"])
        return records

    @cached_property
    def committed(self) -> dict[str, list[dict[str, Any]]]:
        """The records that a destination keeps of an interrupted run: those before each stream's last state."""
        kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
        open_records: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for message in self.messages:
            if message["type"] == "RECORD":
                open_records[message["record"]["stream"]].append(message["record"]["data"])
            elif message["type"] == "STATE":
                name = message["state"]["stream"]["stream_descriptor"]["name"]
                kept[name] += open_records.pop(name, [])
        return kept

    @cached_property
    def state(self) -> list[dict[str, Any]]:
        """The last state of each stream, as an orchestrator passes it to the next run."""
        last = {}
        for message in self.of_type("STATE"):
            last[message["state"]["stream"]["stream_descriptor"]["name"]] = message["state"]
        return list(last.values())

    @cached_property
    def streams_with_records(self) -> frozenset[str]:
        found = (re.search(r'"stream":"(\w+)"', line[:200]) for line in self.lines if line.startswith(RECORD))
        return frozenset(match.group(1) for match in found if match)

    def without_records(self) -> Run:
        """The same run without its records."""
        lines = [line for line in self.lines if not line.startswith(RECORD)]
        return Run(self.returncode, "\n".join(lines), self.stderr)

    def stream_state(self, stream: str) -> dict[str, Any]:
        states = {s["stream"]["stream_descriptor"]["name"]: s for s in self.state}
        return states[stream]["stream"]["stream_state"]

    @cached_property
    def statuses(self) -> dict[str, list[str]]:
        """The statuses of each stream in their order."""
        statuses = defaultdict(list)
        for message in self.of_type("TRACE"):
            if status := message["trace"].get("stream_status"):
                statuses[status["stream_descriptor"]["name"]].append(status["status"])
        return statuses

    @cached_property
    def errors(self) -> list[dict[str, Any]]:
        return [m["trace"] for m in self.of_type("TRACE") if m["trace"]["type"] == "ERROR"]

    @cached_property
    def logs(self) -> list[str]:
        return [m["log"]["message"] for m in self.of_type("LOG")]


@dataclass(frozen=True)
class Connector:
    """The binary, a folder for its files, and the address of the API."""

    folder: Path
    base_url: str

    def environment(self, now: str | None = None, **variables: str) -> dict[str, str]:
        environment = {k: v for k, v in BEGUN_WITH.items() if not k.upper().startswith(HOST_SETTINGS)}
        environment |= {"TIKTOK_BASE_URL": self.base_url, **variables}
        if now:
            environment["TIKTOK_NOW"] = now
        return environment

    def file(self, name: str, content: Any) -> str:
        """Writes a document (text as it is, anything else as JSON) and returns its path."""
        path = self.folder / name
        canaries.note(content)
        canaries.note_file(path)
        path.write_text(content if isinstance(content, str) else json.dumps(content, default=str))
        return str(path)

    def arguments(self, command: str, config: Any, catalog: Any = None, state: Any = None) -> list[str]:
        arguments = [str(BINARY), command]
        if config is not None:
            arguments += ["--config", self.file("config.json", config)]
        if catalog is not None:
            arguments += ["--catalog", self.file("catalog.json", catalog)]
        if state is not None:
            arguments += ["--state", self.file("state.json", state)]
        return arguments

    def run(
        self, command: str, config: Any = None, catalog: Any = None, state: Any = None,
        now: str | None = None, timeout: float = 120, variables: dict[str, str] | None = None,
    ) -> Run:
        done = subprocess.run(
            self.arguments(command, config, catalog, state), capture_output=True,
            timeout=timeout, env=self.environment(now, **(variables or {})), cwd="/",
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    def discover(self, config: Any, now: str | None = None) -> dict[str, Any]:
        run = self.run("discover", config, now=now)
        assert run.returncode == 0, run.stdout + run.stderr
        [message] = run.of_type("CATALOG")
        return message["catalog"]

    def read(self, config: Any, *streams: str, mode: str = "incremental", **arguments: Any) -> Run:
        """Reads streams (all when none is named), incrementally where they can."""
        catalog = configured(self.discover(config, arguments.get("now")), *streams, mode=mode)
        return self.run("read", config, catalog, **arguments)


def configured(catalog: dict[str, Any], *streams: str, mode: str = "incremental") -> dict[str, Any]:
    """A configured catalog made from the discovered one."""
    chosen = [s for s in catalog["streams"] if not streams or s["name"] in streams]
    assert not streams or len(chosen) == len(streams), f"{streams} are not all offered"
    return {
        "streams": [
            {
                "stream": stream,
                "sync_mode": mode if mode in stream["supported_sync_modes"] else "full_refresh",
                "destination_sync_mode": "append",
            }
            for stream in chosen
        ]
    }
