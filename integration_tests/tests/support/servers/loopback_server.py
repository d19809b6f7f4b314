"""A port of this machine and a thread for every connection to it."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class LoopbackServer(ABC):
    """Accepts connections while it is entered."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    @abstractmethod
    def talk(self, connection: socket.socket) -> None:
        """All of a connection, which it closes. That the other side leaves is no error."""

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # It wakes the thread, which closes the socket: another's number would be waited for else.
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
