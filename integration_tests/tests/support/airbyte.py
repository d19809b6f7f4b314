"""Airbyte's connector itself, run against the simulated API without any setting that tells it that this is not TikTok."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from support import offers, streams, wall_clock
from support.certificates import Authority
from support.connector import FAST, ROOT, Connector, Run, configured
from support.servers.proxy import Proxy
from support.simulation import INTEGRATION_TESTS, Simulation

EXECUTABLE = Path(os.environ.get(
    "AIRBYTE_TIKTOK_MARKETING", INTEGRATION_TESTS / ".venv-peer/bin/source-tiktok-marketing"))
IS_INSTALLED = EXECUTABLE.exists()
NOT_INSTALLED = f"Airbyte's connector is not installed at {EXECUTABLE}: integration_tests/setup --with-peer installs it"

# Streams by name, as `discover` gives them.
Descriptions = dict[str, dict[str, Any]]

HOST = "business-api.tiktok.com"

# The API has to be lenient because this connector sends parameters that TikTok ignores; it also requests lifetimes by
# advertiser.
LIKE_TIKTOK = ("--lenient", "--advertiser-lifetime")


@dataclass(frozen=True)
class AirbyteConnector:
    """``variables`` of its environment redirect its requests."""

    folder: Path
    variables: dict[str, str]

    def run(self, command: str, config: Any, catalog: Any = None, state: Any = None) -> Run:
        arguments, environment = self.command(command, config, catalog, state)
        done = subprocess.run(
            arguments, capture_output=True, text=True, timeout=300, env=environment, cwd=self.folder)
        return Run(done.returncode, done.stdout, done.stderr)

    def command(
        self, command: str, config: Any, catalog: Any = None, state: Any = None
    ) -> tuple[list[str], dict[str, str]]:
        """The arguments and the environment of the connector's process."""
        files = Connector(self.folder, "")
        arguments = files.arguments(command, config, catalog, state)[1:]
        environment = files.environment(**self.variables)
        del environment["TIKTOK_BASE_URL"]
        return [str(EXECUTABLE), *arguments], environment

    def read(
        self, config: Any, *names: str, mode: str = "incremental", state: Any = None,
        offered: Descriptions | None = None,
    ) -> Run:
        """Reads streams with its own catalog, or with another one."""
        catalog = configured({"streams": [*(offered or discovered()).values()]}, *names, mode=mode)
        return self.run("read", config, catalog, state)


@contextmanager
def led_to(
    simulation: Simulation, authority: Authority, folder: Path, variables: dict[str, str]
) -> Iterator[tuple[AirbyteConnector, Proxy]]:
    """The connector behind a proxy that redirects TikTok's host to the simulation, which serves TLS."""
    address = urlsplit(simulation.base_url)
    # The connector sends prepared requests: for these the library takes its certificates from this module and ignores
    # environment variables.
    (folder / "certifi.py").write_text(f"def where():\n    return {str(authority.certificate)!r}\n")
    with Proxy(routes={f"{HOST}:443": (address.hostname or "", address.port or 0)}) as proxy:
        led = {"HTTPS_PROXY": proxy.address, "PYTHONPATH": str(folder)}
        yield AirbyteConnector(folder, {**variables, **led}), proxy


@cache
def discovered() -> Descriptions:
    """The streams that Airbyte's connector offers for production, by name; none where it is not installed."""
    if not IS_INSTALLED:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        run = AirbyteConnector(Path(folder), {}).run("discover", {"credentials": offers.ANY_KEYS[False]})
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    [message] = run.of_type("CATALOG")
    return {stream["name"]: stream for stream in message["catalog"]["streams"]}


def shared() -> list[str]:
    """The streams that both connectors offer."""
    return [name for name in streams.names() if name in discovered()]


def comparable() -> list[str]:
    """Those of them whose records have a key there. For the other two streams of pixels, version 4.7 makes requests
    that TikTok refuses."""
    return [name for name in shared() if discovered()[name].get("source_defined_primary_key")]


def comparable_reports() -> list[str]:
    return [name for name in comparable() if streams.is_report(name)]


def one_of_each_kind(reports: Iterable[str]) -> list[str]:
    """Of reports that differ only in their level, the one by campaigns: it is about objects and has few rows."""
    kinds: dict[tuple[str | None, ...], str] = {}
    for stream in map(streams.of, reports):
        kind = (stream.report_type, stream.cursor, *stream.breakdown, str(stream.is_gmv_max))
        if kind not in kinds or stream.level == "campaign_id":
            kinds[kind] = stream.name
    return list(kinds.values())


def page() -> str:
    """The document for users who switch from Airbyte's connector."""
    return (ROOT / "Schemas/from-airbyte.md").read_text()


@cache
def _vouching() -> tuple[tempfile.TemporaryDirectory[str], Authority, Path, Path]:
    """The certificate authority of all households, so that those with the same flags share a simulated API."""
    folder = tempfile.TemporaryDirectory()
    authority = Authority.make(Path(folder.name), is_timeless=True)
    return folder, authority, *authority.issue(f"DNS:{HOST}", "IP:127.0.0.1")


@dataclass(frozen=True)
class Household:
    """One simulated account, and both connectors set up to read it."""

    simulation: Simulation
    ours: Connector
    airbyte: AirbyteConnector
    proxy: Proxy
    authority: Authority

    @classmethod
    @contextmanager
    def open(cls, folder: Path, *flags: str, clock: str | None = None) -> Iterator[Household]:
        """Airbyte's connector uses the machine's clock: ``clock`` is the time that it sees when a run begins."""
        _, authority, certificate, key = _vouching()
        variables = wall_clock.beginning(clock) if clock else {}
        tls = ("--tls-certificate", str(certificate), "--tls-key", str(key))
        places = [folder / name for name in ("ours", "airbyte")]
        for place in places:
            place.mkdir()
        with (
            Simulation.start(*tls, *LIKE_TIKTOK, *flags) as simulation,
            led_to(simulation, authority, places[1], variables) as (airbyte, proxy),
        ):
            yield cls(simulation, Connector(places[0], simulation.base_url), airbyte, proxy, authority)

    def read_ours(
        self, config: Any, *names: str, now: str, mode: str = "incremental", state: Any = None,
        offered: Descriptions | None = None,
    ) -> Run:
        catalog = configured({"streams": [*(offered or streams.discovered()).values()]}, *names, mode=mode)
        variables = {**FAST, "SSL_CERT_FILE": str(self.authority.certificate)}
        run = self.ours.run(
            "read", {**config, "requests_per_second": 1000}, catalog, state, now=now, variables=variables)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        return run
