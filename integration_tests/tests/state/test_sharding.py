"""Several processes that read an agency together, as in `sharding/README.md`, give the same rows and states as one."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from support import asked, indexed_job, selection, streams, truth
from support.connector import FAST, Connector, Run
from support.indexed_job import SHARDING, IndexedJob, manifest, tool
from support.selection import FEW
from support.simulation import Simulation

sys.path.insert(0, str(SHARDING))
import shard  # noqa: E402

FIRST, SECOND = "2026-11-03T12:00:00Z", "2026-11-05T12:00:00Z"
START = "2026-09-01"
LOOKBACK = timedelta(days=3)
READ = (
    "advertisers", "campaigns", "ads", "pixels", "ads_reports_daily", "campaigns_audience_reports_daily",
    "advertisers_audience_reports_lifetime")
INCREMENTAL = [name for name in READ if name in ("campaigns", "ads") or name.endswith("daily")]
# Not a multiple of the number of shards.
FLAGS = ("--advertisers", "9", "--ads-per-advertiser", "4")
LEVELS = {"basic": 10, "advanced": 20, "premium": 30, "ultimate": 50}
States = dict[str, dict[str, Any]]


def limit() -> int:
    """The requests per second that TikTok allows the app of the job's configuration."""
    return LEVELS[indexed_job.config()["api_level"]]


def shards() -> int:
    return manifest()["spec"]["completions"]


def catalog() -> dict[str, Any]:
    return selection.catalog((selection.with_metrics(streams.of(name), FEW) for name in READ), "incremental")


def metrics(stream: str) -> list[str]:
    return [name for name in streams.numeric_metrics(stream) if name in FEW] if streams.is_report(stream) else []


def states(text: str, folder: Path) -> States:
    """States by stream, in an order that does not depend on which process was faster."""
    path = folder / "compared.jsonl"
    path.write_text(text)
    found = shard.read_states(path)
    for state in found.values():
        state.get("states", []).sort(key=lambda entry: entry["partition"]["advertiser_id"])
    return found


def joined(job: IndexedJob) -> str:
    """The states of its pods, joined into one."""
    return tool("join", *job.states)


@dataclass
class Day:
    """The rows that one process has read, and those that the pods have read."""

    single: Run
    pods: list[Run]
    requests: list[asked.Entry]


class Agency:
    """Accounts that are read by one process and by pods."""

    def __init__(self, simulation: Simulation, folder: Path) -> None:
        self.simulation = simulation
        self.folder = folder
        self.connector = Connector(folder, simulation.base_url)

    def single(self, now: str, state: Any = None, start: str = START) -> Run:
        self.simulation.set_clock(now)
        config = self.simulation.config(
            start_date=start, requests_per_second=1000, attribution_window=LOOKBACK.days)
        run = self.connector.run("read", config, catalog(), state, now=now, variables=FAST)
        assert run.returncode == 0, run.stderr
        return run

    def job(self, name: str, count: int, variables: dict[str, str] = FAST, **fields: Any) -> IndexedJob:
        """A job whose accounts are split into shards as in `sharding/README.md`."""
        made = IndexedJob(self.folder / name, self.connector, {
            "TIKTOK_SECRET": self.simulation.facts["secret"],
            "TIKTOK_ACCESS_TOKEN": self.simulation.facts["access_token"]}, variables)
        config = copy.deepcopy(indexed_job.config())
        config["credentials"]["app_id"] = self.simulation.facts["app_id"]
        made.configure(
            {**config, "start_date": START, "requests_per_second": limit() // count,
             "attribution_window": LOOKBACK.days, **fields}, catalog(),
            tool("assign", count, text="\n".join(self.simulation.advertiser_ids)))
        return made

    def day(self, now: str, single: Run, job: IndexedJob, count: int) -> Day:
        self.simulation.set_clock(now)
        self.simulation.clear_requests()
        pods = job.run(now, *range(count))
        for pod in pods:
            assert pod.returncode == 0, pod.stderr + pod.stdout[-2000:]
        return Day(single, pods, self.simulation.requests())


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    with Simulation.start("--now", FIRST, *FLAGS) as simulation:
        yield Agency(simulation, tmp_path_factory.mktemp("agency"))


