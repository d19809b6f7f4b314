"""A Python wheel that holds the binary as a script, so that pip puts it beside PyAirbyte.

Format: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import base64
import hashlib
import time
import zipfile
from pathlib import Path

from executable import LIBCURL, NAME, SUMMARY, TIME, Executable, licences

DISTRIBUTION = NAME.replace("-", "_")


def make(executable: Executable, folder: Path) -> Path:
    """Writes it into a folder."""
    stem = f"{DISTRIBUTION}-{executable.version}"
    tag = f"py3-none-{executable.platform_tag}"
    info = f"{stem}.dist-info"
    about = f"Wheel-Version: 1.0\nGenerator: {NAME}\nRoot-Is-Purelib: false\nTag: {tag}\n"
    members: list[tuple[str, bytes, int]] = [
        (f"{stem}.data/scripts/{NAME}", executable.path.read_bytes(), 0o755),
        *((f"{info}/licenses/{each.name}", each.read_bytes(), 0o644) for each in licences()),
        (f"{info}/METADATA", metadata(executable).encode(), 0o644),
        (f"{info}/WHEEL", about.encode(), 0o644),
    ]
    record = f"{info}/RECORD"
    lines = [f"{name},sha256={digest(content)},{len(content)}\n" for name, content, _ in members]
    members.append((record, "".join((*lines, f"{record},,\n")).encode(), 0o644))
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, mode in members:
            member = zipfile.ZipInfo(name, time.gmtime(TIME)[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, so that the mode counts.
            member.external_attr = (0o100000 | mode) << 16
            archive.writestr(member, content)
    return path


def metadata(executable: Executable) -> str:
    glibc = ".".join(map(str, executable.glibc))
    # pip installs none of these.
    outside = (f"libcurl.so.4 (>={LIBCURL})", "libz.so.1", "libstdc++.so.6")
    fields = [
        "Metadata-Version: 2.1", f"Name: {NAME}", f"Version: {executable.version}", f"Summary: {SUMMARY}",
        # PyPI refuses packages with this classifier.
        "Classifier: Private :: Do Not Upload",
        "Classifier: Operating System :: POSIX :: Linux",
        *(f"Requires-External: {library}" for library in outside),
        "Description-Content-Type: text/plain",
    ]
    told = f"A native executable for Linux with glibc {glibc} or later, {', '.join(outside)}."
    return "\n".join((*fields, "", told, ""))


def digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
