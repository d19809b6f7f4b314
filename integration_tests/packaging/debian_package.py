"""A Debian package, with the dependencies that Debian's own tool reads from the binary."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from commands import require, run
from executable import NAME, README, SUMMARY, TIME, Executable, licences


def make(executable: Executable, folder: Path) -> Path:
    """Writes it into a folder.

    `dpkg-shlibdeps` takes the least versions of libraries from the Debian on which this runs, so the package is for
    that Debian and later ones. DEBFULLNAME and DEBEMAIL name the maintainer, as with Debian's own tools.
    """
    require("The Debian package", "dpkg-deb", "dpkg-shlibdeps")
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "debian" / NAME
        documents = tree / "usr/share/doc" / NAME
        for part in (tree / "DEBIAN", tree / "usr/bin", documents):
            part.mkdir(parents=True)
        binary = tree / "usr/bin" / NAME
        shutil.copy(executable.path, binary)
        for text in (README, *licences()):
            shutil.copy(text, documents / text.name)
        for path in (tree, *tree.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path == binary else 0o644)
        size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
        # The tool wants a source package around it.
        (Path(temporary) / "debian/control").write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
        libraries = run(["dpkg-shlibdeps", "-O", binary.relative_to(temporary)], cwd=temporary)
        architecture = run(["dpkg", "--print-architecture"]).strip()
        maintainer = f"{os.environ.get('DEBFULLNAME', 'nobody')} <{os.environ.get('DEBEMAIL', 'nobody@localhost')}>"
        (tree / "DEBIAN/control").write_text("\n".join((
            f"Package: {NAME}", f"Version: {executable.version}", f"Architecture: {architecture}",
            f"Maintainer: {maintainer}", f"Installed-Size: {size}",
            f"Depends: {libraries.removeprefix('shlibs:Depends=').strip()}, ca-certificates",
            "Section: net", "Priority: optional", f"Description: {SUMMARY}", "")))
        path = folder / f"{NAME}_{executable.version}_{architecture}.deb"
        # The default level takes eight times as long for an eighth less.
        run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", tree, path],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(TIME)})
    return path
