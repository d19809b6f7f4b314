"""A proxy that opens tunnels (CONNECT) and records their targets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping

from support.servers.loopback_server import LoopbackServer


class Proxy(LoopbackServer):
    """``refusal`` is the end of a status line, such as ``403 Forbidden``, for a proxy that refuses.

    ``routes`` maps hosts and ports to local addresses; then no other host is reachable.
    """

    def __init__(self, refusal: str | None = None, routes: Mapping[str, tuple[str, int]] | None = None) -> None:
        self.heads: list[str] = []
        self._refusal = refusal
        self._routes = routes
        super().__init__()
        self.address = f"http://127.0.0.1:{self.port}"

    @property
    def targets(self) -> set[str]:
        """The hosts and ports of the requested tunnels."""
        return {head.split(" ")[1] for head in self.heads}

    def talk(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        self.heads.append(head.decode())
        target = self.heads[-1].split(" ")[1]
        refusal = self._refusal
        if self._routes is not None and target not in self._routes:
            refusal = "403 Forbidden"
        if refusal:
            client.sendall(f"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n".encode())
            client.close()
            return
        host, port = target.rsplit(":", 1)
        server = socket.create_connection((self._routes or {}).get(target, (host, int(port))))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        threading.Thread(target=copy, args=(server, client), daemon=True).start()
        copy(client, server)


def copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return