@pytest.fixture(scope="module")
def job(agency: Agency) -> IndexedJob:
    return agency.job("job", shards())


@pytest.fixture(scope="module")
def first(agency: Agency, job: IndexedJob) -> Day:
    return agency.day(FIRST, agency.single(FIRST), job, shards())


@dataclass
class Resharded:
    """A job that resumes from the states of others, and a single process that resumes from its own."""

    job: IndexedJob
    day: Day


@pytest.fixture(scope="module")
def second_of_one(agency: Agency, first: Day) -> Run:
    return agency.single(SECOND, first.single.state)


@pytest.fixture(scope="module", params=["the same shards", "fewer shards", "more shards", "one process"])
def second(
    request: pytest.FixtureRequest, agency: Agency, job: IndexedJob, first: Day, second_of_one: Run
) -> Resharded:
    """The days after, read by shards that resume from their own states, from those of another number of shards, or from
    that of one process."""
    count = shards() + {"fewer shards": -1, "more shards": 2}.get(request.param, 0)
    later = agency.job(f"after {request.param}", count)
    if request.param == "the same shards":
        shutil.copytree(job.data, later.data, dirs_exist_ok=True)
    else:
        lines, state = later.settings / "shards.txt", later.folder / "state.jsonl"
        accounts = "\n".join(agency.simulation.advertiser_ids)
        lines.write_text(tool("assign", count, "--before", job.settings / "shards.txt", text=accounts))
        state.write_text(first.single.stdout if request.param == "one process" else joined(job))
        tool("split", lines, state, later.data)
    return Resharded(later, agency.day(SECOND, second_of_one, later, count))


def rows(stream: str, *runs: Run) -> truth.Rows:
    return truth.seen(stream, [record for run in runs for record in run.records[stream]], metrics(stream))


@pytest.mark.parametrize("stream", READ)
def test_the_shards_give_every_row_of_the_truth_once(stream: str, agency: Agency, first: Day) -> None:
    agency.simulation.set_clock(FIRST)
    expected = truth.expected(agency.simulation, stream, start=START, metrics=metrics(stream))
    assert len(expected) > shards()
    assert truth.differences(expected, rows(stream, *first.pods)) == []
    assert truth.differences(rows(stream, first.single), rows(stream, *first.pods)) == []
    assert sum(len(run.records[stream]) for run in first.pods) == len(first.single.records[stream]) == len(expected)


def test_every_shard_reads_its_own_accounts_alone(job: IndexedJob, first: Day) -> None:
    lines = shard.read_shards(job.settings / "shards.txt")
    assert [len(accounts) for accounts in lines] == [3, 2, 2, 2]
    for accounts, run in zip(lines, first.pods, strict=True):
        assert {row["advertiser_id"] for row in run.records["advertisers"]} == set(accounts)


def test_the_states_of_the_shards_join_to_that_of_one_process(job: IndexedJob, first: Day, tmp_path: Path) -> None:
    found = states(joined(job), tmp_path)
    assert found == states(first.single.stdout, tmp_path)
    assert found.keys() == set(READ)
    # Split and joined again, it is the same.
    (tmp_path / "state.jsonl").write_text(first.single.stdout)
    tool("split", job.settings / "shards.txt", tmp_path / "state.jsonl", tmp_path / "parts")
    parts = sorted((tmp_path / "parts").glob("*/state.jsonl"))
    assert len(parts) == shards()
    assert states(tool("join", *parts), tmp_path) == found


