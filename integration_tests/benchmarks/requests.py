"""How many requests a sync takes here and in Airbyte's connector, compared with the fewest possible."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from support import airbyte, asked
from support.airbyte import Household
from support.connector import BINARY, Connector
from support.simulation import INTEGRATION_TESTS

from . import fewest, peer
from .latency import GROWN, STREAMS
from .measuring import say
from .reading import read
from .section import Bar, Cell, Panel, Section, Table
from .workshop import NOW, Workshop, catalog, days_ago

HOURLY = ("ads_reports_hourly",)
# Accounts of all ages, most of them younger than two years.
AGENCY = ("--now", NOW, "--anchor", str(days_ago(30)), "--cache-mb", "2048")
LOOKBACK_DAYS = 3
ACCOUNTS = "accounts"
IDLE = "--idle-advertisers"
OPTION = "skip_idle_days"
PEER_SECONDS = 150.0


@dataclass(frozen=True)
class Scene:
    """An agency, the streams to read, and the start date. Airbyte's connector reads only the streams in ``peer``, because
    all of them would take hours."""

    name: str
    flags: tuple[str, ...]
    streams: tuple[str, ...]
    start: date
    peer: tuple[str, ...]


@dataclass
class Column:
    """The requests of one reader by stream, of a first sync and of a second right after it."""

    reader: str
    syncs: list[Counter[str]] = field(default_factory=list)
    # Streams that were not run, whose counts are taken from another one.
    supposed: tuple[str, ...] = ()
    remark: str = ""


def measure(workshop: Workshop) -> Section:
    section = Section("requests")
    totals: dict[str, dict[str, Cell]] = {}
    for scene in _scenes(workshop, section):
        say(f"  {scene.name}")
        with Household.open(workshop.new_folder("household"), *scene.flags) as household:
            columns = _columns(workshop, scene, household)
        for number, sync in enumerate(("first sync", "second sync")):
            title = f"{scene.name}: {sync}"
            _tell(section, title, scene.streams, columns, number)
            totals[title] = {
                each.reader: _cell(each.syncs[number].total(), bool(each.supposed))
                for each in columns if len(each.syncs) > number}
    readers = list(dict.fromkeys(reader for found in totals.values() for reader in found))
    lines = [[title, *(found.get(reader) for reader in readers)] for title, found in totals.items()]
    section.tables.insert(0, Table("Requests in all", ("sync", *readers), lines))
    section.notes.append(
        "The fewest are those of a reader who knows beforehand on which days there are rows: as few windows of 30 "
        "days (of a day by the hour) as hold them all, in pages of 1,000 rows; and for the second sync, those of the "
        f"last {LOOKBACK_DAYS} days that had been closed and of the days since. Nobody can know that beforehand: it "
        "is a bound and no goal.")
    return section


def _scenes(workshop: Workshop, section: Section) -> Sequence[Scene]:
    years, days = workshop.first_day, days_ago(2 if workshop.is_quick else 3)
    few, many = ("4", "10") if workshop.is_quick else ("20", "100")
    agency: tuple[str, ...] = (*AGENCY, "--advertisers", many)
    told = f"{many} accounts"
    if _simulates_idle_accounts():
        idle = str(int(many) * 4 // 5)
        agency, told = (*agency, IDLE, idle), f"{told}, {idle} of them idle"
    else:
        section.notes.append(f"The simulated API knows no {IDLE} yet: every sixth account of the agency is idle.")
    small = (*GROWN, "--advertisers", few)
    return (
        Scene(f"{few} accounts, by day since {years}", small, STREAMS, years, STREAMS[-1:]),
        Scene(f"{told}, by day since {years}", agency, STREAMS, years, STREAMS[-1:]),
        Scene(f"{told}, by the hour since {days}", agency, HOURLY, days, HOURLY),
    )


def _columns(workshop: Workshop, scene: Scene, household: Household) -> list[Column]:
    """This connector, with its option and without, Airbyte's, and the fewest."""
    this, state = _this(workshop, scene, household, {})
    columns = [this]
    if _has_option():
        columns.append(_this(workshop, scene, household, {OPTION: True})[0])
    if airbyte.IS_INSTALLED:
        columns.append(_airbyte(scene, household))
    columns.append(_fewest(scene, household, state))
    return columns


def _this(
    workshop: Workshop, scene: Scene, household: Household, fields: dict[str, Any]
) -> tuple[Column, list[dict[str, Any]]]:
    simulation = household.simulation
    connector = Connector(workshop.new_folder("requests"), simulation.base_url)
    config = simulation.config(
        start_date=str(scene.start), requests_per_second=1000, attribution_window=LOOKBACK_DAYS, **fields)
    column = Column(f"with `{OPTION}`" if fields else "this connector")
    state: list[dict[str, Any]] | None = None
    for _ in range(2):
        simulation.clear_requests()
        done = read(
            connector, config, catalog(*scene.streams), state=state,
            SSL_CERT_FILE=str(household.authority.certificate))
        column.syncs.append(_counted(simulation.requests(), scene.streams))
        first, state = (done.state if state is None else first), done.state
    return column, first


