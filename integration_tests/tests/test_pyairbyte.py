"""PyAirbyte runs the binary as a source and loads DuckDB with it: a first sync, and an incremental one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support import streams, truth
from support.connector import BINARY, Connector, configured
from support.simulation import Simulation

FIRST, SECOND = "2026-11-03T12:00:00Z", "2026-11-05T23:30:00Z"
START = "2026-10-01"


@pytest.fixture(scope="module")
def pyairbyte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """PyAirbyte, which must neither ask the connectors' registry nor tell anybody that it runs."""
    folder = str(tmp_path_factory.mktemp("pyairbyte"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRBYTE_OFFLINE_MODE", "1")
        patch.setenv("DO_NOT_TRACK", "1")
        for name in ("AIRBYTE_PROJECT_DIR", "AIRBYTE_LOGGING_ROOT", "AIRBYTE_TEMP_DIR"):
            patch.setenv(name, folder)
        assert "airbyte" not in sys.modules, "it reads its settings when it is imported"
        import airbyte
        import airbyte.caches

        yield airbyte


class Sync:
    """Two syncs of all streams into one cache, the second two simulated days later."""

    def __init__(self, airbyte: ModuleType, simulation: Simulation, database: Path) -> None:
        os.environ["TIKTOK_BASE_URL"] = simulation.base_url
        self.simulation = simulation
        self.source = airbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY), streams="*",
            config=simulation.config(
                start_date=START, requests_per_second=1000, include_deleted=True))
        self.cache = airbyte.caches.DuckDBCache(db_path=database)
        self.checked = self.source.check()
        self.results = [self._sync(now) for now in (FIRST, SECOND)]

    def _sync(self, now: str) -> int:
        os.environ["TIKTOK_NOW"] = now
        self.simulation.set_clock(now)
        return self.source.read(cache=self.cache).processed_records

    def query(self, text: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.cache.run_sql_query(text)]


@pytest.fixture(scope="module")
def sync(pyairbyte: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sync]:
    with Simulation.start("--now", FIRST) as simulation, pytest.MonkeyPatch.context() as patch:
        for name in ("TIKTOK_BASE_URL", "TIKTOK_NOW"):
            patch.setenv(name, "")
        yield Sync(pyairbyte, simulation, tmp_path_factory.mktemp("cache") / "tiktok.duckdb")


@pytest.mark.parametrize("stream", [name for name in streams.names() if name not in streams.names(incremental=True)])
def test_a_stream_without_a_cursor_is_read_in_full_though_it_is_configured_as_incremental(
    stream: str, connector: Connector, shared_simulation: Simulation
) -> None:
    """PyAirbyte configures every stream like that, whatever modes it offers."""
    config = shared_simulation.config(requests_per_second=1000)
    catalog = configured(connector.discover(config), stream)
    catalog["streams"][0]["sync_mode"] = "incremental"
    run = connector.run("read", config, catalog)
    assert run.returncode == 0, run.stdout
    assert run.records[stream]


def test_it_offers_all_streams_and_the_check_succeeds(sync: Sync) -> None:
    assert sync.source.get_available_streams() == streams.names()


def test_the_second_sync_reads_less_than_the_first(sync: Sync) -> None:
    first, second = sync.results
    assert 0 < second < first / 2


@pytest.mark.parametrize("stream", streams.names(with_truth=True))
def test_the_table_has_the_rows_of_the_truth_once_each(stream: str, sync: Sync) -> None:
    expected = truth.expected(sync.simulation, stream, start=START, include_deleted=True)
    key = ", ".join(streams.key_of(stream))
    [counts] = sync.query(
        f"SELECT count(*) AS total, count(DISTINCT ({key})) AS keys FROM {stream}")
    assert counts == {"total": len(expected), "keys": len(expected)}


@pytest.mark.parametrize("stream", streams.reports())
def test_spend_is_a_number_and_adds_up_to_the_truth(stream: str, sync: Sync) -> None:
    rows = truth.expected(sync.simulation, stream, start=START, include_deleted=True)
    [types] = sync.query(
        f"SELECT list(DISTINCT json_type(metrics, '$.spend')) AS spend, "
        f"list(DISTINCT json_type(metrics, '$.impressions')) AS impressions FROM {stream}")
    assert types["spend"] == ["DOUBLE"]
    assert set(types["impressions"]) <= {"UBIGINT", "BIGINT"}
    [sums] = sync.query(
        f"SELECT sum(CAST(metrics ->> 'spend' AS DECIMAL(18, 6))) AS spend, "
        f"sum(CAST(metrics ->> 'impressions' AS BIGINT)) AS impressions FROM {stream}")
    assert {name: Decimal(value) for name, value in sums.items()} == truth.sums(rows, sums)


@pytest.mark.parametrize("stream", streams.reports())
def test_times_become_timestamps_of_the_database(stream: str, sync: Sync) -> None:
    cursor = streams.cursor_of(stream)
    [row] = sync.query(f"SELECT typeof({cursor}) AS type, min({cursor}) AS first FROM {stream} GROUP BY ALL")
    assert row["type"] == "TIMESTAMP"
    assert str(row["first"]) == f"{START} 00:00:00"
