"""Reads of disturbed lists through the binary, and what must have come of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from support.connector import Connector, Run
from support.disturbed_lists import COUNT, FIRST, Disturbance, List, script
from support.faulty_reads import said
from support.servers.list_server import Ask, ListServer
from support.verdicts import whole_lines, without_crash

NOW = "2026-11-03T12:00:00Z"
# Backoffs are a hundred times shorter.
QUICK = {"TIKTOK_TIME_SCALE": "100"}
ALL = list(range(COUNT))


def run(
    folder: Path, read: List, disturbance: Disturbance, accounts: tuple[str, ...] = (FIRST,), **fields: object
) -> tuple[Run, list[Ask]]:
    with ListServer(accounts, script(read, disturbance)) as server:
        return run_at(folder, read, server, **fields), [ask for ask in server.asks if read.is_asked(ask)]


def run_at(folder: Path, read: List, server: ListServer, **fields: object) -> Run:
    config = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": "2026-11-01", "requests_per_second": 1000, "concurrency": 1, **fields}
    done = without_crash(Connector(folder, server.address).run(
        "read", config, read.catalog(), now=NOW, variables=QUICK))
    whole_lines(done.stdout)
    return done


def assert_complete(done: Run, read: List, expected: list[int] = ALL, account: str = FIRST) -> None:
    assert done.returncode == 0, said(done)
    assert done.statuses[read.stream][-1] == "COMPLETE"
    keys = read.keys(done.records[read.stream], account)
    assert set(expected) <= set(keys), sorted(set(expected) - set(keys))
    if read.is_joined:
        assert max(Counter(keys).values()) == 1, "each row once"


def warnings(done: Run) -> list[str]:
    return [m["log"]["message"] for m in done.of_type("LOG") if m["log"]["level"] == "WARN"]
