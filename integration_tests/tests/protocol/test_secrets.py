"""No output of a run contains a secret, whatever goes wrong and even if a server repeats the secret."""

from __future__ import annotations

import html
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support.canaries import SECRET, TOKEN, forms, leaks
from support.certificates import Authority
from support.connector import BINARY, Connector, configured
from support.documents import GONE, changed
from support.servers.listener import Listener, response
from support.sessions import started
from support.simulation import SMALL, Simulation

CONFIG = {
    "credentials": {"auth_type": "oauth2.0", "app_id": "7000000000000000001", "secret": SECRET, "access_token": TOKEN},
    "start_date": "2026-10-01",
}
NAMED = {**CONFIG, "advertiser_ids": ["7000000000000000001"]}


@pytest.fixture(scope="module")
def catalog(shared_simulation: Simulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    connector = Connector(tmp_path_factory.mktemp("discover"), shared_simulation.base_url)
    return configured(connector.discover(shared_simulation.config()), "campaigns", "ads_reports_daily")


def silent(
    connector: Connector, command: str, config: Any, catalog: Any = None, **variables: str
) -> str:
    """Runs with --debug and returns the output, which must not be empty and must not contain a secret."""
    arguments = connector.arguments(command, config, catalog if command == "read" else None)
    done = subprocess.run(
        [*arguments, "--debug"], capture_output=True, text=True, timeout=60, cwd="/",
        env=connector.environment(NOW, **variables))
    written = done.stdout + done.stderr
    assert written
    assert leaks(written) == [], written
    return written


def echoed(head: bytes) -> str:
    """Everything in a request, in every form, as error pages of proxies often repeat it."""
    assert TOKEN.encode() in head
    return " ".join([head.decode(), *(form for secret in (TOKEN, SECRET) for form in sorted(forms(secret)))])


def test_the_search_finds_what_it_looks_for() -> None:
    for secret in (TOKEN, SECRET):
        for form in forms(secret):
            assert leaks(f"before {form} after")
            assert leaks(form[20:36])
    assert leaks("credentials.access_token is missing") == []


BAD = {
    "Bearer before it": {"credentials__access_token": f"Bearer {TOKEN}"},
    "a line break in it": {"credentials__access_token": f"{TOKEN[:30]}\n{TOKEN[30:]}"},
    "a blank behind the first half": {"credentials__secret": f"{SECRET[:30]} {SECRET[30:]}"},
    "a list around it": {"credentials__access_token": [TOKEN]},
    "an object around it": {"credentials__secret": {"value": SECRET}},
    "quotes around it": {"credentials__access_token": f"“{TOKEN}”"},
    "a reference around it": {"credentials__access_token": f"${{{TOKEN}}}"},
    "a reference of the right prefix around it": {"credentials__secret": f"${{TIKTOK_{SECRET}}}"},
    "the id of the app missing beside it": {"credentials__app_id": GONE},
    "an unknown kind of credentials beside it": {"credentials__auth_type": "oauth3"},
    "a bad date beside it": {"start_date": "tomorrow"},
    "an unknown field beside it": {"colour": "blue"},
}


@pytest.mark.parametrize("command", ("check", "read", "discover"))
@pytest.mark.parametrize("mistake", BAD)
def test_a_refused_configuration_repeats_no_secret(
    command: str, mistake: str, connector: Connector, catalog: dict[str, Any]
) -> None:
    silent(connector, command, changed(CONFIG, **BAD[mistake]), catalog)


@pytest.mark.parametrize("cut", (60, 110, 150, 200, -1))
def test_a_broken_file_repeats_no_secret(cut: int, connector: Connector) -> None:
    assert "not valid JSON" in silent(connector, "check", json.dumps(CONFIG)[:cut])


def test_a_document_for_a_path_is_not_repeated() -> None:
    for arguments in (["check", "--config", json.dumps(CONFIG)], ["check", json.dumps(CONFIG)]):
        done = subprocess.run(
            [str(BINARY), *arguments], capture_output=True, text=True, timeout=120)
        assert leaks(done.stdout + done.stderr) == []


@pytest.mark.parametrize("command", ("check", "read"))
@pytest.mark.parametrize("right", ("neither", "secret", "token"))
def test_refused_keys_are_not_repeated(
    command: str, right: str, connector: Connector, catalog: dict[str, Any], shared_simulation: Simulation
) -> None:
    config = shared_simulation.config()
    if right != "token":
        config["credentials"]["access_token"] = TOKEN
    if right != "secret":
        config["credentials"]["secret"] = SECRET
    silent(connector, command, config, catalog)


ECHOES: dict[str, Callable[[bytes], bytes]] = {
    "an HTML page of status 403": lambda head: response(
        f"<html><pre>{html.escape(echoed(head))}</pre></html>".encode(), "403 Forbidden"),
    "a text of status 404": lambda head: response(echoed(head).encode(), "404 Not Found"),
    "a refusal in an envelope": lambda head: response(
        json.dumps({"code": 40002, "message": echoed(head), "request_id": TOKEN, "data": {}}).encode()),
    "a refusal of the token": lambda head: response(
        json.dumps({"code": 40105, "message": echoed(head), "request_id": "1", "data": {}}).encode()),
    "an unknown code": lambda head: response(
        json.dumps({"code": 49999, "message": echoed(head), "request_id": "1", "data": {}}).encode()),
    "a redirect": lambda head: response(
        b"", "302 Found", f"Location: https://elsewhere.example/{SECRET}?{TOKEN}"),
    "a redirect to a name made of it": lambda head: response(
        b"", "302 Found", f"Location: https://{TOKEN}.elsewhere.example/"),
    "a status line": lambda head: response(b"{}", f"400 {TOKEN} {SECRET}"),
    "a header": lambda head: response(b"{}", "400 Bad", f"X-Echo: {TOKEN}", f"Set-Cookie: secret={SECRET}"),
}


@pytest.mark.parametrize("command", ("check", "read"))
@pytest.mark.parametrize("echo", ECHOES)
def test_what_a_server_repeats_is_not_repeated(
    command: str, echo: str, connector: Connector, catalog: dict[str, Any]
) -> None:
    with Listener(ECHOES[echo]) as listener:
        silent(Connector(connector.folder, listener.address), command, CONFIG, catalog)
        assert listener.requests and SECRET not in TOKEN


TRANSIENT_ECHOES: dict[str, Callable[[bytes], bytes]] = {
    "a page of status 502": lambda head: response(echoed(head).encode(), "502 Bad Gateway"),
    "an error of the server": lambda head: response(
        json.dumps({"code": 50000, "message": echoed(head), "request_id": "1", "data": {}}).encode()),
    "a page for an answer": lambda head: response(echoed(head).encode()),
    "no HTTP at all": lambda head: echoed(head).encode(),
    "a broken frame": lambda head: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + echoed(head).encode(),
}


@pytest.mark.parametrize("echo", TRANSIENT_ECHOES)
def test_what_a_failing_server_repeats_is_not_repeated(echo: str, connector: Connector) -> None:
    with Listener(TRANSIENT_ECHOES[echo]) as listener:
        silent(Connector(connector.folder, listener.address), "check", CONFIG)


@pytest.mark.parametrize("form", sorted(forms(TOKEN) | forms(SECRET)))
def test_every_form_of_a_secret_is_recognized(form: str, connector: Connector) -> None:
    refusal = {"code": 40002, "message": f"({form})", "request_id": "1", "data": {}}
    for answer in (response(f"({form})".encode(), "403 Forbidden"), response(json.dumps(refusal).encode())):
        with Listener(lambda _, answer=answer: answer) as listener:
            silent(Connector(connector.folder, listener.address), "check", CONFIG)


@pytest.mark.parametrize("kind", ("message", "page"))
def test_cutting_what_a_server_says_leaves_no_part_of_a_secret(kind: str, connector: Connector) -> None:
    """Wherever an excerpt is cut, a secret may be at the cut."""
    padding = 0

    def answer(head: bytes) -> bytes:
        text = "x" * padding + TOKEN + SECRET
        if kind == "page":
            return response(text.encode(), "403 Forbidden")
        return response(json.dumps({"code": 40002, "message": text, "request_id": "1", "data": {}}).encode())

    with Listener(answer) as listener:
        tool = Connector(connector.folder, listener.address)
        for padding in range(0, 620, 20):  # noqa: B007 (the listener reads it)
            silent(tool, "check", CONFIG)


def test_connections_that_fail_repeat_no_secret(connector: Connector, tmp_path: Path) -> None:
    certificate = Authority.make(tmp_path).issue("IP:127.0.0.1")
    with Listener(lambda _: response(b"{}"), certificate) as listener:
        for address in (listener.address, "http://127.0.0.1:1/", "https://nowhere.invalid/"):
            silent(Connector(connector.folder, address), "check", CONFIG)


@pytest.mark.parametrize("address", (f"http://user:{SECRET[:6]}pass9999word9999@127.0.0.1:1", "http://127.0.0.1:1"))
def test_the_password_of_a_proxy_is_not_shown(address: str, connector: Connector) -> None:
    tool = Connector(connector.folder, "https://business-api.tiktok.com/")
    assert "pass9999word9999" not in silent(tool, "check", CONFIG, https_proxy=address)


def test_an_address_with_a_password_is_not_repeated(connector: Connector) -> None:
    tool = Connector(connector.folder, "https://user:pass9999word9999@business-api.tiktok.com/")
    assert "pass9999word9999" not in silent(tool, "check", CONFIG)


def test_tokens_from_the_environment_are_kept_secret_too(connector: Connector, catalog: dict[str, Any]) -> None:
    config = changed(
        CONFIG, credentials__access_token="${TIKTOK_TOKEN}", credentials__secret="${TIKTOK_SECRET}")
    variables = {"TIKTOK_TOKEN": TOKEN, "TIKTOK_SECRET": SECRET}
    with Listener(ECHOES["an HTML page of status 403"]) as listener:
        tool = Connector(connector.folder, listener.address)
        for command in ("check", "read"):
            silent(tool, command, config, catalog, **variables)
    with Listener(ECHOES["a refusal in an envelope"]) as listener:
        silent(Connector(connector.folder, listener.address), "check", config, **variables)


@pytest.mark.parametrize("shape", ("sandbox", "token", "oldest"))
def test_every_shape_of_credentials_is_kept_secret(
    shape: str, connector: Connector, catalog: dict[str, Any]
) -> None:
    config: dict[str, Any] = {"credentials": {"access_token": TOKEN, "advertiser_id": "7000000000000000001"}}
    if shape == "token":
        config["credentials"] = {
            "auth_type": "access_token", "access_token": TOKEN, "advertiser_ids": ["7000000000000000001"]}
    elif shape == "oldest":
        config = {"access_token": TOKEN, "environment": {"app_id": "7000000000000000001", "secret": SECRET}}
    with Listener(ECHOES["a refusal in an envelope"]) as listener:
        for command in ("check", "read"):
            silent(Connector(connector.folder, listener.address), command, config, catalog)
            assert listener.requests


def test_the_process_table_shows_no_secret(connector: Connector, catalog: dict[str, Any]) -> None:
    def slowly(head: bytes) -> bytes:
        time.sleep(2)
        return response(b"{}")

    with Listener(slowly) as listener:
        tool = Connector(connector.folder, listener.address)
        with started(tool, tool.arguments("read", NAMED, catalog), NOW) as session:
            deadline = time.monotonic() + 30
            while not listener.requests and time.monotonic() < deadline:
                time.sleep(0.02)
            assert listener.requests
            process = Path(f"/proc/{session.process.pid}")
            for name in ("cmdline", "environ", "comm", "status"):
                assert leaks((process / name).read_text()) == []
            for thread in (process / "task").iterdir():
                assert leaks((thread / "comm").read_text()) == []


def test_a_whole_sync_shows_no_secret(tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, *SMALL) as account:
        connector = Connector(tmp_path, account.base_url)
        config = account.config(start_date="2026-11-02", requests_per_second=1000)
        catalog = configured(connector.discover(config))
        done = subprocess.run(
            [*connector.arguments("read", config, catalog), "--debug"], capture_output=True, text=True, timeout=60,
            env=connector.environment(NOW))
    assert done.returncode == 0 and len(done.stdout) > 100_000
    for name in ("access_token", "secret"):
        assert account.facts[name] not in done.stdout + done.stderr
