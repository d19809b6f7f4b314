"""The deliberate breaks of the connector apply to the current sources, and name existing tests."""

from __future__ import annotations

import subprocess
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import TYPE_CHECKING, Any

import pytest

from support.connector import ROOT

if TYPE_CHECKING:
    from types import ModuleType

COMMAND = ROOT / "integration_tests/mutations/run"


@pytest.fixture(scope="module")
def run() -> ModuleType:
    loader = SourceFileLoader("mutations_run", str(COMMAND))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    # Data classes look their module up.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, loader.name, module)
        patch.setattr("sys.dont_write_bytecode", True)
        loader.exec_module(module)
    return module


def test_every_mutation_can_be_tried() -> None:
    """The command without the switch checks whether the tests notice them, which takes long."""
    done = subprocess.run([str(COMMAND), "--check"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


PASSED = "10 worlds, 20 runs, 300 requests, 4 faults\nTest run with 1 test passed"


def test_what_a_world_told_is_read(run: Any) -> None:
    """The first seed and its law, a crash, or nothing."""
    told = (
        "↳ SEED=17 swift test --filter SimulationTests: run 1.2: ads: 5 is missing at the end\n"
        "↳ SEED=19 swift test --filter SimulationTests: run 1.1: another\n")
    assert run.world(1, told + PASSED) == run.World(17, "ads: 5 is missing at the end")
    assert run.world(0, PASSED) is None
    assert run.world(1, "error: Exited with unexpected signal code 4").seed is None


@pytest.mark.parametrize(("code", "output"), [(1, PASSED), (0, "Test run with 0 tests"), (1, "error: x")])
def test_a_run_without_worlds_proves_nothing(run: Any, code: int, output: str) -> None:
    with pytest.raises(run.Problem):
        run.world(code, output)


def test_worlds_try_what_they_can_judge(run: Any) -> None:
    """Those of the stages named, without those that say why worlds cannot notice them."""
    mutations = run.chosen([])
    tried = run.for_worlds(mutations)
    assert {each.stage for each in tried} == run.WORLD_STAGES
    left_out = [each for each in mutations if each not in tried]
    assert all(each.no_worlds or each.stage not in run.WORLD_STAGES for each in left_out)


def test_a_world_that_notices_nothing_fails(run: Any) -> None:
    """The table has the seed and the law, and names what was not noticed with what it breaks."""
    first, second = run.for_worlds(run.chosen([]))[:2]
    found = run.Outcome(first, caught="a | law of https://x/y?z " + "long " * 40, seed=17, seconds=3)
    missed = run.Outcome(second)
    table = run.worlds_table([found, missed])
    assert f"| {first.name} | {first.stage} | 17 | a \\| law of … long" in table
    assert f"{second.name}: {second.breaks} NOT CAUGHT" in table
    assert found.is_good
    assert not missed.is_good
