"""A host in front of the simulated API that behaves like a distant one: opening a connection takes time."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress
from http.client import HTTPException
from urllib.parse import urlsplit

from support.servers.loopback_server import LoopbackServer
from support.servers.relay import Certificate, answer_of, head_of


class DistantHost(LoopbackServer):
    """``opening`` is how long the handshake of each connection takes, in seconds; data on the open connection is not
    delayed."""

    def __init__(self, upstream: str, opening: float, certificate: Certificate) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname, parts.port)
        self._opening = opening
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*certificate)
        super().__init__()
        self.base_url = f"https://127.0.0.1:{self.port}{parts.path}"

    def talk(self, connection: socket.socket) -> None:
        time.sleep(self._opening)
        with (
            self._context.wrap_socket(connection, server_side=True) as secured,
            socket.create_connection(self._upstream) as upstream,
            suppress(HTTPException),
        ):
            while head := head_of(secured):
                upstream.sendall(head)
                secured.sendall(answer_of(upstream))
