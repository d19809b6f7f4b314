"""The command behind `packages`."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import debian_package
import installing
import tarball
import wheel
from commands import end_with, require, run
from executable import NAME, ROOT, Executable
from trial import read_account, simulation

OUTPUT = ROOT / "integration_tests/output/packages"
KINDS = {
    "tarball": (tarball.make, installing.tarball), "deb": (debian_package.make, installing.deb),
    "wheel": (wheel.make, installing.wheel)}
BUILD = ("swift", "build", "--configuration", "release", "--static-swift-stdlib", "--product", NAME)


def main() -> None:
    options = arguments()
    kinds = options.kinds or list(KINDS)
    require("Making packages", "readelf", "strip")
    folder: Path = options.output.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    executable = Executable.stripped(options.binary or built(), folder)
    glibc = ".".join(map(str, executable.glibc))
    print(f"{NAME} {executable.version}, {executable.path.stat().st_size / 1e6:.1f} MB, needs glibc {glibc} and "
          f"{', '.join(executable.libraries)}", flush=True)
    made = {}
    for kind in kinds:
        begun = time.monotonic()
        path = made[kind] = KINDS[kind][0](executable, folder)
        print(f"{path.stat().st_size / 1e6:5.1f} MB  {path.name}  ({time.monotonic() - begun:.1f} s)", flush=True)
    executable.path.unlink()
    if options.tries:
        with simulation() as api:
            for kind, path in made.items():
                print(f"{path.name}, installed into an empty place:", flush=True)
                with KINDS[kind][1](path, folder) as place:
                    read_account(place, api)
    print(f"They are in {folder}")


def built() -> Path:
    """The release binary, built now unless SOURCE_TIKTOK_MARKETING names one."""
    if named := os.environ.get("SOURCE_TIKTOK_MARKETING"):
        return Path(named)
    print("Building the release binary …", flush=True)
    run(BUILD, cwd=ROOT)
    return ROOT / ".build/release" / NAME


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packages", description="Makes what runs without a Swift toolchain.")
    parser.add_argument("kinds", metavar="KIND", nargs="*", help=f"of {', '.join(KINDS)}; all by default")
    parser.add_argument("--binary", type=Path, help="a release binary; by default it is built")
    parser.add_argument("--output", type=Path, default=OUTPUT, help=f"the folder to write into; by default {OUTPUT}")
    parser.add_argument(
        "--try", action="store_true", dest="tries",
        help="install each into an empty place and read a simulated account there (deb: as root, with mmdebstrap)")
    options = parser.parse_args()
    for kind in options.kinds:
        if kind not in KINDS:
            parser.error(f"there is no {kind}; there are {', '.join(KINDS)}")
    if options.binary and not options.binary.is_file():
        parser.error(f"{options.binary} is not a file")
    return options


if __name__ == "__main__":
    end_with(main, "packages")
