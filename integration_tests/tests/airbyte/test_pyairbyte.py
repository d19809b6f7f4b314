"""PyAirbyte runs the binary as a source and loads DuckDB with it: a first sync, and an incremental one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support import asked, streams, truth
from support.airbyte import one_of_each_kind
from support.breadth import broad
from support.connector import BINARY, Connector, Run, configured
from support.offers import FLAT, PRODUCTION, Offer
from support.simulation import SMALL, Simulation
from support.streams import SHARED, Stream

FIRST, SECOND = "2026-11-03T12:00:00Z", broad("2026-11-04T23:30:00Z", "2026-11-05T23:30:00Z")
# PyAirbyte needs much time for each row, and more for each table.
START = broad("2026-11-01", "2026-10-30")
WITHOUT_CURSOR = [name for name in streams.names() if not streams.cursor_of(name)]
# One level of each kind: the others differ only in their ids.
KINDS_OF_REPORTS = one_of_each_kind(streams.all_reports())
# The flat layout affects only reports, and their metrics, not their breakdowns.
STREAMS = {
    PRODUCTION: broad([*streams.entities(), *KINDS_OF_REPORTS], streams.names()),
    FLAT: broad([name for name in KINDS_OF_REPORTS if not streams.of(name).breakdown], streams.names()),
}
# Streams that resume in different ways, which does not depend on breakdowns either.
READ_TWICE = {
    PRODUCTION: broad(
        [*streams.entities(), *(name for name in KINDS_OF_REPORTS if not streams.of(name).breakdown)], streams.names()),
    FLAT: STREAMS[FLAT],
}


class Sync:
    """Two syncs into one cache, the second some simulated time later: the first one of the streams ``names``, the second
    one of the streams ``again``."""

    def __init__(self, airbyte: ModuleType, simulation: Simulation, database: Path, offer: Offer) -> None:
        os.environ["TIKTOK_BASE_URL"] = simulation.base_url
        self.simulation = simulation
        self.offer = offer
        self.names = STREAMS[offer]
        self.source = airbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY),
            config=simulation.config(
                start_date=START, requests_per_second=1000, include_deleted=True, attribution_window=0,
                **offer.settings))
        self.cache = airbyte.caches.DuckDBCache(db_path=database)
        self.checked = self.source.check()
        self.again = READ_TWICE[offer]
        self._expected: dict[str, truth.Rows] = {}
        self.results = [self._sync(FIRST, self.names)]
        # Streams that are not read again stay unchanged.
        self._expected = {name: self.expected(name) for name in self.names if name not in self.again}
        simulation.clear_requests()
        self.results.append(self._sync(SECOND, self.again))
        self.second_requests = simulation.requests()

    def _sync(self, now: str, names: list[str]) -> int:
        os.environ["TIKTOK_NOW"] = now
        self.simulation.set_clock(now)
        return self.source.read(cache=self.cache, streams=names).processed_records

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
        if name not in self._expected:
            self._expected[name] = truth.expected(
                self.simulation, stream, start=START, include_deleted=True,
                metrics=[stream.money, stream.count] if stream.is_report else None)
        return self._expected[name]


@pytest.fixture(scope="module", params=broad([PRODUCTION], [FLAT, PRODUCTION]), ids=str)
def sync(
    request: pytest.FixtureRequest, pyairbyte: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sync]:
    # PyAirbyte needs much time for each row, so days do not change once they are over, and none is read again.
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


def test_streams_without_a_cursor_are_read_in_full_though_they_are_configured_as_incremental(
    incremental_anyway: Run
) -> None:
    """PyAirbyte configures every stream like this, whatever modes the stream offers."""
    assert incremental_anyway.returncode == 0, incremental_anyway.stdout[-2000:]
    assert [name for name in WITHOUT_CURSOR if not incremental_anyway.records[name]] == []


def test_it_offers_all_streams_and_the_check_succeeds(sync: Sync) -> None:
    assert sync.source.get_available_streams() == streams.names()


def test_the_second_sync_goes_on_from_the_first(sync: Sync) -> None:
    assert min(sync.results) > 0
    dated = [name for name in streams.reports() if name in sync.again]
    firsts = {name: asked.first_days(name, sync.second_requests) for name in dated}
    known = asked.last_closed(FIRST)
    assert {name: days for name, days in firsts.items() if not days or min(days.values()) < known} == {}
    assert known > date.fromisoformat(START)


def test_tables_have_the_rows_of_the_truth_once_each(sync: Sync) -> None:
    wrong = {}
    for name in sync.names:
        stream, expected = sync.stream(name), sync.expected(name)
        # Objects that accounts share have the same key in each account, and rows of one sync are not deduplicated.
        rows = {tuple(row[part] for part in stream.key) if name in SHARED else key for key, row in expected.items()}
        key = ", ".join(streams.key_of(name))
        [counts] = sync.query(f"SELECT count(*) AS total, count(DISTINCT ({key})) AS keys FROM {name}")
        if counts != (known := {"total": len(expected if name in SHARED else rows), "keys": len(rows)}):
            wrong[name] = (counts, known)
    assert wrong == {}


def test_metrics_are_numbers_and_add_up_to_the_truth(sync: Sync) -> None:
    """With a column for each metric, queries need no casts."""
    wrong: dict[str, Any] = {}
    for name in sync.names:
        if not streams.is_report(name):
            continue
        stream = sync.stream(name)
        money, count = stream.money, stream.count
        types, sums = flat_metrics(sync, name) if stream.is_flat else nested_metrics(sync, name)
        if types:
            wrong[name] = types
            continue
        [found] = sync.query(f"SELECT {sums} FROM {name}")
        expected = truth.sums(sync.expected(name), (money, count))
        # A sum of doubles is as exact as they are: here to a millionth of a cent.
        is_exact = abs(Decimal(found["money"]) - expected[money]) < Decimal("0.00000001")
        if not is_exact or Decimal(found["count"]) != expected[count]:
            wrong[name] = (found, expected)
    assert wrong == {}


def flat_metrics(sync: Sync, name: str) -> tuple[dict[str, Any], str]:
    """The types of the columns of money and count if they are wrong, and the SQL that sums them."""
    stream, types = sync.stream(name), sync.types(name)
    money, count = stream.money, stream.count
    found = {metric: types[metric] for metric in (money, count)}
    is_right = found[money].startswith(("DOUBLE", "DECIMAL")) and found[count] == "BIGINT"
    return {} if is_right else found, f"sum({money}) AS money, sum({count}) AS count"


def nested_metrics(sync: Sync, name: str) -> tuple[dict[str, Any], str]:
    """Like the function for flat ones, for numbers inside JSON."""
    money, count = sync.stream(name).money, sync.stream(name).count
    [found] = sync.query(
        f"SELECT list(DISTINCT json_type(metrics, '$.{money}')) AS money, "
        f"list(DISTINCT json_type(metrics, '$.{count}')) AS count FROM {name}")
    is_right = found["money"] == ["DOUBLE"] and set(found["count"]) <= {"UBIGINT", "BIGINT"}
    return {} if is_right else found, (
        f"sum(CAST(metrics ->> '{money}' AS DECIMAL(18, 6))) AS money, "
        f"sum(CAST(metrics ->> '{count}' AS BIGINT)) AS count")


KINDS = {"integer": ("BIGINT",), "number": ("DOUBLE", "DECIMAL"), "boolean": ("BOOLEAN",)}


def test_every_column_has_the_type_of_its_schema(sync: Sync) -> None:
    wrong = {}
    for name in sync.names:
        types = sync.types(name)
        for column, schema in sync.stream(name).columns.items():
            kind = schema["type"] if isinstance(schema["type"], str) else next(
                each for each in schema["type"] if each != "null")
            allowed = KINDS.get(kind, ("VARCHAR", "JSON"))
            if "date" in (schema.get("format") or ""):
                allowed = ("TIMESTAMP",) if schema["format"] == "date-time" else ("DATE",)
            # No column name begins with a digit there.
            found = types["_" + column if column[0].isdigit() else column]
            if not found.startswith(allowed):
                wrong[name, column] = (found, allowed)
    assert wrong == {}


def test_times_become_timestamps_of_the_database(sync: Sync) -> None:
    found = {}
    for name in (name for name in streams.reports() if name in sync.names):
        cursor = streams.cursor_of(name)
        rows = sync.query(f"SELECT typeof({cursor}) AS type, min({cursor}) AS first FROM {name} GROUP BY ALL")
        found[name] = [(row["type"], str(row["first"])[:10]) for row in rows]
    assert found and found == dict.fromkeys(found, [("TIMESTAMP", START)])


def test_days_of_lifetimes_become_dates_of_the_database(sync: Sync) -> None:
    found, expected = {}, {}
    for name in (name for name in streams.reports(lifetime=True) if name in sync.names):
        types = "typeof(start_date) AS start, typeof(end_date) AS stop"
        rows = sync.query(f"SELECT {types}, max(end_date) AS last FROM {name} GROUP BY ALL")
        found[name] = [(row["start"], row["stop"], row["last"]) for row in rows]
        expected[name] = [("DATE", "DATE", asked.last_begun(SECOND if name in sync.again else FIRST))]
    assert found and found == expected
