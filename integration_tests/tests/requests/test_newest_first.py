"""Videos come with the newest changes first, so a sync asks only for the pages that have some, and no change is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import asked, selection, streams, truth
from support.connector import FAST, Connector, Run
from support.list_reads import warnings
from support.servers.list_server import Ask, ListServer, answer, page
from support.simulation import SMALL, Simulation

VIDEOS, PATH = "creative_assets_videos", "file/video/ad/search/"
FIRST = "7000000000000000001"
START = "2026-11-03T12:00:00Z"
# Of five pages of videos, about one video changes in an hour, half a page in a day, and more than two pages in five.
COUNT = 450
SYNCS = {"at once": START, "an hour later": "2026-11-03T13:00:00Z", "a day later": "2026-11-04T13:00:00Z",
         "five days later": "2026-11-09T13:00:00Z"}
MOST_REQUESTS = {"at once": 1, "an hour later": 1, "a day later": 1, "five days later": 4}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    with Simulation.start("--now", START, *SMALL, "--videos", str(COUNT)) as account:
        yield account


@dataclass
class Syncs:
    """Syncs one after the other, each from the state of the one before."""

    account: Simulation
    folder: Path
    state: Any = None

    def sync(self, now: str, mode: str = "incremental") -> tuple[Run, list[asked.Entry]]:
        self.account.set_clock(now)
        self.account.clear_requests()
        config = self.account.config(requests_per_second=1000)
        state = self.state if mode == "incremental" else None
        run = Connector(self.folder, self.account.base_url).run(
            "read", config, selection.catalog([streams.of(VIDEOS).description], mode), state, now=now, variables=FAST)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        if mode == "incremental":
            self.state = run.state
        first = self.account.advertiser_ids[0]
        return run, self.account.requests(path=PATH, advertiser_id=first)


def by_key(run: Run) -> dict[str, Any]:
    return {truth.key(VIDEOS, record): record for record in run.records[VIDEOS]}


def test_a_sync_asks_for_the_pages_with_changes_and_misses_none(account: Simulation, tmp_path: Path) -> None:
    syncs = Syncs(account, tmp_path)
    run, requests = syncs.sync(START)
    pages = -(-len([each for each in run.records[VIDEOS] if each["advertiser_id"] == account.advertiser_ids[0]]) // 100)
    assert pages >= 5
    assert len(requests) == pages + 1, "each page, and the first one again"
    assert {asked.param(entry, "sort_field") for entry in requests} == {"MODIFY_TIME"}
    table, changes = by_key(run), {}
    for name, now in SYNCS.items():
        run, requests = syncs.sync(now)
        assert len(requests) <= MOST_REQUESTS[name], name
        changes[name] = sum(table.get(key) != record for key, record in by_key(run).items())
        table |= by_key(run)
        whole, of_whole = syncs.sync(now, "full_refresh")
        assert len(of_whole) >= pages + 1
        assert table == by_key(whole), name
        assert truth.differences(truth.expected(account, VIDEOS), truth.seen(VIDEOS, list(table.values()))) == []
        assert warnings(run) == []
    assert changes["at once"] == 0 < changes["a day later"] < changes["five days later"]
    assert changes["five days later"] > 200, "more than two pages"


def listed(ask: Ask, count: int, total: int) -> dict[str, Any]:
    """Pages of `total` videos of which only the first `count` are made, the newest change first."""
    size = int(ask.query["page_size"])
    numbers = range(count)[(ask.page - 1) * size:ask.page * size]
    records = [
        {"video_id": f"v{number}", "create_time": "2026-01-01T00:00:00Z",
         "modify_time": f"2026-11-02T{23 - number // 60:02}:{59 - number % 60:02}:00Z"} for number in numbers]
    return page(records, ask.page, -(-total // size), total, size)


def read_listed(folder: Path, server: ListServer) -> Run:
    config = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": "2026-11-01", "requests_per_second": 1000}
    element = {"partition": {"advertiser_id": FIRST}, "cursor": {"modify_time": "2026-11-02 23:30:00Z"}, "is_dated": True}
    state = [{"type": "STREAM", "stream": {
        "stream_descriptor": {"name": VIDEOS}, "stream_state": {"states": [element]}}}]
    return Connector(folder, server.address).run(
        "read", config, selection.catalog([streams.of(VIDEOS).description], "incremental"), state, now=START,
        variables=FAST)


@pytest.mark.parametrize(("total", "told"), ((9_999, 0), (10_000, 1)))
def test_a_library_that_is_larger_than_tiktok_lists_is_told_of(total: int, told: int, tmp_path: Path) -> None:
    with ListServer((FIRST,), lambda ask: listed(ask, 300, total) if ask.path == PATH else None) as server:
        run = read_listed(tmp_path, server)
        asks = [ask for ask in server.asks if ask.path == PATH]
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    assert len(asks) == 1
    assert len(run.records[VIDEOS]) == 30
    found = warnings(run)
    assert len(found) == told
    assert all("lists only the 10000 records that changed last, and counts 10000" in each for each in found)


def test_an_account_whose_order_tiktok_refuses_or_ignores_is_read_whole(tmp_path: Path) -> None:
    def refusing(ask: Ask) -> dict[str, Any] | None:
        if ask.path != PATH:
            return None
        if "sort_field" in ask.query:
            return answer({}, 40002, "sort_field: Unknown field.")
        return listed(ask, 300, 300)

    def ignoring(ask: Ask) -> dict[str, Any] | None:
        if ask.path != PATH:
            return None
        found = listed(ask, 300, 300)
        # The oldest ones first.
        found["data"]["list"] = listed(
            Ask(ask.path, {**ask.query, "page": str(4 - ask.page)}, 1), 300, 300)["data"]["list"][::-1]
        return found

    for script in (refusing, ignoring):
        with ListServer((FIRST,), script) as server:
            run = read_listed(tmp_path, server)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        assert len(run.records[VIDEOS]) == 30
        told = [m["log"]["message"] for m in run.of_type("LOG") if "newest changes first" in m["log"]["message"]]
        assert len(told) == 1
        assert warnings(run) == []
