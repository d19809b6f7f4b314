"""The service around the simulated API's answers: log, limits, latency, shapes, and the command."""

from __future__ import annotations

import gzip
import http.client
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import PACKAGE, SimulatedAPI
from simulated_api.requests.refusal import Refusal
from simulated_api.server.timeout_limit import TimeoutLimit
from support.api_requests import ads, report


def test_the_log_keeps_names_but_no_secrets(api: SimulatedAPI) -> None:
    ready = api.ready
    headers = {"User-Agent": "naive/1.0"}
    api.get("oauth2/advertiser/get/", {"app_id": ready["app_id"], "secret": ready["secret"]}, headers=headers)
    ads(api, page=2)
    log = api.control("GET", "log")
    text = json.dumps(log)
    assert ready["access_token"] not in text and ready["secret"] not in text
    assert "Access-Token" in log[0]["headers"] and log[0]["user_agent"] == "naive/1.0"
    assert [entry["path"] for entry in log] == ["oauth2/advertiser/get/", "ad/get/"]
    assert (log[1]["page"], log[1]["rows"], log[1]["advertiser_id"]) == (2, 5, api.advertiser_ids[0])
    assert log[1]["arrived"] < log[1]["finished"] and log[1]["http_version"] == "1.1"
    assert api.control("GET", "log", path="ad/get/", code="0") == log[1:]


def test_statistics_tell_connections_and_windows(api: SimulatedAPI) -> None:
    parts = api.ready["base_url"].split("/")[2].split(":")
    connection = http.client.HTTPConnection(parts[0], int(parts[1]))
    for _ in range(3):
        connection.request("GET", "/open_api/v1.3/ad/get/")
        connection.getresponse().read()
    connection.close()
    ads(api)
    statistics = api.control("GET", "stats")
    assert statistics["connections"] == 2 and statistics["requests"] == 4
    assert statistics["paths"] == {"ad/get/": {"40104": 3, "0": 1}}
    assert statistics["max_per_second"] == statistics["max_per_minute"] == 4


def test_qps_and_latency() -> None:
    with SimulatedAPI("--now", NOW, "--qps", "5", "--latency", "0.3") as api, ThreadPoolExecutor(8) as pool:
        started = time.monotonic()
        codes = [response.json()["code"] for response in pool.map(lambda _: ads(api), range(8))]
        assert time.monotonic() - started >= 0.3
        assert sorted(codes) == [0] * 5 + [40100] * 3
        time.sleep(1)
        assert ads(api).json()["code"] == 0
        assert api.control("GET", "stats")["max_in_flight"] == 8


def test_penalties_prolong_the_restriction() -> None:
    with SimulatedAPI("--now", NOW, "--qpm", "2", "--rate-penalty", "60") as api:
        messages = [ads(api).json()["message"] for _ in range(4)]
        assert messages[:2] == ["OK", "OK"] and "QPM limit of 2" in messages[2]
        assert messages[3] == f"Requests from App {api.ready['app_id']} are temporarily restricted."
    with SimulatedAPI("--now", NOW, "--advertiser-qps", "1") as api:
        other = {"advertiser_id": api.advertiser_ids[1]}
        assert [ads(api).json()["code"], ads(api).json()["code"]] == [0, 40133]
        assert api.envelope("ad/get/", other)["code"] == 0


def test_limits_are_set_while_it_runs() -> None:
    with SimulatedAPI("--now", NOW, "--qpm", "4") as api:
        api.control("POST", "limits", {"qps": 1})
        assert [ads(api).json()["code"] for _ in range(3)] == [0, 40100, 40100]
        api.control("POST", "limits", {})
        assert [ads(api).json()["code"] for _ in range(5)] == [0] * 4 + [40100]
        with pytest.raises(ValueError, match="400"):
            api.control("POST", "limits", {"qpd": 1})


@pytest.mark.parametrize("flag", ["--pretty", "--odd"])
def test_shapes_change_nothing_but_the_writing(api: SimulatedAPI, flag: str) -> None:
    with SimulatedAPI("--now", NOW, "--no-special", flag) as other:
        for path, params in (
            ("ad/get/", {"page_size": 20}),
            ("campaign/get/", {}),
        ):
            plain = api.get(path, {"advertiser_id": api.advertiser_ids[1], **params})
            strange = other.get(path, {"advertiser_id": api.advertiser_ids[1], **params})
            assert plain.body != strange.body
            for one, two in zip(plain.json()["data"]["list"], strange.json()["data"]["list"], strict=True):
                assert_same(one, two)
        rows, strange_rows = report(api)["data"]["list"], report(other)["data"]["list"]
        for one, two in zip(rows, strange_rows, strict=True):
            assert_same(one, two)
        if flag == "--odd":
            assert any(
                isinstance(value, int | float) for row in strange_rows for value in row["metrics"].values()
            )
            assert b"\\u" in strange.body and strange.json()["message"] == "ok"


def assert_same(one: Any, two: Any) -> None:
    """Equal, except that texts may be numbers and fields may be added."""
    if isinstance(one, dict):
        assert not set(one) - set(two)
        for name in one:
            assert_same(one[name], two[name])
    elif isinstance(one, list):
        for left, right in zip(one, two, strict=True):
            assert_same(left, right)
    elif isinstance(two, int | float) and isinstance(one, str):
        assert float(one) == float(two)
    else:
        assert one == two


