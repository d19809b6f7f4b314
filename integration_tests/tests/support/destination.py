"""A destination as users have one: a DuckDB table per stream, deduplicated by key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from support import truth
from support.connector import Run, parse


class Destination:
    """Tables of (key, record); a record takes the place of an older one of its key."""

    def __init__(self, path: Path, names: Iterable[str]) -> None:
        self._database = duckdb.connect(str(path))
        for name in names:
            self._database.execute(f'CREATE TABLE "{name}" (key VARCHAR PRIMARY KEY, record VARCHAR NOT NULL)')

    def load(self, run: Run) -> dict[str, int]:
        """Takes over the records of a run; tells how many there were of each stream."""
        rows: dict[str, dict[str, str]] = {}
        counts: dict[str, int] = {}
        for line, message in zip(run.lines, run.messages, strict=True):
            if message["type"] != "RECORD":
                continue
            record = message["record"]
            stream = record["stream"]
            rows.setdefault(stream, {})[truth.key(stream, record["data"])] = line
            counts[stream] = counts.get(stream, 0) + 1
        for stream, records in rows.items():
            self._database.execute(
                f'INSERT OR REPLACE INTO "{stream}" SELECT unnest($1), unnest($2)',
                [list(records), list(records.values())])
        return counts

    def clear(self, names: Iterable[str]) -> None:
        for name in names:
            self._database.execute(f'DELETE FROM "{name}"')

    def records(self, stream: str) -> list[dict[str, Any]]:
        """The records of a stream, their decimals exact."""
        lines = self._database.execute(f'SELECT record FROM "{stream}"').fetchall()
        return [parse(line)["record"]["data"] for (line,) in lines]

    def sum(self, stream: str, metric: str) -> Any:
        """The sum of a metric, added up by the database."""
        text = f"record ->> '$.record.data.metrics.{metric}'"
        [total] = self._database.execute(f'SELECT sum(CAST({text} AS DECIMAL(18, 6))) FROM "{stream}"').fetchone() or [0]
        return total

    def close(self) -> None:
        self._database.close()
