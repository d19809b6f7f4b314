"""Captured runs, and what must not be in a capture."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import canaries
from support.connector import BINARY, FAST, ROOT, Connector, Run

REPLAY = ROOT / "integration_tests/replay"
# Members whose texts name or locate people, companies and their works.
PERSONAL = re.compile(
    r"(^|_)(name|names|text|texts|title|titles|url|urls|uri|email|phone|address|company|contacter|number|no|license|"
    r"description|username|author|editor|signature|script|deeplink|tiktok)($|_)")
ID = re.compile(r"(^|_)(id|ids)($|_)")
# Shorter ones occur by chance.
SHORTEST_ID = 8
SHORTEST_NAME = 5
TIME = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?")
# Texts that are nobody's: times, words of the API, what is left of an address that is not given, and a name in the
# simulation that consists of words of the API's messages.
HARMLESS = re.compile(TIME.pattern + r"|[A-Z_]+|https?://|Video A")


@dataclass(frozen=True)
class Captured:
    """A run and its capture."""

    run: Run
    path: Path

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    @property
    def exchanges(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "sequence" in line]


def capture(
    connector: Connector, command: str, config: Any, catalog: Any = None, *, now: str, state: Any = None,
    path: Path | None = None, variables: dict[str, str] | None = None,
) -> Captured:
    path = path or connector.folder / "capture.jsonl"
    done = subprocess.run(
        [*connector.arguments(command, config, catalog, state), "--capture", str(path)], capture_output=True,
        timeout=120, env=connector.environment(now, **(FAST | (variables or {}))), cwd="/")
    return Captured(Run(done.returncode, done.stdout.decode(), done.stderr.decode()), path)


@dataclass(frozen=True)
class Replayed:
    status: int
    told: str
    run: Run


def replay(captured: Captured, *options: str) -> Replayed:
    output = captured.path.with_suffix(".replay")
    done = subprocess.run(
        [sys.executable, str(REPLAY), str(captured.path), "--binary", str(BINARY), "--output", str(output), *options],
        capture_output=True, text=True, timeout=120, env={**os.environ})
    return Replayed(
        done.returncode, done.stdout + done.stderr, Run(done.returncode, output.read_text(), done.stderr))


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text and number in a value, with the name of its member; also within JSON that is a text."""
    if isinstance(value, dict):
        for inner, member in value.items():
            yield "", inner
            yield from texts(member, inner)
    elif isinstance(value, list):
        for element in value:
            yield from texts(element, name)
    elif isinstance(value, str):
        if value[:1] in ("[", "{"):
            try:
                yield from texts(json.loads(value), name)
            except ValueError:
                pass
        yield name, value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield name, str(value)


def own(values: Iterator[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """The ids and the names among an account's values."""
    ids, names = set(), set()
    for name, value in values:
        if (ID.search(name) or re.fullmatch(r"\d{12,40}", value)) and len(value) >= SHORTEST_ID:
            ids.add(value)
        elif PERSONAL.search(name) and len(value) >= SHORTEST_NAME and not HARMLESS.fullmatch(value):
            names.add(value)
    return ids, names


def found(path: Path, ids: set[str], names: set[str]) -> list[str]:
    """Which of them are in a capture: as a text of their own, or within a message or another text of several words."""
    seen: set[str] = set()
    for line in path.open():
        assert canaries.told(line.encode()) == []
        seen.update(value for _, value in texts(json.loads(line)))
    told = [text for text in seen if " " in text and not TIME.fullmatch(text)]
    runs = {run for text in seen for run in re.findall(r"[0-9A-Za-z]{%d,}" % SHORTEST_ID, text)}
    digits = {run for text in seen for run in re.findall(r"\d{%d,}" % SHORTEST_ID, text)}
    within = [name for name in names if any(name in text for text in told)]
    return sorted((ids | names) & seen | ids & (runs | digits)) + within


class Renaming:
    """What has become of each text of a member: the same wherever that member stands. Ids are the same everywhere."""

    def __init__(self) -> None:
        self.of: dict[tuple[str, str], str] = {}
        self.contradictions: list[tuple[str, str, str]] = []

    @staticmethod
    def key(name: str, text: str) -> tuple[str, str]:
        return ("" if text.isdigit() and len(text) > 11 else name, text)

    def learn(self, before: Any, after: Any, name: str = "") -> None:
        if isinstance(before, dict) and isinstance(after, dict):
            for (inner, old), (_, new) in zip(before.items(), after.items(), strict=True):
                self.learn(old, new, inner)
        elif isinstance(before, list) and isinstance(after, list):
            for old, new in zip(before, after, strict=True):
                self.learn(old, new, name)
        elif isinstance(before, str) and isinstance(after, str):
            known = self.of.setdefault(self.key(name, before), after)
            if known != after:
                self.contradictions.append((before, known, after))

    def __call__(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: self(member, inner) for inner, member in value.items()}
        if isinstance(value, list):
            return [self(element, name) for element in value]
        return self.of.get(self.key(name, value), value) if isinstance(value, str) else value

    def knows(self, value: Any, name: str = "") -> bool:
        if isinstance(value, dict):
            return all(self.knows(member, inner) for inner, member in value.items())
        if isinstance(value, list):
            return all(self.knows(element, name) for element in value)
        return not isinstance(value, str) or self.key(name, value) in self.of


def text_of(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def shape(value: Any) -> Any:
    """A record without its texts, apart from times."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(element) for element in value]
    return "" if isinstance(value, str) and not TIME.fullmatch(value) else value


def renamed(before: Run, after: Run) -> tuple[Renaming, int, list[str]]:
    """Compares the records of a run with those of its replay.

    :return: the renaming, learnt from records of which only one has such numbers and times; how many records were compared
        text by text; the streams whose records are then not the same.
    """
    renaming = Renaming()
    for stream, records in before.records.items():
        pairs: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
        for place, run in enumerate((records, after.records[stream])):
            for record in run:
                pairs[text_of(shape(record))][place].append(record)
        for old, new in pairs.values():
            if len(old) == len(new) == 1:
                renaming.learn(old[0], new[0])
    compared, unlike = 0, []
    for stream, records in before.records.items():
        known = [record for record in records if renaming.knows(record)]
        compared += len(known)
        expected = Counter(text_of(renaming(record)) for record in known)
        if expected - Counter(text_of(record) for record in after.records[stream]):
            unlike.append(stream)
    return renaming, compared, unlike
