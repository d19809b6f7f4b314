"""A local service that answers each request with JSON that depends on its path and query."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

ROOT = "/open_api/v1.3/"


class AnsweringServer:
    """``respond`` makes the body of an answer from the path and query of a request."""

    def __init__(self, respond: Callable[[str], bytes]) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Otherwise the body of an answer would wait until the head is acknowledged.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                body = respond(self.path)
                head = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}"]
                self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}{ROOT}"

    def __enter__(self) -> Self:
        # The interval at which it checks whether it should stop.
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
