"""Faults of the simulated API, as they appear on the wire."""

from __future__ import annotations

import gzip
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from simulated_api.process import SimulatedAPI
from support.api_requests import ads, report


def test_rules_match_and_count(api: SimulatedAPI) -> None:
    rule = {
        "path": "^ad/",
        "advertiser_id": api.advertiser_ids[0],
        "page": 2,
        "nth": 2,
        "times": 2,
        "effect": {"kind": "code", "code": 50000, "message": "busy"},
    }
    api.control("POST", "faults", rule)
    assert ads(api).json()["code"] == 0
    assert api.envelope("campaign/get/", {"advertiser_id": api.advertiser_ids[0], "page": 2})["code"] == 0
    assert api.envelope("ad/get/", {"advertiser_id": api.advertiser_ids[1], "page": 2})["code"] == 0
    assert [ads(api, page=2).json()["code"] for _ in range(4)] == [0, 50000, 50000, 0]
    assert api.control("GET", "faults")[0]["struck"] == 2
    assert sum(entry["fault"] is not None for entry in api.control("GET", "log")) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_http_statuses(api: SimulatedAPI, status: int) -> None:
    api.control(
        "POST", "faults", {"effect": {"kind": "status", "status": status, "headers": {"Retry-After": "1"}}}
    )
    response = ads(api)
    assert (response.status, response.headers["Retry-After"]) == (status, "1")
    assert response.body.startswith(b"<html>")
    assert ads(api).status == 200


@pytest.mark.parametrize(
    "effect",
    ["empty", "malformed", "truncate", "invalid_utf8", {"kind": "shape", "body": "<<"}, "truncated_gzip"],
)
def test_bodies_that_are_no_json(api: SimulatedAPI, effect: Any) -> None:
    api.control("POST", "faults", {"effect": effect})
    response = ads(api)
    assert response.status == 200
    with pytest.raises(ValueError):
        json.loads(response.body.decode())


def test_a_truncated_gzip_stream_ends_early(api: SimulatedAPI) -> None:
    api.control("POST", "faults", {"effect": "truncated_gzip"})
    response = ads(api)
    assert response.headers["Content-Encoding"] == "gzip"
    with pytest.raises(EOFError):
        gzip.decompress(response.body)


def test_bodies_that_are_wrong_json(api: SimulatedAPI) -> None:
    for effect, check in {
        "shape": lambda envelope: envelope == [],
        "null_data": lambda envelope: envelope["data"] is None,
        "no_page_info": lambda envelope: envelope["data"]["list"] and "page_info" not in envelope["data"],
        "lone_surrogate": lambda envelope: "\ud83d" in envelope["data"]["list"][0]["campaign_name"],
    }.items():
        api.control("POST", "faults", {"effect": effect})
        assert check(ads(api).json()), effect


def test_connections_that_break(api: SimulatedAPI) -> None:
    for effect, errors in {
        "reset": (ConnectionError, http.client.RemoteDisconnected),
        "cut": (ConnectionError, http.client.IncompleteRead),
        "content_length": (http.client.IncompleteRead,),
    }.items():
        api.control("POST", "faults", {"effect": effect})
        with pytest.raises(errors):
            ads(api)
        assert ads(api).status == 200


def test_stalls_and_drips_delay_only_their_own_request(api: SimulatedAPI) -> None:
    for effect in (
        {"kind": "stall", "seconds": 0.4, "then": "answer"},
        {"kind": "stall", "seconds": 0.4, "after_bytes": 50, "then": "answer"},
        {"kind": "drip", "bytes": 2500, "interval": 0.1},
    ):
        api.control("POST", "faults", {"page": 2, "effect": effect})
        with ThreadPoolExecutor(1) as pool:
            started = time.monotonic()
            slow = pool.submit(ads, api, page=2)
            time.sleep(0.05)
            assert ads(api).status == 200
            quick = time.monotonic() - started
            assert not slow.done() or quick > 0.35, "the other request has waited, too"
            assert slow.result().json()["code"] == 0
            assert time.monotonic() - started > 0.35
    api.control("POST", "faults", {"effect": {"kind": "stall", "seconds": 0.1}})
    with pytest.raises(ConnectionError):
        ads(api)


def test_redirects_lead_elsewhere(api: SimulatedAPI) -> None:
    api.control(
        "POST", "faults", {"effect": {"kind": "redirect", "status": 301, "location": "http://127.0.0.1:1/"}}
    )
    response = ads(api)
    assert (response.status, response.headers["Location"]) == (301, "http://127.0.0.1:1/")


