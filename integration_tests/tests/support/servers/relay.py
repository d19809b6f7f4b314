"""A relay in front of the simulated API that handles one request like a host that is down, or like another host."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

# TLS: the record of a fatal alert, handshake_failure.
ALERT = bytes([0x15, 3, 1, 0, 2, 2, 40])
RESET = struct.pack("ii", 1, 0)

Certificate = tuple[Path, Path]


class Stroke(StrEnum):
    """What happens to the host when the request comes. All of its connections break; then, until it is healed:"""

    REFUSE = "it refuses connections"
    ALERT = "it refuses TLS"
    STRANGER = "it shows another certificate"


@dataclass(frozen=True)
class Match:
    """The request to disturb, by the match keys of the simulated API's fault rules."""

    path: str
    advertiser_id: str
    page: int
    start_date: str | None = None

    def hits(self, head: bytes) -> bool:
        target = urlsplit(head.split(b" ", 2)[1].decode())
        params = {name: values[0] for name, values in parse_qs(target.query).items()}
        return (
            re.search(self.path, target.path.partition("/v1.3/")[2]) is not None
            and params.get("advertiser_id") == self.advertiser_id
            and params.get("page", "1") == str(self.page)
            # A request for only ids is a look-up.
            and params.get("fields") != '["campaign_id"]'
            and self.start_date in (None, params.get("start_date")))

    @property
    def rule(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


class Relay:
    """``certificates`` are its own and the stranger's, for a relay that uses TLS."""

    def __init__(
        self, upstream: str, match: Match, stroke: Stroke, certificates: tuple[Certificate, Certificate] | None
    ) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname, parts.port)
        self._match, self._stroke = match, stroke
        self._contexts = [_context(each) for each in certificates or ()]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_up = threading.Event()
        self._is_up.set()
        self._is_closed = False
        self.struck = 0
        self.base_url = f"{'https' if certificates else 'http'}://127.0.0.1:{self._port}{parts.path}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Relay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._is_closed = True
        self._is_up.set()
        _shut(self._listener)
        self._break_connections()

    def heal(self) -> None:
        """Ends the disturbance."""
        self._is_up.set()

    def _serve(self) -> None:
        while not self._is_closed:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                self._listener.close()
                if self._is_closed:
                    return
                self._is_up.wait()
                if self._is_closed:
                    return
                self._listener = socket.create_server(("127.0.0.1", self._port))
                continue
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        is_down = not self._is_up.is_set()
        try:
            if is_down and self._stroke is Stroke.ALERT:
                connection.recv(1 << 16)
                connection.sendall(ALERT)
                return connection.close()
            if self._contexts:
                context = self._contexts[is_down and self._stroke is Stroke.STRANGER]
                connection = context.wrap_socket(connection, server_side=True)
            with connection, socket.create_connection(self._upstream) as upstream:
                with self._lock:
                    self._connections.add(connection)
                while head := head_of(connection):
                    if self._strikes(head):
                        return
                    upstream.sendall(head)
                    connection.sendall(answer_of(upstream))
        except (OSError, HTTPException):
            return  # one side has closed
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _strikes(self, head: bytes) -> bool:
        with self._lock:
            if self.struck or not self._match.hits(head):
                return False
            self.struck += 1
            self._is_up.clear()
        if self._stroke is Stroke.REFUSE:
            _shut(self._listener)
        self._break_connections()
        return True

    def _break_connections(self) -> None:
        """Resets all connections, including idle ones, as when a host goes down; a client could still use those."""
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # it has just been closed by its own thread
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                _shut(connection)


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def head_of(connection: socket.socket) -> bytes:
    """The next request, which has no body; nothing if the client has closed."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        part = connection.recv(1 << 16)
        if not part:
            return b""
        head += part
    return head


def answer_of(upstream: socket.socket) -> bytes:
    """One complete response, unchanged."""
    response = HTTPResponse(upstream)
    response.begin()
    body = response.read()
    headers = "".join(f"{name}: {value}\r\n" for name, value in response.getheaders())
    return f"HTTP/1.1 {response.status} {response.reason}\r\n{headers}\r\n".encode() + body


def _shut(connection: socket.socket) -> None:
    """Wakes the thread that owns the connection, which closes it. Only that thread may, because the number is soon
    reused."""
    try:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        pass  # the other side has closed it already
