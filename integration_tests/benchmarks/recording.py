"""Pages that the simulated API has rendered, kept in files, so that serving them costs next to nothing."""

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
# Not a part of what is asked for; the log does not tell it either.
SECRET = "secret"


def question(target: str) -> str:
    """A path and its parameters in an order of their own: who asks the same may write it otherwise."""
    parts = urlsplit(target)
    pairs = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != SECRET)
    return f"{parts.path}?{urlencode(pairs)}"


def undated(question: str) -> str:
    """The same question about another window as long."""
    path, _, query = question.partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    if "start_date" in pairs:
        pairs["days"] = str(_ordinal(pairs.pop("end_date")) - _ordinal(pairs.pop("start_date")) + 1)
    return f"{path}?{urlencode(sorted(pairs.items()))}"


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


class Recording:
    """A folder with the body of each answer, plain and compressed, and an index by question.

    ``bytes`` and ``compressed_bytes`` are those of all pages, ``rows`` their rows.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.targets: list[str] = []
        self.rows = self.bytes = self.compressed_bytes = 0
        self._index: dict[str, dict[str, Any]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, simulation: Simulation) -> None:
        """Keeps what the simulation's log says that it was asked for. It must serve plain http, and gzip."""
        self.extend(keep(simulation, self.folder, simulation.requests()))

    def extend(self, answers: Iterable[dict[str, Any]]) -> None:
        """Takes in answers that `keep` has written to the same folder."""
        for answer in answers:
            if answer["question"] not in self._index:
                self._index[answer["question"]] = answer
                self.targets.append(answer["target"])
                self.rows += answer["rows"]
                self.bytes += answer["plain"]
                self.compressed_bytes += answer["gzip"]
        (self.folder / INDEX).write_text(json.dumps(list(self._index.values())))


def keep(simulation: Simulation, folder: Path, requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Asks once more for what the log has, whose pages the simulation still holds, and writes down the bodies."""
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
