"""The fewest requests that a report can take, calculated from the simulated account's truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from support import streams
from support.simulation import Simulation

PAGE_SIZE = 1000
WINDOW_DAYS = {"daily": 30, "hourly": 1}
ACCOUNTS_PER_INFO = 100

# Rows by day, of each account.
Days = Mapping[str, Counter[date]]


def days_with_rows(simulation: Simulation, stream: str, start: date, end: date) -> Days:
    """How many rows each account has on each day, deleted objects included; accounts without any are left out."""
    days: dict[str, Counter[date]] = defaultdict(Counter)
    query = {**streams.report_query(stream), "metrics": "spend"}
    for id in simulation.advertiser_ids:
        rows = simulation.truth(
            **query, rows=1, include_deleted=1, advertiser_id=id, start=str(start), end=str(end))["rows"]
        for key in rows:
            days[id][date.fromisoformat(key.rsplit("|", 1)[1][:10])] += 1
    return days


def requests(stream: str, days: Days, since: Mapping[str, date] | None = None) -> int:
    """The longest possible windows, each beginning at the next row, in the largest possible pages: the requests of a client
    that already knows where the rows are. ``since`` excludes each account's earlier days."""
    length = WINDOW_DAYS[stream.rsplit("_", 1)[1]]
    return sum(
        _of_account([(day, rows) for day, rows in found.items() if since is None or day >= since[id]], length)
        for id, found in days.items())


def of_accounts(count: int) -> int:
    """The requests about the accounts: the list, and their creation and time zones."""
    return 1 + -(-count // ACCOUNTS_PER_INFO)


def _of_account(days: Iterable[tuple[date, int]], length: int) -> int:
    windows: list[list[int]] = []
    first = 0
    for day, rows in sorted(days):
        if not windows or day.toordinal() >= first + length:
            first = day.toordinal()
            windows.append([])
        windows[-1].append(rows)
    return sum(-(-sum(rows) // PAGE_SIZE) for rows in windows)
