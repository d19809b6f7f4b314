"""Airbyte's connector, timed, and stopped if its whole run would take too long."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from support import airbyte
from support.airbyte import AirbyteConnector
from support.connector import configured

RECORD = b'"type":"RECORD"'


@dataclass(frozen=True)
class PeerRun:
    """``is_whole`` unless it was stopped. ``state`` is the last one of each stream."""

    seconds: float
    records: int
    is_whole: bool
    state: list[dict[str, Any]]


def read(
    connector: AirbyteConnector, config: Mapping[str, Any], names: Sequence[str], *, most_seconds: float = 3600,
    most_records: int | None = None, state: Any = None,
) -> PeerRun:
    """Reads streams with its own catalog until it ends, the time is over, or there are enough records."""
    offered = {"streams": [*airbyte.discovered().values()]}
    arguments, environment = connector.command("read", dict(config), configured(offered, *names), state)
    started = time.perf_counter()
    records, states, is_whole, error = 0, {}, True, ""
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=connector.folder
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if RECORD in line[:40]:
                records += 1
            elif b'"type":"STATE"' in line[:40]:
                message = json.loads(line)["state"]
                states[message["stream"]["stream_descriptor"]["name"]] = message
            elif b'"type":"ERROR"' in line[:60]:
                error = json.loads(line)["trace"]["error"].get("internal_message") or line.decode()
            if time.perf_counter() - started > most_seconds or (most_records and records >= most_records):
                is_whole = False
                process.kill()
                break
        process.stdout.close()
        process.wait()
    if is_whole and process.returncode != 0:
        raise RuntimeError(f"Airbyte's connector ended with {process.returncode}: {error[:2000]}")
    return PeerRun(time.perf_counter() - started, records, is_whole, list(states.values()))


def start(connector: AirbyteConnector, command: str = "spec") -> Callable[[], float]:
    """Starts the connector; returns the seconds that it took."""
    def go() -> float:
        arguments, environment = connector.command(command, None)
        started = time.perf_counter()
        subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True, env=environment, cwd=connector.folder)
        return time.perf_counter() - started

    return go


def by_stream(requests: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Reports' requests by level and granularity, as the streams are called; the others by their paths."""
    counts: Counter[str] = Counter()
    for request in requests:
        if request["path"] != "report/integrated/get/":
            counts[request["path"]] += 1
            continue
        dimensions = json.loads(request["params"]["dimensions"][0])
        level = next((LEVELS[each] for each in dimensions if each in LEVELS), "advertisers")
        time_of = next((TIMES[each] for each in dimensions if each in TIMES), "lifetime")
        counts[f"{level}_reports_{time_of}"] += 1
    return counts


LEVELS = {"ad_id": "ads", "adgroup_id": "ad_groups", "campaign_id": "campaigns", "advertiser_id": "advertisers"}
TIMES = {"stat_time_day": "daily", "stat_time_hour": "hourly"}
