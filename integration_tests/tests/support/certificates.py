"""An authority of the tests' own, and what it vouches for, made by the openssl command."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Authority:
    """``certificate`` is what a client has to trust."""

    folder: Path
    certificate: Path
    key: Path

    @classmethod
    def make(cls, folder: Path) -> Authority:
        certificate, key = folder / "authority.pem", folder / "authority.key"
        openssl(
            "req", "-x509", *NEW_KEY, "-keyout", key, "-out", certificate, "-days", "2",
            "-subj", "/CN=Authority of the tests", "-addext", "basicConstraints=critical,CA:TRUE")
        return cls(folder, certificate, key)

    def issue(self, *names: str) -> tuple[Path, Path]:
        """A certificate for those names, such as ``DNS:localhost`` or ``IP:127.0.0.1``, and its key."""
        name = names[0].replace(":", "-")
        certificate, key, request, extensions = (
            self.folder / f"{name}.{kind}" for kind in ("pem", "key", "csr", "ext"))
        extensions.write_text(f"subjectAltName={','.join(names)}\n")
        openssl("req", *NEW_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={names[0].split(':')[1]}")
        openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-days", "2", "-extfile", extensions, "-out", certificate)
        return certificate, key


NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
