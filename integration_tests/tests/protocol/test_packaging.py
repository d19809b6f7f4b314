"""The files around the binary: one version number, the README's tables, the Dockerfile, the packages."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from support import programs
from support.connector import BINARY, ROOT, Connector
from support.environment import BEGUN_WITH

README = (ROOT / "README.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LARGEST_MB = 20
PACKAGING = ROOT / "integration_tests/packaging"
DEBIAN_TOOLS = ("dpkg-deb", "dpkg-shlibdeps")


def version() -> str:
    said = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True).stdout
    return said.removeprefix("source-tiktok-marketing ").strip()


def test_the_image_has_the_binary_s_version() -> None:
    assert re.findall(r"^ARG VERSION=(.+)$", DOCKERFILE, re.M) == [version()]
    assert 'LABEL io.airbyte.version="${VERSION}"' in DOCKERFILE
    assert f"source-tiktok-marketing:{version()} ." in README
    sharding = (ROOT / "integration_tests/sharding/README.md").read_text()
    assert re.findall(r"/source-tiktok-marketing:(\S+)$", sharding, re.M) == [version()]


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


def test_warnings_stop_the_tests_builds_but_not_a_user_s(tmp_path: Path) -> None:
    strict, lenient = (
        subprocess.run(
            ["swift", "package", "--package-path", ROOT, "--scratch-path", tmp_path, "dump-package"],
            env={**without_strictness(), **variables}, capture_output=True, text=True, check=True).stdout
        for variables in ({"WARNINGS_AS_ERRORS": "1"}, {}))
    compiled = [target for target in json.loads(strict)["targets"] if target["type"] not in ("plugin", "system")]
    assert strict.count("treatAllWarnings") == len(compiled)
    assert "treatAllWarnings" not in lenient
    run_tests = (ROOT / "integration_tests/run-tests").read_text()
    assert run_tests.index("export WARNINGS_AS_ERRORS=1") < run_tests.index("swift build")


def without_strictness() -> dict[str, str]:
    return {name: value for name, value in BEGUN_WITH.items() if name != "WARNINGS_AS_ERRORS"}


def make_packages(folder: Path, *kinds: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PACKAGING / "packages.py", *kinds, "--binary", BINARY, "--output", folder],
        env={**BEGUN_WITH, **variables}, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the tests' binary; the Debian package only where its tools are."""
    folder = tmp_path_factory.mktemp("packages")
    kinds = ["tarball", "wheel", *(["deb"] if all(map(shutil.which, DEBIAN_TOOLS)) else [])]
    made = make_packages(folder, *kinds)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture
def wheel(packages: Path) -> Path:
    [path] = packages.glob("*.whl")
    return path


@pytest.fixture
def deb(packages: Path) -> Path:
    for path in packages.glob("*.deb"):
        return path
    programs.missing(f"{' and '.join(DEBIAN_TOOLS)} are not installed")


def spec_of(command: str | Path, **variables: str) -> str:
    return subprocess.run(
        [command, "spec"], env={**BEGUN_WITH, **variables}, capture_output=True, text=True, check=True, cwd="/").stdout


def newest_glibc() -> tuple[int, int]:
    """According to the symbols themselves; the packages look at the table of versions."""
    symbols = subprocess.run(["objdump", "--dynamic-syms", BINARY], capture_output=True, text=True, check=True).stdout
    return max((int(major), int(minor)) for major, minor in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols))


def test_the_tarball_runs_where_it_is_unpacked(packages: Path, tmp_path: Path) -> None:
    [path] = packages.glob("*.tar.gz")
    machine = os.uname().machine
    assert path.name == f"source-tiktok-marketing-{version()}-linux-{machine}.tar.gz"
    with tarfile.open(path) as archive:
        members = archive.getmembers()
        archive.extractall(tmp_path)
    folder = tmp_path / f"source-tiktok-marketing-{version()}"
    assert {member.name for member in members} == {
        f"{folder.name}/{name}" for name in ("source-tiktok-marketing", "README.md")}
    assert {(member.uid, member.gid) for member in members} == {(0, 0)}
    assert (folder / "README.md").read_text() == README
    assert spec_of(folder / "source-tiktok-marketing") == spec_of(BINARY)


def test_the_wheel_s_tag_is_the_newest_glibc_that_the_binary_asks_for(wheel: Path) -> None:
    major, minor = newest_glibc()
    tag = f"py3-none-manylinux_{major}_{minor}_{os.uname().machine}"
    assert wheel.name == f"source_tiktok_marketing-{version()}-{tag}.whl"
    with zipfile.ZipFile(wheel) as archive:
        assert f"\nTag: {tag}\n" in archive.read(f"source_tiktok_marketing-{version()}.dist-info/WHEEL").decode()


