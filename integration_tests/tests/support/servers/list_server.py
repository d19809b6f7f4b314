"""A service whose lists a test makes up as they are asked for."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support.servers.answering_server import ROOT, AnsweringServer

Answer = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """A request of a list."""

    path: str
    query: dict[str, str]
    # How often this very request has come, from 1.
    times: int

    @property
    def account(self) -> str:
        return self.query["advertiser_id"]

    @property
    def page(self) -> int:
        return int(self.query.get("page", 1))

    def values(self, name: str) -> list[str]:
        """A parameter that is an array."""
        return json.loads(self.query.get(name, "[]"))


def answer(data: Any, code: int = 0, message: str = "OK") -> Answer:
    return {"code": code, "message": message, "request_id": "20261103", "data": data}


def page(
    records: Sequence[Any] | None, number: int, of: int, total: int, size: int = 10, name: str = "list"
) -> Answer:
    info = {"page": number, "page_size": size, "total_number": total, "total_page": of}
    return answer({name: records, "page_info": info})


class ListServer(AnsweringServer):
    """``accounts`` are granted; ``script`` answers whatever is not asked about accounts as a whole, or has nothing to
    say, which is an empty list."""

    def __init__(self, accounts: Sequence[str], script: Callable[[Ask], Answer | None]) -> None:
        self.asks: list[Ask] = []
        # By endpoint, in place of those that are about accounts as a whole.
        self.answers: dict[str, Answer] = {}
        times: Counter[str] = Counter()
        lock = threading.Lock()

        def respond(target: str) -> Answer:
            parts = urlsplit(target)
            path, query = parts.path.removeprefix(ROOT), dict(parse_qsl(parts.query))
            if path in self.answers:
                return self.answers[path]
            if path == "oauth2/advertiser/get/":
                return answer({"list": [{"advertiser_id": id, "advertiser_name": "n"} for id in accounts]})
            if path == "advertiser/info/":
                return answer({"list": [
                    {"advertiser_id": id, "name": "n", "timezone": "UTC", "currency": "USD", "create_time": 1_600_000_000}
                    for id in json.loads(query["advertiser_ids"])]})
            if path == "campaign/get/" and query.get("page_size") == "1":
                # Whether there are campaigns of a special kind.
                return page([], 1, 1, 0)
            with lock:
                times[target] += 1
                self.asks.append(ask := Ask(path, query, times[target]))
                return script(ask) or page([], 1, 1, 0)

        super().__init__(lambda target: json.dumps(respond(target)).encode())
