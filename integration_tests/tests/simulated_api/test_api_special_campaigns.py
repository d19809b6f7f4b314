"""TopView and Promote: which lists and reports separate them, and which include them (1740302848100353, 1785880454546433,
§10 of the fact sheet)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from conftest import NOW
from simulated_api.process import SimulatedAPI
from support.api_requests import LEVELS, REPORT

START, END = "2026-10-05", "2026-11-03"
TOP_VIEW, PROMOTE = "RESERVATION_TOP_VIEW", "PROMOTE"
COUNTED = ("spend", "impressions", "clicks")
ENTITIES = ("campaign", "adgroup", "ad")
BELOW = [level for level in LEVELS if level != "ADVERTISER"]
BREAKDOWNS = {"BASIC": [], "AUDIENCE": ["gender", "age"]}


@pytest.fixture(scope="module")
def special() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--advertisers", "3", "--special-from", "2026-10-20") as api:
        yield api


def item(field: str, *values: str) -> dict[str, str]:
    return {"field_name": field, "filter_type": "IN", "filter_value": json.dumps(values)}


ASKED = {"others": [], TOP_VIEW: [item("buying_type", TOP_VIEW)], PROMOTE: [item("campaign_system_origins", PROMOTE)]}


def request(api: SimulatedAPI, level: str, report_type: str = "BASIC", *filters: Any, **more: Any) -> dict[str, Any]:
    status = [] if level == "ADVERTISER" else [item(f"{level.lower()}_status", "STATUS_ALL")]
    return {
        "advertiser_id": api.advertiser_ids[0], "report_type": report_type, "data_level": f"AUCTION_{level}",
        "dimensions": [LEVELS[level], *BREAKDOWNS[report_type], "stat_time_day"], "metrics": list(COUNTED),
        "start_date": START, "end_date": END, "filtering": [*status, *filters], **more}


def rows(api: SimulatedAPI, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    return list(api.records(REPORT, wanted, page_size=500))


def by_day(found: list[dict[str, Any]]) -> dict[str, list[Decimal]]:
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(COUNTED))
    for row in found:
        day = row["dimensions"]["stat_time_day"]
        sums[day] = [total + Decimal(row["metrics"][name]) for total, name in zip(sums[day], COUNTED, strict=True)]
    return dict(sums)


def kinds(api: SimulatedAPI) -> dict[str, str]:
    """The kind of each object, by its id."""
    return {
        id: PROMOTE if row["system_origin"] == PROMOTE else row["buying_type"]
        for entity in ENTITIES for id, row in
        api.truth(what=entity, rows=1, include_deleted=1, advertiser_id=api.advertiser_ids[0])["rows"].items()}


@pytest.mark.parametrize("report_type", BREAKDOWNS)
@pytest.mark.parametrize("level", BELOW)
def test_the_days_of_all_parts_are_those_of_the_account(special: SimulatedAPI, level: str, report_type: str) -> None:
    account = by_day(rows(special, request(special, "ADVERTISER", report_type)))
    parts = {
        name: rows(special, request(special, level, report_type, *filters)) for name, filters in ASKED.items()}
    assert all(len(found) > 5 for found in parts.values())
    assert by_day([row for found in parts.values() for row in found]) == account
    of = kinds(special)
    for name, found in parts.items():
        seen = {of[row["dimensions"][LEVELS[level]]] for row in found}
        assert seen == {name} if name != "others" else "AUCTION" in seen <= {"AUCTION", "RESERVATION_RF"}


@pytest.mark.parametrize("kind", (TOP_VIEW, PROMOTE))
def test_a_setting_shows_them_without_being_asked(special: SimulatedAPI, kind: str) -> None:
    flags = ("--now", NOW, "--advertisers", "3", "--special-from", "2026-10-20", "--show", kind)
    with SimulatedAPI(*flags) as api:
        whole = rows(api, request(api, "AD"))
        apart = [rows(special, request(special, "AD", "BASIC", *ASKED[name])) for name in ("others", kind)]
        assert by_day(whole) == by_day([*apart[0], *apart[1]])
        assert len(rows(api, request(api, "AD", "BASIC", *ASKED[kind]))) == len(apart[1]), "asked for alone"


def test_both_may_be_combined_unless_a_setting_forbids_it(special: SimulatedAPI) -> None:
    both = {
        "buying_type": item("buying_type", "AUCTION", TOP_VIEW),
        "campaign_system_origins": item("campaign_system_origins", "TT_ADS_PLATFORM", PROMOTE)}
    with SimulatedAPI("--now", NOW, "--no-combined-filters") as strict:
        for field, combined in both.items():
            assert special.envelope(REPORT, request(special, "AD", "BASIC", combined))["code"] == 0
            refused = strict.envelope(REPORT, request(strict, "AD", "BASIC", combined))
            assert refused["code"] == 40002 and field in refused["message"]
        for filters in ASKED.values():
            assert strict.envelope(REPORT, request(strict, "AD", "BASIC", *filters))["code"] == 0


@pytest.mark.parametrize("changes, named", [
    ({"dimensions": ["ad_id", "stat_time_hour"], "start_date": END}, "stat_time_hour"),
    ({"dimensions": ["ad_id", "country_code", "stat_time_day"]}, "country_code"),
    ({"dimensions": ["ad_id_v2", "stat_time_day"]}, "ad_id_v2"),
    ({"filtering": [*ASKED[PROMOTE], item("buying_type", "AUCTION")]}, "buying_type"),
])  # yapf: disable
def test_what_promote_does_not_have_is_refused(special: SimulatedAPI, changes: dict[str, Any], named: str) -> None:
    refused = special.envelope(REPORT, {**request(special, "AD", "BASIC", *ASKED[PROMOTE]), **changes})
    assert refused["code"] == 40002 and named in refused["message"]


def test_promote_is_in_no_other_type_of_report(special: SimulatedAPI) -> None:
    wanted = {**request(special, "AD", "BASIC", *ASKED[PROMOTE]), "report_type": "CATALOG"}
    assert "campaign_system_origins" in special.envelope(REPORT, wanted)["message"]


def test_metrics_that_promote_does_not_have_are_zeros_that_mean_nothing(special: SimulatedAPI) -> None:
    wanted = {
        **request(special, "AD", "BASIC", *ASKED[PROMOTE]),
        "metrics": ["spend", "frequency", "complete_payment_roas", "call_to_action", "promotion_type", "ad_name"]}
    found = rows(special, wanted)
    assert found and any(Decimal(row["metrics"]["spend"]) > 0 for row in found)
    for row in found:
        metrics = row["metrics"]
        assert (metrics["frequency"], metrics["complete_payment_roas"], metrics["call_to_action"]) == ("0", "0", "")
        assert metrics["promotion_type"] == "Other" and metrics["ad_name"]
    truth = special.truth(
        what="report", rows=1, metrics="spend,frequency", include_deleted=1, start=START, end=END,
        advertiser_id=special.advertiser_ids[0])["rows"]
    own = {f"{special.advertiser_ids[0]}|{'|'.join(row['dimensions'].values())}": row["metrics"] for row in found}
    assert all(truth[key] == {"spend": row["spend"], "frequency": None} for key, row in own.items())


def test_lists_keep_them_apart(special: SimulatedAPI) -> None:
    of = kinds(special)
    for entity in ENTITIES:
        params = {"advertiser_id": special.advertiser_ids[0], "page_size": 100}
        for filtering, kind in (
            ({}, None), ({"buying_types": [TOP_VIEW]}, TOP_VIEW), ({"campaign_system_origins": [PROMOTE]}, PROMOTE),
        ):
            wanted = {**params, "filtering": {"primary_status": "STATUS_ALL", **filtering}}
            records = special.envelope(f"{entity}/get/", wanted)["data"]["list"]
            seen = {of[record[f"{entity}_id"]] for record in records}
            assert seen == ({kind} if kind else {"AUCTION", "RESERVATION_RF"})
            if kind == PROMOTE:
                assert all(6 <= len(record) <= 13 and "modify_time" not in record for record in records)
    too_large = {**params, "page_size": 101, "filtering": {"buying_types": [TOP_VIEW]}}
    assert special.envelope("adgroup/get/", too_large)["code"] == 40002


def test_what_was_boosted_in_the_app_is_never_deleted(special: SimulatedAPI) -> None:
    for entity in ENTITIES:
        for params in ({"include_deleted": 1}, {}):
            found = special.truth(what=entity, rows=1, **params)["rows"].values()
            assert len([row for row in found if row["system_origin"] == PROMOTE]) > 0
            assert not [row for row in found if row["system_origin"] == PROMOTE and row["deleted"]]


def test_they_begin_on_a_day(special: SimulatedAPI) -> None:
    with SimulatedAPI("--now", NOW, "--advertisers", "3", "--special-from", "2026-10-24") as api:
        for kind in (TOP_VIEW, PROMOTE):
            days = by_day(rows(api, request(api, "AD", "BASIC", *ASKED[kind])))
            assert min(days) == "2026-10-24 00:00:00" and len(days) >= 10
        assert rows(api, request(api, "AD"))


def test_an_account_may_have_none_of_them() -> None:
    with SimulatedAPI("--now", NOW, "--advertisers", "3", "--no-special") as api:
        for kind in (TOP_VIEW, PROMOTE):
            assert rows(api, request(api, "AD", "BASIC", *ASKED[kind])) == []
        assert set(kinds(api).values()) == {"AUCTION", "RESERVATION_RF"}


def test_the_truth_leaves_out_what_it_is_told_to(special: SimulatedAPI) -> None:
    found = {
        without: special.truth(what="report", include_deleted=1, start=START, end=END, without=without)["count"]
        for without in ("", TOP_VIEW, PROMOTE, f"{TOP_VIEW},{PROMOTE}")}
    assert found[""] > found[TOP_VIEW] > found[f"{TOP_VIEW},{PROMOTE}"] < found[PROMOTE] < found[""]


def test_what_cannot_be_is_refused(special: SimulatedAPI) -> None:
    with pytest.raises(RuntimeError, match="ended"):
        SimulatedAPI("--now", NOW, "--special-from", "2026-10-19")
    with pytest.raises(ValueError, match="400"):
        special.truth(what="campaign", without="promote")