def test_gzip_only_for_those_who_accept_it() -> None:
    with SimulatedAPI("--now", NOW, "--gzip") as api:
        plain = ads(api)
        packed = api.get(
            "ad/get/",
            {"advertiser_id": api.advertiser_ids[0], "page_size": 5},
            headers={"Accept-Encoding": "gzip"},
        )
        assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(packed.body))["data"] == plain.json()["data"]


def test_prerendered_pages_are_served(api: SimulatedAPI) -> None:
    target = "ad/get/?advertiser_id={advertiser_id}&page_size=5"
    rendered = api.control("POST", "prerender", {"path": target})
    assert rendered["rows"] == ads(api).json()["data"]["page_info"]["total_number"]


def test_the_command_ends_by_signal_and_refuses_nonsense() -> None:
    assert SimulatedAPI("--fault", '{"effect": "reset"}').stop() == 0
    for flags in (
        ["serve", "--fault", '{"effect": "explode"}'],
        ["serve", "--prerender", "nothing/get/"],
        ["serve", "--seed", "one"],
        [],
    ):
        wrong = subprocess.run(
            [sys.executable, str(PACKAGE), *flags], capture_output=True, text=True, check=False
        )
        assert wrong.returncode == 2 and "error" in wrong.stderr


def test_the_truth_can_be_printed_without_serving(api: SimulatedAPI) -> None:
    flags = [
        "--now",
        NOW,
        "--no-special",
        "--what",
        "report",
        "--start",
        "2026-10-01",
        "--end",
        "2026-10-30",
        "--include-deleted",
    ]
    printed = subprocess.run(
        [sys.executable, "-m", "simulated_api", "truth", *flags],
        capture_output=True,
        check=True,
        cwd=PACKAGE.parent,
    )
    assert json.loads(printed.stdout) == api.truth(
        what="report", start="2026-10-01", end="2026-10-30", include_deleted=1
    )


def admitted(limit: TimeoutLimit, now: float, count: int = 1, request: str = "other") -> int:
    """How many of so many requests at that moment are accepted."""
    refused = 0
    for _ in range(count):
        try:
            limit.admit(now, request)
        except Refusal as refusal:
            assert refusal.code == 40100
            refused += 1
    return count - refused


@pytest.mark.parametrize(("timeouts", "per_second"), ((9, 100), (10, 5), (19, 5), (20, 1), (29, 1), (30, 0)))
def test_time_outs_within_ten_seconds_slow_the_app_down_for_five_minutes(timeouts: int, per_second: int) -> None:
    """As in document 1757262274182145, but ten times as fast."""
    limit = TimeoutLimit("7", 10)
    for number in range(timeouts):
        limit.note(100 + number / 30, f"request {number}")
    last = 100 + (timeouts - 1) / 30
    assert admitted(limit, last, 100) == per_second
    assert admitted(limit, last + 0.11, 100) == per_second
    assert admitted(limit, last + 30, 100) == 100


def test_the_same_request_is_blocked_after_three_time_outs_within_ten_minutes() -> None:
    limit = TimeoutLimit("7", 10)
    for moment in (0, 59, 61, 122):
        assert admitted(limit, moment, request="slow") == 1
        limit.note(moment, "slow")
    assert admitted(limit, 122, request="slow") == 1
    limit.note(123, "slow")
    limit.note(124, "slow")
    assert admitted(limit, 124, request="slow") == 0 and admitted(limit, 124) == 1
    assert admitted(limit, 184, request="slow") == 1


def test_the_penalties_for_time_outs_are_kept_when_they_are_asked_for() -> None:
    late = {"page": 2, "times": 3, "effect": {"kind": "status", "status": 504}}
    for flags, code in (((), 0), (("--timeout-penalties", "1"), 40100)):
        with SimulatedAPI("--now", NOW, *flags) as api:
            api.control("POST", "faults", late)
            assert [ads(api, page=2).status for _ in range(3)] == [504] * 3
            assert ads(api, page=2).json()["code"] == code
            assert ads(api).json()["code"] == 0
            timed_out = [entry["timed_out"] for entry in api.control("GET", "log")]
            assert timed_out == [True, True, True, False, False]


def test_a_client_that_hangs_up_has_timed_out(api: SimulatedAPI) -> None:
    api.control("POST", "faults", {"page_size_over": 4, "times": 2, "effect": {"kind": "stall", "seconds": 60}})
    for path in ("ad/get/", "campaign/get/"):
        with pytest.raises(TimeoutError):
            api.get(path, {"advertiser_id": api.advertiser_ids[0], "page_size": 5}, timeout=0.2)
    assert api.get("ad/get/", {"advertiser_id": api.advertiser_ids[0], "page_size": 4}).json()["code"] == 0
    # The server notices a little later.
    deadline = time.monotonic() + 30
    while [entry["timed_out"] for entry in api.control("GET", "log")] != [True, True, False]:
        assert time.monotonic() < deadline, api.control("GET", "log")
        time.sleep(0.05)
