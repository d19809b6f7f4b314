"""Files that cannot be used for their purpose; each has its own error message."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import canaries
from support.connector import Connector, Run, configured
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of, refusal_of

ROLES = ("config", "catalog", "state")
CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2


def obey_file_modes() -> None:
    """Removes root's capability to read every file; for other users it fails silently, because they do not have it."""
    libc = ctypes.CDLL(None)
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
        libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)


class Reading:
    """A read with one bad file; all others are good."""

    def __init__(self, connector: Connector, simulation: Simulation) -> None:
        self.connector = connector
        config = simulation.config()
        good = {
            "config": config,
            "catalog": configured(connector.discover(config), "campaigns"),
            "state": [],
        }
        self.files = {role: connector.file(f"good-{role}.json", content) for role, content in good.items()}

    def with_file(self, role: str, path: str | Path, command: str = "read") -> Run:
        files = self.files | {role: str(path)}
        roles = ROLES if command == "read" else ("config",)
        arguments = [argument for name in roles for argument in (f"--{name}", files[name])]
        return self._run([self.connector.arguments(command, None)[0], command, *arguments])

    def with_content(self, role: str, content: bytes | str, command: str = "read") -> Run:
        path = self.connector.folder / f"{role}.json"
        canaries.note_file(path)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.with_file(role, path, command)

    def _run(self, arguments: list[str]) -> Run:
        done = subprocess.run(
            arguments, capture_output=True, text=True, timeout=120, preexec_fn=obey_file_modes,
            env=self.connector.environment(), cwd="/",
        )
        return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def reading(connector: Connector, shared_simulation: Simulation) -> Reading:
    return Reading(connector, shared_simulation)


def tell(message: str, snapshot: Snapshot, *words: str) -> None:
    for word in words:
        assert word in message, (word, message)
    snapshot.matches(message)


