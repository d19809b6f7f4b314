"""Reads that take many requests, and their rate according to the server's own log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulated_api.server.request_log import most_within
from support import selection, streams, truth
from support.breadth import broad
from support.connector import Connector, Run
from support.faulty_reads import NOW, said
from support.simulation import Simulation

REPORT, GMV_MAX = "ads_reports_daily", "gmv_max_product_campaign_reports_daily"
# The start dates, with one request per day: about 40 requests for one report (100 in all), and 270 for the other.
STARTS = {REPORT: broad("2026-10-14", "2026-09-17"), GMV_MAX: "2026-08-30"}
METRICS = {REPORT: ("spend", "clicks"), GMV_MAX: ("cost", "orders")}
FLAGS = ("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "6", "--no-special")


@dataclass(frozen=True)
class Usage:
    """The arrivals of requests at the server, in seconds."""

    arrivals: Sequence[float]

    @classmethod
    def of(cls, account: Simulation, path: str | None = None) -> Usage:
        return cls([each["arrived"] for each in account.requests() if path in (None, each["path"])])

    @property
    def span(self) -> float:
        return self.arrivals[-1] - self.arrivals[0]

    @property
    def rate(self) -> float:
        """Requests per second between the first and the last."""
        return (len(self.arrivals) - 1) / self.span

    def most_within(self, seconds: float) -> int:
        return most_within(list(self.arrivals), seconds)

    def share(self, limit: int) -> float:
        """The rate as a fraction of a limit per second, measured between the first request and the last one that is a
        multiple of the limit after it. Requests come in bursts, so any other pair would count a part of a burst too
        much."""
        rounds = (len(self.arrivals) - 1) // limit * limit
        return rounds / (self.arrivals[rounds] - self.arrivals[0]) / limit


class ThrottledReads:
    def __init__(self, account: Simulation, folder: Path) -> None:
        self.account = account
        self.folder = folder
        self.begin()

    def begin(self) -> None:
        self.account.clear_faults()
        self.account.clear_requests()

    def read(
        self, stream: str, *, accounts: Sequence[str] | None = None, base_url: str | None = None,
        variables: dict[str, str] | None = None, **fields: Any
    ) -> Run:
        config = self.account.config(**{
            "start_date": STARTS[stream], "report_window_days": 1, "advertiser_ids": accounts, **fields})
        catalog = selection.catalog(
            [selection.with_metrics(streams.of(stream), METRICS[stream])], "incremental")
        folder = self.folder / "-".join(["read", *(accounts or ())])
        folder.mkdir(exist_ok=True)
        return Connector(folder, base_url or self.account.base_url).run(
            "read", config, catalog, now=NOW, variables=variables)

    def assert_whole(self, stream: str, *runs: Run, start: str | None = None) -> None:
        """Checks that the read has all rows of the truth, each once."""
        for run in runs:
            assert run.returncode == 0 and run.errors == [], said(run)
        records = [record for run in runs for record in run.records[stream]]
        rows = truth.seen(stream, records, METRICS[stream])
        expected = truth.expected(
            self.account, stream, start=start or STARTS[stream], metrics=METRICS[stream], window_days=1)
        assert (unlike := truth.differences(expected, rows)) == [], unlike
        assert len(records) == len(rows)

    def assert_no_throttle(self) -> None:
        codes = self.account.stats()["codes"]
        assert codes.keys() == {"0"}, codes
