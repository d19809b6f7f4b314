"""The deliberate breaks of the connector apply to its sources as they are, and name tests that there are."""

from __future__ import annotations

import subprocess

from support.connector import ROOT


def test_every_mutation_can_be_tried() -> None:
    """Whether the tests notice them is told by the command without the switch, which takes long."""
    done = subprocess.run(
        [str(ROOT / "integration_tests/mutations/run"), "--check"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
