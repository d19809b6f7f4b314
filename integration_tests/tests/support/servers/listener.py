"""A port that records what is sent to it, and gives every request the same answer."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path

from support.servers.loopback_server import LoopbackServer

Answer = Callable[[bytes], bytes | Iterable[bytes]]


def response(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP response, after which the connection is closed."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Listener(LoopbackServer):
    """``answer`` makes the response from the request's head, whole or in parts. ``requests`` are the heads that were
    received."""

    def __init__(self, answer: Answer, certificate: tuple[Path, Path] | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._answer = answer
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)
        super().__init__()

    @property
    def address(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}/"

    def talk(self, connection: socket.socket) -> None:
        self.connections += 1
        with self._context.wrap_socket(connection, server_side=True) if self._context else connection as connection:
            head = b""
            # A connection that begins with 0x16 is TLS, so the end of a head will never come.
            while b"\r\n\r\n" not in head and not head.startswith(b"\x16"):
                part = connection.recv(65536)
                if not part:
                    break
                head += part
            if head:
                self.requests.append(head)
                answer = self._answer(head)
                for part in [answer] if isinstance(answer, bytes) else answer:
                    connection.sendall(part)
