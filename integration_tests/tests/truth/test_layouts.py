"""The truth in the other kinds of configuration: metrics at the top, the sandbox, and older configurations, which have
the reports of one granularity under older names as well."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from support import selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.offers import Offer
from support.readings import NOW, KnownTruth, Reading, Way, read
from support.selection import FEW
from support.simulation import Simulation
from support.streams import Stream

OFFERS = (Offer(layout="flat"), Offer(sandbox=True), Offer(sandbox=True, layout="flat"))
# By default the start date of the twins below, so that the simulated API renders the pages once.
WAY = Way(
    "all metrics", only=(0, 1), start=broad("2026-11-02", "2026-10-20"), hours_from="2026-11-02", metrics=None)
SUFFIXES = {"LIFETIME": "_lifetime", "DAY": "_daily", "HOUR": "_hourly"}
# By the hour, reports by gender and age no longer exist, but older configurations still name their streams.
REFUSED = {"HOUR": ("advertisers_audience_reports", "ad_group_audience_reports", "ads_audience_reports")}
OLDER = [
    Offer(sandbox, granularity, layout)
    for sandbox in (False, True) for granularity in SUFFIXES for layout in ("nested", "flat")
]
# The configurations to read: by default the sandbox only in the flat layout, and others in the nested one.
TWINS = [offer for offer in OLDER if broad(offer.sandbox == (offer.layout == "flat"), True)]


@dataclass(frozen=True)
class Laid:
    """A reading of the streams of an offer."""

    offer: Offer
    reading: Reading

    @property
    def streams(self) -> dict[str, Stream]:
        return streams.offered(self.offer)


@pytest.fixture(scope="module", params=OFFERS, ids=str)
def laid(request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Laid:
    return Laid(request.param, read(account, WAY, tmp_path_factory.mktemp("layouts"), request.param))


@pytest.fixture(scope="module")
def known(account: Simulation) -> KnownTruth:
    return KnownTruth(account)


def test_each_row_of_the_truth_is_read_once_with_every_value(
    laid: Laid, account: Simulation, known: KnownTruth
) -> None:
    told = {}
    for name, stream in laid.streams.items():
        expected = known.of(laid.reading, stream)
        assert expected, f"the account has nothing to be read of {name}"
        top_view = truth.top_view(account, name)
        seen = laid.reading.seen(stream)
        told[name] = truth.differences(*(truth.without(rows, top_view) for rows in (expected, seen)))
        keys = [truth.key(stream, record) for record in laid.reading.records(stream)]
        assert len(keys) == len(set(keys)), name
    assert {name: differences for name, differences in told.items() if differences} == {}


def test_sums_of_what_adds_up_are_exact(laid: Laid, known: KnownTruth) -> None:
    found, expected = {}, {}
    for name, stream in laid.streams.items():
        if stream.is_report:
            assert stream.money in stream.additive_metrics, name
            for metric in stream.additive_metrics:
                found[name, metric] = sum(
                    (stream.metrics_of(record)[metric] or 0 for record in laid.reading.records(stream)), Decimal(0))
            sums = truth.sums(known.of(laid.reading, stream), stream.additive_metrics)
            expected |= {(name, metric): sum for metric, sum in sums.items()}
    assert {key: (sum, found[key]) for key, sum in expected.items() if found[key] != sum} == {}


def test_columns_are_those_of_the_layout(laid: Laid) -> None:
    for name, stream in laid.streams.items():
        records = laid.reading.records(stream)
        assert all(set(record) <= set(stream.columns) or not stream.is_report for record in records), name
        assert all(stream.is_flat == ("metrics" not in record) for record in records), name


@pytest.mark.parametrize("offer", [Offer(), Offer(layout="flat")], ids=str)
def test_where_tiktok_says_nothing_in_a_text_there_is_null(
    offer: Offer, shared_simulation: Simulation, connector: Connector
) -> None:
    """For an ad without an app, the simulated API sends "-", "0" or null as the app's name."""
    config = shared_simulation.config(requests_per_second=1000, start_date="2026-10-01", **offer.settings)
    run = connector.read(config, "ads_reports_daily", now=NOW)
    assert run.returncode == 0, run.stderr
    stream = streams.offered(offer)["ads_reports_daily"]
    assert {stream.metrics_of(record)["tt_app_name"] for record in run.records[stream.name]} == {None, "0"}


