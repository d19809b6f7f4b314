"""Every return code of TikTok's appendix (1737172488964097): what is skipped, stopped and reported, and what continues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support import selection, streams
from support.connector import Connector, Run
from support.disturbed_lists import COUNT, FIRST, LISTS, REPORT_PATH, SECOND, List, script, undisturbed
from support.faulty_reads import said
from support.selection import FEW
from support.servers.list_server import Answer, Ask, ListServer, answer
from support.verdicts import whole_lines, without_crash

NOW = "2026-11-03T12:00:00Z"
# Backoffs and pauses are a hundred times shorter.
QUICK = {"TIKTOK_TIME_SCALE": "100"}
CAMPAIGNS, REPORT = LISTS[0], LISTS[3]
NETWORK = "Client IP address is in banned Country list."
# What the message must contain, in addition to the code, TikTok's message and the request.
OF_ACCOUNT = "`exclude_advertiser_ids`"
# The account, or the stream for this account, is skipped.
LEFT_OUT = {
    40001: ("permission",), 40007: ("deselect",), 40008: ("sandbox",), 40009: ("sandbox",), 40014: ("sandbox",),
    40053: ("video",), 40106: (OF_ACCOUNT,), 40117: ("`campaign/get/`",), 40118: ("allowlist", "`campaign/get/`"),
    40119: (OF_ACCOUNT,), 40121: ("creators",), 40122: ("creators",), 40125: ("permission", "`campaign/get/`"),
    40300: (OF_ACCOUNT,), 40301: (OF_ACCOUNT,), 41001: ("`campaign/get/`",),
}
# No request can succeed until the user fixes something.
STOPPED = {
    40010: ("TIKTOK_BASE_URL",), 40013: ("sandbox",), 40101: ("`secret`",), 40102: ("expired",), 40103: ("token",),
    40104: ("token",), 40105: ("revoked",), 40107: ("token",), 40108: (), 40110: (), 40112: (), 40113: ("app",),
    40115: (), 40116: (), 40124: ("profile",), 40199: (), 41000: ("country",),
}
# A retry may succeed.
PASSING = (40016, 40050, 40100, 40132, 40133, 40200, 40201, 40202, 40700, 40901, 40902, 40903, 40913, 50000, 50002, 51305,
           60001)
# The user cannot fix it: the stream fails.
FAILED = (20001, 40000, 40002, 40003, 40006, 40051, 40052, 40065, 40109, 40502, 40900, 40904, 40905, 40906, 40907, 40908,
          40909, 40910, 40911, 40912, 40914, 40915, 41002)


def read(folder: Path, refuse: Any, message: str = "Simulated.", times: int | None = None) -> tuple[Run, list[Ask]]:
    """Reads both streams of both accounts; the first account's campaigns are refused so many times, or always."""
    campaigns, report = script(CAMPAIGNS, undisturbed), script(REPORT, undisturbed)

    def respond(ask: Ask) -> Answer | None:
        if ask.path == REPORT_PATH:
            return report(ask)
        if CAMPAIGNS.is_asked(ask) and ask.account == FIRST and (times is None or ask.times <= times):
            return answer({}, refuse, message)
        return campaigns(ask)

    catalog = selection.catalog([
        streams.of(CAMPAIGNS.stream).description, selection.with_metrics(streams.of(REPORT.stream), FEW)], "incremental")
    config = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": "2026-11-01", "requests_per_second": 1000, "concurrency": 1}
    with ListServer((FIRST, SECOND), respond) as server:
        done = without_crash(Connector(folder, server.address).run("read", config, catalog, now=NOW, variables=QUICK))
        asks = [ask for ask in server.asks if CAMPAIGNS.is_asked(ask) and ask.account == FIRST]
    whole_lines(done.stdout)
    return done, asks


def assert_whole(done: Run, read: List, *accounts: str) -> None:
    assert done.statuses[read.stream][-1] == "COMPLETE", said(done)
    for account in (FIRST, SECOND):
        keys = read.keys(done.records[read.stream], account)
        assert sorted(keys) == (list(range(COUNT)) if account in accounts else []), account


def warnings(done: Run) -> list[str]:
    return [m["log"]["message"] for m in done.of_type("LOG") if m["log"]["level"] == "WARN"]


@pytest.mark.parametrize("code", LEFT_OUT)
def test_an_account_is_left_out(code: int, tmp_path: Path) -> None:
    done, asks = read(tmp_path, code)
    assert done.returncode == 0, said(done)
    assert_whole(done, CAMPAIGNS, SECOND)
    assert_whole(done, REPORT, FIRST, SECOND)
    assert len(asks) == 1
    [warning] = warnings(done)
    for word in (*LEFT_OUT[code], "`campaigns`", FIRST, f"code {code}", "Simulated.", "request_id"):
        assert word in warning, (word, warning)


