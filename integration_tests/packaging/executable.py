"""The release binary as it is handed out, and what it needs of a machine."""

from __future__ import annotations

import platform
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from commands import run

NAME = "source-tiktok-marketing"
SUMMARY = "Reads TikTok advertising accounts into any destination that speaks the Airbyte protocol"
ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
# The oldest libcurl that has `curl_easy_header`.
LIBCURL = "7.83.0"
# Packages of the same binary are the same bytes: the time in all of them, 1980-01-01, is the first that a zip can have.
TIME = 315_532_800


@dataclass(frozen=True)
class Executable:
    """The binary without its symbols."""

    path: Path
    version: str
    # The newest version of glibc that a symbol of the binary asks for, e.g. (2, 35). The loader refuses older ones.
    glibc: tuple[int, int]
    # The shared libraries, e.g. "libcurl.so.4".
    libraries: tuple[str, ...]

    @classmethod
    def stripped(cls, binary: Path, folder: Path) -> Executable:
        """A copy of a release binary in a folder, as `-Xlinker -s` makes it."""
        path = folder / NAME
        shutil.copyfile(binary, path)
        run(["strip", "--strip-all", path])
        path.chmod(0o755)
        version = run([path, "--version"]).removeprefix(NAME).strip()
        needs = re.findall(r"Name: GLIBC_(\d+)\.(\d+)", run(["readelf", "--version-info", "--wide", path]))
        libraries = re.findall(r"NEEDED.*\[(.+)\]", run(["readelf", "--dynamic", "--wide", path]))
        return cls(path, version, max((int(major), int(minor)) for major, minor in needs), tuple(libraries))

    @property
    def architecture(self) -> str:
        """As the kernel names it, e.g. x86_64."""
        return platform.machine()

    @property
    def platform_tag(self) -> str:
        """The platform of a wheel.

        PEP 600's tag is what makes pip refuse a machine whose glibc is too old. It also promises that no library is
        needed which a distribution may lack. libcurl is one, so the wheel names it and is marked as not for PyPI.
        """
        major, minor = self.glibc
        return f"manylinux_{major}_{minor}_{self.architecture}"


def licences() -> list[Path]:
    return sorted(path for path in ROOT.glob("LICEN[CS]E*") if path.is_file())