def _airbyte(scene: Scene, household: Household) -> Column:
    column = Column("Airbyte 4.7.0", supposed=tuple(each for each in scene.streams if each not in scene.peer))
    simulation = household.simulation
    config = simulation.config(
        start_date=str(scene.start), attribution_window=LOOKBACK_DAYS, include_deleted=True)
    state: list[dict[str, Any]] | None = None
    for _ in range(2):
        simulation.clear_requests()
        done = peer.read(household.airbyte, config, scene.peer, state=state, most_seconds=PEER_SECONDS)
        column.syncs.append(_counted(simulation.requests(), scene.streams))
        column.syncs[-1].update(dict.fromkeys(column.supposed, column.syncs[-1][scene.peer[0]]))
        state = done.state
        say(f"    Airbyte's connector: {sum(column.syncs[-1].values())} requests in {done.seconds:.0f} s")
        if not done.is_whole:
            column.remark = f"Airbyte's connector was stopped after {PEER_SECONDS:g} s: it would have made more."
            break
    if column.supposed:
        column.remark += (
            f" In parentheses what Airbyte's connector was not run for, supposed to be as many as {scene.peer[0]}: it "
            "asks for the same windows at every level.")
    return column


def _fewest(scene: Scene, household: Household, state: list[dict[str, Any]]) -> Column:
    column = Column("fewest possible", [Counter(), Counter()])
    simulation = household.simulation
    for stream in scene.streams:
        days = fewest.days_with_rows(simulation, stream, scene.start, asked.last_begun(NOW))
        since = _read_again_since(stream, state, simulation.advertiser_ids)
        column.syncs[0][stream] = fewest.requests(stream, days)
        column.syncs[1][stream] = fewest.requests(stream, days, since)
    for sync in column.syncs:
        sync[ACCOUNTS] = fewest.of_accounts(len(simulation.advertiser_ids))
    return column


def _read_again_since(stream: str, state: list[dict[str, Any]], ids: Sequence[str]) -> dict[str, date]:
    """The first day of each account that a second sync reads; the start date if the state does not have it."""
    message = next(each for each in state if each["stream"]["stream_descriptor"]["name"] == stream)
    found = dict.fromkeys(ids, date.min)
    for each in message["stream"]["stream_state"].get("states", []):
        [text] = each["cursor"].values()
        found[each["partition"]["advertiser_id"]] = date.fromisoformat(text[:10]) - timedelta(days=LOOKBACK_DAYS)
    return found


def _counted(requests: Sequence[dict[str, Any]], names: Sequence[str]) -> Counter[str]:
    """Requests by stream, with those about the accounts together; and all others by name."""
    counts: Counter[str] = Counter()
    for name, count in peer.by_stream(requests).items():
        counts[name if name in names or "_reports_" in name else ACCOUNTS] += count
    return counts


def _tell(section: Section, title: str, names: Sequence[str], columns: Sequence[Column], number: int) -> None:
    shown = [column for column in columns if len(column.syncs) > number]
    others = sorted({name for column in shown for name in column.syncs[number]} - {*names, ACCOUNTS})
    lines: list[list[Cell]] = [
        [name, *(_cell(column.syncs[number][name], name in column.supposed) for column in shown)]
        for name in (*names, *others, ACCOUNTS)]
    lines.append(["in all", *(_cell(column.syncs[number].total(), bool(column.supposed)) for column in shown)])
    remarks = [column.remark.strip() for column in shown if column.remark]
    section.tables.append(
        Table(f"Requests, {title}", ("stream", *(column.reader for column in shown)), lines, remarks))
    kinds = {"Airbyte 4.7.0": "airbyte", "fewest possible": "bounds"}
    scene, _, sync = title.rpartition(": ")
    section.panels.append(Panel(f"Requests, {sync}", scene, [
        Bar(column.reader.replace("`", ""), column.syncs[number].total(), kinds.get(column.reader, "this"))
        for column in shown]))
    section.runs[title] = {column.reader: dict(column.syncs[number]) for column in shown}


def _cell(count: int, is_supposed: bool) -> Cell:
    return f"({count:,})" if is_supposed else count


def _simulates_idle_accounts() -> bool:
    help = subprocess.run(
        [sys.executable, "-m", "simulated_api", "serve", "--help"], cwd=INTEGRATION_TESTS, capture_output=True,
        text=True, check=True)
    return IDLE in help.stdout


def _has_option() -> bool:
    done = subprocess.run([str(BINARY), "spec"], capture_output=True, text=True, check=True)
    [spec] = [json.loads(line)["spec"] for line in done.stdout.splitlines() if '"SPEC"' in line]
    return OPTION in spec["connectionSpecification"]["properties"]