def test_the_wheel_s_record_lists_every_file_with_its_hash(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        record = f"source_tiktok_marketing-{version()}.dist-info/RECORD"
        rows = dict(line.split(",", 1) for line in archive.read(record).decode().splitlines())
        assert list(rows) == archive.namelist()
        assert rows.pop(record) == ","
        for name, told in rows.items():
            content = archive.read(name)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            assert told == f"sha256={digest},{len(content)}", name


def test_the_wheel_tells_what_pip_does_not_install(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = Parser().parsestr(archive.read(f"source_tiktok_marketing-{version()}.dist-info/METADATA").decode())
    assert (metadata["Name"], metadata["Version"]) == ("source-tiktok-marketing", version())
    assert "Private :: Do Not Upload" in metadata.get_all("Classifier", [])
    linked = subprocess.run(["readelf", "--dynamic", BINARY], capture_output=True, text=True, check=True).stdout
    outside = {name for name in re.findall(r"NEEDED.*\[(.+)\]", linked) if not re.match(r"lib(c|m|gcc_s)\.|ld-", name)}
    assert {each.split()[0] for each in metadata.get_all("Requires-External", [])} == outside


def test_pip_puts_the_wheel_s_command_on_the_path(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", venv / "bin/python", "--disable-pip-version-check", "--quiet",
         "install", "--no-index", "--no-deps", wheel], check=True)
    path = f"{venv / 'bin'}:{BEGUN_WITH['PATH']}"
    assert shutil.which("source-tiktok-marketing", path=path) == str(venv / "bin/source-tiktok-marketing")
    assert spec_of(venv / "bin/source-tiktok-marketing", PATH=path) == spec_of(BINARY)


def test_the_debian_package_names_what_the_binary_needs(deb: Path) -> None:
    fields = ("Package", "Version", "Architecture", "Maintainer", "Depends", "Description")
    told = subprocess.run(["dpkg-deb", "--field", deb, *fields], capture_output=True, text=True, check=True).stdout
    control = Parser().parsestr(told)
    assert (control["Package"], control["Version"]) == ("source-tiktok-marketing", version())
    assert deb.name == f"source-tiktok-marketing_{version()}_{control['Architecture']}.deb"
    needs = dict(re.findall(r"([\w.+-]+)(?: \(>= ([^)]+)\))?", control["Depends"]))
    assert set(needs) >= {"libc6", "libcurl4", "libstdc++6", "zlib1g", "ca-certificates"}
    assert tuple(map(int, needs["libc6"].split("."))) == newest_glibc()
    listed = subprocess.run(["dpkg-deb", "--contents", deb], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^-rwxr-xr-x root/root .* \./usr/bin/source-tiktok-marketing$", listed, re.M)


def test_the_oldest_libcurl_is_told_everywhere(deb: Path, wheel: Path) -> None:
    """Debian knows since when libcurl has each function that the binary calls."""
    depends = subprocess.run(["dpkg-deb", "--field", deb, "Depends"], capture_output=True, text=True, check=True).stdout
    [oldest] = re.findall(r"libcurl4\w* \(>= ([\d.]+)\)", depends)
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"source_tiktok_marketing-{version()}.dist-info/METADATA").decode()
    assert f"libcurl.so.4 (>={oldest})" in metadata
    assert f"libcurl {oldest.removesuffix('.0')} or later" in README


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the README names the packages of x86_64")
def test_the_readme_names_the_packages_and_the_oldest_glibc() -> None:
    major, minor = newest_glibc()
    assert re.findall(r"^\| `(source\S+)` \|", README, re.M) == [
        f"source-tiktok-marketing-{version()}-linux-x86_64.tar.gz", f"source-tiktok-marketing_{version()}_amd64.deb",
        f"source_tiktok_marketing-{version()}-py3-none-manylinux_{major}_{minor}_x86_64.whl"]
    assert f"glibc {major}.{minor} or later" in README


@pytest.mark.parametrize(("arguments", "told"), [
    (("packages.py", "deb", "--binary", str(BINARY)), "apt-get install -y --no-install-recommends dpkg dpkg-dev"),
    (("image.py",), "apt-get install -y --no-install-recommends buildah mmdebstrap"),
])
def test_missing_programs_are_named_with_their_packages(
    arguments: tuple[str, ...], told: str, tmp_path: Path,
) -> None:
    program, *options = arguments
    for name in ("readelf", "strip"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    output = ["--output", str(tmp_path / "output")] if options else []
    done = subprocess.run(
        [sys.executable, PACKAGING / program, *options, *output], env={**BEGUN_WITH, "PATH": str(tmp_path)},
        capture_output=True, text=True)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if not shutil.which(program)]
    if os.geteuid() != 0:
        missing.append("root")
    return pytest.mark.skipif(bool(missing), reason=f"missing: {', '.join(missing)}")


@pytest.mark.broad
@needs("mmdebstrap", *DEBIAN_TOOLS)
def test_every_package_reads_an_account_where_it_is_installed(tmp_path: Path) -> None:
    done = make_packages(tmp_path, "--try")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"read +\d+ campaigns and all \d+ rows", done.stdout)) == 3


@pytest.mark.broad
@needs("buildah", "mmdebstrap", "swift")
def test_the_image_is_built_and_reads_an_account() -> None:
    done = subprocess.run([sys.executable, PACKAGING / "image.py"], env=BEGUN_WITH, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"run as uid 1000:(.|\n)*read +\d+ campaigns and all \d+ rows", done.stdout), done.stdout
