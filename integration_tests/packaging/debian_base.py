"""A minimal Debian from its mirror, as `debian:…-slim` is."""

from __future__ import annotations

import re
from pathlib import Path

from commands import run
from executable import ROOT

DOCKERFILE = ROOT / "Dockerfile"
# Kept for the next time.
KEPT = ROOT / "integration_tests/output/packaging"
# The slim images leave out documents and languages, and keep no downloaded packages.
LEFT_OUT = ("doc/*", "info/*", "lintian/*", "linda/*", "locale/*", "man/*", "groff/*")
OPTIONS = (
    *(f"--dpkgopt=path-exclude=/usr/share/{path}" for path in LEFT_OUT),
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    # As debootstrap makes /usr. Otherwise a package does, which needs all of Perl.
    "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr",
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=DPkg::Post-Invoke {"rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true";}',
)


def suite() -> str:
    """The Debian of the image, e.g. bookworm."""
    [name] = re.findall(r"^FROM debian:(\w+)-slim$", DOCKERFILE.read_text(), re.M)
    return name


def archive(suite: str) -> Path:
    """The root of that Debian as a tar file. It is made if there is none yet, which takes a minute or two."""
    path = KEPT / f"debian-{suite}.tar"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        print(f"Making a minimal Debian {suite} from the mirror; {path} is kept …", flush=True)
        partial = path.with_suffix(".partial")
        run(
            ["mmdebstrap", "--mode=root", "--format=tar", "--variant=minbase", *OPTIONS, suite, partial],
            log=KEPT / "mmdebstrap.log")
        partial.rename(path)
    return path
