"""The parts of a binary and its image, in bytes."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

from support.connector import ROOT

# Packages that the image's second stage installs, as the Dockerfile has them.
PACKAGES = re.compile(r"--no-install-recommends ((?:[a-z0-9+.-]+ ?)+)\\")
# What debian:…-slim is made of: all that is required, and apt.
BASE = ("apt", "?priority(required)")
SWIFT_NAME = re.compile(r"\$s(?:(\d+)(\w+)|[sS]\w)")
EMPTY = (".bss", ".tbss")
OWN = ("TikTok", "Airbyte", "Connector", "HTTP", "JSON", "source_tiktok_marketing")


def stripped(binary: Path, folder: Path) -> Path:
    """A copy without symbols."""
    copy = folder / "stripped"
    subprocess.run(["strip", "--strip-all", "-o", str(copy), str(binary)], check=True)
    return copy


def sections(binary: Path) -> dict[str, int]:
    """The sections that have bytes in the file, by name."""
    lines = _lines("size", "-A", str(binary))
    # Sections that are not loaded, such as symbols, have the address 0.
    loaded = [fields for fields in map(str.split, lines) if len(fields) == 3 and fields[2] not in ("0", "addr")]
    return {name: int(size) for name, size, _ in loaded if name not in EMPTY}


def symbols(binary: Path) -> Counter[str]:
    """Code and data with a symbol, by the module of the symbol."""
    sizes: Counter[str] = Counter()
    for line in _lines("nm", "--print-size", "--defined-only", str(binary)):
        fields = line.split(None, 3)
        # Sections without bytes in the file, such as zeroed memory, do not count.
        if len(fields) == 4 and fields[2].lower() not in "b":
            sizes[_module(fields[3])] += int(fields[1], 16)
    return sizes


def _module(name: str) -> str:
    found = SWIFT_NAME.search(name)
    if not found:
        return "C and C++ (Swift's runtime …)"
    if not found[1]:
        return "Swift standard library"
    length = int(found[1])
    module = found[2][:length]
    if module in OWN or module.startswith("source_"):
        return "this connector's modules"
    return module if module == "FoundationEssentials" else "Swift's other modules (concurrency, texts …)"


def embedded() -> dict[str, int]:
    """Documents that are in the binary as texts."""
    return {
        name: sum(each.stat().st_size for each in (ROOT / place).rglob("*.json"))
        for name, place in (("schemas", "Schemas"), ("facts about metrics and dimensions", "Sources/TikTok/Reports/Facts"))
    }


def packages() -> dict[str, int] | None:
    """The installed bytes of the image's packages beyond its base, and of the base; None if apt does not know."""
    stage = (ROOT / "Dockerfile").read_text().split("FROM ")[-1]
    found = PACKAGES.search(stage)
    if not found:
        return None
    try:
        base, everything = _closure(*BASE), _closure(*BASE, *found[1].split())
        sizes = _installed_sizes(everything)
    except (OSError, subprocess.CalledProcessError):
        return None
    parts = {name: sizes[name] for name in everything if name not in base and name in sizes}
    return {"base": sum(sizes.get(name, 0) for name in base), **parts} if sizes else None


def _closure(*names: str) -> list[str]:
    """What apt would install of those on an empty system."""
    lines = _lines(
        "apt-get", "--simulate", "-o", "Dir::State::status=/dev/null", "install", "--no-install-recommends", *names)
    return [line.split()[1] for line in lines if line.startswith("Inst ")]


def _installed_sizes(names: list[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    name = ""
    for line in _lines("apt-cache", "show", "--no-all-versions", *names):
        if line.startswith("Package: "):
            name = line.split()[1]
        elif line.startswith("Installed-Size: "):
            sizes[name] = int(line.split()[1]) << 10
    return sizes


def _lines(*command: str) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
