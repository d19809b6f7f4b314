"""What the connector asked of the API, as the request log has it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from support import streams
from support.simulation import Simulation

Entry = dict[str, Any]


@dataclass(frozen=True)
class Window:
    """The days that a report request asks for, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def param(entry: Entry, name: str) -> str | None:
    return next(iter(entry["params"].get(name, [])), None)


def texts(entry: Entry, name: str) -> list[str]:
    """The texts of a parameter that is a list."""
    return json.loads(param(entry, name) or "[]")


def filtering(entry: Entry) -> dict[str, Any]:
    return json.loads(param(entry, "filtering") or "{}")


def reports(requests: list[Entry]) -> list[Entry]:
    return [entry for entry in requests if entry["path"] == "report/integrated/get/"]


def first_pages(requests: list[Entry]) -> list[Entry]:
    return [entry for entry in requests if (entry["page"] or 1) == 1]


def window(entry: Entry) -> Window:
    return Window(*(date.fromisoformat(param(entry, name) or "") for name in ("start_date", "end_date")))


def windows(requests: list[Entry]) -> dict[tuple[str, str], list[Window]]:
    """The windows by kind of report and advertiser, by date. Requests for further metrics of the same rows have the
    same windows."""
    asked = defaultdict(set)
    for entry in first_pages(reports(requests)):
        if param(entry, "start_date"):
            kind = f"{param(entry, 'report_type')} {param(entry, 'dimensions')}"
            asked[kind, entry["advertiser_id"]].add(window(entry))
    return {key: sorted(found, key=lambda each: each.start) for key, found in asked.items()}


def first_days(stream: str, requests: list[Entry]) -> dict[str, date]:
    """The first day that a report stream asked for, by account."""
    wanted = (streams.of(stream).report_type, set(streams.of(stream).dimensions))
    starts: dict[str, list[date]] = defaultdict(list)
    for entry in reports(requests):
        if (param(entry, "report_type"), set(texts(entry, "dimensions"))) == wanted:
            starts[entry["advertiser_id"]].append(window(entry).start)
    return {id: min(days) for id, days in starts.items()}


def earliest_days(simulation: Simulation) -> dict[str, date]:
    """The first day that each account can have rows on, wherever on Earth it is: its creation in UTC−12."""
    sandbox = simulation.facts["sandbox_advertiser_id"]
    rows = simulation.truth("advertiser", rows=1)["rows"]
    rows |= simulation.truth("advertiser", rows=1, advertiser_id=sandbox)["rows"]
    return {
        key: (datetime.fromtimestamp(row["create_time"], UTC) - timedelta(hours=12)).date()
        for key, row in rows.items()
    }


def last_begun(now: str) -> date:
    """The last day that has begun somewhere: in UTC+14."""
    return (moment(now) + timedelta(hours=14)).date()


def last_closed(now: str) -> date:
    """The last day that has ended everywhere: in UTC−12."""
    return (moment(now) - timedelta(hours=12)).date() - timedelta(days=1)


def moment(now: str) -> datetime:
    return datetime.fromisoformat(now)
