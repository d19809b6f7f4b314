"""Every breakdown of the simulated API's reports: the pages equal the truth, and the parts add up to the day's totals."""

from __future__ import annotations

from decimal import Decimal
from itertools import cycle, product
from typing import Any

import pytest

from simulated_api.facts import metric_facts
from simulated_api.model.breakdowns import BREAKDOWNS
from simulated_api.process import SimulatedAPI
from simulated_api.requests.breakdown_metrics import NAMED, metrics_with
from support.breadth import broad

REPORT = "report/integrated/get/"
LEVELS = {"ADVERTISER": "advertiser_id", "CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
METRICS = ["spend", "impressions", "clicks", "ctr", "conversion"]
WINDOW = {"start": "2026-10-20", "end": "2026-11-03"}
OF_BASIC = [names for names, each in BREAKDOWNS.items() if names and "BASIC" in each.report_types]
OF_AUDIENCE = [names for names, each in BREAKDOWNS.items() if "AUDIENCE" in each.report_types]
# By day, and summed up over the window.
TIMES: list[list[str]] = [["stat_time_day"], []]


def request(report_type: str, level: str, dimensions: list[str], **changes: Any) -> dict[str, Any]:
    """A report of the window that includes deleted objects, with changes; None removes a parameter."""
    field = f"{level.lower()}_status"
    deleted = [{"field_name": field, "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]
    return {
        "report_type": report_type,
        "data_level": f"AUCTION_{level}",
        "dimensions": dimensions,
        "metrics": METRICS,
        "start_date": WINDOW["start"],
        "end_date": WINDOW["end"],
        "filtering": None if level == "ADVERTISER" else deleted,
        **changes,
    }


def collect(
    api: SimulatedAPI, wanted: dict[str, Any], accounts: list[str] | None = None
) -> dict[str, dict[str, str]]:
    """Rows of all accounts, or of some of the first ones, by key, as the truth names them."""
    rows: dict[str, dict[str, str]] = {}
    for index, id in enumerate(accounts or api.advertiser_ids):
        for row in api.records(REPORT, {"advertiser_id": id, **wanted}, page_size=97):
            dimensions = row["dimensions"]
            if "interest_category" in wanted["dimensions"] and index % 2:
                assert "interest_category" not in dimensions
                dimensions["interest_category"] = dimensions.pop("interest_category_v2")
            assert dimensions.keys() == set(wanted["dimensions"])
            key = "|".join([id, *(dimensions[name] for name in wanted["dimensions"])])
            assert key not in rows, "a row came twice"
            rows[key] = row["metrics"]
    return rows


def truth_of(api: SimulatedAPI, wanted: dict[str, Any]) -> dict[str, Any]:
    return api.truth(
        what="report",
        report_type=wanted["report_type"],
        data_level=wanted["data_level"],
        dimensions=",".join(wanted["dimensions"]),
        metrics=",".join(wanted["metrics"]),
        include_deleted=1,
        rows=1,
        **WINDOW,
    )


def refusal(api: SimulatedAPI, wanted: dict[str, Any]) -> str:
    envelope = api.envelope(REPORT, {"advertiser_id": api.advertiser_ids[0], **wanted})
    assert envelope["code"] == 40002, envelope["message"]
    return envelope["message"]


def with_times(breakdowns: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Each breakdown with the one time or the other in turn, or with both under `--all`."""
    return broad(list(zip(breakdowns, cycle(TIMES))), list(product(breakdowns, TIMES)))


@pytest.mark.parametrize("report_type", ("BASIC", "AUDIENCE"))
def test_a_breakdown_is_the_truth(api: SimulatedAPI, report_type: str) -> None:
    account = request("BASIC", "ADVERTISER", ["advertiser_id"])
    whole = sum((Decimal(row["spend"]) for row in collect(api, account).values()), Decimal(0))
    for breakdown, time in with_times(OF_BASIC if report_type == "BASIC" else OF_AUDIENCE):
        wanted = request(report_type, "AD", ["ad_id", *time, *breakdown])
        rows, truth = collect(api, wanted), truth_of(api, wanted)
        assert rows == truth["rows"] and len(rows) == truth["count"] > 20, wanted
        assert Decimal(truth["sums"]["spend"]) == whole, wanted


def test_audience_breakdowns_at_every_level(api: SimulatedAPI) -> None:
    for level, breakdown in product(LEVELS, (["province_id"], ["dma_id"], ["gender", "age"])):
        wanted = request("AUDIENCE", level, [LEVELS[level], *breakdown])
        assert collect(api, wanted) == truth_of(api, wanted)["rows"], wanted


def test_an_audience_of_the_account_needs_no_id(api: SimulatedAPI) -> None:
    for breakdown, time in with_times(OF_AUDIENCE):
        wanted = request("AUDIENCE", "ADVERTISER", [*breakdown, *time])
        rows = collect(api, wanted)
        assert rows == truth_of(api, wanted)["rows"] and rows, wanted


def test_an_account_by_day_needs_no_id(api: SimulatedAPI) -> None:
    wanted = request("BASIC", "ADVERTISER", ["stat_time_day"])
    assert collect(api, wanted) == truth_of(api, wanted)["rows"]
    assert "ID dimension is required" in refusal(api, request("BASIC", "ADVERTISER", ["country_code"]))


def test_few_impressions_of_a_search_term_are_not_told(api: SimulatedAPI) -> None:
    wanted = request("BASIC", "AD", ["ad_id", "stat_time_day", "search_terms"], start_date="2026-10-05")
    shown = {row["impressions"] for row in collect(api, wanted).values()}
    assert "<5" in shown and not shown & {"0", "1", "2", "3", "4"}


def test_only_countries_come_by_the_hour(api: SimulatedAPI) -> None:
    assert ("country_code",) in OF_BASIC
    for breakdown in OF_BASIC:
        wanted = request("BASIC", "AD", ["ad_id", "stat_time_hour", *breakdown], start_date="2026-11-03")
        if breakdown == ("country_code",):
            assert collect(api, wanted)
        else:
            assert "Conflict occurs" in refusal(api, wanted), breakdown


@pytest.mark.parametrize("dimension", NAMED)
def test_a_dimension_has_its_own_metrics(api: SimulatedAPI, dimension: str) -> None:
    names = sorted(metrics_with(dimension) or ())
    dimensions = ["ad_id", "stat_time_day", dimension]
    wanted = request("BASIC", "AD", dimensions, metrics=[*names, "campaign_name"])
    rows = collect(api, wanted, broad(api.advertiser_ids[:1], api.advertiser_ids))
    assert rows and all(list(row) == [*names, "campaign_name"] for row in rows.values())
    others = [
        name
        for name, fact in metric_facts().items()
        if name not in names and not fact.is_attribute and not fact.rule and "BASIC" in fact.report_types
    ]
    assert {"reach", "complete_payment", "app_install"} < set(others)
    for name in ("reach", "complete_payment", others[-1]):
        wanted = request("BASIC", "AD", dimensions, metrics=["spend", name])
        assert "Conflict occurs: metrics and dimensions have no relation" in refusal(api, wanted)
        order = request("BASIC", "AD", dimensions, order_field=name)
        assert "order_field" in refusal(api, order)


def test_what_does_not_go_together(api: SimulatedAPI) -> None:
    for report_type, dimensions in (
        ("BASIC", ["ad_id", "dma_id"]),
        ("BASIC", ["ad_id", "country_code", "ad_type"]),
        ("BASIC", ["ad_id", "search_terms", "match_type"]),
        ("AUDIENCE", ["ad_id", "search_terms"]),
        ("AUDIENCE", ["ad_id", "gender", "country_code"]),
        ("AUDIENCE", ["ad_id", "age", "province_id"]),
        ("AUDIENCE", ["ad_id", "interest_category", "interest_category_tier2"]),
        ("CATALOG", ["ad_id", "country_code"]),
        ("CATALOG", ["ad_id", "ad_type"]),
    ):
        wanted = request(report_type, "AD", dimensions, metrics=["spend"])
        assert "Conflict occurs" in refusal(api, wanted), wanted


def test_asset_groups_are_the_truth(api: SimulatedAPI) -> None:
    for breakdown, time in product(([], ["country_code"]), TIMES):
        wanted = request("BASIC", "AD", ["ad_id_v2", *time, *breakdown])
        assert collect(api, wanted) == truth_of(api, wanted)["rows"], wanted
