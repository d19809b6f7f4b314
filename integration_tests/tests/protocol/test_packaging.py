"""The files around the binary: one version number, the README's tables, the Dockerfile."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from support.connector import BINARY, ROOT, Connector

README = (ROOT / "README.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LARGEST_MB = 20


def version() -> str:
    said = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True).stdout
    return said.removeprefix("source-tiktok-marketing ").strip()


def test_the_image_has_the_binary_s_version() -> None:
    assert re.findall(r"^ARG VERSION=(.+)$", DOCKERFILE, re.M) == [version()]
    assert 'LABEL io.airbyte.version="${VERSION}"' in DOCKERFILE
    assert f"source-tiktok-marketing:{version()} ." in README


def test_the_readme_explains_every_field_of_the_configuration(connector: Connector) -> None:
    spec = connector.run("spec").of_type("SPEC")[0]["spec"]
    for field in spec["connectionSpecification"]["properties"]:
        assert f"`{field}`" in README, field


def test_the_runtime_image_has_every_library_that_the_binary_asks_for() -> None:
    stage = DOCKERFILE[DOCKERFILE.index("FROM debian:"):]
    linked = subprocess.run(["readelf", "--dynamic", BINARY], capture_output=True, text=True, check=True).stdout
    libraries = set(re.findall(r"NEEDED.*\[(lib[a-z+]+)", linked))
    packages = {"libcurl": "libcurl4", "libz": "zlib1g", "libstdc++": "libstdc++6"}
    # The C library, the math library and the compiler's runtime are part of any Debian.
    assert libraries - {"libc", "libm", "libgcc"} == set(packages)
    for package in packages.values():
        assert re.search(rf"\b{re.escape(package)}(\s|$)", stage), package


def test_the_readme_installs_what_the_image_holds() -> None:
    [of_image] = re.findall(r"^RUN (swift build .+)$", DOCKERFILE, re.M)
    [of_readme] = re.findall(r"^(swift build .+)$", README, re.M)
    assert of_image == of_readme
    # The linker leaves out debug information.
    assert "--configuration release" in of_image and of_image.endswith("-Xlinker -s")


def test_the_binary_without_its_symbols_is_as_small_as_the_readme_says(tmp_path: Path) -> None:
    """The tests' binary may have debug information; the linker's `-s` and `strip` remove the same."""
    small = tmp_path / "stripped"
    subprocess.run(["strip", "--strip-all", "-o", small, BINARY], check=True)
    [told] = re.findall(r"one file of (\d+) MB", README)
    size = small.stat().st_size / 1e6
    assert size <= LARGEST_MB
    assert abs(size - int(told)) <= 1, size


def test_the_image_runs_as_a_user_without_rights() -> None:
    assert re.search(r"^USER airbyte$", DOCKERFILE, re.M)
    assert re.search(r'^ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/source-tiktok-marketing"$', DOCKERFILE, re.M)
