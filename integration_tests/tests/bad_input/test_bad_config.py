"""Configurations that every command refuses: every wrong field is named with its problem and the remedy."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import NOW
from support.connector import Connector, configured
from support.documents import GONE, changed
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of, refusal_of

LONG_TEXT = "x" * 5000

# The change to a good configuration, the field that the message must name, and the words that it must contain.
CASES: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    # credentials
    "no credentials": ({"credentials": GONE}, "credentials", ("missing", "auth_type")),
    "credentials that are null": ({"credentials": None}, "credentials", ("missing", "auth_type")),
    "credentials that are empty": ({"credentials": {}}, "credentials", ("missing", "auth_type")),
    "credentials as text": ({"credentials": "token"}, "credentials", ("an object", "text")),
    "credentials as a list": ({"credentials": []}, "credentials", ("an object", "array")),
    "an unknown auth_type": (
        {"credentials__auth_type": "oauth1"}, "credentials.auth_type", ("oauth1", "`oauth2.0`")),
    "auth_type as a number": ({"credentials__auth_type": 2.0}, "credentials.auth_type", ("text", "number")),
    "no app_id": ({"credentials__app_id": GONE}, "credentials.app_id", ("missing", "developer portal")),
    "an app_id of blanks": ({"credentials__app_id": "  "}, "credentials.app_id", ("missing",)),
    "app_id as an object": ({"credentials__app_id": {}}, "credentials.app_id", ("text", "object")),
    "a secret of asterisks": ({"credentials__secret": "**********"}, "credentials.secret", ("asterisks", "itself")),
    "no secret": ({"credentials__secret": GONE}, "credentials.secret", ("missing", "developer portal")),
    "a secret that is null": ({"credentials__secret": None}, "credentials.secret", ("missing",)),
    "secret as a number": ({"credentials__secret": 7}, "credentials.secret", ("text", "number")),
    "no access_token": ({"credentials__access_token": GONE}, "credentials.access_token", ("missing",)),
    "access_token as a list": ({"credentials__access_token": ["t"]}, "credentials.access_token", ("text",)),
    "access_token as true": ({"credentials__access_token": True}, "credentials.access_token", ("boolean",)),
    "a token with a line break inside": (
        {"credentials__access_token": "abc\ndef"}, "credentials.access_token", ("line break", "Copy it again")),
    "a token with a blank inside": (
        {"credentials__access_token": "abc def"}, "credentials.access_token", ("blank", "Copy it again")),
    "a token with letters beyond ASCII": (
        {"credentials__access_token": "abc…def"}, "credentials.access_token", ("characters",)),
    "a token with a null character": (
        {"credentials__access_token": "abc\0def"}, "credentials.access_token", ("characters",)),
    "a token with the word Bearer": (
        {"credentials__access_token": "Bearer abc"}, "credentials.access_token", ("Bearer", "alone")),
    "a secret with a tab inside": ({"credentials__secret": "a\tb"}, "credentials.secret", ("Copy it again",)),
    "a token alone without accounts": (
        {"credentials": {"auth_type": "access_token", "access_token": "t"}},
        "credentials.advertiser_ids", ("missing", "name them")),
    "a sandbox without its account": (
        {"credentials": {"auth_type": "sandbox_access_token", "access_token": "t"}},
        "credentials.advertiser_id", ("missing", "developer portal")),
    "a sandbox without its token": (
        {"credentials": {"auth_type": "sandbox_access_token", "advertiser_id": "7000000000000000001"}},
        "credentials.access_token", ("missing", "sandbox")),
    "a bad advertiser_id in the credentials": (
        {"credentials__advertiser_id": "mine"}, "credentials.advertiser_id", ("mine", "aadvid=")),
    "two accounts where there can be one": (
        {"credentials__advertiser_id": "7000000000000000001,7000000000000000002"}, "credentials.advertiser_id",
        ("one",)),
    "a token alone with an empty list of accounts": (
        {"credentials": {"auth_type": "access_token", "access_token": "t", "advertiser_ids": []}},
        "credentials.advertiser_ids", ("missing", "name them")),
    "an older prod_access_token without its secret": (
        {"credentials": {"auth_type": "prod_access_token", "app_id": "1", "access_token": "t"}},
        "credentials.secret", ("missing",)),
    "the oldest shape without its secret": (
        {"credentials": GONE, "access_token": "t", "environment": {"environment": "prod", "app_id": "1"}},
        "environment.secret", ("missing",)),
    "the oldest shape with an unknown environment": (
        {"credentials": GONE, "access_token": "t", "environment": {"environment": "staging"}},
        "environment.environment", ("`prod`", "`sandbox`", "staging")),
    "the oldest shape with environment as text": (
        {"credentials": GONE, "access_token": "t", "environment": "prod"}, "environment",
        ("object", "text", "`credentials`")),
    "the oldest shape of a sandbox without its account": (
        {"credentials": GONE, "access_token": "t", "environment": {"environment": "sandbox"}},
        "environment.advertiser_id", ("missing", "developer portal")),
    "the oldest shape with its token as a number": (
        {"credentials": GONE, "access_token": 7, "environment": {"environment": "prod"}}, "access_token",
        ("text", "number")),
    "a token alone with one bad account among others": (
        {"credentials": {"auth_type": "access_token", "access_token": "t", "advertiser_ids": ["7001", "My shop"]}},
        "credentials.advertiser_ids", ("My shop", "aadvid=")),
    "a sandbox with several accounts": (
        {"credentials": {"auth_type": "sandbox_access_token", "access_token": "t", "advertiser_id": "7001,7002"}},
        "credentials.advertiser_id", ("one", "2", "sandbox")),
    "a sandbox with token and account exchanged": (
        {"credentials": {"auth_type": "sandbox_access_token", "access_token": "7001", "advertiser_id": "x" * 40}},
        "credentials.advertiser_id", ("text of 40 characters", "aadvid=")),
    # accounts
    "advertiser_ids that are words": ({"advertiser_ids": ["mine"]}, "advertiser_ids", ("mine", "aadvid=")),
    "advertiser_ids with a fraction": ({"advertiser_ids": [7.5]}, "advertiser_ids", ("7.5",)),
    "advertiser_ids below zero": ({"advertiser_ids": [-7]}, "advertiser_ids", ("-7",)),
    "advertiser_ids with a hole": ({"advertiser_ids": [None]}, "advertiser_ids", ("null",)),
    "advertiser_ids within a list": ({"advertiser_ids": [["7000000000000000001"]]}, "advertiser_ids", ("array",)),
    "advertiser_ids as an object": ({"advertiser_ids": {"a": 1}}, "advertiser_ids", ("object",)),
    "advertiser_ids as true": ({"advertiser_ids": True}, "advertiser_ids", ("true",)),
    "exclude_advertiser_ids that are words": (
        {"exclude_advertiser_ids": "7000000000000000001,mine"}, "exclude_advertiser_ids", ("mine",)),
    # days
    "a start_date in another order": ({"start_date": "31.01.2026"}, "start_date", ("YYYY-MM-DD", "31.01.2026")),
    "a start_date that no calendar has": ({"start_date": "2026-02-30"}, "start_date", ("2026-02-30",)),
    "a start_date with words behind it": ({"start_date": "2026-01-01 or later"}, "start_date", ("or later",)),
    "a start_date without zeros": ({"start_date": "2026-1-1"}, "start_date", ("YYYY-MM-DD",)),
    "start_date as a number": ({"start_date": 20260101}, "start_date", ("YYYY-MM-DD", "20260101")),
    "start_date as a list": ({"start_date": ["2026-01-01"]}, "start_date", ("array",)),
    "a start_date in the future": ({"start_date": "2026-11-05"}, "start_date", ("future", "2026-11-04")),
    "an end_date that is a word": ({"end_date": "today"}, "end_date", ("YYYY-MM-DD", "today")),
    "end_date as an object": ({"end_date": {}}, "end_date", ("object",)),
    "an end before the start": (
        {"start_date": "2026-10-02", "end_date": "2026-10-01"}, "end_date",
        ("before", "`start_date`", "2026-10-01", "2026-10-02")),
    "an end before any reports": (
        {"start_date": GONE, "end_date": "2016-08-31"}, "end_date", ("2016-08-31", "2016-09-01", "later")),
    "an end before the period": (
        {"start_date": GONE, "default_period": 7, "end_date": "2026-10-01"}, "end_date",
        ("`default_period`", "2026-10-01", "longer")),
    "default_period below zero": ({"default_period": -1}, "default_period", ("1 to 3650", "-1")),
    "default_period as a word": ({"default_period": "soon"}, "default_period", ("whole", "soon")),
    # numbers and switches
    "attribution_window below zero": ({"attribution_window": -1}, "attribution_window", ("0 to 364", "-1")),
    "attribution_window too large": ({"attribution_window": 365}, "attribution_window", ("0 to 364", "365")),
    "attribution_window with a fraction": ({"attribution_window": 2.5}, "attribution_window", ("whole", "2.5")),
    "attribution_window as a word": ({"attribution_window": "week"}, "attribution_window", ("week",)),
    "attribution_window as true": ({"attribution_window": True}, "attribution_window", ("whole", "true")),
    "attribution_window beyond any number": (
        {"attribution_window": 10**30}, "attribution_window", ("0 to 364",)),
    "report_window_days of 0": ({"report_window_days": 0}, "report_window_days", ("1 to 30", "0")),
    "report_window_days of 31": ({"report_window_days": 31}, "report_window_days", ("1 to 30", "31")),
    "report_window_days as a list": ({"report_window_days": [7]}, "report_window_days", ("array",)),
    "an unknown report_granularity": ({"report_granularity": "WEEK"}, "report_granularity", ("`DAY`", "WEEK")),
    "report_granularity of 31": ({"report_granularity": 31}, "report_granularity", ("`DAY`", "1 to 30", "31")),
    "report_granularity as an object": ({"report_granularity": {}}, "report_granularity", ("`DAY`", "object")),
    "report_granularity of several": (
        {"report_granularity": ["DAY", "HOUR"]}, "report_granularity", ("`DAY`", "array")),
    "include_deleted as a number": ({"include_deleted": 1}, "include_deleted", ("true or false", "1")),
    "include_promote as a word": ({"include_promote": "perhaps"}, "include_promote", ("true or false", "perhaps")),
    "include_deleted as a word": ({"include_deleted": "yes"}, "include_deleted", ("true or false", "yes")),
    "skip_idle_days as a word": ({"skip_idle_days": "often"}, "skip_idle_days", ("true or false", "often")),
    "async_reports as a word": ({"async_reports": "often"}, "async_reports", ("true or false", "often")),
    "an unknown api_level": ({"api_level": "gold"}, "api_level", ("`basic`", "`ultimate`", "gold")),
    "api_level as a number": ({"api_level": 10}, "api_level", ("`basic`", "10")),
    "requests_per_second of 0": ({"requests_per_second": 0}, "requests_per_second", ("above 0", "0")),
    "requests_per_second of 1001": ({"requests_per_second": 1001}, "requests_per_second", ("1000", "1001")),
    "requests_per_second without end": ({"requests_per_second": "inf"}, "requests_per_second", ("inf",)),
    "requests_per_second as a word": ({"requests_per_second": "fast"}, "requests_per_second", ("fast",)),
    "requests_per_second as a list": ({"requests_per_second": [5]}, "requests_per_second", ("array",)),
    "concurrency of 0": ({"concurrency": 0}, "concurrency", ("1 to 64", "0")),
    "concurrency of 65": ({"concurrency": 65}, "concurrency", ("1 to 64", "65")),
    "concurrency as an object": ({"concurrency": {}}, "concurrency", ("object",)),
    "patience_minutes of 0": ({"patience_minutes": 0}, "patience_minutes", ("1 to 1500", "0")),
    "patience_minutes of 1501": ({"patience_minutes": 1501}, "patience_minutes", ("1 to 1500", "1501")),
    "page_size of 0": ({"page_size": 0}, "page_size", ("1 to 1000", "0")),
    "page_size of 1001": ({"page_size": 1001}, "page_size", ("1 to 1000", "1001")),
    "page_size as a word": ({"page_size": "large"}, "page_size", ("whole", "large")),
    # reports
    "an unknown report_layout": ({"report_layout": "cubic"}, "report_layout", ("`nested`", "`flat`", "cubic")),
    "metrics as a list": ({"metrics": ["spend"]}, "metrics", ("`standard`", "`all`", "array")),
    "unknown metrics": ({"metrics": "most"}, "metrics", ("`standard`", "`all`", "most")),
    "report_layout as a number": ({"report_layout": 7}, "report_layout", ("`nested`", "7")),
    "custom_reports as text": (
        {"custom_reports": "spend by day"}, "custom_reports[0]", ("custom:<dimensions>:<metrics>",)),
    "extra_metrics without metrics": (
        {"extra_metrics": [{"stream": "ads_reports"}]}, "extra_metrics[0].metrics", ("missing",)),
    "extra_metrics of a number": (
        {"extra_metrics": [{"metrics": 7}]}, "extra_metrics[0].metrics", ("list of names", "7")),
    # references to the environment
    "a reference to a variable that is not set": (
        {"credentials__access_token": "${TIKTOK_NOWHERE}"}, "credentials.access_token",
        ("TIKTOK_NOWHERE", "not set")),
    "a reference to another program's variable": (
        {"credentials__secret": "${HOME}"}, "credentials.secret",
        ("environment variable", "TIKTOK_")),
    "a reference to a name with a trick in it": (
        {"credentials__secret": "${TIKTOK_A:-$HOME}"}, "credentials.secret", ("TIKTOK_",)),
    "a reference inside a list": (
        {"advertiser_ids": ["7000000000000000001", "${TIKTOK_NOWHERE}"]}, "advertiser_ids[1]", ("not set",)),
    # too much of it
    "a value of 5000 letters": ({"api_level": LONG_TEXT}, "api_level", ("`basic`",)),
}


@pytest.fixture(scope="module")
def catalog(shared_simulation: Simulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    connector = Connector(tmp_path_factory.mktemp("discover"), shared_simulation.base_url)
    return configured(connector.discover(shared_simulation.config()), "campaigns")


@pytest.mark.parametrize("mistake", CASES)
def test_a_bad_field_is_explained(
    mistake: str, connector: Connector, shared_simulation: Simulation, catalog: dict[str, Any],
    snapshot: Snapshot,
) -> None:
    changes, field, words = CASES[mistake]
    config = changed(shared_simulation.config(), **changes)
    message = error_of(connector.run("read", config, catalog, now=NOW))
    assert refusal_of(connector.run("check", config, now=NOW)) == message
    assert error_of(connector.run("discover", config, now=NOW)) == message
    assert f"`{field}`" in message
    for word in words:
        assert word in message, (word, message)
    assert len(message) < 500
    snapshot.matches(message)


def test_every_field_of_the_specification_has_a_mistake_of_its_own(connector: Connector) -> None:
    specification = connector.run("spec").of_type("SPEC")[0]["spec"]["connectionSpecification"]
    fields = set(specification["properties"]) - {"credentials"}
    for shape in specification["properties"]["credentials"]["oneOf"]:
        fields |= {f"credentials.{name}" for name in shape["properties"]}
    assert fields <= {field.split("[")[0] for _, field, _ in CASES.values()}


def test_an_unknown_field_is_warned_of_with_the_nearest_name(
    connector: Connector, shared_simulation: Simulation, catalog: dict[str, Any], snapshot: Snapshot
) -> None:
    config = shared_simulation.config(page_sise=50, colour="blue", __injected="by an orchestrator")
    run = connector.run("read", config, catalog, now=NOW)
    assert run.returncode == 0, run.stdout
    warnings = [m["log"]["message"] for m in run.of_type("LOG") if m["log"]["level"] == "WARN"]
    assert len(warnings) == 2, warnings
    assert "`page_sise`" in warnings[0] and "`page_size`" in warnings[0]
    assert "`colour`" in warnings[1] and "Did you mean" not in warnings[1]
    snapshot.matches("\n".join(warnings))


def test_forms_that_send_numbers_as_text_are_understood(
    connector: Connector, shared_simulation: Simulation
) -> None:
    config = shared_simulation.config(
        attribution_window="3", include_deleted="false", concurrency=" 4 ", requests_per_second="9.5",
        api_level="BASIC", end_date="", report_window_days=None,
        advertiser_ids=", ".join(shared_simulation.advertiser_ids[:2]))
    run = connector.run("check", config, now=NOW)
    assert run.of_type("CONNECTION_STATUS")[0]["connectionStatus"] == {"status": "SUCCEEDED"}


def test_references_to_the_environment_are_resolved(
    connector: Connector, shared_simulation: Simulation
) -> None:
    config = changed(shared_simulation.config(), credentials__access_token="${TIKTOK_MY_TOKEN}")
    token = shared_simulation.facts["access_token"]
    run = connector.run("check", config, now=NOW, variables={"TIKTOK_MY_TOKEN": token})
    assert run.of_type("CONNECTION_STATUS")[0]["connectionStatus"] == {"status": "SUCCEEDED"}


REFUSED_ADDRESSES = {
    "http to another host": "http://business-api.tiktok.com/open_api/v1.3/",
    "http to a name that begins like this machine": "http://127.0.0.1.evil.example/",
    "http to an address that begins like this machine": "http://localhost.evil.example/",
    "http behind a user name": "http://127.0.0.1@evil.example/",
    "https behind a user name": "https://business-api.tiktok.com@evil.example/",
    "another scheme": "ftp://127.0.0.1/",
    "a file": "file:///etc/passwd",
    "no scheme": "business-api.tiktok.com",
    "no host": "https:///open_api/",
    "a query": "https://business-api.tiktok.com/?a=",
    "a line break": "https://business-api.tiktok.com/\r\nX: y",
    "a backslash": "http://127.0.0.1\\@evil.example/",
}


@pytest.mark.parametrize("mistake", REFUSED_ADDRESSES)
def test_an_address_that_the_token_must_not_go_to_is_refused(
    mistake: str, connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    variables = {"TIKTOK_BASE_URL": REFUSED_ADDRESSES[mistake]}
    message = refusal_of(connector.run("check", shared_simulation.config(), now=NOW, variables=variables))
    assert "TIKTOK_BASE_URL" in message and "https" in message
    snapshot.matches(message)
