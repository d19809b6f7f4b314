"""A port that writes down what is sent to it, and gives every request the same answer."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

Answer = Callable[[bytes], bytes | Iterable[bytes]]


def response(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP response, after which the connection is closed."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Listener:
    """``answer`` makes the response of the request's head, whole or in parts. ``requests`` are the heads that
    came."""

    def __init__(self, answer: Answer, certificate: tuple[Path, Path] | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._answer = answer
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._socket.close()

    @property
    def address(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}/"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection:
                if self._context:
                    connection = self._context.wrap_socket(connection, server_side=True)
                head = b""
                # What begins with 0x16 is TLS, and no head will ever end.
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
        except OSError:
            return  # the other side has left, or did not like the certificate