@pytest.mark.parametrize("role", ROLES)
def test_a_missing_file_is_named(reading: Reading, role: str, snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / f"{role}.json"
    tell(error_of(reading.with_file(role, path)), snapshot, str(path), "does not exist", f"--{role}")


@pytest.mark.parametrize("role", ROLES)
def test_a_file_without_permission_is_named(
    reading: Reading, role: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / f"locked-{role}.json"
    path.write_text("{}")
    path.chmod(0)
    tell(error_of(reading.with_file(role, path)), snapshot, str(path), "Permission denied")


@pytest.mark.parametrize("role", ROLES)
def test_a_file_that_fails_to_be_read_is_named(reading: Reading, role: str, snapshot: Snapshot) -> None:
    # This file can be opened, but not read, because a process has nothing mapped at address 0.
    tell(error_of(reading.with_file(role, "/proc/self/mem")), snapshot, "cannot be read", "Input/output error")


@pytest.mark.parametrize("role", ROLES)
def test_a_directory_is_told_from_a_file(
    reading: Reading, role: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    tell(error_of(reading.with_file(role, tmp_path)), snapshot, str(tmp_path), "directory", f"--{role}")


@pytest.mark.parametrize("role", ("config", "catalog"))
@pytest.mark.parametrize("content", ("", " \n\t\r\n"), ids=("nothing", "blanks"))
def test_an_empty_file_is_told_from_a_broken_one(
    reading: Reading, role: str, content: str, snapshot: Snapshot
) -> None:
    tell(error_of(reading.with_content(role, content)), snapshot, "is empty")


@pytest.mark.parametrize("content", ("", " \n", "[]", "{}", "null"))
def test_an_empty_state_file_means_a_first_read(reading: Reading, content: str) -> None:
    run = reading.with_content("state", content)
    assert run.returncode == 0, run.stdout
    assert run.statuses["campaigns"][-1] == "COMPLETE"


@pytest.mark.parametrize("role", ROLES)
def test_a_huge_file_is_refused_before_it_fills_the_memory(
    reading: Reading, role: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / f"huge-{role}.json"
    with path.open("wb") as file:
        file.write(b'{"a": "')
        file.truncate(8 << 30)
    tell(error_of(reading.with_file(role, path)), snapshot, str(path), "larger than")


@pytest.mark.parametrize("role", ROLES)
def test_an_endless_file_is_refused(reading: Reading, role: str, snapshot: Snapshot) -> None:
    tell(error_of(reading.with_file(role, "/dev/zero")), snapshot, "/dev/zero", "larger than")


BROKEN = {
    "a comma too many": ('{\n  "streams": [],\n  "credentials": {"a": 1,}\n}', "line 3, column 26"),
    "a comma too few": ('{"a": 1\n "b": 2}', "line 2, column 2"),
    "single quotes": ("{'a': 1}", "line 1, column 2"),
    "a comment": ('{\n  // mine\n  "a": 1}', "line 2, column 3"),
    "the end in a text": ('{"a": "b', "line 1, column 9"),
    "the end in an object": ('{"a": "b"\n', "line 2, column 1"),
    "two documents": ('{"a": 1}, {"b": 2}', "line 1, column 9"),
    "a line break in a text": ('{"a": "b\nc"}', "line 1, column 9"),
    "letters beyond ASCII before it": ('{"ключ": "文字" oops}', "line 1, column 15"),
    "no JSON at all": ("access_token: abc\n", "line 1, column 1"),
    "NaN": ('{"a": NaN}', "line 1, column 7"),
    "a word of Python": ('{"a": None}', "line 1, column 7"),
    "typographic quotes": ('{“a”: 1}', "line 1, column 2"),
    "a reference without quotes": ('{"a": ${TIKTOK_A}}', "line 1, column 7"),
    "a comment at the end": ('{"a": 1} # mine', "line 1, column 10"),
    "a backslash": ('{"a": "C:\\Users"}', "line 1, column 11"),
    "a bracket of another kind": ('{"a": [1}', "line 1, column 9"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_invalid_json_is_located(reading: Reading, mistake: str, snapshot: Snapshot) -> None:
    content, place = BROKEN[mistake]
    tell(error_of(reading.with_content("config", content)), snapshot, "config.json'", place)


@pytest.mark.parametrize("role", ("catalog", "state"))
def test_invalid_json_is_located_in_the_other_files_too(
    reading: Reading, role: str, snapshot: Snapshot
) -> None:
    content, place = BROKEN["a comma too many"]
    tell(error_of(reading.with_content(role, content)), snapshot, f"{role}.json'", place)


@pytest.mark.parametrize("role", ROLES)
def test_bytes_that_are_not_utf_8_are_located(reading: Reading, role: str, snapshot: Snapshot) -> None:
    content = b'{\n "name": "caf\xe9"}'
    tell(error_of(reading.with_content(role, content)), snapshot, "UTF-8", "line 2")


@pytest.mark.parametrize("role", ROLES)
def test_bottomless_nesting_is_refused(reading: Reading, role: str, snapshot: Snapshot) -> None:
    content = '{"a":' + "[" * 1_000_000
    tell(error_of(reading.with_content(role, content)), snapshot, "nested", "levels")


@pytest.mark.parametrize("role", ("config", "catalog"))
@pytest.mark.parametrize("content", ("[]", '"text"', "7", "null", "true"))
def test_a_document_of_another_kind_is_refused(
    reading: Reading, role: str, content: str, snapshot: Snapshot
) -> None:
    tell(error_of(reading.with_content(role, content)), snapshot, "not a JSON object")


@pytest.mark.parametrize("role", ROLES)
def test_a_document_in_the_place_of_its_path_is_not_repeated(
    reading: Reading, role: str, snapshot: Snapshot
) -> None:
    secret = "e7a6d1c0ffee"
    run = reading.with_file(role, json.dumps({"credentials": {"access_token": secret}}))
    tell(error_of(run), snapshot, f"--{role}", "path of a file")
    assert secret not in run.stdout + run.stderr


def test_a_byte_order_mark_does_no_harm(reading: Reading) -> None:
    content = Path(reading.files["config"]).read_bytes()
    run = reading.with_content("config", b"\xef\xbb\xbf" + content)
    assert run.returncode == 0, run.stdout


def test_a_configuration_from_a_pipe_is_read(reading: Reading, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", reading.files["config"], str(pipe)]):
        run = reading.with_file("config", pipe)
    assert run.returncode == 0, run.stdout


UNUSABLE: dict[str, Any] = {
    "a missing file": None, "a directory": "/", "an empty file": b"", "broken JSON": b"{", "a list": b"[]"}


@pytest.mark.parametrize("mistake", UNUSABLE)
def test_a_check_answers_what_is_wrong_with_the_file(
    reading: Reading, mistake: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    content = UNUSABLE[mistake]
    if isinstance(content, bytes):
        run = reading.with_content("config", content, "check")
    else:
        run = reading.with_file("config", content or tmp_path / "nowhere.json", "check")
    tell(refusal_of(run), snapshot, "configuration")


@pytest.mark.parametrize("mistake", UNUSABLE)
def test_discover_fails_on_a_file_that_it_cannot_use(reading: Reading, mistake: str, tmp_path: Path) -> None:
    content = UNUSABLE[mistake]
    if isinstance(content, bytes):
        run = reading.with_content("config", content, "discover")
    else:
        run = reading.with_file("config", content or tmp_path / "nowhere.json", "discover")
    assert "configuration" in error_of(run)
