"""The command line: wrong usage is reported on standard error, with exit code 2 and nothing on standard output."""

from __future__ import annotations

import subprocess

import pytest

from support.connector import BINARY, Connector, Run
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import without_crash


def run(connector: Connector, *arguments: str) -> Run:
    done = subprocess.run(
        [str(BINARY), *arguments], capture_output=True, text=True, timeout=120, env=connector.environment(),
        cwd="/", stdin=subprocess.DEVNULL,
    )
    return without_crash(Run(done.returncode, done.stdout, done.stderr))


# The arguments, and words that the message must contain.
MISTAKES: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "no command": ([], ("No command", "spec", "check", "discover", "read")),
    "an empty argument": ([""], ("no command",)),
    "an unknown command": (["synchronize"], ("`synchronize`", "spec", "read")),
    "a slip in a command": (["discvoer"], ("`discvoer`", "`discover`")),
    "a command in capitals": (["READ"], ("`READ`", "read")),
    "two commands": (["check", "read"], ("`read`",)),
    "check without a configuration": (["check"], ("`check`", "--config")),
    "discover without a configuration": (["discover"], ("`discover`", "--config")),
    "read without a configuration": (["read", "--catalog", "c.json"], ("`read`", "--config")),
    "read without a catalog": (["read", "--config", "c.json"], ("`read`", "--catalog")),
    "an option without its file": (["check", "--config"], ("--config", "path")),
    "an option before another": (["read", "--config", "--catalog", "c.json"], ("--config", "path")),
    "an option with an empty file": (["check", "--config="], ("--config", "path")),
    "an option that is given twice": (["check", "--config", "a", "--config", "b"], ("--config", "twice")),
    "an unknown option": (["check", "--colour", "blue"], ("`--colour`", "--config")),
    "a slip in an option": (["check", "--confg", "c.json"], ("`--confg`", "`--config`")),
    "a short option": (["check", "-c", "c.json"], ("`-c`", "--config")),
    "a path in two pieces": (["check", "--config", "my", "config.json"], ("`config.json`", "quotes")),
    "a value for a switch": (["spec", "--debug=yes"], ("--debug", "no value")),
    "two choices of streams": (["read", "--config", "c", "--catalog", "d", "--streams", "ads"], ("--catalog", "--streams", "exclude")),
    "two places for states": (
        ["read", "--config", "c", "--streams", "ads", "--state", "s", "--resume", "s"], ("--state", "--resume", "exclude")),
    "no name of a stream": (["read", "--config", "c", "--streams", ","], ("--streams", "names nothing")),
    "a document as an argument": (["check", '{"access_token": "c0ffee"}'], ("JSON text", "path of a file")),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_wrong_usage_is_explained(mistake: str, connector: Connector, snapshot: Snapshot) -> None:
    arguments, words = MISTAKES[mistake]
    ended = run(connector, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    message = ended.stderr.split("\n")[0]
    for word in words:
        assert word in message, (word, message)
    assert "c0ffee" not in ended.stderr
    assert "Usage:" in ended.stderr and "--help" in ended.stderr
    snapshot.matches(message)


def test_wrong_usage_is_followed_by_the_calls_that_there_are(connector: Connector, snapshot: Snapshot) -> None:
    snapshot.matches(run(connector, "synchronize").stderr)


@pytest.mark.parametrize("arguments", (["--help"], ["-h"], ["help"], ["--confg", "-h"]))
def test_help_is_an_answer(arguments: list[str], connector: Connector) -> None:
    ended = run(connector, *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == run(connector, "--help").stdout


@pytest.mark.parametrize("command", ("spec", "check", "discover", "read"))
def test_each_command_has_its_own_help(command: str, connector: Connector) -> None:
    ended = run(connector, command, "--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Usage:\n  source-tiktok-marketing {command}")
    assert "--streams" in ended.stdout or command != "read"
    assert ended.stdout == run(connector, "help", command).stdout
    assert ended.stdout != run(connector, "--help").stdout


def test_help_tells_of_every_command_and_option(connector: Connector, snapshot: Snapshot) -> None:
    text = run(connector, "--help").stdout
    for word in ("spec", "check", "discover", "read", "--config", "--catalog", "--state", "--debug", "--version"):
        assert word in text
    assert max(map(len, text.split("\n"))) <= 120
    snapshot.matches(text)


def test_version_is_one_line(connector: Connector) -> None:
    ended = run(connector, "--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    name, version = ended.stdout.split()
    assert name == "source-tiktok-marketing"
    assert [part.isdecimal() for part in version.split(".")] == [True, True, True]
    assert ended.stdout.count("\n") == 1


def test_every_command_takes_every_option_in_any_order(
    connector: Connector, shared_simulation: Simulation
) -> None:
    config = connector.file("with blanks and ünïcode.json", shared_simulation.config())
    ended = run(
        connector, "--debug", f"--config={config}", "--catalog", "nowhere", "--state", "nowhere", "discover")
    assert ended.returncode == 0, ended.stdout
    assert [message["type"] for message in ended.messages][-1] == "CATALOG"


def test_spec_needs_nothing_at_all() -> None:
    done = subprocess.run([str(BINARY), "spec"], capture_output=True, text=True, timeout=120, env={}, cwd="/")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
