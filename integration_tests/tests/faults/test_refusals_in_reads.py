"""No request of the connector is refused: in full and incremental reads of every stream that it offers, for every kind of
configuration. The expected refusals have names here, and what was refused is not requested again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support import asked, selection
from support.breadth import broad
from support.connector import BINARY, FAST, Connector, Run
from support.offers import Offer
from support.selection import FEW
from support.simulation import SMALL, Simulation
from support.streams import GMV_MAX_REPORT, Stream, older
from support.verdicts import without_crash

NOW, LATER = "2026-11-03T12:00:00Z", "2026-11-04T12:00:00Z"
FEW_DAYS = "2026-10-31"
# The small accounts have one or two objects of each kind, so they cause every kind of request.
ACCOUNTS = broad(SMALL, ())


def is_lifetime_of_an_account(entry: asked.Entry) -> bool:
    """TikTok documents it, but users found it refused (§3.1 of the fact sheet), so it is tried once."""
    return (
        asked.param(entry, "query_lifetime") == "true"
        and asked.param(entry, "data_level") == "AUCTION_ADVERTISER"
        and entry["message"].startswith("query_lifetime: ")
    )


def is_audience_by_the_hour(entry: asked.Entry) -> bool:
    """Refused since December 2022 (§3.4), but configurations from before name these streams."""
    return (
        asked.param(entry, "report_type") == "AUDIENCE"
        and "stat_time_hour" in asked.texts(entry, "dimensions")
        and "stat_time_hour" in entry["message"]
    )


def is_pair_without_events(entry: asked.Entry) -> bool:
    """No document says which pairs of objective and goal have events of instant pages (§2)."""
    return entry["path"] == "pixel/instant_page/event/" and entry["message"].endswith("is not supported.")


def is_shop_without_gmv_max(entry: asked.Entry) -> bool:
    """TikTok may report the past of such a shop, or refuse it: its page requires available shops (1824721673497601)."""
    return entry["path"] == GMV_MAX_REPORT and "is not available for GMV Max" in entry["message"]


Expectation = Callable[[asked.Entry], bool]


@dataclass(frozen=True)
class Shape:
    """A kind of configuration: its settings, the refusals that it may cause, and the streams that cannot be read then."""

    name: str
    config: dict[str, Any] = field(default_factory=dict, hash=False)
    sandbox: bool = False
    start: str | None = FEW_DAYS
    refused: tuple[Expectation, ...] = ()
    # The metrics that reports are read with; None for all, as in the first shape of production and of the sandbox.
    metrics: tuple[str, ...] | None = FEW
    # Parts of the names of streams.
    without: tuple[str, ...] = ()
    unreadable: str = "nothing is unreadable"

    @property
    def flags(self) -> tuple[str, ...]:
        return ("--now", NOW, *ACCOUNTS, *(("--sandbox",) if self.sandbox else ()))

    def configuration(self, simulation: Simulation) -> dict[str, Any]:
        given = simulation.sandbox_config() if self.sandbox else simulation.config()
        return {**given, "requests_per_second": 1000, "start_date": self.start, **self.config}


OF_ALL_STREAMS = (is_lifetime_of_an_account, is_pair_without_events, is_shop_without_gmv_max)
SHAPES = (
    Shape("production", refused=OF_ALL_STREAMS, metrics=None),
    # By the hour, that would be a request for each day of the accounts' lives; breakdowns do not change how far back a
    # report reaches. By default, the suites of the truth and of lifetimes cover so long a time.
    *broad((), (
        Shape(
            "production, all the accounts' lives", start=None, refused=OF_ALL_STREAMS,
            without=("hourly", "_by_")),
    )),
    Shape(
        "production, without deleted objects", {"include_deleted": False}, refused=OF_ALL_STREAMS,
        without=("hourly",)),
    Shape("sandbox", sandbox=True, metrics=None),
    Shape(
        "report_granularity LIFETIME", {"report_granularity": "LIFETIME"}, refused=(is_lifetime_of_an_account,)),
    Shape("report_granularity DAY", {"report_granularity": "DAY"}),
    Shape(
        "report_granularity HOUR", {"report_granularity": "HOUR"}, refused=(is_audience_by_the_hour,),
        unreadable="audience_reports"),
    Shape(
        "report_granularity of 7 days", {"report_granularity": 7}, refused=OF_ALL_STREAMS,
        without=("hourly",)),
    Shape(
        "report_granularity HOUR in the sandbox", {"report_granularity": "HOUR"}, sandbox=True,
        refused=(is_audience_by_the_hour,), unreadable="audience_reports"),
)


@cache
def offered(shape: Shape) -> list[str]:
    """The streams that `discover` offers for such a configuration, without any request; of older configurations only the
    older names, because today's are those of the others."""
    if isinstance(word := shape.config.get("report_granularity"), str):
        return list(older(Offer(shape.sandbox, word)))
    credentials = {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"}
    if shape.sandbox:
        credentials = {"auth_type": "sandbox_access_token", "advertiser_id": "1", "access_token": "t"}
    done = subprocess.run(
        [str(BINARY), "discover", "--config", "/dev/stdin"],
        input=json.dumps({"credentials": credentials, **shape.config}), capture_output=True, text=True, timeout=120)
    [catalog] = [json.loads(line)["catalog"] for line in done.stdout.split("\n") if '"CATALOG"' in line]
    names = [stream["name"] for stream in catalog["streams"]]
    return [name for name in names if not any(part in name for part in shape.without)]


@dataclass(frozen=True)
class Read:
    """A read of all streams: its output without the records, the streams that had records, and its requests."""

    run: Run
    with_records: frozenset[str]
    requests: list[asked.Entry]

    @property
    def refused(self) -> list[asked.Entry]:
        return [entry for entry in self.requests if (entry["status"], entry["code"]) != (200, 0)]


@pytest.fixture(scope="module")
def known() -> dict[str, dict[str, Read]]:
    """The reads so far."""
    return {}


@pytest.fixture
def reads(
    shape: Shape, known: dict[str, dict[str, Read]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Read]:
    """A full read, and an incremental one with another one a day later."""
    if shape.name not in known:
        folder = tmp_path_factory.mktemp("refusals")
        with Simulation.start(*shape.flags) as simulation:
            known[shape.name] = {
                "whole": read(shape, simulation, folder, NOW, "full_refresh"),
                "incremental": (first := read(shape, simulation, folder, NOW, "incremental")),
                "a day later": read(shape, simulation, folder, LATER, "incremental", first.run.state),
            }
    return known[shape.name]


def read(
    shape: Shape, simulation: Simulation, folder: Path, now: str, mode: str, state: Any = None
) -> Read:
    connector, config = Connector(folder, simulation.base_url), shape.configuration(simulation)
    simulation.set_clock(now)
    simulation.clear_requests()
    described = {each["name"]: Stream(each) for each in connector.discover(config, now)["streams"]}
    catalog = selection.catalog(
        (selection.with_metrics(described[name], shape.metrics) for name in offered(shape)), mode)
    run = without_crash(connector.run("read", config, catalog, state, now=now, variables=FAST))
    return Read(run.without_records(), run.streams_with_records, simulation.requests())


READS = ("whole", "incremental", "a day later")


@pytest.mark.parametrize("which", READS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_only_what_has_a_name_here_is_refused(shape: Shape, which: str, reads: dict[str, Read]) -> None:
    requests = reads[which].requests
    assert len(requests) >= len(offered(shape)), "an account was hardly asked for anything"
    unexpected = [entry for entry in reads[which].refused if not any(is_it(entry) for is_it in shape.refused)]
    assert [(entry["code"], entry["message"], entry["params"]) for entry in unexpected] == []


@pytest.mark.parametrize("which", READS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_what_has_a_name_is_refused_and_is_not_asked_again(
    shape: Shape, which: str, reads: dict[str, Read]
) -> None:
    refused = reads[which].refused
    for is_it in shape.refused:
        assert any(is_it(entry) for entry in refused), f"no refusal {is_it.__name__} any more"
    questions = [repr((entry["path"], sorted(entry["params"].items()))) for entry in refused]
    assert len(questions) == len(set(questions))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_each_stream_is_read_to_its_end(shape: Shape, reads: dict[str, Read]) -> None:
    ends: dict[str, str] = {}
    for stream in offered(shape):
        readable = shape.unreadable not in stream or "by_country" in stream
        last = "COMPLETE" if readable else "INCOMPLETE"
        for which, read in reads.items():
            if read.run.statuses[stream][-1] != last:
                ends[f"{stream}, {which}"] = f"{read.run.statuses[stream]}, not {last}"
        if (stream in reads["whole"].with_records) != readable:
            ends[stream] = "no records" if readable else "records"
    assert ends == {}
