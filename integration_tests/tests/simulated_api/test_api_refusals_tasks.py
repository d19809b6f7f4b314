"""The refusals of report tasks in the simulated API: a correct task is accepted, and refused with a single mistake."""

from __future__ import annotations

from typing import Any

from simulated_api.process import SimulatedAPI
from support.api_requests import ids, task
from support.refusals import not_refused

CREATE, CHECK = "report/task/create/", "report/task/check/"


ACCEPTED: dict[str, dict[str, Any]] = {
    "more than a year by day": task(),
    "a month by hour": task(dimensions=["ad_id", "stat_time_hour"], start_date="2026-10-01"),
    "a lifetime": task(dimensions=["ad_id"], query_lifetime=True, start_date=None),
    "20,000 ids": task(filtering=ids("ad_ids", ["1"] * 20_000)),
    "asset groups by id": task(dimensions=["ad_id_v2"], filtering=ids("ad_ids_v2", ["1"] * 100)),
    "reach by day": task(metrics=["reach", "result"]),
    "a file": task(output_format="CSV_DOWNLOAD", file_name="Report 1, all"),
    "a blank for a name": task(file_name=" "),
    "titles": task(enable_report_title_translation=True),
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "playables": (
        task(report_type="PLAYABLE_MATERIAL", dimensions=["playable_id"]),
        "not supported in asynchronous",
    ),
    "shops": (task("CAMPAIGN", report_type="TT_SHOP"), "not supported in asynchronous"),
    "centers": (task(report_type="BC"), "not supported in asynchronous"),
    "no level": (task(data_level=None), "data_level: Missing"),
    "no dates": (task(start_date=None), "start_date: Missing"),
    "end before start": (task(end_date="2025-01-01"), "Must not be before"),
    "pages": (task(page=1), "['page']"),
    "page sizes": (task(page_size=1000), "['page_size']"),
    "totals": (task(enable_total_metrics=True), "enable_total_metrics"),
    "several accounts": (task(advertiser_ids=["1", "2"]), "advertiser_ids"),
    "dimensions as text": (task(dimensions='["ad_id"]'), "dimensions: Not a valid"),
    "filtering as text": (task(filtering="[]"), "filtering: Not a valid"),
    "an id as a number": (task(advertiser_id=7), "advertiser_id: Not a valid"),
    "a boolean as text": (task(query_lifetime="true"), "query_lifetime: Not a valid"),
    "a status": (
        task(filtering=[{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]),
        "ad_status",
    ),
    "a kind": (task(filtering=ids("buying_type", ["AUCTION"])), "buying_type"),
    "a metric": (
        task(filtering=[{"field_name": "spend", "filter_type": "GREATER_THAN", "filter_value": "1"}]),
        "spend",
    ),
    "ids not": (
        task(filtering=[{"field_name": "ad_ids", "filter_type": "NOT_IN", "filter_value": '["1"]'}]),
        "NOT_IN is not supported",
    ),
    "too many ids": (task(filtering=ids("ad_ids", ["1"] * 20_001)), "maximum length 20000"),
    "ads of campaigns": (task("CAMPAIGN", filtering=ids("ad_ids", ["1"])), "not supported"),
    "101 asset groups": (
        task(dimensions=["ad_id_v2"], filtering=ids("ad_ids_v2", ["1"] * 101)),
        "maximum length 100",
    ),
    "asset groups of creatives": (task(filtering=ids("ad_ids_v2", ["1"])), "ad_ids_v2"),
    "an unknown format": (task(output_format="JSON"), "output_format"),
    "a spreadsheet": (task(output_format="XLSX_DOWNLOAD"), "not simulated"),
    "a name without a file": (task(file_name="mine"), "file_name"),
    "a bad name": (task(output_format="CSV_DOWNLOAD", file_name="a/b"), "file_name"),
    "reach by country": (task(dimensions=["ad_id", "country_code"], metrics=["reach"]), "Conflict"),
    "results by gender": (
        task(report_type="AUDIENCE", dimensions=["ad_id", "gender"], metrics=["result"]),
        "Conflict",
    ),
    "plays per user by country": (
        task(dimensions=["ad_id", "country_code"], metrics=["average_video_play_per_user"]),
        "Conflict",
    ),
    "audiences by hour": (
        task(report_type="AUDIENCE", dimensions=["ad_id", "stat_time_hour", "gender"]),
        "stat_time_hour",
    ),
    "the account's lifetime": (
        task("ADVERTISER", dimensions=["advertiser_id"], query_lifetime=True),
        "query_lifetime",
    ),
}


def test_right_tasks_are_accepted(api: SimulatedAPI) -> None:
    for name, body in ACCEPTED.items():
        envelope = api.post(CREATE, {"advertiser_id": api.advertiser_ids[0], **body}).json()
        assert (envelope["code"], envelope["message"]) == (0, "OK"), name
        assert envelope["data"]["task_id"].isdecimal(), name


def test_wrong_tasks_are_refused(api: SimulatedAPI) -> None:
    assert not_refused(
        REFUSED, lambda body: api.post(CREATE, {"advertiser_id": api.advertiser_ids[0], **body}).json()
    ) == {}


def test_requests_of_another_form_are_refused(api: SimulatedAPI) -> None:
    body = {"advertiser_id": api.advertiser_ids[0], **task()}
    assert api.post(CREATE, body, content_type="text/plain").json()["code"] == 40002
    assert api.post(CREATE, b"{").json()["code"] == api.post(CREATE, b"[]").json()["code"] == 40002
    assert api.post(f"{CREATE}?page=1", body).json()["code"] == 40002
    assert api.post(CREATE, task()).json()["message"] == "advertiser_id: Missing data for required field."
    assert api.post(CREATE, {**body, "advertiser_id": "1"}).json()["code"] == 40001
    assert api.post(CREATE, body, token=None).json()["code"] == 40104
    assert api.get(CREATE).status == api.post(CHECK, {}).status == 405
