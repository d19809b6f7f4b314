"""The streams as the README lists them, with the endpoint that each is read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from support.connector import ROOT

ROW = re.compile(r"\| `(?P<name>\w+)` \|" + r"(.*?)\|" * 5)


@dataclass(frozen=True)
class ListedStream:
    """A row of the table of streams. ``document`` is the number of TikTok's page, where there is one."""

    name: str
    key: list[str]
    cursor: str | None
    environments: list[str]
    endpoint: str
    document: str | None


@cache
def listed() -> dict[str, ListedStream]:
    """The table's rows by name, in its order."""
    [section] = re.findall(
        r"^## Streams\n(.*?)^## ", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    rows = [_row(match) for line in section.split("\n") if (match := ROW.match(line))]
    return {row.name: row for row in rows}


@cache
def row(name: str) -> ListedStream:
    """The row of a stream; one of an older configuration is a suffixed one by another name."""
    return next(listed()[each] for each in (name, name + "_daily", name + "_hourly", name + "_lifetime")
                if each in listed())


def _row(match: re.Match[str]) -> ListedStream:
    name, key, cursor, environments, path, document = (text.strip() for text in match.groups())
    page = re.search(r"\[(\d+)\]", document)
    return ListedStream(
        name, re.findall(r"`(\w+)`", key), cursor.strip("`") if cursor != "–" else None,
        environments.split(", "), path.strip("`"), page.group(1) if page else None)
