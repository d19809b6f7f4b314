"""The tables that a destination has made, and their rows as the records that they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from support import truth
from support.postgresql import PostgreSQL
from support.streams import OBJECTS, Stream
from support.typed import kind

Record = dict[str, Any]
# A column of an object's member, as dlt names it.
BETWEEN = "__"


class Tables(Protocol):
    def rows(self, stream: Stream) -> list[Record]:
        """The rows as records, decimals exact; without what the destination has added."""

    def types(self, stream: Stream) -> dict[str, str]:
        """The columns of the stream's table with their types."""

    def spend(self, stream: Stream) -> dict[str, str]:
        """The sum of spend by account and day, which the database has added up, as text without zeros at the end."""


def content(stream: Stream, rows: list[Record]) -> truth.Rows:
    """Rows in the form of the truth, without what is null."""
    return {key: existing(row) for key, row in truth.seen(stream, rows).items()}


def existing(value: Any) -> Any:
    """The value without members that are null, at every depth: a table has every column in each row."""
    if isinstance(value, dict):
        members = {name: existing(inner) for name, inner in value.items()}
        return {name: inner for name, inner in members.items() if inner is not None and inner != {}}
    return [existing(item) for item in value] if isinstance(value, list) else value


def with_texts(row: Record) -> Record:
    """The row with numbers inside JSON as texts, because dlt keeps decimals there so."""
    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: told(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [told(item) for item in value]
        return str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value
    return {name: told(value) if isinstance(value, (dict, list)) else value for name, value in row.items()}


def exact(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def total(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class InPostgreSQL:
    """Tables in a schema of a PostgreSQL database."""

    server: PostgreSQL
    database: str
    # The schema, and how SQL names the spend of reports whose metrics are in an object.
    schema: ClassVar[str]
    nested_spend: ClassVar[str]

    def found(self, stream: Stream) -> list[Record]:
        """The rows as the tables have them."""
        rows = self.server.query(self.database, f"SELECT row_to_json(each) FROM {self.schema}.{stream} AS each")
        return [exact(row) for row in rows]

    def types(self, stream: Stream) -> dict[str, str]:
        return types_of(self.server, self.database, self.schema, stream)

    def spend(self, stream: Stream) -> dict[str, str]:
        spend = "spend" if stream.is_flat else self.nested_spend
        return spend_of(self.server, self.database, f"{self.schema}.{stream}", spend)


class BySQL(InPostgreSQL):
    """PostgreSQL, loaded by `load.sql`."""

    schema = "public"
    nested_spend = "(metrics ->> 'spend')::numeric"

    def rows(self, stream: Stream) -> list[Record]:
        return [
            {name: value for name, value in row.items() if name != "_emitted_at"} for row in self.found(stream)]

    def key(self, stream: Stream) -> list[str]:
        """The columns of the table's primary key."""
        return self.server.query(
            self.database, "SELECT attname FROM pg_index, unnest(indkey) WITH ORDINALITY AS part (number, place), "
            f"pg_attribute WHERE indisprimary AND indrelid = '{stream}'::regclass "
            "AND attrelid = indrelid AND attnum = number ORDER BY place")


class ByDlt(InPostgreSQL):
    """PostgreSQL, loaded by `load.py`."""

    schema = "tiktok"
    nested_spend = "metrics__spend"

    def rows(self, stream: Stream) -> list[Record]:
        return [unfolded(row, {"properties": stream.columns}) for row in self.found(stream)]


@dataclass(frozen=True)
class ByPyAirbyte:
    """DuckDB, loaded by PyAirbyte."""

    cache: Any

    def rows(self, stream: Stream) -> list[Record]:
        # As texts, because JSON is read with doubles otherwise.
        chosen = ", ".join(
            f"{column(name)}::VARCHAR AS {column(name)}" if is_json(schema) else column(name)
            for name, schema in stream.columns.items())
        return [
            {name: self._value(row[column(name)], schema) for name, schema in stream.columns.items()}
            for row in self._query(f"SELECT {chosen} FROM {stream}")]

    def types(self, stream: Stream) -> dict[str, str]:
        return {row["column_name"]: row["column_type"] for row in self._query(f"DESCRIBE {stream}")}

    def spend(self, stream: Stream) -> dict[str, str]:
        spend = "spend" if stream.is_flat else "metrics ->> 'spend'"
        return {row["part"]: total(row["total"]) for row in self._query(
            f"SELECT advertiser_id || '|' || CAST(CAST(stat_time_day AS DATE) AS VARCHAR) AS part, "
            f"sum(CAST({spend} AS DECIMAL(38, 9))) AS total FROM {stream} GROUP BY ALL")}

    def _value(self, value: Any, schema: Record) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return exact(value) if is_json(schema) and value is not None else value

    def _query(self, sql: str) -> list[Record]:
        return [dict(row) for row in self.cache.run_sql_query(sql)]


def is_json(schema: Record) -> bool:
    return kind(schema) in ("object", "array", None)


def column(name: str) -> str:
    """The name of a column where none may begin with a digit."""
    return "_" + name if name[0].isdigit() else name


def folded(schema: Record, prefix: str = "") -> Iterator[tuple[list[str], Record]]:
    """The paths of the members that dlt makes a column each, with their schemas."""
    for name, inner in schema["properties"].items():
        if name in OBJECTS and "properties" in inner:
            yield from (([name, *path], leaf) for path, leaf in folded(inner))
        else:
            yield [name], inner


def unfolded(row: Record, schema: Record) -> Record:
    """A record whose members were columns."""
    record: Record = {}
    for path, _ in folded(schema):
        *parents, name = path
        inner = record
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[name] = row.get(BETWEEN.join(map(column, path)))
    return record


def types_of(server: PostgreSQL, database: str, schema: str, stream: Stream) -> dict[str, str]:
    rows = server.query(
        database, "SELECT column_name, data_type FROM information_schema.columns "
        f"WHERE table_schema = '{schema}' AND table_name = '{stream}'")
    return dict(row.split("|") for row in rows)


def spend_of(server: PostgreSQL, database: str, table: str, spend: str) -> dict[str, str]:
    rows = server.query(
        database, "SELECT json_build_array(advertiser_id || '|' || stat_time_day::date, trim_scale(sum("
        f"{spend}))::text) FROM {table} GROUP BY advertiser_id, stat_time_day")
    return dict(map(json.loads, rows))