def test_a_metric_is_refused_overnight(api: SimulatedAPI) -> None:
    api.control("POST", "faults", {"effect": {"kind": "refuse_metric", "metric": "clicks"}})
    refused = report(api)
    assert refused["code"] == 40002
    assert refused["message"] == (
        "Please correct the information in invalid metric fields and try again. "
        "Invalid metric fields: ['clicks']. "
    )
    assert report(api, metrics=["spend"])["code"] == 0
    assert report(api)["code"] == 40002


def test_a_field_is_refused_overnight(api: SimulatedAPI) -> None:
    asked = ["ad_id", "utm_params", "ad_name"]
    before = ads(api, fields=asked).json()["data"]["list"]
    api.control("POST", "faults", {"path": "^ad/", "effect": {"kind": "refuse_field", "field": "utm_params"}})
    for _ in range(2):
        refused = ads(api, fields=asked).json()
        assert refused["code"] == 40002
        head, _, tail = refused["message"].partition(" correct is [")
        assert head == "fields.1: one or more value of the param is not acceptable,"
        acceptable, _, error = tail.partition("], error is ")
        assert "'ad_name', " in acceptable and "'utm_params'" not in acceptable and error == "utm_params"
    rest = ads(api, fields=["ad_id", "ad_name"]).json()["data"]["list"]
    assert rest == [{name: ad[name] for name in ("ad_id", "ad_name")} for ad in before]
    whole = ads(api).json()["data"]["list"]
    assert len(whole) == 5 and all("utm_params" not in ad and len(ad) >= 86 for ad in whole)
    assert api.envelope("adgroup/get/", {"advertiser_id": api.advertiser_ids[0]})["code"] == 0


def test_a_field_of_accounts_is_refused_overnight(api: SimulatedAPI) -> None:
    wanted = {"advertiser_ids": api.advertiser_ids[:2]}
    api.control("POST", "faults", {"effect": {"kind": "refuse_field", "field": "balance"}})
    refused = api.envelope("advertiser/info/", {**wanted, "fields": ["name", "balance"]})
    assert refused["code"] == 40002 and refused["message"].endswith(", error is balance")
    named = api.envelope("advertiser/info/", {**wanted, "fields": ["name"]})
    assert [set(row) for row in named["data"]["list"]] == [{"name"}, {"name"}]
    whole = api.envelope("advertiser/info/", wanted)["data"]["list"]
    assert all("balance" not in row and "name" in row for row in whole)


def test_large_windows_are_refused(api: SimulatedAPI) -> None:
    api.control("POST", "faults", {"effect": {"kind": "too_large", "days": 7}})
    assert report(api)["code"] == 40067
    assert report(api, start_date="2026-10-24")["code"] == 0


def test_rows_come_in_between_pages(api: SimulatedAPI) -> None:
    first, second = (ads(api, page=page).json()["data"] for page in (1, 2))
    api.control("POST", "faults", {"effect": {"kind": "shift_rows", "rows": 2}, "times": "always"})
    shifted = ads(api, page=2).json()["data"]
    assert shifted["list"][:2] == first["list"][-2:] and shifted["list"][2:] == second["list"][:-2]
    assert shifted["page_info"]["total_number"] == first["page_info"]["total_number"] + 2
    assert ads(api, page=1).json()["data"] == first


def test_each_request_meets_one_fault(api: SimulatedAPI) -> None:
    codes = [50000, 40100, 50002]
    api.control("POST", "faults", [{"effect": {"kind": "code", "code": code}} for code in codes])
    assert [ads(api).json()["code"] for _ in range(4)] == [*codes, 0]


def test_rules_that_make_no_sense_are_told_so(api: SimulatedAPI) -> None:
    for rule in (
        {},
        {"effect": "explode"},
        {"effect": "status"},
        {"effect": "reset", "colour": 1},
        {"effect": {"kind": "cut", "x": 1}},
    ):
        with pytest.raises(ValueError, match="400"):
            api.control("POST", "faults", rule)
    for method, name in (("GET", "nothing"), ("PUT", "log")):
        with pytest.raises(ValueError, match="404"):
            api.control(method, name)
    with pytest.raises(ValueError, match="400"):
        api.truth(what="weather")


def test_rules_match_windows_and_are_deleted_by_advertiser(api: SimulatedAPI) -> None:
    effect = {"kind": "code", "code": 50000}
    for id in api.advertiser_ids[:2]:
        rule = {"advertiser_id": id, "start_date": "2026-10-20", "times": "always", "effect": effect}
        api.control("POST", "faults", rule)
    assert report(api)["code"] == 50000
    assert report(api, start_date="2026-10-21")["code"] == 0 and ads(api).json()["code"] == 0
    left = api.control("DELETE", "faults", advertiser_id=api.advertiser_ids[0])
    assert [each["rule"]["advertiser_id"] for each in left] == [api.advertiser_ids[1]]
    assert report(api)["code"] == 0
    assert report(api, advertiser_id=api.advertiser_ids[1])["code"] == 50000
