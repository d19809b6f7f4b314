"""A service that gives away pages that were written beforehand, one after the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCOUNT = {"advertiser_id": "7001", "timezone": "Etc/GMT+8", "currency": "EUR", "create_time": 1_600_000_000}


def envelope(data: Any) -> bytes:
    return json.dumps({"code": 0, "message": "OK", "request_id": "1", "data": data}).encode()


class PageServer:
    """``pages`` are by endpoint, and of reports by a dimension, as in `report/integrated/get/#ad_id`; other
    lists are empty. A sequence of one's own may make its pages when they are asked for."""

    def __init__(self, pages: Mapping[str, Sequence[bytes]]) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # The head and the body of an answer would wait for each other.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                body = answer(pages, self.path)
                head = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}"]
                self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/open_api/v1.3/"

    def __enter__(self) -> PageServer:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def answer(pages: Mapping[str, Sequence[bytes]], target: str) -> bytes:
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query))
    path = parts.path.removeprefix("/open_api/v1.3/")
    if path == "advertiser/info/":
        return envelope({"list": [ACCOUNT]})
    number = int(query.get("page", 1))
    for name, sequence in pages.items():
        endpoint, _, dimension = name.partition("#")
        is_asked = path == endpoint and f'"{dimension}"' in query.get("dimensions", '""')
        # Campaigns of one's own and TopView are asked for apart.
        if is_asked and "buying_types" not in query.get("filtering", "") and number <= len(sequence):
            return sequence[number - 1]
    info = {"page": 1, "page_size": 1000, "total_number": 0, "total_page": 1}
    return envelope({"list": [], "page_info": info})
