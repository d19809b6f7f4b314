"""A host before the simulated API that is as far away as a real one: connections take their time to open."""

from __future__ import annotations

import socket
import threading
import time
from http.client import HTTPException
from types import TracebackType
from urllib.parse import urlsplit

from support.relay import answer_of, head_of


class DistantHost:
    """``opening`` is how long each connection takes, in seconds; what goes over it then takes no longer."""

    def __init__(self, upstream: str, opening: float) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname, parts.port)
        self._opening = opening
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}{parts.path}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> DistantHost:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        time.sleep(self._opening)
        try:
            with connection, socket.create_connection(self._upstream) as upstream:
                while head := head_of(connection):
                    upstream.sendall(head)
                    connection.sendall(answer_of(upstream))
        except (OSError, HTTPException):
            return  # either side has left
