"""The command behind `image`."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import debian_base
from commands import Trouble, end_with, require, run
from executable import NAME, ROOT
from trial import Place, read_account, simulation

OUTPUT = ROOT / "integration_tests/output/image"
UID = "1000"
# A folder that each Debian has: as a mount point it adds nothing to an image.
TOOLCHAIN = "/mnt"
# What swift.org's image installs beside the toolchain, as far as a build from the command line needs it.
TOOLCHAIN_PACKAGES = (
    "gcc git libc6-dev libcurl4 libedit2 libncurses6 libpython3.11 libsqlite3-0 libstdc++-12-dev libxml2 pkg-config "
    "tzdata")
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Buildah:
    """buildah with a storage of its own, so that a machine's images are neither used nor changed. It needs no daemon,
    no registry and no file system with layers."""

    folder: Path
    log: Path

    def __call__(self, command: str, *arguments: str | Path) -> str:
        return run([*self.start, command, *arguments])

    @property
    def start(self) -> tuple[str, ...]:
        return (
            "buildah", "--root", str(self.folder / "storage"), "--runroot", str(self.folder / "run"),
            "--storage-driver", "vfs")

    def build(self, name: str, dockerfile: Path, context: Path, *arguments: str) -> None:
        """Builds an image from local images alone, with a layer for each instruction as Docker makes them."""
        begun = time.monotonic()
        run(
            [*self.start, "build", "--isolation", "chroot", "--pull-never", "--layers", "--format", "docker",
             *arguments, "--tag", name, "--file", dockerfile, context], log=self.log)
        print(f"  {name}  ({time.monotonic() - begun:.0f} s)", flush=True)


def main() -> None:
    keeps = arguments().keep
    require("Building the image", "buildah", "mmdebstrap", root=True)
    toolchain = installed_toolchain()
    text = debian_base.DOCKERFILE.read_text()
    [version] = re.findall(r"^ARG VERSION=(.+)$", text, re.M)
    [builder] = re.findall(r"^FROM (swift:\S+) AS build$", text, re.M)
    suite = debian_base.suite()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    buildah = Buildah(OUTPUT, OUTPUT / "build.log")
    name = f"localhost/{NAME}:{version}"
    try:
        archive = debian_base.archive(suite)
        print("Building, with a minimal Debian and this machine's toolchain in place of the images of Docker Hub …")
        build_bases(buildah, f"debian:{suite}-slim", builder, archive)
        buildah.build(name, debian_base.DOCKERFILE, ROOT, "--volume", f"{toolchain}:{TOOLCHAIN}:ro")
        described = json.loads(buildah("inspect", "--type", "image", name))
        show_layers(described, name)
        read_in_container(buildah, name, described["OCIv1"]["config"]["Entrypoint"])
    finally:
        if not keeps:
            shutil.rmtree(OUTPUT / "storage", ignore_errors=True)
            shutil.rmtree(OUTPUT / "run", ignore_errors=True)
    if keeps:
        print(f"To use it: {' '.join(buildah.start)} push {name} docker-archive:{NAME}.tar")


def installed_toolchain() -> Path:
    """The folder with the `usr` of the Swift toolchain on the PATH."""
    swift = shutil.which("swift")
    if not swift:
        raise Trouble("Building the image needs a Swift toolchain on this machine, because none can be downloaded.")
    return Path(swift).resolve().parents[2]


def build_bases(buildah: Buildah, debian: str, builder: str, archive: Path) -> None:
    """Makes the two images that the Dockerfile starts from, under their full names, so that nothing is pulled."""
    with tempfile.TemporaryDirectory() as temporary:
        context = Path(temporary)
        shutil.copy(archive, context / "root.tar")
        (context / "debian").write_text(f'FROM scratch\nADD root.tar /\nENV PATH={SYSTEM_PATH}\nCMD ["bash"]\n')
        buildah.build(f"docker.io/library/{debian}", context / "debian", context)
        (context / "swift").write_text(
            f"FROM {debian}\nRUN apt-get update && apt-get install -y --no-install-recommends {TOOLCHAIN_PACKAGES} "
            f"&& rm -rf /var/lib/apt/lists/*\nENV PATH={TOOLCHAIN}/usr/bin:{SYSTEM_PATH}\n")
        buildah.build(f"docker.io/library/{builder}", context / "swift", context)


def show_layers(described: dict[str, Any], name: str) -> None:
    """Prints the layers that are not empty, from the first to the last, with their uncompressed sizes."""
    image = described["OCIv1"]
    layers = json.loads(described["Manifest"])["layers"]
    history = [entry for entry in image["history"] if not entry.get("empty_layer")]
    print(f"{name}, {image['os']}/{image['architecture']}, user {image['config']['User']}")
    for entry, layer in zip(history, layers, strict=True):
        print(f"{layer['size'] / 1e6:7.1f} MB  {instruction(entry['created_by'])}")
    print(f"{sum(layer['size'] for layer in layers) / 1e6:7.1f} MB  in all", flush=True)


def instruction(created_by: str) -> str:
    """How a layer was made, in a line."""
    text = re.sub(r"^(\|\d+ \S+ )?/bin/sh -c (#\(nop\) )?", "", created_by)
    text = re.sub(r"file:\w+ in", "…", re.sub(r"\s+", " ", text)).strip()
    return text if len(text) <= 100 else f"{text[:99]}…"


def read_in_container(buildah: Buildah, name: str, entrypoint: list[str]) -> None:
    container = buildah("from", "--pull-never", name).strip()
    try:
        with tempfile.TemporaryDirectory() as temporary, simulation() as api:
            files = Path(temporary)
            files.chmod(0o755)
            # Neither user nor network is set: the image names its user, and a chroot has its machine's network.
            inside = (
                *buildah.start, "run", "--isolation", "chroot", "--volume", f"{files}:/files:ro", container, "--")
            uid = run([*inside, "id", "-u"]).strip()
            if uid != UID:
                raise Trouble(f"The image runs as uid {uid}, not {UID}.")
            print(f"The image, run as uid {uid}:", flush=True)
            [program] = entrypoint
            read_account(Place("the image", inside, program, files, "/files"), api)
    finally:
        buildah("rm", container)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="image",
        description="Builds the Dockerfile without a container engine, and reads a simulated account in the image.")
    parser.add_argument("--keep", action="store_true", help="keep the image, and tell how to use it")
    return parser.parse_args()


if __name__ == "__main__":
    end_with(main, "image")
