"""The tests' own certificate authority and the certificates that it signs, made by the openssl command."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from support import wall_clock
from support.environment import BEGUN_WITH

# A validity that includes now, and the past and the future of any test.
EARLIEST, CENTURY = "2000-01-01T00:00:00Z", "36500"


@dataclass(frozen=True)
class Authority:
    """``certificate`` is what a client has to trust. All certificates that it signs are valid for ``days``."""

    folder: Path
    certificate: Path
    key: Path
    days: str = "2"
    variables: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path, *, is_timeless: bool = False) -> Authority:
        certificate, key = folder / "authority.pem", folder / "authority.key"
        made = cls(folder, certificate, key)
        if is_timeless:
            made = cls(folder, certificate, key, CENTURY, wall_clock.beginning(EARLIEST))
        openssl(
            "req", "-x509", *NEW_KEY, "-keyout", key, "-out", certificate, "-days", made.days,
            "-subj", "/CN=Authority of the tests", "-addext", "basicConstraints=critical,CA:TRUE",
            variables=made.variables)
        return made

    def issue(self, *names: str) -> tuple[Path, Path]:
        """A certificate for those names, such as ``DNS:localhost`` or ``IP:127.0.0.1``, and its key."""
        name = names[0].replace(":", "-")
        certificate, key, request, extensions = (
            self.folder / f"{name}.{kind}" for kind in ("pem", "key", "csr", "ext"))
        extensions.write_text(f"subjectAltName={','.join(names)}\n")
        openssl("req", *NEW_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={names[0].split(':')[1]}")
        openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-days", self.days, "-extfile", extensions, "-out", certificate, variables=self.variables)
        return certificate, key


NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(*arguments: str | Path, variables: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, env={**BEGUN_WITH, **(variables or {})})
    assert done.returncode == 0, done.stderr
