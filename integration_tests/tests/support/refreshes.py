"""Full refreshes of one account that are interrupted, and the reads that resume them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import asked, selection, truth
from support.connector import FAST, Connector, Run
from support.simulation import Simulation
from support.streams import Stream
from support.verdicts import whole_lines, without_crash

NOW = "2026-11-03T12:00:00Z"
MEMBER = "full_refresh"
CUSTOM = "spend_by_place"
CUSTOM_REPORT = {
    "name": CUSTOM, "report_type": "BASIC", "data_level": "AUCTION_AD", "dimensions": ["ad_id", "stat_time_day"],
    "metrics": ["spend", "clicks"]}
FINISHED_WITHOUT_CURSOR = {"__ab_no_cursor_state_message": True}


@dataclass(frozen=True)
class Kind:
    """A way to read streams, and where the read ends: at the ``nth`` request about the account at index ``place``, so
    that with 2 its first window has been read. ``endpoint`` is for a stream that the README does not list."""

    stream: str
    start: str = "2026-09-01"
    place: int = 2
    nth: int = 1
    config: dict[str, Any] = field(default_factory=dict)
    endpoint: str | None = None

    def __str__(self) -> str:
        return self.stream

    @property
    def comes_in_windows(self) -> bool:
        return self.nth > 1


WEEKS = {"report_window_days": 7}
KINDS = (
    Kind("campaigns"),
    Kind("ads"),
    Kind("creative_assets_videos"),
    Kind("pixels"),
    Kind("saved_audiences"),
    Kind("audience_details"),
    Kind("pixel_instant_page_events"),
    Kind("gmv_max_stores"),
    Kind("pixel_events_statistics", nth=2),
    Kind("ads_reports_lifetime"),
    # Only the first account is older than a year.
    Kind("advertisers_audience_reports_lifetime", start="2016-09-01", place=0, nth=2),
    Kind("ads_reports_daily", nth=3, config=WEEKS),
    Kind("campaigns_audience_reports_daily", start="2026-10-06", nth=3, config=WEEKS),
    # A request for each of three shops, one of which is refused and not requested again.
    Kind("gmv_max_product_campaign_reports_daily", start="2026-10-06", nth=5, config=WEEKS),
    Kind("campaigns_reports_hourly", start="2026-10-30", nth=2),
    Kind(CUSTOM, start="2026-10-06", nth=3, config=WEEKS, endpoint="report/integrated/get/"),
)


# The catalog, and the reads with which many tests begin: done once.
_catalogs: dict[str, dict[str, Any]] = {}
_reads: dict[tuple[str, str, str], Run] = {}


class Refreshes:
    """Full reads of one stream of an account."""

    def __init__(self, account: Simulation, kind: Kind, folder: Path) -> None:
        self.account = account
        self.kind = kind
        self.connector = Connector(folder, account.base_url)
        account.clear_faults()
        account.clear_requests()

    def config(self, **fields: Any) -> dict[str, Any]:
        return self.account.config(**{
            "start_date": self.kind.start, "requests_per_second": 1000, "concurrency": 1,
            "custom_reports": [CUSTOM_REPORT], **self.kind.config, **fields})

    def stream(self, config: dict[str, Any]) -> Stream:
        asked_with = json.dumps(config)
        if asked_with not in _catalogs:
            _catalogs[asked_with] = self.connector.discover(config)
        return next(Stream(each) for each in _catalogs[asked_with]["streams"] if each["name"] == self.kind.stream)

    def catalog(
        self, config: dict[str, Any], *, mode: str = "full_refresh", metrics: Iterable[str] = selection.FEW,
        **members: Any
    ) -> dict[str, Any]:
        """``members`` are added to the configured stream, as a platform does."""
        stream = self.stream(config)
        chosen = selection.with_metrics(stream, None if self.kind.stream == CUSTOM else metrics)
        catalog = selection.catalog([chosen], mode=mode)
        catalog["streams"][0] |= members
        return catalog

    def read(
        self, state: Any = None, *, mode: str = "full_refresh", now: str = NOW,
        catalog: dict[str, Any] | None = None, members: dict[str, Any] | None = None, **fields: Any
    ) -> Run:
        config = self.config(**fields)
        self.account.clear_requests()
        catalog = catalog or self.catalog(config, mode=mode, **(members or {}))
        run = without_crash(self.connector.run("read", config, catalog, state, now=now, variables=FAST))
        whole_lines(run.stdout)
        return run

    def whole(self, state: Any = None, **options: Any) -> Run:
        """A read that succeeds."""
        run = self.read(state, **options)
        assert run.returncode == 0, run.stdout[-2000:]
        assert run.statuses[self.kind.stream][-1] == "COMPLETE"
        return run

    def broken(
        self, place: int | None = None, code: int = 20001, nth: int | None = None, alone: bool = False, **options: Any
    ) -> Run:
        """A read that TikTok ends: it refuses the account at that index from the nth request on, and the accounts after
        it, unless it fails ``alone``."""
        first, *others = self.account.advertiser_ids[self.kind.place if place is None else place:]
        endpoint = self.kind.endpoint or self.stream(self.config()).endpoint
        for account in [first] if alone else [first, *others]:
            self.account.add_faults({
                "path": f"^{endpoint}", "advertiser_id": account, "times": "always",
                "nth": (nth or self.kind.nth) if account == first else 1,
                "effect": {"kind": "code", "code": code, "message": "Simulated."}})
        run = self.read(**options)
        self.account.clear_faults()
        assert run.returncode == 1, run.stdout[-2000:]
        assert run.statuses[self.kind.stream][-1] == "INCOMPLETE"
        return run

    def everything(self) -> truth.Rows:
        """The rows of a whole read."""
        return self.rows(self._once("whole", self.whole))

    def begun(self) -> Run:
        """A read that TikTok has ended in the default way."""
        return self._once("broken", self.broken)

    def _once(self, name: str, read: Callable[[], Run]) -> Run:
        key = (self.account.base_url, str(self.kind), name)
        if key not in _reads:
            _reads[key] = read()
        return _reads[key]

    def rows(self, *runs: Run) -> truth.Rows:
        """The rows that a destination keeps of runs, whole and by key; a later row replaces an earlier one."""
        stream = self.stream(self.config())
        return {
            "|".join(str(record[name]) for name in stream.identity): record
            for run in runs for record in run.committed[self.kind.stream]}

    def state(self, run: Run) -> dict[str, Any]:
        return run.stream_state(self.kind.stream)

    def requests(self) -> list[asked.Entry]:
        """The requests to the stream's own endpoint since the last read began."""
        endpoint = self.kind.endpoint or self.stream(self.config()).endpoint
        return [entry for entry in self.account.requests() if entry["path"] == endpoint]

    def asked_of(self) -> set[str]:
        return {entry["advertiser_id"] for entry in self.requests()}

    def first_day(self, account: str) -> str:
        """The first day that was requested for an account."""
        return min(first_day(entry) for entry in self.requests() if entry["advertiser_id"] == account)


def first_day(entry: asked.Entry) -> str:
    return asked.param(entry, "start_date") or asked.json.loads(asked.param(entry, "date_range") or "")["start_date"]


def changed(run: Run, stream: str, **members: Any) -> list[dict[str, Any]]:
    """The last states of a run with changed members in their data about the full refresh; None removes a member."""
    states = copy.deepcopy(run.state)
    for state in states:
        if state["stream"]["stream_descriptor"]["name"] == stream:
            told = state["stream"]["stream_state"][MEMBER]
            for name, value in members.items():
                told.pop(name, None)
                if value is not None:
                    told[name] = value
    return states