@pytest.mark.parametrize("code", STOPPED)
def test_what_the_user_has_to_mend_stops_the_sync(code: int, tmp_path: Path) -> None:
    done, asks = read(tmp_path, code)
    assert_stopped(done, *STOPPED[code], f"code {code}", "Simulated.")
    assert len(asks) == 1


@pytest.mark.parametrize(("code", "message", "word"), (
    (-1, NETWORK, "country"), (40000, "The app and the token do not match.", "another app")))
def test_a_code_whose_text_tells_more_stops_the_sync(code: int, message: str, word: str, tmp_path: Path) -> None:
    done, _ = read(tmp_path, code, message)
    assert_stopped(done, word, message)


def assert_stopped(done: Run, *words: str) -> None:
    assert done.returncode == 1
    [error] = done.errors
    assert error["error"]["failure_type"] == "config_error"
    told = error["error"]["message"] + error["error"]["internal_message"]
    for word in (*words, "request_id"):
        assert word in told, (word, told)


def test_an_account_that_the_text_names_is_left_out(tmp_path: Path) -> None:
    done, _ = read(tmp_path, 40001, f"No permission to operate advertiser {FIRST}.")
    assert done.returncode == 0, said(done)
    assert OF_ACCOUNT in warnings(done)[0]


@pytest.mark.parametrize("code", PASSING)
def test_what_passes_is_asked_for_again(code: int, tmp_path: Path) -> None:
    done, asks = read(tmp_path, code, times=1)
    assert done.returncode == 0, said(done)
    assert_whole(done, CAMPAIGNS, FIRST, SECOND)
    assert_whole(done, REPORT, FIRST, SECOND)
    assert asks[0].query == asks[1].query


@pytest.mark.parametrize("code", FAILED)
def test_what_nobody_can_mend_fails_the_stream_alone(code: int, tmp_path: Path) -> None:
    done, asks = read(tmp_path, code)
    assert done.returncode == 1
    assert done.statuses[CAMPAIGNS.stream][-1] == "INCOMPLETE"
    assert_whole(done, REPORT, FIRST, SECOND)
    assert len(asks) == 1
    # The other account's campaigns are delivered nevertheless.
    assert len(CAMPAIGNS.keys(done.records[CAMPAIGNS.stream], SECOND)) == COUNT
    error = next(e["error"] for e in done.errors if e["error"]["stream_descriptor"]["name"] == CAMPAIGNS.stream)
    assert error["failure_type"] == "system_error"
    for word in ("`campaigns`", FIRST, f"code {code}", "Simulated.", "request_id"):
        assert word in error["message"] + error["internal_message"], word


@pytest.mark.parametrize("code", (40011, 40067))
def test_too_much_at_once_is_asked_for_in_parts(code: int, tmp_path: Path) -> None:
    report = script(REPORT, undisturbed)

    def respond(ask: Ask) -> Answer | None:
        days = int(ask.query["end_date"][8:]) - int(ask.query["start_date"][8:]) + 1 if ask.path == REPORT_PATH else 0
        return answer({}, code, "Too many.") if days > 1 else report(ask)

    catalog = selection.catalog([selection.with_metrics(streams.of(REPORT.stream), FEW)], "incremental")
    config = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": "2026-11-01", "requests_per_second": 1000}
    with ListServer((FIRST,), respond) as server:
        done = without_crash(Connector(tmp_path, server.address).run("read", config, catalog, now=NOW, variables=QUICK))
    assert done.returncode == 0, said(done)
    assert_whole(done, REPORT, FIRST)


@pytest.mark.parametrize("code", (40118, 40300))
def test_accounts_that_are_all_refused_fail_the_stream(code: int, tmp_path: Path) -> None:
    report = script(REPORT, undisturbed)

    def respond(ask: Ask) -> Answer | None:
        return report(ask) if ask.path == REPORT_PATH else answer({}, code, "Simulated.")

    catalog = selection.catalog([
        streams.of(CAMPAIGNS.stream).description, selection.with_metrics(streams.of(REPORT.stream), FEW)], "incremental")
    config = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": "2026-11-01", "requests_per_second": 1000}
    with ListServer((FIRST, SECOND), respond) as server:
        done = without_crash(Connector(tmp_path, server.address).run("read", config, catalog, now=NOW, variables=QUICK))
    assert done.returncode == 1 and done.statuses[CAMPAIGNS.stream][-1] == "INCOMPLETE"
    assert_whole(done, REPORT, FIRST, SECOND)
    [error] = done.errors
    assert error["error"]["failure_type"] == "config_error"
    assert "no ad account can be read" in error["error"]["message"] and "Simulated." in error["error"]["message"]
