"""The problems that `check` finds, step by step: each with its own message, within seconds and with few requests."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from support.canaries import REFUSED
from support.certificates import Authority
from support.checks import MOST_REQUESTS, account, check, paths, refused, restored, succeeded, tool  # noqa: F401 (fixtures)
from support.connector import FAST, Connector
from support.documents import changed
from support.servers.listener import Listener, response
from support.simulation import Simulation
from support.snapshots import FOLDER, Snapshot, read
from support.verdicts import refusal_of

NOBODY = "7999999999999999999"


# Success


def test_a_production_account_passes(tool: Connector, account: Simulation) -> None:
    succeeded(check(tool, account.config()))
    assert len(account.requests()) <= MOST_REQUESTS
    assert {"oauth2/advertiser/get/", "report/integrated/get/", "campaign/get/"} <= set(paths(account))
    assert sum(request["rows"] for request in account.requests()) < 100


def test_a_token_alone_passes_without_the_list_of_accounts(tool: Connector, account: Simulation) -> None:
    credentials = {"auth_type": "access_token", "access_token": account.facts["access_token"],
                   "advertiser_ids": account.advertiser_ids[:2]}
    succeeded(check(tool, {"credentials": credentials}))
    assert "oauth2/advertiser/get/" not in paths(account)


def test_a_sandbox_passes_without_the_list_of_accounts(tool: Connector, account: Simulation) -> None:
    sandbox = Connector(tool.folder, account.facts["sandbox_base_url"])
    succeeded(check(sandbox, account.sandbox_config()))
    assert paths(account) and "oauth2/advertiser/get/" not in paths(account)
    assert {request["sandbox"] for request in account.requests()} == {True}


@pytest.mark.parametrize("shape", ("environment", "prod_access_token", "no auth_type"))
def test_older_configurations_pass(shape: str, tool: Connector, account: Simulation) -> None:
    facts = account.facts
    keys = {"app_id": facts["app_id"], "secret": facts["secret"]}
    config: dict[str, Any] = {"credentials": {**keys, "access_token": facts["access_token"]}}
    if shape == "prod_access_token":
        config["credentials"]["auth_type"] = "prod_access_token"
    elif shape == "environment":
        config = {"access_token": facts["access_token"], "environment": {"environment": "prod", **keys}}
    succeeded(check(tool, config))


# Refusals by TikTok


def test_a_refused_token(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = changed(account.config(), credentials__access_token=REFUSED)
    snapshot.matches(refused(tool, account, config, "token", "credentials.access_token", "Authorize"))


def test_a_refused_token_of_a_sandbox(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = changed(account.sandbox_config(), credentials__access_token=REFUSED)
    sandbox = Connector(tool.folder, account.facts["sandbox_base_url"])
    snapshot.matches(refused(sandbox, account, config, "token", "credentials.access_token"))


@pytest.mark.parametrize("code", (40102, 40104, 40105, 40113))
def test_a_token_that_is_expired_or_missing(
    code: int, tool: Connector, account: Simulation, snapshot: Snapshot
) -> None:
    account.add_faults({"times": "always", "effect": {"kind": "code", "code": code, "message": "No token."}})
    snapshot.matches(refused(tool, account, account.config(), "credentials.access_token", "No token."))
    assert len(account.requests()) == 1


@pytest.mark.parametrize("key", ("app_id", "secret"))
def test_a_refused_app(key: str, tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = changed(account.config(), **{f"credentials__{key}": "1234567"})
    snapshot.matches(refused(tool, account, config, "`app_id`", "`secret`", "developer portal"))


def test_a_token_of_another_app(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = changed(
        account.config(), credentials__app_id=account.facts["other_app_id"],
        credentials__secret=account.facts["other_secret"])
    snapshot.matches(refused(tool, account, config, "another app", "`app_id`", "`secret`"))


def test_no_granted_account(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    account.set_access(no_grants=True)
    snapshot.matches(refused(tool, account, account.config(), "no ad account is granted", "Authorize"))


def test_an_account_that_is_not_granted(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = account.config(advertiser_ids=[account.advertiser_ids[0], NOBODY])
    snapshot.matches(refused(tool, account, config, NOBODY, "`advertiser_ids`", account.advertiser_ids[1]))


def test_an_account_that_is_not_granted_to_a_token_alone(
    tool: Connector, account: Simulation, snapshot: Snapshot
) -> None:
    ids = [account.advertiser_ids[0], NOBODY]
    credentials = {"auth_type": "access_token", "access_token": account.facts["access_token"]}
    config = {"credentials": {**credentials, "advertiser_ids": ids}}
    message = refused(tool, account, config, NOBODY, "`credentials.advertiser_ids`")
    assert ids[0] not in message
    snapshot.matches(message)


def test_an_account_that_is_not_the_sandbox_s(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = changed(account.sandbox_config(), credentials__advertiser_id=NOBODY)
    sandbox = Connector(tool.folder, account.facts["sandbox_base_url"])
    snapshot.matches(refused(sandbox, account, config, NOBODY, "`credentials.advertiser_id`"))


def test_no_account_is_left(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    config = account.config(exclude_advertiser_ids=account.advertiser_ids)
    snapshot.matches(refused(tool, account, config, "`exclude_advertiser_ids`"))


def test_a_missing_permission_for_the_accounts(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    account.set_access(missing_scopes=["advertiser/info/"])
    snapshot.matches(refused(tool, account, account.config(), "`advertiser/info/`", "permission", "Grant"))


# Problems on the way to TikTok


def test_a_host_that_nobody_listens_at(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    tool = Connector(tool.folder, "http://127.0.0.1:1/")
    snapshot.matches(refused(tool, account, account.config(), "127.0.0.1", "cannot be reached", "firewall"))


def test_a_host_that_accepts_and_says_nothing(
    tool: Connector, account: Simulation, snapshot: Snapshot, tmp_path: Path
) -> None:
    """With http it is silent after the request, with https before it."""
    def message(scheme: str) -> str:
        folder = tmp_path / scheme
        folder.mkdir()
        silent_tool = Connector(folder, f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/")
        return refusal_of(check(silent_tool, account.config(), **FAST))

    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(2) as pool:
        messages = list(pool.map(message, ("http", "https")))
    assert all("127.0.0.1" in each for each in messages)
    snapshot.matches("\n".join(messages))


def test_a_name_that_nobody_knows(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    tool = Connector(tool.folder, "https://nowhere.invalid/")
    snapshot.matches(refused(tool, account, account.config(), "nowhere.invalid", "cannot be resolved", "DNS"))


def test_a_certificate_that_nobody_vouches_for(
    tool: Connector, account: Simulation, snapshot: Snapshot, tmp_path: Path
) -> None:
    certificate = Authority.make(tmp_path).issue("IP:127.0.0.1")
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(Authority.make(tmp_path).certificate.read_bytes())
    with Listener(lambda _: response(b"{}"), certificate) as listener:
        tool = Connector(tool.folder, listener.address)
        words = ("certificate", "127.0.0.1", "SSL_CERT_FILE")
        snapshot.matches(refused(tool, account, account.config(), *words, SSL_CERT_FILE=str(trusted)))
        assert listener.requests == []


def test_certificates_that_cannot_be_read(
    tool: Connector, account: Simulation, snapshot: Snapshot, tmp_path: Path
) -> None:
    certificate = Authority.make(tmp_path).issue("IP:127.0.0.1")
    with Listener(lambda _: response(b"{}"), certificate) as listener:
        tool = Connector(tool.folder, listener.address)
        missing = str(tmp_path / "nowhere.pem")
        snapshot.matches(
            refused(tool, account, account.config(), missing, "SSL_CERT_FILE", SSL_CERT_FILE=missing))


def test_a_redirect(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    moved = response(b"", "302 Found", "Location: https://elsewhere.example/login")
    with Listener(lambda _: moved) as listener:
        tool = Connector(tool.folder, listener.address)
        words = ("elsewhere.example", "not followed", "TIKTOK_BASE_URL")
        snapshot.matches(refused(tool, account, account.config(), *words))
        assert len(listener.requests) == 1


def test_a_host_that_is_not_tiktok(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    with Listener(lambda _: response(b"<html>Welcome to nginx</html>")) as listener:
        tool = Connector(tool.folder, listener.address)
        snapshot.matches(refused(tool, account, account.config(), "not JSON"))


def test_a_proxy_that_is_not_there(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    tool = Connector(tool.folder, "https://business-api.tiktok.com/open_api/v1.3/")
    snapshot.matches(refused(tool, account, account.config(), "proxy", https_proxy="http://127.0.0.1:1"))


def test_servers_that_fail(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    account.add_faults({"times": "always", "effect": {"kind": "status", "status": 503}})
    snapshot.matches(refused(tool, account, account.config(), "503", "later"))


def test_an_app_that_is_throttled(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    account.add_faults({"times": "always", "effect": {"kind": "code", "code": 40100, "message": "Too many."}})
    snapshot.matches(refused(tool, account, account.config(), "throttles", "`requests_per_second`", "Too many."))


def test_each_step_has_words_of_its_own() -> None:
    snapshots = read(FOLDER / "check.md")
    texts = {
        name: text.split(" TikTok says:")[0] for name, text in snapshots.items()
        if "40" not in name and "refused_app" not in name
    }
    assert len(texts) > 15
    assert len(set(texts.values())) == len(texts)
