"""Asynchronous report tasks of the simulated API, from their creation to their CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from simulated_api.responses.report_csv import COUNTRY_NAMES
from support.api_requests import REPORT, TASK_END, TASK_START, ids, task

CREATE, CHECK, DOWNLOAD = (f"report/task/{step}/" for step in ("create", "check", "download"))


def created(api: SimulatedAPI, body: dict[str, Any], account: int = 0) -> dict[str, str]:
    """The parameters to check and download the task."""
    id = api.advertiser_ids[account]
    envelope = api.post(CREATE, {"advertiser_id": id, **body}).json()
    assert envelope["code"] == 0, envelope["message"]
    return {"advertiser_id": id, **envelope["data"]}


def finished(api: SimulatedAPI, body: dict[str, Any], account: int = 0) -> dict[str, str]:
    key = created(api, body, account)
    while api.envelope(CHECK, key)["data"]["status"] in {"QUEUING", "PROCESSING"}:
        pass
    return key


def output(api: SimulatedAPI, body: dict[str, Any], account: int = 0) -> list[dict[str, str]]:
    """The rows of the CSV by its titles."""
    response = api.get(DOWNLOAD, finished(api, body, account))
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.body.decode(), newline="")))


def keyed(rows: list[dict[str, str]], advertiser_id: str, names: list[str]) -> dict[str, dict[str, str]]:
    by_key = {
        "|".join([advertiser_id, *(row[name] for name in names)]): {
            name: value for name, value in row.items() if name not in names
        }
        for row in rows
    }
    assert len(by_key) == len(rows)
    return by_key


@pytest.mark.parametrize(
    "body",
    [
        task(),
        task("ADVERTISER", dimensions=["stat_time_day"]),
        task("CAMPAIGN", dimensions=["campaign_id", "stat_time_hour"]),
        task("ADGROUP", dimensions=["adgroup_id"]),
        task(dimensions=["ad_id_v2", "stat_time_day"]),
        task(report_type="AUDIENCE", dimensions=["ad_id", "stat_time_day", "gender", "age"]),
        task("ADVERTISER", report_type="AUDIENCE", dimensions=["province_id"]),
        task(report_type="CATALOG"),
    ],
    ids=lambda body: "-".join([body["report_type"], *body["dimensions"]]),
)
def test_the_output_is_the_truth(api: SimulatedAPI, body: dict[str, Any]) -> None:
    id = api.advertiser_ids[4]
    truth = api.truth(
        what="report",
        report_type=body["report_type"],
        data_level=body["data_level"],
        dimensions=",".join(body["dimensions"]),
        metrics=",".join(body["metrics"]),
        start=TASK_START,
        end=TASK_END,
        advertiser_id=id,
        rows=1,
    )["rows"]
    assert keyed(output(api, body, 4), id, body["dimensions"]) == truth and len(truth) >= 5


def test_countries_come_by_name(api: SimulatedAPI) -> None:
    dimensions = ["ad_id", "country_code", "stat_time_day"]
    wanted = task(dimensions=dimensions, metrics=["spend", "impressions"])
    rows = output(api, wanted)
    names = {row["country_code"] for row in rows}
    assert "United States of America" in names and "None" in names and "US" not in names
    codes = {name: code for code, name in COUNTRY_NAMES.items()}
    for row in rows:
        row["country_code"] = codes.get(row["country_code"], row["country_code"])
    truth = api.truth(
        what="report",
        dimensions=",".join(dimensions),
        metrics="spend,impressions",
        start=TASK_START,
        end=TASK_END,
        advertiser_id=api.advertiser_ids[0],
        rows=1,
    )
    assert keyed(rows, api.advertiser_ids[0], dimensions) == truth["rows"]


def test_the_lifetime(api: SimulatedAPI) -> None:
    rows = output(api, task(dimensions=["ad_id"], query_lifetime=True, start_date=None, end_date=None))
    truth = api.truth(what="report", dimensions="ad_id", advertiser_id=api.advertiser_ids[0])
    assert len(rows) == truth["count"] > 5


def test_values_are_quoted_and_as_in_the_synchronous_report(api: SimulatedAPI) -> None:
    metrics = ["spend", "campaign_name", "adgroup_name", "ad_name", "split_test", "secondary_goal_result"]
    wanted = task(metrics=metrics, start_date="2026-10-25")
    told = keyed(output(api, wanted), "", wanted["dimensions"])
    status = {"advertiser_id": api.advertiser_ids[0], "enable_report_title_translation": None}
    rows = {
        "|".join(["", *row["dimensions"].values()]): {
            name: "" if value is None else value for name, value in row["metrics"].items()
        }
        for row in api.records(REPORT, {**wanted, **status})
    }
    assert told == rows
    names = {row["ad_name"] for row in told.values()} | {row["campaign_name"] for row in told.values()}
    assert any("," in name or "\n" in name or '"' in name for name in names)


def test_titles_are_translated_by_default(api: SimulatedAPI) -> None:
    translated = output(api, task(enable_report_title_translation=None))[0]
    assert list(translated) == ["AD ID", "Date", "Cost", "Impressions", "CTR (destination)"]
    assert list(output(api, task())[0]) == ["ad_id", "stat_time_day", "spend", "impressions", "ctr"]
    catalog = task(report_type="CATALOG", enable_report_title_translation=None)
    assert "ad_id" in output(api, catalog)[0]


def test_rows_can_be_ordered(api: SimulatedAPI) -> None:
    counts = [int(row["impressions"]) for row in output(api, task(order_field="impressions"))]
    assert counts == sorted(counts, reverse=True)


def test_deleted_objects_come_when_their_ids_are_asked_for(api: SimulatedAPI) -> None:
    one = {"what": "ad", "advertiser_id": api.advertiser_ids[0], "rows": 1}
    known = set(api.truth(**one)["rows"])
    deleted = sorted(set(api.truth(**one, include_deleted=1)["rows"]) - known)
    assert deleted and {row["ad_id"] for row in output(api, task())} <= known
    some = [*deleted, *sorted(known)[:2]]
    whole = api.truth(**{**one, "what": "report"}, include_deleted=1, start=TASK_START, end=TASK_END)["rows"]
    everything = {key.split("|")[1] for key in whole}
    told = {row["ad_id"] for row in output(api, task(filtering=ids("ad_ids", some)))}
    assert told == set(some) & everything and told & set(deleted)
    campaigns = api.truth(
        what="campaign", advertiser_id=api.advertiser_ids[0], include_deleted=1, rows=1
    )["rows"]
    of_campaigns = output(api, task(filtering=ids("campaign_ids", sorted(campaigns))))
    assert of_campaigns and {row["ad_id"] for row in of_campaigns} <= known


def test_nothing_is_cut_off_a_large_account() -> None:
    flags = ("--now", NOW, "--advertisers", "1", "--rows-per-day", "60", "--id-limit", "50")
    with SimulatedAPI(*flags) as api:
        wanted = task(start_date="2026-11-01", end_date="2026-11-01")
        assert len(output(api, wanted)) == 60
        wanted |= {"advertiser_id": api.advertiser_ids[0], "page_size": 1000}
        sync = api.get(REPORT, {**wanted, "enable_report_title_translation": None})
        assert len(sync.json()["data"]["list"]) == 50 and "X-Tt-Ads-Throttle" in sync.headers


def test_a_task_comes_on_by_checks(api: SimulatedAPI) -> None:
    key = created(api, task())
    told = []
    for _ in range(4):
        refused = api.envelope(DOWNLOAD, key) if len(told) < 2 else None
        assert refused is None or (refused["code"], refused["data"]) == (40200, {})
        told.append(api.envelope(CHECK, key)["data"]["status"])
    assert told == ["QUEUING", "PROCESSING", "SUCCESS", "SUCCESS"]
    with SimulatedAPI("--now", NOW, "--advertisers", "1", "--task-checks", "0") as quick:
        assert quick.envelope(CHECK, created(quick, task()))["data"]["status"] == "SUCCESS"


@pytest.mark.parametrize(("outcome", "code"), [("FAILED", 40201), ("CANCELED", 40202)])
def test_a_task_may_fail(api: SimulatedAPI, outcome: str, code: int) -> None:
    effect = {"kind": "task_outcome", "status": outcome, "message": "no resources"}
    api.control("POST", "faults", {"path": "^report/task/create/", "effect": effect})
    key = finished(api, task())
    told = api.envelope(CHECK, key)["data"]
    assert told == {"status": outcome, "message": "no resources" if outcome == "FAILED" else ""}
    assert api.envelope(DOWNLOAD, key)["code"] == code
    assert api.envelope(CHECK, finished(api, task()))["data"]["status"] == "SUCCESS"
    flags = ("--now", NOW, "--advertisers", "1", "--task-outcome", outcome)
    with SimulatedAPI(*flags) as other:
        assert other.envelope(CHECK, finished(other, task()))["data"]["status"] == outcome


def test_a_download_may_be_hit_by_a_fault(api: SimulatedAPI) -> None:
    key = finished(api, task())
    whole = api.get(DOWNLOAD, key).body
    code = {"kind": "code", "code": 50000, "message": "busy"}
    for effect in (code, "truncate", "null_data", {"kind": "status", "status": 502}):
        api.control("POST", "faults", {"path": "^report/task/download/", "effect": effect})
    assert api.envelope(DOWNLOAD, key)["code"] == 50000
    cut = api.get(DOWNLOAD, key).body
    assert whole.startswith(cut) and len(cut) < len(whole)
    assert api.get(DOWNLOAD, key).body == whole
    assert api.get(DOWNLOAD, key).status == 502


def test_a_scope_may_be_missing(api: SimulatedAPI) -> None:
    api.control("POST", "access", {"missing_scopes": [CREATE]})
    refused = api.post(CREATE, {"advertiser_id": api.advertiser_ids[0], **task()}).json()
    api.control("POST", "access", {"missing_scopes": []})
    assert refused["code"] == 40001 and f"/{CREATE}:POST permission" in refused["message"]


def test_a_file_is_linked_for_an_hour(api: SimulatedAPI) -> None:
    key = finished(api, task(output_format="CSV_DOWNLOAD", file_name="mine"))
    data = api.envelope(DOWNLOAD, key)["data"]
    assert (data["output_format"], data["file_name"]) == ("CSV_DOWNLOAD", "mine.csv")
    assert data["download_url"].startswith("http://127.0.0.1:")
    file = api.fetch(data["download_url"])
    assert file.body == api.get(DOWNLOAD, finished(api, task())).body
    assert api.fetch(data["download_url"][:-1]).status == 403
    api.control("POST", "clock", {"advance_seconds": 3601})
    assert api.fetch(data["download_url"]).status == 403
    again = api.envelope(DOWNLOAD, key)["data"]["download_url"]
    assert api.fetch(again).body == file.body, "data are those of the creation"


def test_tasks_are_their_account_s_and_end_after_30_days(api: SimulatedAPI) -> None:
    key = finished(api, task())
    for path in (CHECK, DOWNLOAD):
        assert api.envelope(path, {**key, "task_id": "1"})["code"] == 40002
        assert api.envelope(path, {**key, "advertiser_id": api.advertiser_ids[1]})["code"] == 40002
        assert api.envelope(path, {**key, "advertiser_id": "1"})["code"] == 40001
    api.control("POST", "clock", {"advance_seconds": 30 * 86_400 + 1})
    assert api.envelope(CHECK, key)["code"] == 40002


def test_creations_have_a_rate_of_their_own() -> None:
    with SimulatedAPI("--now", NOW, "--advertisers", "1", "--task-qps", "1") as api:
        body = {"advertiser_id": api.advertiser_ids[0], **task()}
        codes = [api.post(CREATE, body).json()["code"] for _ in range(3)]
        assert codes == [0, 40100, 40100]


def test_the_log_tells_what_was_posted(api: SimulatedAPI) -> None:
    api.control("DELETE", "log")
    key = created(api, task())
    [entry] = api.control("GET", "log", path=CREATE)
    assert entry["advertiser_id"] == key["advertiser_id"] and entry["method"] == "POST"
    assert entry["params"]["dimensions"] == ['["ad_id", "stat_time_day"]']