@dataclass(frozen=True)
class Twins:
    """The outputs of an older configuration and a current one for the same account, with one request at a time."""

    offer: Offer
    older: Run
    today: Run

    def today_of(self, name: str) -> str:
        return name + SUFFIXES[self.offer.granularity or ""]


@pytest.fixture(scope="module", params=TWINS, ids=str)
def twins(
    request: pytest.FixtureRequest, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> Twins:
    offer: Offer = request.param
    runs = []
    for each in (offer, Offer(offer.sandbox, None, offer.layout)):
        wanted = streams.older(offer).keys() - set(REFUSED.get(offer.granularity or "", ()))
        names = wanted if each is offer else {Twins(offer, *runs, *runs).today_of(name) for name in wanted}
        chosen = [stream for name, stream in streams.offered(each).items() if name in names]
        assert len(chosen) == len(wanted)
        fields = {
            "start_date": broad("2026-11-02", "2026-11-01"), "requests_per_second": 1000, "concurrency": 1,
            **each.settings}
        config = account.sandbox_config(**fields) if offer.sandbox else account.config(**fields)
        address = account.facts["sandbox_base_url"] if offer.sandbox else account.base_url
        catalog = selection.catalog((stream.description for stream in chosen), mode="incremental")
        run = Connector(tmp_path_factory.mktemp("twins"), address).run("read", config, catalog, now=NOW, variables=FAST)
        assert run.returncode == 0, run.stdout[-2000:]
        runs.append(run)
    return Twins(offer, *runs)


def texts(run: Run, kind: str, name: str) -> list[str]:
    """A stream's lines of a kind, without its name and the time, the only things that may differ."""
    mark = {"RECORD": f'"stream":"{name}"', "STATE": f'"name":"{name}"'}[kind]
    lines = [line for line in run.stdout.split("\n") if line.startswith(f'{{"type":"{kind}"') and mark in line]
    return [re.sub(r'"emitted_at":\d+', "", line.replace(mark, "")) for line in lines]


def test_reports_under_older_names_say_what_the_suffixed_ones_say_byte_for_byte(twins: Twins) -> None:
    assert twins.older.records
    for name in twins.older.statuses:
        for kind in ("RECORD", "STATE"):
            found = texts(twins.older, kind, name)
            assert found, (name, kind)
            assert found == texts(twins.today, kind, twins.today_of(name)), (name, kind)


@pytest.mark.parametrize("offer", OLDER, ids=str)
def test_reports_under_older_names_are_described_as_the_suffixed_ones(offer: Offer) -> None:
    today = streams.discovered(Offer(offer.sandbox, None, offer.layout))
    older = streams.older(offer).keys() - set(REFUSED.get(offer.granularity or "", ()))
    assert older
    for name in older:
        stream, twin = streams.discovered(offer)[name], today[name + SUFFIXES[offer.granularity or ""]]
        assert {**stream, "name": ""} == {**twin, "name": ""}


@pytest.mark.parametrize("sandbox", [False, True], ids=["production", "sandbox"])
def test_audiences_by_the_hour_end_incomplete_and_the_others_are_read_to_the_end(
    sandbox: bool, account: Simulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """TikTok has refused them since December 2022 (§3.4 of the fact sheet)."""
    offer = Offer(sandbox, "HOUR")
    fields = {"start_date": "2026-11-02", "requests_per_second": 1000, **offer.settings}
    config = account.sandbox_config(**fields) if sandbox else account.config(**fields)
    address = account.facts["sandbox_base_url"] if sandbox else account.base_url
    catalog = selection.catalog(
        (selection.with_metrics(stream, FEW) for stream in streams.older(offer).values()), mode="incremental")
    run = Connector(tmp_path_factory.mktemp("hours"), address).run("read", config, catalog, now=NOW, variables=FAST)
    refused = set(REFUSED["HOUR"]) & set(streams.older(offer))
    assert refused
    assert run.returncode == 1
    ended: dict[str, set[str]] = {}
    for name, statuses in run.statuses.items():
        ended.setdefault(statuses[-1], set()).add(name)
    assert ended == {"INCOMPLETE": refused, "COMPLETE": set(streams.older(offer)) - refused}
    errors: list[dict[str, Any]] = [error["error"] for error in run.errors]
    assert {error["stream_descriptor"]["name"] for error in errors} == refused
    assert {error["failure_type"] for error in errors} == {"config_error"}
    assert all("report_granularity" in error["message"] for error in errors), json.dumps(errors, default=str)
