"""The streams as `Schemas/README.md` lists them, with the endpoint that each is read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from support.connector import ROOT

ROW = re.compile(r"^\| `(\w+)` \|" + r"(.*?)\|" * 5 + "$", re.MULTILINE)
LINK = re.compile(r"^\[`(\S+)`\]: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class ListedStream:
    """A row of the table of streams. ``document`` is the URL of TikTok's page, if there is one."""

    name: str
    contents: str
    key: list[str]
    cursor: str | None
    environments: list[str]
    endpoint: str
    document: str | None


@cache
def listed() -> dict[str, ListedStream]:
    """The table's rows by name, in its order."""
    text = (ROOT / "Schemas/README.md").read_text()
    links = dict(LINK.findall(text))
    rows = [_row(cells, links) for cells in ROW.findall(text)]
    return {row.name: row for row in rows}


@cache
def row(name: str) -> ListedStream:
    """The row of a stream; a stream of an older configuration is listed under its name with a suffix."""
    return next(listed()[each] for each in (name, name + "_daily", name + "_hourly", name + "_lifetime")
                if each in listed())


def _row(cells: tuple[str, ...], links: dict[str, str]) -> ListedStream:
    name, contents, key, cursor, environments, endpoint = (text.strip() for text in cells)
    path = endpoint.strip("[`]")
    return ListedStream(
        name, contents, re.findall(r"`(\w+)`", key), cursor.strip("`") if cursor != "–" else None,
        environments.split(", "), path, links[path] if endpoint.startswith("[") else None)
