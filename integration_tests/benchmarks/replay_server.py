"""The process that serves a recording on loopback: only recorded pages.

It has a thread for each connection, and does hardly any work in Python: the kernel sends plain pages from the file to the
socket, and pages under TLS take one call of OpenSSL.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .recording import INDEX, question, undated

CONTROL = "/__control__/log"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Body:
    """A recorded body, with its open file, and the head before it."""

    head: bytes
    file: int
    size: int
    rows: int
    content: mmap.mmap

    @classmethod
    def open(cls, path: Path, rows: int, is_compressed: bool) -> Body:
        file = os.open(path, os.O_RDONLY)
        size = os.fstat(file).st_size
        encoding = "Content-Encoding: gzip\r\n" if is_compressed else ""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{encoding}Content-Length: {size}\r\n\r\n"
        return cls(head.encode(), file, size, rows, mmap.mmap(file, 0, access=mmap.ACCESS_READ))


class ReplayServer:
    """With ``repeats``, a window that was not recorded is answered with a recorded one of the same length."""

    def __init__(self, folder: Path, context: ssl.SSLContext | None, compresses: bool, repeats: bool) -> None:
        self._context = context
        self._compresses = compresses
        self._key = undated if repeats else str
        self._bodies: dict[tuple[str, bool], Body] = {}
        self._known: dict[bytes, str] = {}
        # When each page was requested, and how many rows it has.
        self._log: list[tuple[float, int]] = []
        for answer in json.loads((folder / INDEX).read_text()):
            for encoding in ("plain", "gzip") if compresses else ("plain",):
                key = (self._key(answer["question"]), encoding == "gzip")
                path = folder / f"{answer['file']}.{encoding}"
                if key not in self._bodies:
                    self._bodies[key] = Body.open(path, answer["rows"], encoding == "gzip")

    def serve(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        try:
            if self._context:
                client = self._context.wrap_socket(client, server_side=True)
            pending = b""
            while True:
                while (end := pending.find(b"\r\n\r\n")) < 0:
                    part = client.recv(65536)
                    if not part:
                        return
                    pending += part
                head, pending = pending[:end], pending[end + 4 :]
                self._answer(client, head)
        except OSError:
            return
        finally:
            client.close()

    def _answer(self, client: socket.socket, head: bytes) -> None:
        line, _, headers = head.partition(b"\r\n")
        target = line.split(b" ")[1]
        if target.startswith(CONTROL.encode()):
            self._tell_log(client, clears=line.startswith(b"DELETE"))
            return
        is_compressed = self._compresses and any(
            b"gzip" in each for each in headers.lower().split(b"\r\n") if each.startswith(b"accept-encoding"))
        if target not in self._known:
            self._known[target] = self._key(question(target.decode()))
        body = self._bodies.get((self._known[target], is_compressed))
        if body is None:
            print(f"not recorded: {self._known[target]}", flush=True)
            client.sendall(NOT_FOUND)
            return
        self._log.append((time.monotonic(), body.rows))
        if isinstance(client, ssl.SSLSocket):
            client.sendall(body.head)
            client.sendall(body.content)
            return
        client.sendall(body.head, socket.MSG_MORE)
        sent = 0
        while sent < body.size:
            sent += os.sendfile(client.fileno(), body.file, sent, body.size - sent)

    def _tell_log(self, client: socket.socket, clears: bool) -> None:
        text = json.dumps(self._log).encode()
        if clears:
            self._log.clear()
        client.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tls-certificate")
    parser.add_argument("--tls-key")
    parser.add_argument("--gzip", action="store_true", help="compressed for those who accept it")
    parser.add_argument("--repeat", action="store_true", help="the same pages for every window as long")
    options = parser.parse_args()
    context = None
    if options.tls_certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.tls_certificate, options.tls_key)
    server = ReplayServer(options.folder, context, options.gzip, options.repeat)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    scheme = "https" if context else "http"
    print(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    server.serve(listener)


if __name__ == "__main__":
    main()
