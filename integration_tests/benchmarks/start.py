"""How fast the connector starts, and how large it is."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from support import airbyte
from support.airbyte import AirbyteConnector
from support.connector import BINARY, Connector

from . import parts, peer
from .measuring import Sample, in_turn, ratios, run
from .section import Bar, Cell, Limit, Panel, Section, Table
from .workshop import Workshop

MOST_TIMES_CURL = 2.0
MOST_MEGABYTES = 20.0
MEGABYTE = 1_000_000
# It takes seconds each.
PEER_STARTS = 3
SMALL_PACKAGE = 1_000_000


def measure(workshop: Workshop) -> Section:
    section = Section("start")
    with tempfile.TemporaryDirectory() as folder:
        binary = parts.stripped(BINARY, Path(folder))
        _starts(section, workshop, binary)
        _sizes(section, binary)
    return section


def _starts(section: Section, workshop: Workshop, binary: Path) -> None:
    environment = Connector(workshop.folder, "").environment()
    series = in_turn(workshop.starts, {
        "spec": lambda: run([str(binary), "spec"], environment),
        "curl --version": lambda: run([shutil.which("curl") or "curl", "--version"], environment),
    })
    section.limits.append(Limit(
        "start of `spec`, times of `curl --version`", MOST_TIMES_CURL,
        ratios(series["spec"], series["curl --version"])))
    lines: list[list[Cell]] = [
        [name, len(each.samples), round(each.median("seconds") * 1000, 1),
         f"{min(each.of('seconds')) * 1000:.1f}–{max(each.of('seconds')) * 1000:.1f}"]
        for name, each in series.items()]
    bars = [
        series["curl --version"].bar("curl --version", "bounds"), series["spec"].bar("spec, this connector", "this")]
    section.runs = {name: each.document() for name, each in series.items()}
    if airbyte.IS_INSTALLED:
        begin = peer.start(AirbyteConnector(workshop.new_folder("airbyte"), {}))
        theirs = in_turn(PEER_STARTS, {"spec, Airbyte 4.7.0": lambda: Sample(begin(), 0.0, 0.0)})
        for name, each in theirs.items():
            lines.append([
                name, len(each.samples), round(each.median("seconds") * 1000),
                f"{min(each.of('seconds')) * 1000:.0f}–{max(each.of('seconds')) * 1000:.0f}"])
            bars.append(each.bar(name, "airbyte"))
            section.runs[name] = each.document()
    else:
        section.notes.append(airbyte.NOT_INSTALLED)
    section.panels.append(Panel("Start", "seconds", bars, is_log=True))
    section.tables.append(Table("Start", ("command", "starts", "wall ms", "spread"), lines))


def _sizes(section: Section, binary: Path) -> None:
    """Binary and image, whole and by parts."""
    whole, small = BINARY.stat().st_size / MEGABYTE, binary.stat().st_size / MEGABYTE
    section.limits.append(Limit("binary, stripped, MB", MOST_MEGABYTES, [small]))
    lines: list[list[Cell]] = [["with symbols", round(whole, 1)], ["stripped, as in the image", round(small, 1)]]
    named = sorted(parts.sections(binary).items(), key=lambda each: -each[1])
    lines += [[f"section {name}", round(size / MEGABYTE, 2)] for name, size in named if size > MEGABYTE / 10]
    by_module = parts.symbols(BINARY)
    lines += [[f"symbols: {name}", round(size / MEGABYTE, 2)] for name, size in by_module.most_common()]
    lines += [[f"embedded: {name}", round(size / MEGABYTE, 2)] for name, size in parts.embedded().items()]
    section.tables.append(Table("Size of the binary", ("part", "MB"), lines, [
        "Symbols are of code and data that have a name; texts, tables of unwinding and relocations have none."
        if by_module else "The binary under test has no symbols to tell its modules by."]))
    _image(section, small)


def _image(section: Section, binary: float) -> None:
    packages = parts.packages()
    if packages is None:
        section.notes.append("apt does not tell here what the image's packages are.")
        return
    base = packages.pop("base") / MEGABYTE
    others = sum(size for size in packages.values() if size < SMALL_PACKAGE) / MEGABYTE
    large = [(name, size / MEGABYTE) for name, size in packages.items() if size >= SMALL_PACKAGE]
    lines: list[list[Cell]] = [["base: Debian's required packages and apt", round(base, 1)]]
    lines += [[name, round(size, 1)] for name, size in sorted(large, key=lambda each: -each[1])]
    lines += [["smaller packages", round(others, 1)], ["the binary", round(binary, 1)]]
    lines.append(["in all", round(base + sum(packages.values()) / MEGABYTE + binary, 1)])
    section.tables.append(Table("Size of the image", ("part", "MB"), lines, [
        "Installed sizes as Debian's packages tell them, without Docker at hand. The slim base leaves out "
        "documentation and translations, so it is smaller than its packages say."]))
    section.panels.append(Panel("Size of the image", "MB", [
        Bar("Debian's base", base, "bounds"),
        Bar("libraries", sum(packages.values()) / MEGABYTE, "bounds"), Bar("the binary", binary, "this")]))
