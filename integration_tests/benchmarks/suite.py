"""The command: runs sections, writes their results, and reports whether a limit was missed."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from support.simulation import INTEGRATION_TESTS

from . import machine, publishing, report
from .measuring import say
from .workshop import Workshop

SECTIONS = ("bytes", "latency", "requests", "reader", "growth", "start")
OUTPUT = INTEGRATION_TESTS / "output"
LEAST_ROUNDS = 5


def main() -> int:
    """The exit code: 0, or 1 when a limit is missed."""
    options = _parser().parse_args()
    chosen = [name for name in SECTIONS if not options.sections or name in options.sections]
    if options.publish and (options.quick or options.rounds < LEAST_ROUNDS or len(chosen) < len(SECTIONS)):
        print(f"Only a whole run of at least {LEAST_ROUNDS} rounds is published.", file=sys.stderr)
        return 2
    OUTPUT.mkdir(exist_ok=True)
    document: dict[str, Any] = {"machine": machine.facts(), "rounds": options.rounds, "sections": {}}
    with tempfile.TemporaryDirectory(prefix="benchmarks") as folder:
        workshop = Workshop(Path(folder), options.rounds, options.starts, options.quick, options.against)
        for name in chosen:
            say(f"== {name}")
            section = importlib.import_module(f".{name}", __package__).measure(workshop)
            document["sections"][name] = section.document()
            # Written after each section, because a later one may fail and each takes long.
            (OUTPUT / "benchmarks.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
            say(report.section_text(name, document["sections"][name]))
    say(report.limits_text(document))
    if options.publish:
        publishing.publish(document)
    return 0 if all(limit["holds"] for each in document["sections"].values() for limit in each["limits"]) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="integration_tests/benchmarks/run", description="Measures the connector. All sections, or those named.")
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=LEAST_ROUNDS, help="runs of each command, in turn (5)")
    parser.add_argument("--starts", type=int, default=21, help="starts of each command, in turn (21)")
    parser.add_argument(
        "--against", type=Path, metavar="BINARY", help="another build of the connector, for `bytes`: what a change costs")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try the suite itself")
    parser.add_argument(
        "--publish", action="store_true", help="write the results that the repository keeps, and the README's block")
    return parser
