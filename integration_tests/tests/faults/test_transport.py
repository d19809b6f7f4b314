"""HTTP, TLS, proxies and redirects, through the real binary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from conftest import NOW
from support import truth
from support.certificates import Authority, openssl
from support.connector import Connector, Run
from support.servers.listener import Listener, response
from support.servers.proxy import Proxy
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of, refusal_of, whole_lines

START = "2026-10-01"
# One endpoint of each kind.
STREAMS = ("advertisers", "campaigns", "ads", "ads_reports_daily")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def secure(authority: Authority) -> Iterator[Simulation]:
    """The account behind TLS, by the name localhost and by its address."""
    certificate, key = authority.issue("DNS:localhost", "IP:127.0.0.1")
    flags = ("--now", NOW, "--tls-certificate", str(certificate), "--tls-key", str(key))
    with Simulation.start(*flags) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW) as simulation:
        yield simulation


@pytest.fixture
def moved(account: Simulation) -> Iterator[Simulation]:
    """The account, for rules that redirect requests."""
    account.clear_requests()
    yield account
    account.clear_faults()


def check(tool: Connector, config: Any, **variables: str) -> Run:
    return tool.run("check", config, now=NOW, timeout=120, variables=variables)


def succeeded(run: Run) -> bool:
    whole_lines(run.stdout)
    statuses = run.of_type("CONNECTION_STATUS")
    return run.returncode == 0 and [s["connectionStatus"]["status"] for s in statuses] == ["SUCCEEDED"]


def by_name(simulation: Simulation) -> str:
    return simulation.base_url.replace("127.0.0.1", "localhost")


# TLS


@pytest.mark.parametrize("variable", ("SSL_CERT_FILE", "CURL_CA_BUNDLE"))
def test_an_authority_of_one_s_own_is_trusted_by_variable(
    variable: str, authority: Authority, secure: Simulation, tmp_path: Path
) -> None:
    variables = {variable: str(authority.certificate)}
    for address in (secure.base_url, by_name(secure)):
        assert succeeded(check(Connector(tmp_path, address), secure.config(), **variables))


def test_an_authority_in_a_folder_is_trusted_by_variable(
    authority: Authority, secure: Simulation, tmp_path: Path
) -> None:
    folder = tmp_path / "authorities"
    folder.mkdir()
    (folder / "mine.pem").write_bytes(authority.certificate.read_bytes())
    openssl("rehash", folder)
    assert succeeded(check(Connector(tmp_path, secure.base_url), secure.config(), SSL_CERT_DIR=str(folder)))


def test_an_unknown_authority_is_refused(secure: Simulation, tmp_path: Path, snapshot: Snapshot) -> None:
    secure.clear_requests()
    message = refusal_of(check(Connector(tmp_path, secure.base_url), secure.config()))
    assert "certificate" in message and "SSL_CERT_FILE" in message
    assert secure.requests() == []
    snapshot.matches(message.split("(")[0])


def test_a_certificate_for_another_name_is_refused(
    authority: Authority, secure: Simulation, tmp_path: Path, snapshot: Snapshot
) -> None:
    certificate = authority.issue("DNS:business-api.tiktok.com")
    with Listener(lambda _: response(b"{}"), certificate) as listener:
        tool = Connector(tmp_path, listener.address)
        run = check(tool, secure.config(), SSL_CERT_FILE=str(authority.certificate))
        assert listener.requests == []
    message = refusal_of(run)
    assert "certificate" in message and "127.0.0.1" in message
    # It is trusted: the problem is that it belongs to another host.
    assert "is not trusted" not in message
    assert any("subject name" in log for log in run.logs)
    snapshot.matches(message.replace(str(authority.folder), "AUTHORITY"))


def test_a_server_that_speaks_no_tls_is_told(tmp_path: Path, secure: Simulation, snapshot: Snapshot) -> None:
    with Listener(lambda _: response(b"{}")) as listener:
        tool = Connector(tmp_path, listener.address.replace("http:", "https:"))
        snapshot.matches(refusal_of(check(tool, secure.config())))
        assert [head for head in listener.requests if b"Access-Token" in head] == []


def test_a_read_over_tls_equals_a_read_without(
    authority: Authority, secure: Simulation, shared_simulation: Simulation, tmp_path: Path
) -> None:
    config = secure.config(start_date=START, requests_per_second=1000)
    plain = Connector(tmp_path, shared_simulation.base_url).read(config, *STREAMS, now=NOW)
    covered = Connector(tmp_path, secure.base_url).read(
        config, *STREAMS, now=NOW, variables={"SSL_CERT_FILE": str(authority.certificate)})
    assert plain.returncode == covered.returncode == 0
    assert same_records(plain, covered)


def same_records(one: Run, other: Run) -> bool:
    """Whether two reads delivered the same, in any order."""
    def sorted_records(run: Run) -> dict[str, list[str]]:
        return {stream: sorted(map(repr, records)) for stream, records in run.records.items()}

    assert one.records
    return sorted_records(one) == sorted_records(other)


# Redirects


@pytest.mark.parametrize("status", (301, 302, 303, 307, 308))
def test_a_redirect_to_another_host_is_not_followed(
    status: int, moved: Simulation, tmp_path: Path
) -> None:
    with Listener(lambda _: response(b"{}")) as elsewhere:
        location = elsewhere.address.replace("127.0.0.1", "localhost")
        moved.add_faults(
            {"path": "campaign", "times": "always",
             "effect": {"kind": "redirect", "status": status, "location": location}})
        tool = Connector(tmp_path, moved.base_url)
        run = tool.read(moved.config(requests_per_second=1000), "campaigns", now=NOW)
        message = error_of(run)
        assert "localhost" in message and "not followed" in message
        assert elsewhere.connections == 0


@pytest.mark.parametrize("location", ("/elsewhere/", "//127.0.0.1:9/", "https://127.0.0.1/", "?page=2"))
def test_a_redirect_within_the_host_is_not_followed_either(
    location: str, moved: Simulation, tmp_path: Path
) -> None:
    moved.add_faults(
        {"path": "oauth2", "times": "always", "effect": {"kind": "redirect", "location": location}})
    message = refusal_of(check(Connector(tmp_path, moved.base_url), moved.config()))
    assert "not followed" in message
    assert len(moved.requests()) == 1


# Proxies


def test_a_proxy_is_used(authority: Authority, secure: Simulation, tmp_path: Path) -> None:
    trust = {"SSL_CERT_FILE": str(authority.certificate)}
    with Proxy() as proxy:
        run = check(Connector(tmp_path, secure.base_url), secure.config(), https_proxy=proxy.address, **trust)
        assert succeeded(run)
        assert proxy.targets == {urlsplit(secure.base_url).netloc}
        assert [head for head in proxy.heads if "Access-Token" in head] == []
        assert "source-tiktok-marketing/" in proxy.heads[0]


def test_plain_http_to_this_machine_goes_past_every_proxy(
    shared_simulation: Simulation, tmp_path: Path
) -> None:
    """A proxy would get the token and the secret in clear text."""
    with Proxy("403 Forbidden") as proxy:
        for names in (("http_proxy",), ("all_proxy", "HTTP_PROXY"), ("ALL_PROXY", "http_proxy", "https_proxy")):
            variables = dict.fromkeys(names, proxy.address)
            for address in (shared_simulation.base_url, by_name(shared_simulation)):
                assert succeeded(check(Connector(tmp_path, address), shared_simulation.config(), **variables))
        assert proxy.heads == []


@pytest.mark.parametrize("exceptions", ("127.0.0.1", "example.com,127.0.0.1", "*"))
def test_no_proxy_names_the_hosts_that_need_none(
    exceptions: str, authority: Authority, secure: Simulation, tmp_path: Path
) -> None:
    variables = {"SSL_CERT_FILE": str(authority.certificate), "no_proxy": exceptions}
    with Proxy() as proxy:
        variables["https_proxy"] = proxy.address
        assert succeeded(check(Connector(tmp_path, secure.base_url), secure.config(), **variables))
        assert proxy.heads == []


@pytest.mark.parametrize("refusal", ("403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"))
def test_a_proxy_that_refuses_is_told(
    refusal: str, secure: Simulation, tmp_path: Path, snapshot: Snapshot
) -> None:
    with Proxy(refusal) as proxy:
        tool = Connector(tmp_path, "https://business-api.tiktok.com/open_api/v1.3/")
        message = refusal_of(check(tool, secure.config(), https_proxy=proxy.address))
        assert proxy.targets == {"business-api.tiktok.com:443"}
    assert "proxy" in message and "https_proxy" in message
    snapshot.matches(message)


# Connections and headers


def test_compressed_answers_equal_plain_ones(shared_simulation: Simulation, tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, "--gzip") as compressed:
        config = compressed.config(start_date=START, requests_per_second=1000)
        small = Connector(tmp_path, compressed.base_url).read(config, *STREAMS, now=NOW)
        assert all("Accept-Encoding" in request["headers"] for request in compressed.requests())
    plain = Connector(tmp_path, shared_simulation.base_url).read(config, *STREAMS, now=NOW)
    assert small.returncode == plain.returncode == 0
    assert same_records(small, plain)
    expected, rows = (truth.seen("ads_reports_daily", run.records["ads_reports_daily"]) for run in (plain, small))
    assert truth.differences(expected, rows) == [] and len(rows) > 100


@pytest.mark.parametrize("concurrency", (1, 3))
def test_connections_are_used_again(concurrency: int, tmp_path: Path) -> None:
    # The latency makes requests overlap, so that a second connection is useful.
    with Simulation.start("--now", NOW, "--latency", "0.02") as simulation:
        tool = Connector(tmp_path, simulation.base_url)
        config = simulation.config(requests_per_second=1000, concurrency=concurrency, report_window_days=7)
        run = tool.read(config, *STREAMS, now=NOW)
        assert run.returncode == 0
        requests = simulation.requests()
        assert len(requests) > 50
        assert len({request["connection"] for request in requests}) == concurrency
        assert max(request["in_flight"] for request in requests) == concurrency


def test_requests_say_who_asks_and_no_more(shared_simulation: Simulation, connector: Connector) -> None:
    shared_simulation.clear_requests()
    assert succeeded(check(connector, shared_simulation.config()))
    requests = shared_simulation.requests()
    assert requests
    for request in requests:
        name, number = request["user_agent"].split("/")
        assert name == "source-tiktok-marketing" and number[0].isdecimal()
        assert request["http_version"] == "1.1" and request["method"] == "GET"
        assert set(request["headers"]) <= {
            "Accept", "Accept-Encoding", "Access-Token", "Connection", "Content-Type", "Host", "User-Agent"}
