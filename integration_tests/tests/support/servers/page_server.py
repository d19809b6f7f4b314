"""A service that serves prepared pages, one after the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support.servers.answering_server import ROOT, AnsweringServer

ACCOUNT = {"advertiser_id": "7001", "timezone": "Etc/GMT+8", "currency": "EUR", "create_time": 1_600_000_000}


def envelope(data: Any) -> bytes:
    return json.dumps({"code": 0, "message": "OK", "request_id": "1", "data": data}).encode()


class PageServer(AnsweringServer):
    """``pages`` are by endpoint, and for reports also by a dimension, as in `report/integrated/get/#ad_id`; other
    lists are empty. A custom sequence may generate its pages when they are requested."""

    def __init__(self, pages: Mapping[str, Sequence[bytes]]) -> None:
        super().__init__(lambda target: answer(pages, target))


def answer(pages: Mapping[str, Sequence[bytes]], target: str) -> bytes:
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query))
    path = parts.path.removeprefix(ROOT)
    if path == "advertiser/info/":
        return envelope({"list": [ACCOUNT]})
    number = int(query.get("page", 1))
    for name, sequence in pages.items():
        endpoint, _, dimension = name.partition("#")
        is_asked = path == endpoint and f'"{dimension}"' in query.get("dimensions", '""')
        # TopView and Promote campaigns are requested separately.
        if is_asked and "buying_types" not in query.get("filtering", "") and number <= len(sequence):
            return sequence[number - 1]
    info = {"page": 1, "page_size": 1000, "total_number": 0, "total_page": 1}
    return envelope({"list": [], "page_info": info})
