"""Reads of an account whose answers are disturbed by rule, compared with the account's truth."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from support.completeness import (
    Rows, committed, difference, entity_rows, report_rows, true_entity_rows, true_report_rows,
)
from support.connector import Connector, Run, configured
from support.simulation import Simulation
from support.verdicts import whole_lines, without_crash

NOW = "2026-11-03T12:00:00Z"
START = "2026-10-01"
REPORT, CAMPAIGN = "ads_reports_daily", "campaigns"
PATHS = {REPORT: "^report/", CAMPAIGN: "^campaign/"}
# So that what is asked for has a first, a middle and a last page.
PAGE_SIZES = {REPORT: 40, CAMPAIGN: 2}


class FaultyReads:
    """``accounts`` limits a read to some of the advertisers."""

    def __init__(self, account: Simulation, folder: Path) -> None:
        self.account = account
        self.connector = Connector(folder, account.base_url)
        account.clear_faults()
        account.clear_requests()

    def read(
        self, *streams: str, accounts: list[str] | None = None, state: Any = None, **fields: Any
    ) -> Run:
        page_size = min(PAGE_SIZES[stream] for stream in streams)
        config = self.account.config(**{
            "start_date": START, "requests_per_second": 1000, "page_size": page_size, "advertiser_ids": accounts,
            **fields})
        catalog = configured(self.connector.discover(config), *streams)
        run = without_crash(self.connector.run("read", config, catalog, state, now=NOW))
        whole_lines(run.stdout)
        return run

    def last_page(self, stream: str, account: str) -> int:
        """The last page of the stream's first request, from the account's truth."""
        if stream == CAMPAIGN:
            count = len(self.truth(stream, account, buying_types="AUCTION,RESERVATION_RF"))
        else:
            count = len(self.truth(stream, account, end="2026-10-30"))
        return -(-count // PAGE_SIZES[stream])

    def truth(self, stream: str, account: str | None = None, **conditions: Any) -> Rows:
        if account:
            conditions["advertiser_id"] = account
        if stream == CAMPAIGN:
            return true_entity_rows(self.account, "campaign", **conditions)
        return true_report_rows(self.account, START, **conditions)

    def rows(self, stream: str, *runs: Run, only_committed: bool = False) -> Rows:
        records = [
            record for run in runs for record in (committed(run) if only_committed else run.records)[stream]]
        return entity_rows(records, "campaign") if stream == CAMPAIGN else report_rows(records)

    def resumed(self, stream: str, broken: Run, **options: Any) -> dict[str, Any]:
        """What the truth and the broken read, gone on from its last state without faults, differ in."""
        self.account.clear_faults()
        rest = self.read(stream, state=broken.state or None, **options)
        assert rest.returncode == 0, rest.stdout[-2000:]
        assert rest.statuses[stream][-1] == "COMPLETE"
        return difference(self.rows(stream, broken, rest, only_committed=True), self.truth(stream))


def told(run: Run, stream: str) -> str:
    """All that is said about why a stream failed: once, as its error."""
    assert run.returncode == 1, run.stdout[-2000:]
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
