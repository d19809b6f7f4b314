"""A local port with a thread for every connection."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class LoopbackServer(ABC):
    """Accepts connections within its `with` block."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    @abstractmethod
    def talk(self, connection: socket.socket) -> None:
        """Handles a whole connection and closes it. It is no error if the other side closes first."""

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # This wakes the thread, which closes the socket. If it were closed here, the thread could wait for another socket
        # that has got its number.
        self._listening.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with self._listening:
            while True:
                try:
                    connection, _ = self._listening.accept()
                except OSError:
                    return
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            self.talk(connection)
        except OSError:
            connection.close()
