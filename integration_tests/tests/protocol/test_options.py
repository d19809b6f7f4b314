"""Options of the configuration: the default days without a start date, extra metrics, lookbacks, accounts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from conftest import NOW
from support import asked, selection, streams, truth
from support.connector import FAST, Connector, Run
from support.simulation import Simulation
from support.streams import Stream

DAILY = "campaigns_reports_daily"
LATER = "2026-11-05T12:00:00Z"


def read(
    connector: Connector, simulation: Simulation, name: str = DAILY, *, metrics: tuple[str, ...] = ("spend",),
    mode: str = "full_refresh", state: Any = None, now: str = NOW, **fields: Any,
) -> tuple[Stream, Run]:
    """A read of one stream that the configuration offers, with only the metrics that it adds."""
    simulation.clear_requests()
    config = simulation.config(**{"requests_per_second": 1000, "start_date": "2026-10-25", **fields})
    offered = {each["name"]: Stream(each) for each in connector.discover(config)["streams"]}
    stream = offered[name]
    catalog = selection.catalog([selection.with_metrics(stream, metrics)], mode=mode)
    run = connector.run("read", config, catalog, state, now=now, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return stream, run


@pytest.mark.parametrize("days", (1, 30, 90))
def test_without_a_start_date_the_period_before_today_is_read(
    days: int, connector: Connector, shared_simulation: Simulation
) -> None:
    read(connector, shared_simulation, start_date=None, default_period=days)
    starts = asked.first_days(DAILY, shared_simulation.requests())
    wanted = asked.last_begun(NOW) - timedelta(days=days - 1)
    first = asked.earliest_days(shared_simulation)
    assert starts == {id: max(wanted, first[id]) for id in starts}
    # If the period's only day cannot have begun, no request is needed.
    last = asked.latest_days(shared_simulation, NOW)
    assert starts.keys() == {id for id in shared_simulation.advertiser_ids if last[id] >= wanted}
    assert starts


def test_a_start_date_goes_before_the_period(connector: Connector, shared_simulation: Simulation) -> None:
    read(connector, shared_simulation, default_period=400)
    assert set(asked.first_days(DAILY, shared_simulation.requests()).values()) == {date(2026, 10, 25)}


# Metrics that no report has by default.
FURTHER = ("ix_video_views", "total_purchase_roas_day6", "add_to_wishlist")
EXTRA: dict[str, Any] = {
    "of a family": [{"stream": "campaigns_reports", "metrics": list(FURTHER)}],
    "of a stream": [{"stream": DAILY, "metrics": ",".join(FURTHER)}],
    "of every report that can have them": [{"metrics": list(FURTHER)}],
    "as a list of names": list(FURTHER),
    "as a text": ", ".join(FURTHER),
    "as an object": {DAILY: list(FURTHER)},
}


@pytest.mark.parametrize("case", EXTRA)
def test_further_metrics_are_columns_with_the_values_of_the_truth(
    case: str, connector: Connector, shared_simulation: Simulation
) -> None:
    stream, run = read(
        connector, shared_simulation, metrics=("spend", *FURTHER), extra_metrics=EXTRA[case])
    assert not set(FURTHER) & set(streams.of(DAILY).metrics)
    assert set(FURTHER) <= set(stream.metrics)
    metrics = [name for name in ("spend", *FURTHER) if name in stream.numeric_metrics]
    expected = truth.expected(shared_simulation, stream, start="2026-10-25", metrics=metrics)
    assert truth.differences(expected, truth.seen(stream, run.records[DAILY], metrics)) == []


def test_a_further_metric_stays_with_the_reports_that_can_have_it(
    connector: Connector, shared_simulation: Simulation
) -> None:
    config = shared_simulation.config(extra_metrics=["cash_spend", "add_to_wishlist"])
    offered = {each["name"]: Stream(each) for each in connector.discover(config)["streams"]}
    reports = {name: stream for name, stream in offered.items() if stream.is_report}
    assert {name for name, stream in reports.items() if "cash_spend" in stream.metrics} == {"advertisers_reports_daily"}
    asks = {name for name, stream in reports.items() if "add_to_wishlist" in stream.metrics}
    assert DAILY in asks and not any("audience" in name and not name.endswith("hourly") for name in asks)


@pytest.mark.parametrize(("choice", "metrics", "requests"), (("standard", 100, 1), ("all", 200, 2)))
def test_a_page_is_one_request_unless_all_metrics_are_wanted(
    choice: str, metrics: int, requests: int, connector: Connector, shared_simulation: Simulation
) -> None:
    """One window, so that each account has one page of each kind of campaigns it has."""
    shared_simulation.clear_requests()
    config = shared_simulation.config(
        requests_per_second=1000, start_date="2026-10-25", metrics=choice, include_promote=False)
    run = connector.read(config, "ads_reports_daily", now=NOW, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    pages = [
        each for each in shared_simulation.requests()
        if asked.param(each, "data_level") == "AUCTION_AD" and "stat_time_day" in (asked.param(each, "dimensions") or "")]
    by_page = Counter(
        (asked.param(each, "advertiser_id"), asked.param(each, "filtering"), asked.param(each, "page"))
        for each in pages)
    # Where there are no rows, no further metrics of them are asked for.
    assert max(by_page.values()) == requests
    assert {len(each["metrics"]) for each in run.records["ads_reports_daily"]} == {metrics}
    told = [text for text in run.logs if text.startswith("Each page of `ads_reports_daily` takes 2 requests")]
    assert len(told) == requests - 1


def test_what_a_catalog_names_is_read_although_it_is_not_standard(
    connector: Connector, shared_simulation: Simulation
) -> None:
    """As in a connection that was made when all metrics were offered."""
    metrics = ("spend", "add_billing", "live_views")
    config = shared_simulation.config(requests_per_second=1000, start_date="2026-10-25")
    offered = connector.discover({**config, "metrics": "all"})["streams"]
    stream = next(Stream(each) for each in offered if each["name"] == "ads_reports_daily")
    wide = selection.with_metrics(stream, metrics)
    assert not {"add_billing", "live_views"} & set(streams.of("ads_reports_daily").metrics)
    run = connector.run("read", config, selection.catalog([wide], mode="full_refresh"), now=NOW, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    expected = truth.expected(shared_simulation, stream, start="2026-10-25", metrics=list(metrics))
    assert truth.differences(expected, truth.seen(stream, run.records["ads_reports_daily"], list(metrics))) == []


def test_a_report_of_one_s_own_looks_back_as_far_as_it_says(
    connector: Connector, shared_simulation: Simulation
) -> None:
    """A custom report without its own lookback and the built-in streams have the lookback of the configuration."""
    name, other = "own", "another"
    reports = [
        {"name": name, "dimensions": ["campaign_id", "stat_time_day"], "metrics": ["spend"], "lookback": 6},
        {"name": other, "dimensions": ["adgroup_id", "stat_time_day"], "metrics": ["spend"]},
    ]
    for report, days in ((name, 6), (other, 2)):
        options = {"custom_reports": reports, "attribution_window": 2, "mode": "incremental"}
        _, first = read(connector, shared_simulation, report, **options)
        cursors = {
            entry["partition"]["advertiser_id"]: entry["cursor"]["stat_time_day"]
            for entry in first.stream_state(report)["states"]}
        stream, _ = read(connector, shared_simulation, report, **options, state=first.state, now=LATER)
        level = stream.dimensions
        starts = {
            entry["advertiser_id"]: asked.window(entry).start
            for entry in asked.first_pages(asked.reports(shared_simulation.requests()))
            if set(asked.texts(entry, "dimensions")) == set(level) - {"advertiser_id"}}
        assert starts == {id: date.fromisoformat(day) - timedelta(days=days) for id, day in cursors.items()}


@pytest.mark.parametrize("written", ("list", "text", "number"))
def test_accounts_can_be_named_and_left_out_in_any_writing(
    written: str, connector: Connector, shared_simulation: Simulation
) -> None:
    ids = shared_simulation.advertiser_ids
    forms = {"list": lambda some: some, "text": ", ".join, "number": lambda some: [int(id) for id in some]}
    form = forms[written]
    read(connector, shared_simulation, advertiser_ids=form(ids[:3]), exclude_advertiser_ids=form(ids[1:2]))
    entries = asked.reports(shared_simulation.requests())
    assert {entry["advertiser_id"] for entry in entries} == {ids[0], ids[2]}


def test_pages_are_as_large_as_it_says_where_the_endpoint_has_them(
    connector: Connector, shared_simulation: Simulation
) -> None:
    for name, wanted, sent in (
        (DAILY, 500, "500"), ("creative_assets_images", 500, "100"), ("pixels", 7, "7"), ("pixels", 500, "20"),
    ):
        if name == DAILY:
            read(connector, shared_simulation, page_size=wanted)
        else:
            config = shared_simulation.config(requests_per_second=1000, page_size=wanted)
            shared_simulation.clear_requests()
            catalog = selection.catalog([streams.of(name).description])
            assert connector.run("read", config, catalog, now=NOW).returncode == 0
        sizes = {
            asked.param(entry, "page_size") for entry in shared_simulation.requests()
            if asked.param(entry, "page_size") and not asked.is_special_look_up(entry)}
        assert sizes == {sent}


# What a catalog names, and whether the word in the configuration has no effect on some of it.
ERAS: dict[str, tuple[tuple[str, ...], bool]] = {
    "today's names": (("campaigns", "ads_reports_daily", "campaigns_reports_hourly"), True),
    "older names": (("campaigns", "ads_reports", "campaigns_audience_reports"), False),
    "both": (("ads_reports", "ads_reports_hourly"), True),
    "objects alone": (("campaigns", "audiences", "creative_assets_images"), False),
}


@pytest.mark.parametrize("era", ERAS)
def test_the_catalog_decides_under_which_names_reports_are_read(
    era: str, connector: Connector, shared_simulation: Simulation
) -> None:
    names, has_no_effect = ERAS[era]
    config = shared_simulation.config(start_date="2026-11-01", requests_per_second=1000, report_granularity="DAY")
    run = connector.read(config, *names, now=NOW, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    assert {name: statuses[-1] for name, statuses in run.statuses.items()} == dict.fromkeys(names, "COMPLETE")
    warnings = [
        m["log"] for m in run.of_type("LOG") if "`report_granularity` has no effect" in m["log"]["message"]]
    assert [warning["level"] for warning in warnings] == ["WARN"] * has_no_effect
    daily = {name for name in names if name in ("ads_reports", "campaigns_audience_reports")}
    assert all("stat_time_day" in record for name in daily for record in run.records[name])
    assert daily <= run.records.keys()
