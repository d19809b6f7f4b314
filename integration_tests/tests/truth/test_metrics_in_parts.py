"""Reports with more metrics than one request may have are read with several requests, which are joined row by row; metrics
and fields that TikTok refuses are left out, and nothing else is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulated_api.facts import acceptable_fields
from support import asked, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.offers import PRODUCTION, WIDE, WIDE_FLAT, Offer
from support.simulation import Simulation
from support.streams import Stream

NOW = "2026-11-03T12:00:00Z"
START = broad("2026-11-03", "2026-11-01")
MOST = 100
PAGE = 7
WIDE_STREAMS = [name for name, stream in streams.offered(WIDE).items() if len(stream.metrics) > MOST]
REFUSED = ("cpc", "average_video_play")
WARNING = "so the stream is read without them"


@pytest.fixture
def undisturbed(account: Simulation) -> Iterator[Simulation]:
    account.clear_faults()
    account.clear_requests()
    yield account
    account.clear_faults()


def read(
    account: Simulation, folder: Path, descriptions: list[dict[str, Any]], offer: Offer = PRODUCTION, **fields: Any
) -> Run:
    config = account.config(**{"start_date": START, "requests_per_second": 1000, **offer.settings, **fields})
    run = Connector(folder, account.base_url).run("read", config, selection.catalog(descriptions), now=NOW, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return run


def wide(offer: Offer) -> list[Stream]:
    return [streams.offered(offer)[name] for name in WIDE_STREAMS]


def warnings(run: Run) -> list[str]:
    return [text for text in run.logs if WARNING in text]


@pytest.fixture(scope="module", params=[WIDE, WIDE_FLAT], ids=str)
def reading(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Offer, Run, list[asked.Entry]]:
    """Small pages, so that the parts of many rows are on pages with different numbers."""
    account.clear_faults()
    account.clear_requests()
    descriptions = [stream.description for stream in wide(request.param)]
    run = read(account, tmp_path_factory.mktemp("parts"), descriptions, request.param, page_size=PAGE)
    return request.param, run, account.requests()


def test_there_are_such_reports() -> None:
    assert {streams.of(name).level for name in WIDE_STREAMS} == {"ad_id", "adgroup_id", "campaign_id", "advertiser_id"}
    assert {streams.of(name).longest_window for name in WIDE_STREAMS} == {1, 30, 365}


@pytest.mark.parametrize("name", WIDE_STREAMS)
def test_each_metric_is_asked_for_once_and_a_hundred_at_most_in_one_request(
    name: str, reading: tuple[Offer, Run, list[asked.Entry]]
) -> None:
    stream = streams.offered(WIDE)[name]
    parts: dict[Any, list[list[str]]] = defaultdict(list)
    pages = 0
    for entry in asked.reports(reading[2]):
        if asked.texts(entry, "dimensions") == stream.dimensions and entry["code"] == 0:
            question = (entry["advertiser_id"], asked.param(entry, "start_date"))
            pages = max(pages, entry["page"] or 1)
            # The first page of several is requested again at the end.
            if (entry["page"] or 1) == 1 and entry["rows"] and (part := asked.texts(entry, "metrics")) not in parts[question]:
                parts[question].append(part)
    assert parts
    for found in parts.values():
        assert all(len(part) <= MOST for part in found)
        assert sorted(metric for part in found for metric in part) == sorted(stream.metrics)
    if len(reading[1].records[name]) > PAGE * len(parts):
        assert pages > 1


@pytest.mark.parametrize("name", WIDE_STREAMS)
def test_every_row_is_whole_and_equals_the_truth(
    name: str, account: Simulation, reading: tuple[Offer, Run, list[asked.Entry]]
) -> None:
    offer, run, _ = reading
    stream = streams.offered(offer)[name]
    records = run.records[name]
    keys = [truth.key(stream, record) for record in records]
    assert len(keys) == len(set(keys)) > 0
    assert all(set(stream.metrics) <= set(stream.metrics_of(record)) for record in records)
    expected = truth.expected(account, stream, start=START)
    assert truth.differences(expected, truth.seen(stream, records)) == []


@pytest.mark.parametrize("offer", [WIDE, WIDE_FLAT], ids=str)
def test_a_refused_metric_is_left_out_with_one_warning_and_all_others_equal_the_truth(
    offer: Offer, undisturbed: Simulation, tmp_path: Path
) -> None:
    """One of each half, so that both requests are refused."""
    for metric in REFUSED:
        undisturbed.add_faults({"path": "^report/", "effect": {"kind": "refuse_metric", "metric": metric}})
    chosen = wide(offer)
    run = read(undisturbed, tmp_path, [stream.description for stream in chosen], offer)
    for stream in chosen:
        told = [text for text in warnings(run) if f"`{stream.name}`" in text]
        assert sorted(metric for text in told for metric in REFUSED if f"`{metric}`" in text) == sorted(REFUSED)
        assert len(told) <= len(REFUSED)
        records = run.records[stream.name]
        assert all(stream.metrics_of(record).get(metric) is None for record in records for metric in REFUSED)
        others = [metric for metric in stream.numeric_metrics if metric not in REFUSED]
        # The truth of all metrics has been computed by now.
        everything = truth.expected(undisturbed, stream, start=START)
        expected = {
            key: {name: value for name, value in row.items() if name not in REFUSED} for key, row in everything.items()}
        assert truth.differences(expected, truth.seen(stream, records, others)) == []


# Reports that are read together: all of them and, under `--all`, each alone.
TOGETHER = [streams.all_reports(), *broad([], [[name] for name in streams.all_reports()])]


@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: names[0] if len(names) == 1 else "all")
def test_a_report_goes_on_without_a_refused_metric(names: list[str], undisturbed: Simulation, tmp_path: Path) -> None:
    for refused in ("roi", "cpm"):
        undisturbed.add_faults({"path": "report/", "effect": {"kind": "refuse_metric", "metric": refused}})
    chosen = [streams.of(name) for name in names]
    metrics = ("spend", "impressions", "cpm", "cost", "orders", "roi")
    run = read(undisturbed, tmp_path, [selection.with_metrics(stream, metrics) for stream in chosen])
    assert len(warnings(run)) == len(names)
    for stream in chosen:
        refused, kept = "roi" if stream.is_gmv_max else "cpm", [stream.money, stream.count]
        assert {refused, *kept} <= set(stream.metrics), stream
        [told] = [text for text in warnings(run) if f"`{stream.name}`" in text]
        assert f"`{refused}`" in told
        assert run.statuses[stream.name][-1] == "COMPLETE"
        expected = truth.expected(undisturbed, stream, start=START, metrics=kept)
        found = truth.seen(stream, run.records[stream.name], kept)
        assert truth.differences(expected, found) == [], stream


# Only these are requested by field.
ENTITY_STREAMS = [name for name in streams.entities() if streams.of(name).takes_fields]


def fields_of(name: str) -> list[str]:
    """Fields that can be requested and are not always requested."""
    always = {*streams.key_of(name), streams.cursor_of(name), "advertiser_id", "create_time", "timezone", "currency"}
    return [field for field in acceptable_fields(streams.of(name).entity) if field in streams.of(name).columns
            and field not in always]


@pytest.mark.parametrize("name", ENTITY_STREAMS)
def test_a_refused_field_is_left_out_with_one_warning_and_all_others_are_read(
    name: str, undisturbed: Simulation, tmp_path: Path
) -> None:
    """Fields are named only if the user selects some; the values of the others equal those of an undisturbed read."""
    stream, fields = streams.of(name), fields_of(name)
    chosen = [fields[0], fields[len(fields) // 2], fields[-1]]
    description = selection.narrowed(stream, chosen)
    whole = read(undisturbed, tmp_path, [description]).records[name]
    refused, *others = chosen
    undisturbed.add_faults({"path": f"^{stream.endpoint}", "effect": {"kind": "refuse_field", "field": refused}})
    run = read(undisturbed, tmp_path, [description])
    # For accounts everything is then requested, in the one request that all streams share.
    told = [text for text in run.logs if (f"`{refused}`" in text and WARNING in text) or "so all fields are requested" in text]
    assert len(told) == 1
    assert all(record.get(refused) is None for record in run.records[name])
    assert others
    assert by_key(stream, run.records[name], refused) == by_key(stream, whole, refused)


@pytest.mark.parametrize("name", ENTITY_STREAMS)
def test_a_field_that_tiktok_sends_but_does_not_take_is_left_out(
    name: str, undisturbed: Simulation, tmp_path: Path
) -> None:
    """The schema has fields that were seen in answers and are not in the documents."""
    stream = streams.of(name)
    undocumented = [column for column in stream.columns if column not in acceptable_fields(streams.of(name).entity)]
    kept = fields_of(name)[:2]
    run = read(undisturbed, tmp_path, [selection.narrowed(stream, [*kept, *undocumented])])
    assert run.records[name]
    assert all(set(kept) <= set(record) for record in run.records[name])
    told = warnings(run)
    if name == "advertisers":
        # Without named fields, TikTok returns all fields of accounts; one request covers a hundred accounts.
        assert undocumented and told == []
        assert all(set(undocumented) & set(record) for record in run.records[name])
    else:
        assert len(told) == (1 if undocumented else 0)
        assert all(f"`{column}`" in told[0] for column in undocumented)


def by_key(stream: Stream, records: list[dict[str, Any]], without: str) -> dict[Any, dict[str, Any]]:
    return {
        tuple(record[part] for part in stream.key): {
            column: value for column, value in record.items() if column != without}
        for record in records
    }


def test_a_row_that_comes_between_two_requests_is_read_again_with_all_its_metrics(
    undisturbed: Simulation, tmp_path: Path
) -> None:
    undisturbed.add_faults({"path": "^report/", "effect": {"kind": "late_row", "rows": 1, "after": 1}})
    stream = streams.offered(WIDE)["ads_reports_daily"]
    run = read(undisturbed, tmp_path, [stream.description], WIDE)
    again = [text for text in run.logs if "rows lack metrics" in text and "is read again" in text]
    assert len(again) == len(undisturbed.advertiser_ids)
    assert truth.differences(
        truth.expected(undisturbed, stream, start=START), truth.seen(stream, run.records[stream.name])) == []
    keys = [truth.key(stream, record) for record in run.records[stream.name]]
    assert len(keys) == len(set(keys)), "each row once"
    assert not any("metrics of some answers" in text for text in run.logs)
