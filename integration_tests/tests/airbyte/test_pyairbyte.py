"""PyAirbyte runs the binary as a source and loads DuckDB with it: a first sync, and an incremental one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support import asked, streams, truth
from support.connector import BINARY, Connector, Run, configured
from support.simulation import SMALL, Simulation
from support.streams import FLAT, PRODUCTION, SHARED, Offer, Stream

FIRST, SECOND = "2026-11-03T12:00:00Z", "2026-11-05T23:30:00Z"
START = "2026-10-30"
WITHOUT_CURSOR = [name for name in streams.names() if not streams.cursor_of(name)]


class Sync:
    """Two syncs of all streams into one cache, the second two simulated days later."""

    def __init__(self, airbyte: ModuleType, simulation: Simulation, database: Path, offer: Offer) -> None:
        os.environ["TIKTOK_BASE_URL"] = simulation.base_url
        self.simulation = simulation
        self.offer = offer
        self.source = airbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY), streams="*",
            config=simulation.config(
                start_date=START, requests_per_second=1000, include_deleted=True, attribution_window=0,
                **offer.settings))
        self.cache = airbyte.caches.DuckDBCache(db_path=database)
        self.checked = self.source.check()
        self.results = [self._sync(now) for now in (FIRST, SECOND)]

    def _sync(self, now: str) -> int:
        os.environ["TIKTOK_NOW"] = now
        self.simulation.set_clock(now)
        return self.source.read(cache=self.cache).processed_records

    def stream(self, name: str) -> Stream:
        return streams.offered(self.offer)[name]

    def query(self, text: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.cache.run_sql_query(text)]

    def types(self, name: str) -> dict[str, str]:
        """The columns of a table with their types."""
        rows = self.query(f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{name}'")
        return {row["column_name"]: row["data_type"] for row in rows}

    def expected(self, name: str) -> truth.Rows:
        stream = self.stream(name)
        return truth.expected(
            self.simulation, stream, start=START, include_deleted=True,
            metrics=[stream.money, stream.count] if stream.is_report else None)


@pytest.fixture(scope="module", params=[FLAT, PRODUCTION], ids=str)
def sync(
    request: pytest.FixtureRequest, pyairbyte: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sync]:
    # It takes its time over each row: days do not change once they are over, and none is read again.
    flags = (*SMALL, "--attribution-days", "0")
    with Simulation.start("--now", FIRST, *flags) as simulation, pytest.MonkeyPatch.context() as patch:
        for name in ("TIKTOK_BASE_URL", "TIKTOK_NOW"):
            patch.setenv(name, "")
        yield Sync(pyairbyte, simulation, tmp_path_factory.mktemp("cache") / "tiktok.duckdb", request.param)


@pytest.fixture(scope="module")
def incremental_anyway(shared_simulation: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Run:
    connector = Connector(tmp_path_factory.mktemp("anyway"), shared_simulation.base_url)
    config = shared_simulation.config(requests_per_second=1000)
    catalog = configured(connector.discover(config), *WITHOUT_CURSOR)
    for stream in catalog["streams"]:
        stream["sync_mode"] = "incremental"
    return connector.run("read", config, catalog)


@pytest.mark.parametrize("stream", WITHOUT_CURSOR)
def test_a_stream_without_a_cursor_is_read_in_full_though_it_is_configured_as_incremental(
    stream: str, incremental_anyway: Run
) -> None:
    """PyAirbyte configures every stream like that, whatever modes it offers."""
    assert incremental_anyway.returncode == 0, incremental_anyway.stdout[-2000:]
    assert incremental_anyway.records[stream]


def test_it_offers_all_streams_and_the_check_succeeds(sync: Sync) -> None:
    assert sync.source.get_available_streams() == streams.names()


def test_the_second_sync_reads_less_than_the_first(sync: Sync) -> None:
    first, second = sync.results
    assert 0 < second < first


@pytest.mark.parametrize("name", streams.names())
def test_the_table_has_the_rows_of_the_truth_once_each(name: str, sync: Sync) -> None:
    stream, expected = sync.stream(name), sync.expected(name)
    # The key of what accounts share does not tell them apart: what comes in one sync is not deduplicated.
    rows = {tuple(row[part] for part in stream.key) if name in SHARED else key for key, row in expected.items()}
    key = ", ".join(streams.key_of(name))
    [counts] = sync.query(f"SELECT count(*) AS total, count(DISTINCT ({key})) AS keys FROM {name}")
    assert counts == {"total": len(expected if name in SHARED else rows), "keys": len(rows)}


@pytest.mark.parametrize("name", streams.all_reports())
def test_metrics_are_numbers_and_add_up_to_the_truth(name: str, sync: Sync) -> None:
    """With a column for each metric nobody has to say what type it is."""
    stream = sync.stream(name)
    money, count = stream.money, stream.count
    if stream.is_flat:
        types = sync.types(name)
        assert types[money].startswith(("DOUBLE", "DECIMAL"))
        assert types[count] == "BIGINT"
        sums = f"sum({money}) AS money, sum({count}) AS count"
    else:
        [types] = sync.query(
            f"SELECT list(DISTINCT json_type(metrics, '$.{money}')) AS money, "
            f"list(DISTINCT json_type(metrics, '$.{count}')) AS count FROM {name}")
        assert types["money"] == ["DOUBLE"]
        assert set(types["count"]) <= {"UBIGINT", "BIGINT"}
        sums = (
            f"sum(CAST(metrics ->> '{money}' AS DECIMAL(18, 6))) AS money, "
            f"sum(CAST(metrics ->> '{count}' AS BIGINT)) AS count")
    [found] = sync.query(f"SELECT {sums} FROM {name}")
    expected = truth.sums(sync.expected(name), (money, count))
    # A sum of doubles is as exact as they are: to a millionth of a cent here.
    assert abs(Decimal(found["money"]) - expected[money]) < Decimal("0.00000001")
    assert Decimal(found["count"]) == expected[count]


KINDS = {"integer": ("BIGINT",), "number": ("DOUBLE", "DECIMAL"), "boolean": ("BOOLEAN",)}


@pytest.mark.parametrize("name", streams.names())
def test_every_column_has_the_type_of_its_schema(name: str, sync: Sync) -> None:
    types = sync.types(name)
    wrong = {}
    for column, schema in sync.stream(name).columns.items():
        kind = schema["type"] if isinstance(schema["type"], str) else next(t for t in schema["type"] if t != "null")
        allowed = KINDS.get(kind, ("VARCHAR", "JSON"))
        if "date" in (schema.get("format") or ""):
            allowed = ("TIMESTAMP",) if schema["format"] == "date-time" else ("DATE",)
        # No name of a column begins with a digit there.
        found = types["_" + column if column[0].isdigit() else column]
        if not found.startswith(allowed):
            wrong[column] = (found, allowed)
    assert wrong == {}


@pytest.mark.parametrize("name", streams.reports())
def test_times_become_timestamps_of_the_database(name: str, sync: Sync) -> None:
    cursor = streams.cursor_of(name)
    [row] = sync.query(f"SELECT typeof({cursor}) AS type, min({cursor}) AS first FROM {name} GROUP BY ALL")
    assert row["type"] == "TIMESTAMP"
    assert str(row["first"]).startswith(START)


@pytest.mark.parametrize("name", streams.reports(lifetime=True))
def test_days_of_lifetimes_become_dates_of_the_database(name: str, sync: Sync) -> None:
    types = "typeof(start_date) AS start, typeof(end_date) AS stop"
    [row] = sync.query(f"SELECT {types}, max(end_date) AS last FROM {name} GROUP BY ALL")
    assert (row["start"], row["stop"]) == ("DATE", "DATE")
    assert row["last"] == asked.last_begun(SECOND)
