"""Installs each package into an empty place, as its user would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import debian_base
from commands import Trouble, require, run
from executable import NAME
from trial import Place, emptied

USER = "1000:1000"


@contextmanager
def tarball(package: Path, folder: Path) -> Iterator[Place]:
    """Unpacked into an empty folder."""
    with emptied(folder / "unpacked") as root:
        run(["tar", "--extract", "--file", package, "--directory", root])
        [program] = root.glob(f"*/{NAME}")
        yield Place("the tarball", (), str(program), root, str(root))


@contextmanager
def wheel(package: Path, folder: Path) -> Iterator[Place]:
    """Installed by pip in a new virtual environment. The command is then found on its PATH."""
    with emptied(folder / "venv") as root:
        run([sys.executable, "-m", "venv", root])
        run([root / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", package])
        path = f"{root / 'bin'}:{os.environ['PATH']}"
        if shutil.which(NAME, path=path) != str(root / "bin" / NAME):
            raise Trouble(f"{NAME} is not found on the PATH of the virtual environment")
        yield Place("the wheel", ("env", f"PATH={path}"), NAME, root, str(root))


@contextmanager
def deb(package: Path, folder: Path) -> Iterator[Place]:
    """Installed in a minimal Debian, to which apt adds the dependencies. The connector runs as uid 1000."""
    require("Trying the Debian package", "mmdebstrap", "unshare", root=True)
    archive = debian_base.archive(debian_base.suite())
    with emptied(folder / "root") as root:
        run(["tar", "--extract", "--numeric-owner", "--file", archive, "--directory", root])
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        shutil.copy(package, root / "tmp" / package.name)
        (root / "tmp").chmod(0o1777)
        # /proc is mounted in a namespace that ends with the command; Swift takes the command line from there.
        mounted = ("unshare", "--mount", "sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$@"', str(root))
        inside = (*mounted, str(root))
        log = folder / "apt.log"
        # Without its dependencies the package must be refused, or it would not name them.
        alone = subprocess.run(
            [*inside, "dpkg", "--install", f"/tmp/{package.name}"], capture_output=True, text=True)
        if alone.returncode == 0 or "libcurl4" not in alone.stderr:
            raise Trouble(f"dpkg installs the package without its dependencies: {alone.stdout}{alone.stderr}")
        run([*inside, "apt-get", "update"], log=log)
        run(
            [*inside, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--fix-broken",
             "--no-install-recommends"], log=log)
        if "Status: install ok installed" not in run([*inside, "dpkg", "--status", NAME]):
            raise Trouble(f"apt has not installed the package: {log}")
        entry = (*mounted, f"--userspec={USER}", str(root), "env", "-i", "PATH=/usr/bin:/bin")
        yield Place("the Debian package", entry, NAME, root / "tmp", "/tmp")
