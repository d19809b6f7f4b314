"""Pages that the simulated API has rendered, kept in files, so that serving them costs almost nothing."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from support.simulation import Simulation

INDEX = "index.json"
# Not a part of the query, and not in the log either.
SECRET = "secret"


def question(target: str) -> str:
    """A path and its parameters in a fixed order, because equal requests may be written differently."""
    parts = urlsplit(target)
    pairs = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != SECRET)
    return f"{parts.path}?{urlencode(pairs)}"


def undated(question: str) -> str:
    """The same query about another window of the same length."""
    path, _, query = question.partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    if "start_date" in pairs:
        pairs["days"] = str(_ordinal(pairs.pop("end_date")) - _ordinal(pairs.pop("start_date")) + 1)
    return f"{path}?{urlencode(sorted(pairs.items()))}"


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


class Recording:
    """A folder with the body of each answer, plain and compressed, and an index by query.

    ``bytes`` and ``compressed_bytes`` are those of all pages, ``rows`` their rows.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.targets: list[str] = []
        self.rows = self.bytes = self.compressed_bytes = 0
        self._index: dict[str, dict[str, Any]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, simulation: Simulation) -> None:
        """Records the answers to the requests in the simulation's log. It must serve plain http, and gzip."""
        self.extend(keep(simulation, self.folder, simulation.requests()))

    def extend(self, answers: Iterable[dict[str, Any]]) -> None:
        """Adds answers that `keep` has written to the same folder."""
        for answer in answers:
            if answer["question"] not in self._index:
                self._index[answer["question"]] = answer
                self.targets.append(answer["target"])
                self.rows += answer["rows"]
                self.bytes += answer["plain"]
                self.compressed_bytes += answer["gzip"]
        (self.folder / INDEX).write_text(json.dumps(list(self._index.values())))


def keep(simulation: Simulation, folder: Path, requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Repeats the requests in the log, whose pages the simulation still has, and saves the bodies."""
    address = urlsplit(simulation.base_url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    answers = []
    for request in requests:
        if request["code"] != 0 or request["status"] != 200:
            continue
        pairs = [(name, value) for name, values in request["params"].items() for value in values]
        asked = [(name, simulation.facts[SECRET] if name == SECRET else value) for name, value in pairs]
        target = f"{address.path}{request['path']}?{urlencode(asked)}"
        answer = {"question": question(target), "target": target, "rows": request["rows"]}
        answer["file"] = f"{simulation.process.pid}-{request['sequence']}"
        for encoding in ("plain", "gzip"):
            headers = {"Access-Token": simulation.facts["access_token"]}
            connection.request("GET", target, headers=headers | (
                {"Accept-Encoding": "gzip"} if encoding == "gzip" else {}))
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200 and body, f"{response.status} for {target}"
            assert (response.getheader("Content-Encoding") == "gzip") == (encoding == "gzip")
            (folder / f"{answer['file']}.{encoding}").write_bytes(body)
            answer[encoding] = len(body)
        answers.append(answer)
    connection.close()
    return answers
