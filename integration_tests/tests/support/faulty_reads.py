"""Reads of an account with faults in its answers, compared with the account's truth."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import selection, streams, truth
from support.connector import Connector, Run
from support.offers import WIDE
from support.sessions import Session, started
from support.simulation import Simulation
from support.truth import METRICS, Rows
from support.verdicts import whole_lines, without_crash

NOW = "2026-11-03T12:00:00Z"
START = "2026-10-01"
HTML = "<html><head><title>{status}</title></head><body>{status}</body></html>"
REPORT, HOURLY, CAMPAIGN = "ads_reports_daily", "ads_reports_hourly", "campaigns"


@dataclass(frozen=True)
class Kind:
    """A kind of request, and one request of it: for a report, the window that begins on that day."""

    stream: str
    # The beginning of the endpoint's path.
    path: str
    start: str
    # Chosen so that there is a first, a middle and a last page.
    page_size: int
    # The days of the window to disturb.
    window: tuple[str, str] | None = None
    # The requested metrics: all of them take two requests for each page, whose rows are joined.
    metrics: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.stream


KINDS = {kind.stream: kind for kind in (
    Kind(CAMPAIGN, "^campaign/", START, 2),
    Kind(REPORT, "^report/", START, 40, ("2026-10-01", "2026-10-30")),
    Kind(HOURLY, "^report/", "2026-11-01", 20, ("2026-11-02", "2026-11-02"), METRICS),
)}
PATHS = {stream: kind.path for stream, kind in KINDS.items()}


class FaultyReads:
    """``accounts`` are the advertisers to read, all if empty: other tests may read the rest at the same time."""

    def __init__(
        self, account: Simulation, folder: Path, *, accounts: Sequence[str] = (), base_url: str | None = None
    ) -> None:
        self.account = account
        self.accounts = accounts
        self.connector = Connector(folder, base_url or account.base_url)
        account.clear_faults(*accounts)
        if not accounts:
            account.clear_requests()

    def read(
        self, *names: str, accounts: Sequence[str] | None = None, state: Any = None, timeout: float = 120,
        variables: dict[str, str] | None = None, meanwhile: Callable[[Session], None] | None = None, **fields: Any
    ) -> Run:
        """``meanwhile`` is called while it runs."""
        kinds = [KINDS[name] for name in names]
        config = self.account.config(**{
            "start_date": min(kind.start for kind in kinds), "requests_per_second": 1000,
            "page_size": min(kind.page_size for kind in kinds),
            "advertiser_ids": accounts or self.accounts or None, **fields})
        catalog = selection.catalog(
            [selection.with_metrics(streams.offered(WIDE)[kind.stream], kind.metrics) for kind in kinds], "incremental")
        if meanwhile:
            arguments = self.connector.arguments("read", config, catalog, state)
            with started(self.connector, arguments, NOW, variables=variables) as session:
                meanwhile(session)
                run = session.end(timeout)
        else:
            run = self.connector.run("read", config, catalog, state, now=NOW, timeout=timeout, variables=variables)
        whole_lines(without_crash(run).stdout)
        return run

    def truth(self, stream: str, *accounts: str) -> Rows:
        ids = accounts or self.accounts or None
        return truth.expected(
            self.account, stream, start=KINDS[stream].start, metrics=METRICS, advertiser_ids=ids)

    def rows(self, stream: str, *runs: Run, only_committed: bool = False) -> Rows:
        records = [
            record for run in runs for record in (run.committed if only_committed else run.records)[stream]]
        return truth.seen(stream, records, METRICS)

    def resumed(self, stream: str, broken: Run, **options: Any) -> list[str]:
        """The differences between the truth and the interrupted read after it was resumed from its last state without
        faults."""
        self.account.clear_faults(*self.accounts)
        rest = self.read(stream, state=broken.state or None, **options)
        assert rest.returncode == 0, said(rest)
        assert rest.statuses[stream][-1] == "COMPLETE"
        return truth.differences(self.truth(stream), self.rows(stream, broken, rest, only_committed=True))


def records_of(account: Simulation, kind: Kind, advertiser: str) -> int:
    """How many records the disturbed request has."""
    if kind.window:
        start, end = kind.window
        rows = truth.expected(
            account, kind.stream, start=start, end=end, metrics=METRICS, advertiser_ids=[advertiser])
        return sum(start <= key.rsplit("|", 1)[1][:10] <= end for key in rows)
    # TopView campaigns are requested separately.
    conditions = {"advertiser_id": advertiser, "buying_types": "AUCTION,RESERVATION_RF"}
    return len(account.truth("campaign", rows=1, **conditions)["rows"])


def told(run: Run, stream: str) -> str:
    """The reason why a stream failed, which must be reported exactly once, as its error."""
    assert run.returncode == 1, said(run)
    assert run.statuses[stream][-1] == "INCOMPLETE"
    assert "COMPLETE" not in run.statuses[stream]
    errors = [
        error["error"] for error in run.errors
        if (error["error"].get("stream_descriptor") or {"name": stream})["name"] == stream]
    assert len(errors) == 1, errors
    return f"{errors[0]['failure_type']}: {errors[0]['message']} [{errors[0].get('internal_message')}]"


def without_window(message: str) -> str:
    """Which of several windows fails first is a matter of chance."""
    return re.sub(r", \d{4}-\d\d-\d\d…\d{4}-\d\d-\d\d", ", WINDOW", message)


def warnings(run: Run) -> list[str]:
    return [m["log"]["message"] for m in run.of_type("LOG") if m["log"]["level"] == "WARN"]


def said(run: Run) -> str:
    """All but records and states."""
    errors = [error["error"]["message"] for error in run.errors]
    return "\n".join([f"exit {run.returncode}, {dict(run.statuses)}", *errors, *run.logs])
