"""Two syncs in three destinations: DuckDB by PyAirbyte, and PostgreSQL by each of the ways that its page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support import loading, postgresql, streams, tables, truth
from support.account import handed_on
from support.airbyte import one_of_each_kind
from support.breadth import broad
from support.connector import BINARY, FAST, ROOT, Connector, Run, configured
from support.offers import FLAT, PRODUCTION, Offer
from support.postgresql import PostgreSQL
from support.simulation import SMALL, Simulation
from support.streams import SHARED, Stream
from support.tables import ByDlt, ByPyAirbyte, BySQL, Tables
from support.typed import kind

# Days are open at both moments, and between them others end and objects change.
FIRST, SECOND = "2026-11-03T12:00:00Z", "2026-11-05T23:30:00Z"
START = "2026-10-29"
OF_ADS, OF_ACCOUNTS = "ads_reports_daily", "advertisers_reports_daily"
# The last one has a metric whose name begins with a digit.
REPORTS = [OF_ADS, OF_ACCOUNTS, "gmv_max_live_campaign_reports_daily"]
# Two are read incrementally, two in full: one with ids of 19 digits, and one whose key does not have the account.
OBJECTS = ["campaigns", "ads", "advertisers", "creative_assets_music"]
STREAMS = {
    PRODUCTION: broad([*OBJECTS, "ads_reports_lifetime", *REPORTS], streams.names()),
    FLAT: broad(REPORTS, [*dict.fromkeys([*REPORTS, *one_of_each_kind(streams.all_reports())])]),
}


@dataclass(frozen=True)
class Loaded:
    """The destinations after both syncs. ``before`` is the truth at the first one."""

    offer: Offer
    runs: list[Run]
    destinations: dict[str, Tables]
    before: dict[str, truth.Rows]
    after: dict[str, truth.Rows]

    @property
    def streams(self) -> list[Stream]:
        return [streams.offered(self.offer)[name] for name in STREAMS[self.offer]]

    def expected(self, stream: Stream) -> truth.Rows:
        """Rows are replaced, not removed: what a list no longer has stays as it was."""
        rows = {**self.before[stream.name], **self.after[stream.name]}
        return {key: tables.existing(row) for key, row in rows.items()}


# The flat layout takes the same ways with other columns, so `run-tests --all` is enough for it.
@pytest.fixture(scope="module", params=[PRODUCTION, pytest.param(FLAT, marks=pytest.mark.broad)], ids=str)
def loaded(
    request: pytest.FixtureRequest, postgresql_server: PostgreSQL, pyairbyte: ModuleType,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Loaded]:
    offer: Offer = request.param
    folder = tmp_path_factory.mktemp("loaded")
    names = STREAMS[offer]
    with Simulation.start("--now", FIRST, *SMALL) as simulation, pytest.MonkeyPatch.context() as patch:
        config = simulation.config(
            start_date=START, requests_per_second=1000, include_deleted=True, attribution_window=3,
            **offer.settings)
        commands = Commands(folder, simulation, {
            way: postgresql_server.create(f"{way}_{offer.layout}") for way in ("psql", "dlt")})
        for name, value in {"TIKTOK_BASE_URL": simulation.base_url, "TIKTOK_NOW": "", **FAST}.items():
            patch.setenv(name, value)
        source = pyairbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY), config=config, streams=names)
        cache = pyairbyte.caches.DuckDBCache(db_path=folder / "tiktok.duckdb")
        known: list[dict[str, truth.Rows]] = []
        runs: list[Run] = []
        for now in (FIRST, SECOND):
            simulation.set_clock(now)
            runs.append(commands.sync(config, names, now, runs[-1:]))
            patch.setenv("TIKTOK_NOW", now)
            source.read(cache=cache)
            known.append({name: truth.expected(
                simulation, streams.offered(offer)[name], start=START, include_deleted=True) for name in names})
        destinations: dict[str, Tables] = {
            "DuckDB by PyAirbyte": ByPyAirbyte(cache),
            "PostgreSQL by psql": BySQL(postgresql_server, f"psql_{offer.layout}"),
            "PostgreSQL by dlt": ByDlt(postgresql_server, f"dlt_{offer.layout}"),
        }
        yield Loaded(offer, runs, destinations, *known)


@dataclass(frozen=True)
class Commands:
    """The commands of the page, run in a folder with the files of a sync."""

    folder: Path
    simulation: Simulation
    addresses: dict[str, str]

    def sync(self, config: dict[str, Any], names: list[str], now: str, before: list[Run]) -> Run:
        connector = Connector(self.folder, self.simulation.base_url)
        offered = connector.run("discover", config)
        (self.folder / "catalog.jsonl").write_text(offered.stdout)
        [catalog] = [message["catalog"] for message in offered.of_type("CATALOG")]
        run = connector.run(
            "read", config, configured(catalog, *names), now=now, variables=FAST,
            state=[state for each in before for state in handed_on(each)])
        assert run.returncode == 0, run.stdout[-2000:]
        (self.folder / "records.jsonl").write_text(run.stdout)
        loading.by_psql(self.folder, self.addresses["psql"])
        loading.by_dlt(self.folder, self.addresses["dlt"])
        return run


def test_data_change_between_the_syncs(loaded: Loaded) -> None:
    """Else the tests below would not notice a row that stays as it was."""
    first, second = ({truth.key(OF_ADS, row): row for row in run.records[OF_ADS]} for run in loaded.runs)
    both = first.keys() & second.keys()
    assert both and second.keys() - first.keys() and first.keys() - second.keys()
    assert [key for key in both if first[key] != second[key]]


def test_every_value_of_every_row_is_the_truth_s(loaded: Loaded) -> None:
    wrong = {}
    for destination, database in loaded.destinations.items():
        for stream in loaded.streams:
            expected, found = loaded.expected(stream), tables.content(stream, database.rows(stream))
            if stream.name in SHARED:
                # What several accounts have is kept as one of them has it.
                pieces = [{key.rpartition("|")[2] for key in rows} for rows in (expected, found)]
                assert pieces[0] == pieces[1], destination
                expected = {key: row for key, row in expected.items() if key in found}
            if isinstance(database, ByDlt):
                expected, found = (
                    {key: tables.with_texts(row) for key, row in rows.items()} for rows in (expected, found))
            if differences := truth.differences(expected, found):
                wrong[destination, stream.name] = differences
    assert wrong == {}


def test_there_is_one_row_for_each_key(loaded: Loaded) -> None:
    wrong = {}
    for destination, database in loaded.destinations.items():
        for stream in loaded.streams:
            keys = [tuple(row[name] for name in stream.key) for row in database.rows(stream)]
            assert keys and not [key for key in keys if None in key]
            # PyAirbyte does not deduplicate the rows of one sync.
            is_kept_twice = stream.name in SHARED and isinstance(database, ByPyAirbyte)
            if (len(keys) == len(set(keys))) == is_kept_twice:
                wrong[destination, stream.name] = (len(keys), len(set(keys)))
    assert wrong == {}
    by_sql = loaded.destinations["PostgreSQL by psql"]
    assert isinstance(by_sql, BySQL)
    assert {stream.name: by_sql.key(stream) for stream in loaded.streams} == {
        stream.name: stream.key for stream in loaded.streams}


def test_spend_by_account_and_day_is_the_same_text_everywhere(loaded: Loaded) -> None:
    sums: dict[str, Decimal] = {}
    for key, row in loaded.after[OF_ADS].items():
        advertiser_id, *_, day = key.split("|")
        part = f"{advertiser_id}|{day[:10]}"
        sums[part] = sums.get(part, Decimal(0)) + (row["spend"] or 0)
    expected = {part: tables.total(amount) for part, amount in sums.items()}
    assert len({part.split("|")[0] for part in expected}) == 2 and len(expected) > 10
    [of_ads, of_accounts] = [streams.offered(loaded.offer)[name] for name in (OF_ADS, OF_ACCOUNTS)]
    for destination, database in loaded.destinations.items():
        assert database.spend(of_ads) == expected, destination
        assert {part: amount for part, amount in database.spend(of_accounts).items() if amount != "0"} == {
            part: amount for part, amount in expected.items() if amount != "0"}, destination


@pytest.mark.parametrize("loaded", [PRODUCTION], indirect=True, ids=str)
def test_the_view_of_the_page_has_the_spend(loaded: Loaded, postgresql_server: PostgreSQL) -> None:
    [view] = re.findall(r"^```sql\n(.*?)^```", loading.PAGE.read_text(), re.DOTALL | re.MULTILINE)
    [found] = postgresql_server.query("psql_nested", f"{view} SELECT sum(spend), sum(impressions), count(*) FROM spend")
    rows = loaded.after[OF_ADS]
    sums = truth.sums(rows, ("spend", "impressions"))
    assert list(map(Decimal, found.split("|"))) == [*sums.values(), len(rows)]


POSTGRESQL = {
    "integer": "bigint", "number": "numeric", "boolean": "boolean", "object": "jsonb", "array": "jsonb", None: "jsonb"}
TEXT = {"PostgreSQL by psql": "text", "PostgreSQL by dlt": "character varying"}
TIMES = {"date-time": "timestamp without time zone", "date": "date"}


def test_columns_of_postgresql_have_the_types_of_the_schema(loaded: Loaded) -> None:
    wrong = {}
    for destination, text in TEXT.items():
        database = loaded.destinations[destination]
        for stream in loaded.streams:
            found = database.types(stream)
            schema = {"properties": stream.columns}
            paths = tables.folded(schema) if isinstance(database, ByDlt) else (
                ([name], leaf) for name, leaf in stream.columns.items())
            for path, leaf in paths:
                name = tables.BETWEEN.join(map(tables.column, path) if isinstance(database, ByDlt) else path)
                wanted = TIMES.get(leaf.get("format", "")) or POSTGRESQL.get(kind(leaf), text)
                if found.pop(name, None) != wanted:
                    wrong[destination, stream.name, name] = wanted
            added = {name for name in found if not name.startswith("_")}
            if added:
                wrong[destination, stream.name, "added"] = str(added)
    assert wrong == {}


# The length of PostgreSQL's names.
MOST_LETTERS = 63


@pytest.mark.parametrize("offer", [PRODUCTION, FLAT], ids=str)
def test_no_two_columns_of_a_stream_have_one_name_in_a_destination(offer: Offer, pyairbyte: ModuleType) -> None:
    from airbyte._processors.sql.postgres import PostgresNormalizer
    from dlt.common.normalizers.naming.snake_case import NamingConvention

    dlt = NamingConvention(max_length=MOST_LETTERS)
    for stream in streams.offered(offer).values():
        paths = [tables.BETWEEN.join(path) for path, _ in tables.folded({"properties": stream.columns})]
        names = {
            "psql": [name.encode()[:MOST_LETTERS] for name in stream.columns],
            "any case": [name.lower() for name in stream.columns],
            "PyAirbyte": [PostgresNormalizer.normalize(name) for name in stream.columns],
            "dlt": [dlt.normalize_path(path) for path in paths],
        }
        assert {way: len(found) - len(set(found)) for way, found in names.items()} == dict.fromkeys(names, 0), stream
        assert names["dlt"] == [tables.BETWEEN.join(map(tables.column, path.split(tables.BETWEEN))) for path in paths]


def test_pyairbyte_s_cache_for_postgresql_rounds_ids_and_fails_as_the_readme_says(
    postgresql_server: PostgreSQL, pyairbyte: ModuleType, account: Simulation
) -> None:
    version, whole, rounded = (
        re.findall(text, (ROOT / "README.md").read_text())[0] for text in (
            r"\(PyAirbyte ([\d.]+)\)", r"`(\d{19})` becomes", r"becomes `(\d{19})`"))
    assert version == metadata.version("airbyte")
    postgresql_server.create("pyairbyte")
    cache = pyairbyte.caches.PostgresCache(
        host="127.0.0.1", port=postgresql_server.port, username=postgresql.USER, password="any", database="pyairbyte")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"TIKTOK_BASE_URL": account.base_url, "TIKTOK_NOW": account.now}.items():
            patch.setenv(name, value)
        source = pyairbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY), config=account.config(requests_per_second=1000))
        source.read(cache=cache, streams=["creative_assets_music"])
        with pytest.raises(Exception, match="DatatypeMismatch"):
            source.read(cache=cache, streams=["advertisers"])
    found = {row["advertiser_id"] for row in cache.run_sql_query(
        "SELECT DISTINCT advertiser_id FROM airbyte_raw.creative_assets_music")}
    assert whole in account.advertiser_ids and rounded in found
    assert found.isdisjoint(account.advertiser_ids)
