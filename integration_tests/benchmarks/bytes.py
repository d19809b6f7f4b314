"""A million rows of 50 metrics into `cat`, compared with curl that fetches the same pages into `cat`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from support import airbyte, asked
from support.airbyte import Household
from support.connector import Connector
from support.simulation import Simulation

from . import peer
from .measuring import Sample, Series, in_turn, ratios, run, say, span
from .replay import Replay
from .section import Bar, Cell, Limit, Panel, Section, Table
from .workshop import ADS, BULK, METRICS, NOW, STREAM, TODAY, Workshop, bulk_config, catalog

MOST_TIMES_CURL = {"https+gzip": 1.3, "http": 2.5}
MOST_TIMES_OTHER = 1.05
MOST_MEGABYTES, MOST_GROWTH = 40.0, 1.05
LEAST_TIMES_AIRBYTE = 1000.0
FEW_DAYS = 1
PEER_DAYS = 2
PEER_SECONDS = 320
CURL_SETTINGS = ("silent", "show-error", "no-progress-meter", "fail")
CURL_WAYS = {"one connection": (), "four connections": ("--parallel", "--parallel-max", "4")}


class Reader:
    """Reads of a recording through one replay, by the connector and by curl."""

    def __init__(
        self, workshop: Workshop, simulation: Simulation, replay: Replay, days: int, is_compressed: bool
    ) -> None:
        self._simulation = simulation
        self._server = replay.process.pid
        self._connector = Connector(workshop.new_folder("reader"), replay.base_url)
        trusted = {"SSL_CERT_FILE": str(replay.certificate)} if replay.certificate else {}
        self._environment = self._connector.environment(NOW, **trusted)
        self._curl = ["curl", *(["--compressed"] if is_compressed else [])]
        self._curl += ["--cacert", str(replay.certificate)] if replay.certificate else []
        self._targets = [replay.address + target for target in workshop.report(days).targets]
        self._days = days

    def read(self, binary: Path | None = None) -> Callable[[], Sample]:
        """A read of the whole report, by the connector or by another build of it."""
        arguments = self._connector.arguments("read", bulk_config(self._simulation, self._days), catalog(STREAM))
        if binary:
            arguments = [str(binary.resolve()), *arguments[1:]]
        return lambda: run(arguments, self._environment, through_cat=True, server=self._server)

    def curl(self, way: str) -> Callable[[], Sample]:
        """One process that fetches every page of the recording."""
        config: Path = self._connector.folder / "curl.conf"
        lines = [f'header = "Access-Token: {self._simulation.facts["access_token"]}"', *CURL_SETTINGS]
        config.write_text("\n".join([*lines, *(f'url = "{each}"' for each in self._targets)]) + "\n")
        arguments = [*self._curl, *CURL_WAYS[way], "--config", str(config)]
        return lambda: run(arguments, self._environment, through_cat=True, server=self._server)


def measure(workshop: Workshop) -> Section:
    section = Section("bytes")
    days = workshop.many_days
    report = workshop.report(days)
    with ExitStack() as stack:
        simulation = stack.enter_context(Simulation.start(*BULK, "--rows-per-day", str(ADS)))
        secure = stack.enter_context(Replay(report, workshop.authority, gzip=True))
        plain = stack.enter_context(Replay(report))
        small = stack.enter_context(Replay(workshop.report(FEW_DAYS), workshop.authority, gzip=True))
        readers = {
            "https+gzip": Reader(workshop, simulation, secure, days, is_compressed=True),
            "http": Reader(workshop, simulation, plain, days, is_compressed=False),
        }
        commands: dict[str, Callable[[], Sample]] = {}
        for wire, reader in readers.items():
            tries = {way: min(reader.curl(way)().seconds for _ in range(2)) for way in CURL_WAYS}
            way = min(tries, key=lambda each: tries[each])
            told = ", ".join(f"{each} {seconds:.2f} s" for each, seconds in tries.items())
            section.notes.append(f"curl over {wire} uses {way}, the fastest here: {told}.")
            commands |= {f"read, {wire}": reader.read(), f"curl, {wire}": reader.curl(way)}
            if workshop.other:
                commands[f"read by the other build, {wire}"] = reader.read(workshop.other)
        few = Reader(workshop, simulation, small, FEW_DAYS, is_compressed=True)
        commands["read of few rows, https+gzip"] = few.read()
        series = in_turn(workshop.rounds, commands)
    rows = days * ADS
    _compare(section, series, rows)
    if airbyte.IS_INSTALLED:
        _compare_with_airbyte(section, workshop, series, rows)
    else:
        section.notes.append(airbyte.NOT_INSTALLED)
    section.notes.insert(0, (
        f"{rows:,} rows of {METRICS} metrics in {len(report.targets)} pages: {report.bytes / 1e6:,.0f} MB, compressed "
        f"{report.compressed_bytes / 1e6:,.0f} MB, as the simulated API rendered them, served from files."))
    return section


def _compare(section: Section, series: dict[str, Series], rows: int) -> None:
    for wire, limit in MOST_TIMES_CURL.items():
        times = ratios(series[f"read, {wire}"], series[f"curl, {wire}"])
        section.limits.append(Limit(f"{rows:,} rows over {wire}, times of curl", limit, times))
        section.panels.append(Panel(f"{rows:,} rows over {wire}", "seconds", [
            series[f"curl, {wire}"].bar("curl", "bounds"), series[f"read, {wire}"].bar("this connector", "this")]))
    many, few = series["read, https+gzip"], series["read of few rows, https+gzip"]
    section.limits += [
        Limit(f"peak memory at {rows:,} rows, MB", MOST_MEGABYTES, many.of("peak_megabytes")),
        Limit(f"peak memory at {FEW_DAYS * ADS:,} rows, MB", MOST_MEGABYTES, few.of("peak_megabytes")),
        Limit(
            f"peak memory at {rows:,} rows, times of that at {FEW_DAYS * ADS:,}", MOST_GROWTH,
            [many.median("peak_megabytes") / few.median("peak_megabytes")]),
    ]
    for wire in MOST_TIMES_CURL:
        if other := series.get(f"read by the other build, {wire}"):
            section.limits.append(Limit(
                f"processor time of {rows:,} rows over {wire}, times of the other build", MOST_TIMES_OTHER,
                ratios(series[f"read, {wire}"], other, "cpu_seconds")))
    lines: list[list[Cell]] = [
        [
            name, len(each.samples), round(each.median("seconds"), 3), each.spread("seconds"),
            round(each.median("cpu_seconds"), 3), round(each.median("peak_megabytes"), 1),
            each.spread("peak_megabytes"), f"{_server_share(each):.0%}",
        ]
        for name, each in series.items()
    ]
    section.tables.append(Table(
        "Bytes",
        ("command", "runs", "wall s", "spread", "CPU s", "peak MB", "spread", "server's share of one core"), lines,
        ["Medians. The server's share is its processor time over the wall time: where it is far below 100 %, "
         "it is not what the command waits for."]))
    section.runs = {name: each.document() for name, each in series.items()}


def _server_share(series: Series) -> float:
    shares = sorted(a / b for a, b in zip(series.of("server_cpu_seconds"), series.of("seconds"), strict=True))
    return shares[len(shares) // 2]


def _compare_with_airbyte(section: Section, workshop: Workshop, series: dict[str, Series], rows: int) -> None:
    days = PEER_DAYS
    most = 2000 if workshop.is_quick else None
    say(f"Airbyte's connector reads {most or days * ADS:,} rows")
    with Household.open(workshop.new_folder("household"), *BULK, "--rows-per-day", str(ADS)) as household:
        config = bulk_config(household.simulation, days)
        for name in ("requests_per_second", "advertiser_ids"):
            del config[name]
        done = peer.read(household.airbyte, config, [STREAM], most_seconds=PEER_SECONDS, most_records=most)
        metrics = len(asked.texts(asked.reports(household.simulation.requests())[0], "metrics"))
    theirs = done.records / done.seconds
    ours = [rows / seconds for seconds in series["read, https+gzip"].of("seconds")]
    section.limits.append(Limit(
        "rows per second, times of Airbyte's connector", LEAST_TIMES_AIRBYTE, [each / theirs for each in ours],
        is_least=True))
    section.panels.append(Panel("Rows per second", "rows/s", [
        Bar("Airbyte 4.7.0", theirs, "airbyte"),
        Bar("this connector", sorted(ours)[len(ours) // 2], "this", min(ours), max(ours))], is_log=True))
    section.tables.append(Table(
        "Rows per second", ("connector", "rows", "seconds", "rows/s"),
        [["Airbyte 4.7.0", done.records, round(done.seconds, 1), round(theirs)],
         ["this connector", rows, round(series["read, https+gzip"].median("seconds"), 2), span(ours)]],
        [f"Both over https. Airbyte's connector always asks for {metrics} metrics, and the server renders them as it "
         "asks, which is a small part of its time."]))
    section.runs["Airbyte"] = {"seconds": done.seconds, "records": done.records, "today": str(TODAY)}
