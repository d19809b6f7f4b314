"""The tour behind `./integration_tests/quickstart`: a simulated account, two syncs into DuckDB, and the result."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from simulated_api.process import SimulatedAPI

BINARY = Path(os.environ["SOURCE_TIKTOK_MARKETING"])
OUTPUT = Path(__file__).resolve().parent / "output"
DATABASE = OUTPUT / "tiktok.duckdb"
LOG = OUTPUT / "quickstart.log"
FIRST, SECOND = "2026-11-03T12:00:00Z", "2026-11-06T12:00:00Z"
START = "2026-10-20"
REPORT = "ads_reports_daily"
DAYS = 12
BAR = 7


class Trouble(Exception):
    """What went wrong, for the person at the terminal."""


@dataclass(frozen=True)
class Sync:
    """The requests of one sync, how many rows the tables have after it, and how many of these it wrote."""

    seconds: float
    requests: list[dict[str, Any]]
    rows: Mapping[str, int]
    written: Mapping[str, int]


def main() -> None:
    shutil.rmtree(OUTPUT / "pyairbyte", ignore_errors=True)
    for old in OUTPUT.glob("tiktok.duckdb*"):
        old.unlink()
    LOG.unlink(missing_ok=True)
    keep_to_this_machine()
    with SimulatedAPI("--now", FIRST) as api:
        config = configuration(api)
        environment = {"TIKTOK_BASE_URL": api.ready["base_url"], "TIKTOK_NOW": FIRST}
        os.environ.update(environment)
        print(f"\nA simulated TikTok with {len(api.advertiser_ids)} ad accounts answers at {api.ready['base_url']}\n")
        catalog = show_commands(config)
        print("\nTwo syncs by PyAirbyte into DuckDB, the second three days later …", flush=True)
        with quietly():
            tour = Tour(api, config)
            syncs = [tour.sync(now) for now in (FIRST, SECOND)]
        show_streams([stream["name"] for stream in catalog["streams"]], syncs)
        show_requests(syncs)
        show_spend(tour.spend())
        compare(tour, api)
    show_where()


def keep_to_this_machine() -> None:
    """PyAirbyte uses no registry and sends no telemetry; requests to loopback bypass any proxy."""
    folder = OUTPUT / "pyairbyte"
    folder.mkdir(parents=True)
    os.environ.update({
        "AIRBYTE_OFFLINE_MODE": "1", "DO_NOT_TRACK": "1", "no_proxy": "127.0.0.1",
        **dict.fromkeys(("AIRBYTE_PROJECT_DIR", "AIRBYTE_LOGGING_ROOT", "AIRBYTE_TEMP_DIR"), str(folder)),
    })


def configuration(api: SimulatedAPI) -> dict[str, Any]:
    names = ("app_id", "secret", "access_token")
    credentials = {"auth_type": "oauth2.0", **{name: api.ready[name] for name in names}}
    return {"credentials": credentials, "start_date": START, "api_level": "ultimate"}


def show_commands(config: dict[str, Any]) -> dict[str, Any]:
    """Runs spec, check and discover; returns the catalog."""
    path = OUTPUT / "config.json"
    path.write_text(json.dumps(config, indent=2))
    spec = say("spec")["spec"]["connectionSpecification"]["properties"]
    ways = ", ".join(way["title"] for way in spec["credentials"]["oneOf"])
    print(f"  spec      {len(spec)} settings; to authorize: {ways}")
    status = say("check", "--config", str(path))["connectionStatus"]
    if status["status"] != "SUCCEEDED":
        raise Trouble(f"check: {status.get('message')}")
    print(f"  check     {status['status']}")
    catalog = say("discover", "--config", str(path))["catalog"]
    incremental = sum("incremental" in stream["supported_sync_modes"] for stream in catalog["streams"])
    print(f"  discover  {len(catalog['streams'])} streams, {incremental} of them incremental")
    return catalog


def say(*arguments: str) -> dict[str, Any]:
    """The answer of one command of the binary."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True)
    messages = [json.loads(line) for line in done.stdout.split("\n") if line]
    answers = [message for message in messages if message["type"] not in ("LOG", "TRACE")]
    if done.returncode or not answers:
        raise Trouble(f"{arguments[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return answers[-1]


class Tour:
    """The account, the source and the database."""

    def __init__(self, api: SimulatedAPI, config: dict[str, Any]) -> None:
        warnings.simplefilter("ignore")
        import airbyte
        from airbyte.caches import DuckDBCache

        self._api = api
        self._source = airbyte.get_source(
            "source-tiktok-marketing", local_executable=str(BINARY), config=config, streams="*")
        self._cache = DuckDBCache(db_path=DATABASE)
        self._before: Any = None

    def sync(self, now: str) -> Sync:
        os.environ["TIKTOK_NOW"] = now
        self._api.control("POST", "clock", {"now": now})
        self._api.control("DELETE", "log")
        started = time.monotonic()
        self._source.read(cache=self._cache)
        seconds = time.monotonic() - started
        streams = self._source.get_selected_streams()
        sql = "SELECT count(*) AS rows, count(*) FILTER ({}) AS written, max({}) AS newest FROM {}"
        column = "_airbyte_extracted_at"
        condition = f"{column} > '{self._before}'" if self._before else "true"
        found = {name: self.query(sql.format(condition, column, name))[0] for name in streams}
        self._before = max(row["newest"] for row in found.values())
        return Sync(
            seconds, self._api.control("GET", "log"), {name: row["rows"] for name, row in found.items()},
            {name: row["written"] for name, row in found.items()})

    def spend(self) -> list[dict[str, Any]]:
        """Spend per day and currency, the latest days first."""
        return self.query(
            "SELECT CAST(stat_time_day AS DATE) AS day, currency, sum(CAST(metrics ->> 'spend' AS DECIMAL(18, 2))) "
            f"AS spend FROM {REPORT} GROUP BY ALL ORDER BY day DESC, currency")

    def query(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._cache.run_sql_query(sql)]


def show_streams(names: list[str], syncs: list[Sync]) -> None:
    first, second = syncs
    width = max(map(len, names))
    print(f"\n{'rows per stream':<{width + 2}}{'first sync':>12}{'second sync':>14}{'in the database':>18}")
    for name in names:
        print(f"  {name:<{width}}{first.written[name]:>12,}{second.written[name]:>14,}{second.rows[name]:>18,}")
    print(f"  {'time':<{width}}{first.seconds:>10.1f} s{second.seconds:>12.1f} s")


def show_requests(syncs: list[Sync]) -> None:
    """Prints what each sync requested from TikTok, according to the log of the simulated API."""
    counts = [Counter(entry["path"] for entry in sync.requests) for sync in syncs]
    print(f"\n{'requests':<24}{'first sync':>12}{'second sync':>14}")
    for path in dict.fromkeys(entry["path"] for sync in syncs for entry in sync.requests):
        print(f"  {path:<22}" + "".join(f"{count[path]:>{width}}" for count, width in zip(counts, (12, 14), strict=True)))
    for title, sync in zip(("The first sync", "The second sync"), syncs, strict=True):
        windows = [entry["params"] for entry in sync.requests if "stat_time" in entry["params"].get("dimensions", [""])[0]]
        first = min(params["start_date"][0] for params in windows)
        last = max(params["end_date"][0] for params in windows)
        print(f"{title} requested the days and hours from {first} to {last}.")
    print("The later one starts three days before the last day that had ended in every time zone, because TikTok")
    print("still adds conversions to past days. Of campaigns, ad groups and ads it delivered those that had changed,")
    print("and the Smart+ ads that have no time of change.")


def show_spend(rows: list[dict[str, Any]]) -> None:
    """Prints a small bar chart in which each currency has its own scale."""
    currencies = sorted({row["currency"] for row in rows})
    days = list(dict.fromkeys(row["day"] for row in rows))[:DAYS]
    spend = {(row["day"], row["currency"]): row["spend"] for row in rows}
    most = {name: max(spend.get((day, name), Decimal(0)) for day in days) for name in currencies}
    print(f"\n{'spend per day':<14}" + "".join(f"{name:>9} {'':<{BAR}}" for name in currencies).rstrip())
    for day in reversed(days):
        cells = (cell(spend.get((day, name)), most[name]) for name in currencies)
        print(f"  {day}  {''.join(cells)}".rstrip())


def cell(amount: Decimal | None, most: Decimal) -> str:
    """The amount and its bar; blank for a day without rows."""
    return f"{'' if amount is None else f'{amount:,.2f}':>9} {bar(amount or Decimal(0), most):<{BAR}}"


def bar(amount: Decimal, most: Decimal) -> str:
    eighths = int(BAR * 8 * amount / most) if most else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def compare(tour: Tour, api: SimulatedAPI) -> None:
    """Compares the database with the expected totals of each account."""
    books = api.truth(what="report", start=START, include_deleted=1)["advertisers"]
    loaded = {
        row["id"]: (row["count"], row["spend"]) for row in tour.query(
            f"SELECT advertiser_id AS id, count(*) AS count, sum(CAST(metrics ->> 'spend' AS DECIMAL(18, 2))) "
            f"AS spend FROM {REPORT} GROUP BY ALL")
    }
    for id, book in books.items():
        wanted = (book["count"], Decimal(book["sums"]["spend"]))
        if loaded.get(id, (0, Decimal(0))) != wanted:
            raise Trouble(f"Account {id} has {wanted} report rows and spend, but the database has {loaded.get(id)}.")
    rows = sum(book["count"] for book in books.values())
    print(f"\nThe totals of all {len(books)} accounts match: {rows:,} report rows, and the spend to the cent.")


def show_where() -> None:
    query = "SELECT campaign_name, objective_type, budget FROM campaigns LIMIT 5"
    database, python = nearest(DATABASE), nearest(Path(sys.executable))
    print(f"\nThe database is {database}. To query it:\n")
    print(f"  {python} -c \"import duckdb; duckdb.connect('{database}').sql('{query}').show()\"\n")


def nearest(path: Path) -> str:
    """The path relative to the working directory if that is shorter, else the path itself."""
    return min(str(path), os.path.relpath(path), key=len)


@contextmanager
def quietly() -> Iterator[None]:
    """Sends the output of PyAirbyte and its child processes to the log."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    with LOG.open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, descriptor in enumerate(kept, 1):
                os.dup2(descriptor, number)
                os.close(descriptor)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if LOG.exists():
            print(f"{LOG.read_text(errors='replace')[-4000:]}\nThis output is in {LOG}", file=sys.stderr)
        print(f"\nThe quickstart has failed: {error}", file=sys.stderr)
        sys.exit(1)
