"""The deliberate breaks of the connector apply to the current sources, and name existing tests."""

from __future__ import annotations

import subprocess

from support.connector import ROOT


def test_every_mutation_can_be_tried() -> None:
    """The command without the switch checks whether the tests notice them, which takes long."""
    done = subprocess.run(
        [str(ROOT / "integration_tests/mutations/run"), "--check"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
