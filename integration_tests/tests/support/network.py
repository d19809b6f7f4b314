"""A network between the binary and the simulated API that can fail."""

from __future__ import annotations

import socket
import struct
import threading
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

# With this option, closing a connection resets it, as when the network fails.
RESET = struct.pack("ii", 1, 0)


class Network:
    """Forwards connections to the server at ``base_url``; ``address`` is the same URL through this network."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._server = (parts.hostname or "", parts.port or 0)
        self._connections: list[socket.socket] = []
        self._lock = threading.Lock()
        self._flows = threading.Event()
        self._flows.set()
        self._listen(0)
        self._port: int = self._socket.getsockname()[1]
        self.address = urlunsplit(parts._replace(netloc=f"127.0.0.1:{self._port}"))

    def __enter__(self) -> Network:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._flows.set()
        self.cut()

    def cut(self) -> None:
        """Resets every connection, and refuses new ones."""
        with self._lock:
            connections, self._connections = self._connections, []
        # If it were only closed, a thread that waits in `accept` could accept one more connection.
        for connection in (self._socket, *connections):
            try:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side has closed it already
            connection.close()

    def mend(self) -> None:
        self._listen(self._port)

    def hold(self) -> None:
        """Forwards nothing, without any error."""
        self._flows.clear()

    def release(self) -> None:
        self._flows.set()

    def _listen(self, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._serve, args=(self._socket,), daemon=True).start()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            self._flows.wait()
            try:
                server = socket.create_connection(self._server)
            except OSError:
                client.close()
                continue
            with self._lock:
                self._connections += [client, server]
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while part := source.recv(65536):
                self._flows.wait()
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return
