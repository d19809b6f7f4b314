"""A destination as users have one: a DuckDB database that keeps the last record of each key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from support import truth
from support.connector import Run, parse


class Destination:
    """A table of (stream, key, record); a record replaces an older one with the same stream and key.

    The streams share one table, because loading many small tables takes four times as long.
    """

    def __init__(self, path: Path) -> None:
        self._database = duckdb.connect(str(path))
        self._database.execute(
            "CREATE TABLE records (stream VARCHAR, key VARCHAR, record VARCHAR NOT NULL, PRIMARY KEY (stream, key))")

    def load(self, run: Run) -> dict[str, int]:
        """Stores the records of a run; returns how many there were of each stream."""
        rows: dict[tuple[str, str], str] = {}
        counts: Counter[str] = Counter()
        for line, message in zip(run.lines, run.messages, strict=True):
            if message["type"] != "RECORD":
                continue
            record = message["record"]
            stream = record["stream"]
            rows[stream, truth.key(stream, record["data"])] = line
            counts[stream] += 1
        if rows:
            self._database.execute(
                "INSERT OR REPLACE INTO records SELECT unnest($1), unnest($2), unnest($3)",
                [[stream for stream, _ in rows], [key for _, key in rows], list(rows.values())])
        return dict(counts)

    def clear(self, names: Iterable[str]) -> None:
        self._database.execute("DELETE FROM records WHERE list_contains($1, stream)", [list(names)])

    def records(self, stream: str) -> list[dict[str, Any]]:
        """The records of a stream, with exact decimals."""
        lines = self._database.execute("SELECT record FROM records WHERE stream = $1", [stream]).fetchall()
        return [parse(line)["record"]["data"] for (line,) in lines]

    def sums(self, stream: str, metrics: list[str]) -> dict[str, Any]:
        """The sums of metrics, added up by the database."""
        paths = [f"$.record.data.metrics.{metric}" for metric in metrics]
        sums = ", ".join(f"sum(CAST(found[{place}] AS DECIMAL(18, 6)))" for place in range(1, len(paths) + 1))
        rows = "SELECT json_extract_string(record, $1) AS found FROM records WHERE stream = $2"
        totals = self._database.execute(f"SELECT {sums} FROM ({rows})", [paths, stream]).fetchone()
        return dict(zip(metrics, totals or [], strict=True))

    def close(self) -> None:
        self._database.close()
