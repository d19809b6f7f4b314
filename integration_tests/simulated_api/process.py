"""The simulated API as a separate process, for test suites and benchmarks."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Response:
    """What was received over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class SimulatedAPI:
    """`with SimulatedAPI("--now", "2026-11-03T12:00:00Z") as api:` runs a server for the block.

    `ready` is the line that the server prints: URLs, token, app, advertisers.
    """

    def __init__(self, *flags: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PACKAGE), "serve", *flags], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the simulated API ended with {self._process.wait()}")
        self.ready: dict[str, Any] = json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> int:
        """Ends the server with SIGTERM; returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        assert self._process.stdout is not None
        code = self._process.wait(timeout=120)
        self._process.stdout.close()
        return code

    @property
    def advertiser_ids(self) -> list[str]:
        return self.ready["advertiser_ids"]

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        sandbox: bool = False,
        headers: Mapping[str, str] | None = None,
        token: str | None = "right",
        timeout: float = 120,
    ) -> Response:
        """One GET below the API's root; arrays and objects become JSON text, None is left out."""
        root = self.ready["sandbox_base_url" if sandbox else "base_url"]
        sent = dict(headers or {})
        if token is not None:
            right = self.ready["sandbox_access_token" if sandbox else "access_token"]
            sent["Access-Token"] = right if token == "right" else token
        query = urlencode({name: plain(value) for name, value in (params or {}).items() if value is not None})
        return self._request("GET", f"{root}{path}?{query}", None, sent, timeout)

    def post(
        self, path: str, body: Any, *, content_type: str = "application/json", token: str | None = "right"
    ) -> Response:
        """One POST below the API's root; a body that is not bytes becomes JSON."""
        sent = {"Content-Type": content_type}
        if token is not None:
            sent["Access-Token"] = self.ready["access_token"] if token == "right" else token
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._request("POST", f"{self.ready['base_url']}{path}", content, sent, 20)

    def fetch(self, url: str) -> Response:
        """One GET of a whole URL, without a token."""
        return self._request("GET", url, None, {}, 20)

    def envelope(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        """The parsed envelope of one GET."""
        return self.get(path, params, **options).json()

    def records(
        self, path: str, params: Mapping[str, Any], page_size: int = 100, **options: Any
    ) -> Iterator[Any]:
        """The records that a naive client collects, page after page, according to page_info."""
        page = 1
        while True:
            envelope = self.envelope(path, {**params, "page": page, "page_size": page_size}, **options)
            if envelope["code"] != 0:
                raise RuntimeError(f"{envelope['code']}: {envelope['message']}")
            yield from envelope["data"]["list"]
            if page >= envelope["data"]["page_info"]["total_page"]:
                return
            page += 1

    def control(self, method: str, name: str, body: Any = None, **params: Any) -> Any:
        """One control request; returns its JSON."""
        url = f"{self.ready['control_url']}{name}?{urlencode(params)}"
        content = None if body is None else json.dumps(body).encode()
        response = self._request(method, url, content, {}, 60)
        if response.status != 200:
            raise ValueError(f"{response.status}: {response.body.decode()}")
        return response.json()

    def truth(self, **params: Any) -> dict[str, Any]:
        return self.control("GET", "truth", **params)

    @staticmethod
    def _request(
        method: str, url: str, body: bytes | None, headers: Mapping[str, str], timeout: float
    ) -> Response:
        parts = urlsplit(url)
        assert parts.hostname is not None
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        try:
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            return Response(response.status, dict(response.headers), response.read())
        finally:
            connection.close()


def plain(value: Any) -> str:
    """A parameter as TikTok expects it: scalars plain, arrays and objects as JSON text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
