"""Checks of an account, for the suites that look at their verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support.connector import Connector, Run
from support.simulation import Simulation
from support.verdicts import refusal_of, whole_lines

# A check takes a second or a few, but more on a busy machine.
PATIENCE = 60
# One for each endpoint, and those that come first.
MOST_REQUESTS = 25


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW) as simulation:
        yield simulation


@pytest.fixture(autouse=True)
def restored(account: Simulation) -> Iterator[None]:
    account.clear_requests()
    yield
    account.clear_faults()
    account.set_access(revoked_advertisers=[], missing_scopes=[], no_grants=False, token_revoked=False)


@pytest.fixture
def tool(tmp_path: Path, account: Simulation) -> Connector:
    return Connector(tmp_path, account.base_url)


def check(tool: Connector, config: Any, **variables: str) -> Run:
    return tool.run("check", config, now=NOW, timeout=PATIENCE, variables=variables)


def refused(tool: Connector, account: Simulation, config: Any, *words: str, **variables: str) -> str:
    message = refusal_of(check(tool, config, **variables))
    assert len(account.requests()) <= MOST_REQUESTS
    for word in words:
        assert word in message, (word, message)
    return message


def warnings(run: Run) -> list[str]:
    return [m["log"]["message"] for m in run.of_type("LOG") if m["log"]["level"] == "WARN"]


def succeeded(run: Run) -> None:
    whole_lines(run.stdout)
    assert (run.returncode, run.stderr, run.errors) == (0, "", [])
    assert run.of_type("CONNECTION_STATUS") == [
        {"type": "CONNECTION_STATUS", "connectionStatus": {"status": "SUCCEEDED"}}]


def paths(account: Simulation) -> list[str]:
    return [request["path"] for request in account.requests()]
