"""The log of every request, for the assertions of tests."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Entry:
    """One request and its answer. Only header names are kept, so that no token is stored."""

    sequence: int
    arrived: float
    arrived_at: float
    method: str
    path: str
    sandbox: bool
    params: dict[str, list[str]]
    connection: int
    http_version: str
    headers: list[str]
    user_agent: str
    in_flight: int
    advertiser_id: str | None = None
    page: int | None = None
    notes: list[str] = field(default_factory=list)
    fault: str | None = None
    timed_out: bool = False
    status: int | None = None
    code: int | None = None
    message: str = ""
    rows: int = 0
    bytes: int = 0
    finished: float | None = None
    finished_at: float | None = None


class RequestLog:
    """Entries in order of arrival, and counts over them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._in_flight = 0
        self._sequence = 0

    def arrive(self, **facts: Any) -> Entry:
        """A new entry; `in_flight` counts this request too."""
        self._in_flight += 1
        self._sequence += 1
        entry = Entry(
            sequence=self._sequence,
            arrived=time.monotonic(),
            arrived_at=time.time(),
            in_flight=self._in_flight,
            **facts,
        )
        self.entries.append(entry)
        return entry

    def finish(self, entry: Entry) -> None:
        entry.finished, entry.finished_at = time.monotonic(), time.time()
        self._in_flight -= 1

    def clear(self) -> None:
        self.entries.clear()

    def restart(self) -> None:
        """Clears it and counts from one again."""
        self.clear()
        self._sequence = 0

    def select(self, wanted: dict[str, str]) -> list[dict[str, Any]]:
        """Entries whose fields (path, code, advertiser_id, page, status …) have those values, as text."""
        return [
            asdict(entry)
            for entry in self.entries
            if all(str(getattr(entry, name)) == text for name, text in wanted.items())
        ]

    def statistics(self) -> dict[str, Any]:
        """Counts, and the largest number of requests within any sliding second and minute."""
        arrivals = [entry.arrived for entry in self.entries]
        by_path: dict[str, Counter[str]] = {}
        for entry in self.entries:
            by_path.setdefault(entry.path, Counter())[
                str(entry.code if entry.status == 200 else f"HTTP {entry.status}")
            ] += 1
        return {
            "requests": len(self.entries),
            "rows": sum(entry.rows for entry in self.entries),
            "bytes": sum(entry.bytes for entry in self.entries),
            "codes": dict(Counter(str(entry.code) for entry in self.entries)),
            "paths": {path: dict(codes) for path, codes in by_path.items()},
            "max_in_flight": max((entry.in_flight for entry in self.entries), default=0),
            "connections": len({entry.connection for entry in self.entries}),
            "max_per_second": most_within(arrivals, 1.0),
            "max_per_minute": most_within(arrivals, 60.0),
        }


def most_within(moments: list[float], seconds: float) -> int:
    """The largest number of moments within any half-open window of that length."""
    most = start = 0
    for end, moment in enumerate(moments):
        while moment - moments[start] >= seconds:
            start += 1
        most = max(most, end - start + 1)
    return most
