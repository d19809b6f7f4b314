"""A recording, served by a separate process for the duration of a `with` block."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from simulated_api.server.application import PREFIX
from support.certificates import Authority
from support.simulation import INTEGRATION_TESTS

from .recording import Recording
from .replay_server import CONTROL


class Replay:
    """``base_url`` is the API's root; ``certificate`` is what a client has to trust with TLS."""

    def __init__(
        self, recording: Recording, authority: Authority | None = None, *, gzip: bool = False, repeat: bool = False
    ) -> None:
        flags = [*(["--gzip"] if gzip else []), *(["--repeat"] if repeat else [])]
        self.certificate: Path | None = None
        if authority:
            certificate, key = authority.issue("IP:127.0.0.1")
            flags += ["--tls-certificate", str(certificate), "--tls-key", str(key)]
            self.certificate = authority.certificate
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.replay_server", str(recording.folder), *flags],
            cwd=INTEGRATION_TESTS, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(INTEGRATION_TESTS / "tests")})
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address, f"the replay ended with {self.process.wait()}"
        self.base_url = self.address + PREFIX

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def log(self, clears: bool = False) -> list[tuple[float, int]]:
        """When each page was requested, and how many rows it has; over plain http."""
        request = urllib.request.Request(self.address + CONTROL, method="DELETE" if clears else "GET")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as response:
            return [tuple(each) for each in json.loads(response.read())]
