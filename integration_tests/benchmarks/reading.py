"""Reads whose output is kept for a while, to count records and states."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from support.connector import Connector

from .measuring import Sample, run
from .workshop import NOW

RECORD, STATE = b'{"type":"RECORD"', b'{"type":"STATE"'


@dataclass(frozen=True)
class Read:
    """A completed read. ``state`` is the last one of each stream, as input for the next read."""

    sample: Sample
    records: int
    output_bytes: int
    state_messages: int
    state_bytes: int
    state: list[dict[str, Any]]

    @property
    def last_state_bytes(self) -> int:
        """The longest last state of a stream."""
        return max(len(json.dumps(each, separators=(",", ":"))) for each in self.state)


def read(
    connector: Connector, config: Mapping[str, Any], catalog: Mapping[str, Any], *, state: Any = None,
    now: str = NOW, server: int | None = None, **variables: str
) -> Read:
    """Reads into a file, and analyzes it afterwards.

    - Throws: `RuntimeError` when it fails.
    """
    output = connector.folder / "output"
    arguments = connector.arguments("read", config, catalog, state)
    sample = run(arguments, connector.environment(now, **variables), server=server, into=output)
    records = output_bytes = state_messages = state_bytes = 0
    last: dict[str, dict[str, Any]] = {}
    with output.open("rb") as lines:
        for line in lines:
            output_bytes += len(line)
            if line.startswith(RECORD):
                records += 1
            elif line.startswith(STATE):
                state_messages, state_bytes = state_messages + 1, state_bytes + len(line)
                message = json.loads(line)["state"]
                last[message["stream"]["stream_descriptor"]["name"]] = message
    output.unlink()
    return Read(sample, records, output_bytes, state_messages, state_bytes, list(last.values()))