def test_shards_go_on_where_those_before_them_have_stopped(second: Resharded, tmp_path: Path) -> None:
    for stream in READ:
        single = rows(stream, second.day.single)
        assert single or stream in ("campaigns", "ads")
        assert truth.differences(single, rows(stream, *second.day.pods)) == []
        assert sum(len(run.records[stream]) for run in second.day.pods) == len(second.day.single.records[stream])
    assert states(joined(second.job), tmp_path) == states(second.day.single.stdout, tmp_path)
    for stream in INCREMENTAL:
        if streams.is_report(stream):
            days = set(asked.first_days(stream, second.day.requests).values())
            assert days == {asked.last_closed(FIRST) - LOOKBACK}, "the state was not used"


def test_a_pod_that_is_stopped_leaves_the_states_of_what_is_complete(agency: Agency, first: Day) -> None:
    """And the next attempt resumes from them."""
    job = agency.job("stopped", 1, requests_per_second=1000)
    agency.simulation.set_clock(FIRST)
    agency.simulation.clear_requests()
    # The reports of one account are delayed until it is stopped.
    last = {"path": "^report/", "advertiser_id": agency.simulation.advertiser_ids[-1], "times": "always"}
    agency.simulation.add_faults({**last, "effect": {"kind": "stall", "seconds": 60, "after_bytes": 0}})
    pod = job.pod(0, FIRST)
    records = job.data / "0"
    try:
        wait_for(lambda: any('"STATE"' in path.read_text() for path in records.glob("records-*")))
        pod.send_signal(signal.SIGTERM)
        pod.communicate(timeout=120)
    finally:
        agency.simulation.clear_faults()
        # The process group no longer exists if the pod has ended.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pod.pid, signal.SIGKILL)
    assert pod.returncode == 128 + signal.SIGTERM
    [path] = records.glob("records-*")
    stopped = Run(pod.returncode, path.read_text(), "")
    known = shard.read_states(records / "state.jsonl")
    assert known == shard.read_states(path)
    [again] = job.run(FIRST, 0)
    assert again.returncode == 0, again.stderr
    for stream in READ:
        expected = rows(stream, first.single)
        assert truth.differences(expected, rows(stream, stopped, again)) == []
    assert shard.read_states(records / "state.jsonl").keys() == set(READ)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.05)


def test_the_manifest_has_what_its_pods_need(job: IndexedJob) -> None:
    spec = manifest()["spec"]
    assert spec["completionMode"] == "Indexed"
    [container] = spec["template"]["spec"]["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        volume["name"] for volume in spec["template"]["spec"]["volumes"]}
    assert set(indexed_job.settings_files()) == {path.name for path in job.settings.iterdir()}
    # The list of accounts comes from the line of the shard, the rest from the secret.
    text = json.dumps(indexed_job.config())
    assert all(f'"${{{name}}}"' in text for name in [*indexed_job.secrets(), "TIKTOK_ADVERTISER_IDS"])
    assert text.count("${") == len(indexed_job.secrets()) + 1
    assert indexed_job.config()["requests_per_second"] * spec["parallelism"] == limit()


@pytest.mark.alone
def test_the_shards_together_keep_to_the_app_s_rate(agency: Agency) -> None:
    """Up to three attempts, because the arrival of requests also depends on the load of the machine."""
    start = "2026-10-25"
    # Requests that were made before are answered at once.
    single = agency.single(FIRST, start=start)
    refused = []
    for attempt in range(3):
        job = agency.job(f"rate {attempt}", shards(), {}, start_date=start)
        agency.simulation.set_limits(qps=limit(), qpm=60 * limit())
        day = agency.day(FIRST, single, job, shards())
        agency.simulation.set_limits()
        assert len(day.requests) > 2 * limit()
        refused = [entry for entry in day.requests if entry["code"]]
        if not refused:
            break
    assert refused == []


def test_accounts_come_from_what_the_connector_wrote(agency: Agency) -> None:
    """The output of the stream that lists the accounts."""
    chosen = selection.catalog([streams.of("advertiser_ids").description])
    run = agency.connector.run("read", agency.simulation.config(), chosen, now=FIRST)
    assert tool("assign", 1, text=run.stdout).strip().split(",") == agency.simulation.advertiser_ids
