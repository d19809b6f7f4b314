"""A tarball with the binary, the README and the licence, if there is one."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path

from executable import NAME, README, TIME, Executable, licences


def make(executable: Executable, folder: Path) -> Path:
    """Writes it into a folder. It unpacks into a folder of its own."""
    inside = f"{NAME}-{executable.version}"
    path = folder / f"{inside}-linux-{executable.architecture}.tar.gz"
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=TIME) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for source, mode in ((executable.path, 0o755), *((text, 0o644) for text in (README, *licences()))):
            member = tarfile.TarInfo(f"{inside}/{source.name}")
            member.size, member.mode, member.mtime = source.stat().st_size, mode, TIME
            member.uname = member.gname = "root"
            with source.open("rb") as content:
                archive.addfile(member, content)
    return path
