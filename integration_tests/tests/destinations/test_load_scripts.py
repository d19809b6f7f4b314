"""What the scripts for PostgreSQL do with records that a small account does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support import loading
from support.loading import Way
from support.postgresql import PostgreSQL

NAME = "things"
COLUMNS = {
    "id": {"type": "string"}, "part": {"type": "integer"}, "text": {"type": ["null", "string"]},
    "money": {"type": ["null", "number"]}, "at": {"type": ["null", "string"], "format": "date-time"},
    "metrics": {"type": ["null", "object"], "properties": {"rate": {"type": ["null", "number"]}}},
}
BIG_ID = "7055803750191010001"
WAYS = {"psql": ("public", loading.by_psql), "dlt": ("tiktok", loading.by_dlt)}


class Table:
    """The table of a stream whose records a test writes."""

    def __init__(self, server: PostgreSQL, folder: Path, way: str) -> None:
        self.server, self.folder = server, folder
        self.schema, self._load = WAYS[way]
        self.database = f"{way}_{folder.name.lower()}"
        self.address = server.create(self.database)
        self.describe(COLUMNS)

    def describe(self, columns: dict[str, Any], name: str = NAME) -> None:
        stream = {
            "name": name, "json_schema": {"type": "object", "properties": columns},
            "source_defined_primary_key": [["part"], ["id"]]}
        message = {"type": "CATALOG", "catalog": {"streams": [stream]}}
        (self.folder / "catalog.jsonl").write_text(json.dumps(message, separators=(",", ":")) + "\n")

    def write(self, *records: str, at: int = 1) -> None:
        """Writes the output of a read: records as JSON without their braces, emitted at that millisecond."""
        lines = [
            f'{{"type":"RECORD","record":{{"stream":"{NAME}","data":{{{data}}},"emitted_at":{at}}}}}' for data in records]
        between = '{"type":"LOG","log":{"level":"INFO","message":"\\\\. \\" \\\\N"}}'
        (self.folder / "records.jsonl").write_text("\n".join([between, *lines]), encoding="utf-8")

    def load(self, *records: str, at: int = 1) -> None:
        self.write(*records, at=at)
        self._load(self.folder, self.address)

    def values(self, column: str) -> list[Any]:
        """The values of a column in the order of the keys, decimals exact."""
        rows = self.server.query(
            self.database, f"SELECT json_build_array({column}) FROM {self.schema}.{NAME} ORDER BY part, id")
        return [json.loads(row, parse_float=Decimal)[0] for row in rows]


@pytest.fixture
def table(request: pytest.FixtureRequest, postgresql_server: PostgreSQL, tmp_path: Path) -> Iterator[Table]:
    yield Table(postgresql_server, tmp_path, request.param)


both_ways = pytest.mark.parametrize("table", WAYS, indirect=True)
by_psql = pytest.mark.parametrize("table", ["psql"], indirect=True)


@both_ways
def test_the_last_record_of_a_key_wins_within_a_sync_and_between_syncs(table: Table) -> None:
    one, other = f'"id":"{BIG_ID}","part":1', '"id":"7055803750191010002","part":1'
    table.load(*(f'{one},"text":"{number}"' for number in range(9)), f'{other},"text":"other"')
    assert table.values("id") == [BIG_ID, "7055803750191010002"]
    assert table.values("text") == ["8", "other"]
    table.load(f'{one},"text":null', f'{one},"text":"later"', f'"id":"{BIG_ID}","part":2', at=2)
    assert table.values("text") == ["later", "other", None]


@both_ways
def test_numbers_keep_their_digits_and_texts_their_characters(table: Table) -> None:
    texts = [
        "00123", "1e5", "true", "2026-11-03T12:00:00", "\\N", "\\.", 'a "quote"', "tab\tline\nend\r", "\x01\x02",
        "😀\u2028"]
    money = ["0", "0.1", "12345678901234567890.123456789", "-0.000000001", "9007199254740993"]
    rows = [
        f'"id":"{place}","part":9223372036854775807,"text":{json.dumps(text, ensure_ascii=place % 2 == 0)},'
        f'"money":{money[place % len(money)]},"metrics":{{"rate":{money[place % len(money)]}}}'
        for place, text in enumerate(texts)]
    table.load(*rows)
    assert table.values("text") == texts
    assert table.values("money") == [Decimal(money[place % len(money)]) for place in range(len(texts))]
    rate = "metrics__rate" if table.schema == "tiktok" else "metrics -> 'rate'"
    assert table.values(rate) == table.values("money")
    assert set(table.values("part")) == {9223372036854775807}


@both_ways
def test_a_column_that_a_later_catalog_has_is_added(table: Table) -> None:
    table.load('"id":"1","part":1,"text":"a"')
    table.describe({**COLUMNS, "Added_2nd": {"type": ["null", "boolean"]}})
    table.load('"id":"2","part":1,"Added_2nd":true', at=2)
    # dlt makes all names small.
    assert table.values('"Added_2nd"' if table.schema == "public" else "added_2nd") == [None, True]


@by_psql
def test_an_older_sync_does_not_replace_a_newer_one(table: Table) -> None:
    table.load('"id":"1","part":1,"text":"newer"', at=1_800_000_000_001)
    table.load('"id":"1","part":1,"text":"older"', '"id":"2","part":1,"text":"missing"', at=1_800_000_000_000)
    assert table.values("text") == ["newer", "missing"]


@by_psql
def test_the_character_that_postgresql_refuses_becomes_the_replacement_character(table: Table) -> None:
    table.load(
        r'"id":"1","part":1,"text":"a\u0000\u0000b"', r'"id":"2","part":1,"text":"\\u0000"',
        r'"id":"3","part":1,"text":"\\\u0000"')
    assert table.values("text") == ["a\ufffd\ufffdb", r"\u0000", "\\\ufffd"]


@by_psql
def test_times_are_with_the_zone_that_the_schema_says(table: Table) -> None:
    local = {"type": "string", "format": "date-time", "airbyte_type": "timestamp_without_timezone"}
    table.describe({**COLUMNS, "local": local, "day": {"type": "string", "format": "date"}, "anything": {}})
    table.load(
        '"id":"1","part":1,"at":"2026-11-03T12:00:00Z","local":"2026-11-03T12:00:00","day":"2026-11-03","anything":[1]')
    types = [table.values(f"pg_typeof({name})")[0] for name in ("at", "local", "day", "anything", "money", "part", "id")]
    assert types == [
        "timestamp with time zone", "timestamp without time zone", "date", "jsonb", "numeric", "bigint", "text"]


@by_psql
@pytest.mark.parametrize("wrong", ["another catalog", "a value of another type", "half a line"])
def test_all_of_a_sync_is_loaded_or_nothing(wrong: str, table: Table) -> None:
    table.load('"id":"1","part":1,"text":"a"')
    part = '"no number"' if wrong == "a value of another type" else "1"
    table.write('"id":"2","part":1,"text":"b"', f'"id":"3","part":{part}')
    if wrong == "another catalog":
        table.describe(COLUMNS, name="others")
    if wrong == "half a line":
        path = table.folder / "records.jsonl"
        path.write_text(path.read_text()[:-9])
    done = loading.run_command("load.sql", table.folder, table.address)
    assert done.returncode == 3
    assert "ERROR" in done.stderr and ("discover" in done.stderr) == (wrong == "another catalog")
    assert table.values("text") == ["a"]


@pytest.mark.parametrize("table", ["dlt"], indirect=True)
def test_after_a_failed_load_by_dlt_the_next_one_loads_its_own_files(table: Table) -> None:
    table.write('"id":"1","part":1,"text":"a"', '"id":"2","part":9223372036854775808')
    with pytest.raises(Exception, match="out of range"):
        loading.by_dlt(table.folder, table.address)
    table.load('"id":"3","part":1,"text":"c"')
    assert table.values("text") == ["c"]


def test_the_page_s_command_for_dlt_loads(postgresql_server: PostgreSQL, tmp_path: Path) -> None:
    table = Table(postgresql_server, tmp_path, "dlt")
    table.write('"id":"1","part":1,"text":"a"')
    done = loading.run_command("load.py", tmp_path, table.address)
    assert done.returncode == 0, done.stderr
    assert table.values("text") == ["a"]
