"""Fixtures that all suites share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from simulated_api.process import SimulatedAPI
from support import breadth, canaries, postgresql, programs
from support.connector import BINARY, Connector
from support.postgresql import PostgreSQL
from support.simulation import SMALL, Simulation
from support.snapshots import FOLDER, Snapshot

# Every change is tested with the same generated examples; EXPLORE=1 generates new ones. There is no deadline, because the
# duration of an example depends on the machine. The suites' own settings are based on these.
settings.register_profile("same", derandomize="EXPLORE" not in os.environ, deadline=None)
settings.load_profile("same")

NOW = "2026-11-03T12:00:00Z"
ROOT_FOLDER = Path("/")
# Processes take whole suites, in this order. Long ones come first, so that none runs alone at the end.
LONGEST = (
    "test_truth", "test_in_flight", "test_destinations", "test_pyairbyte", "test_incremental", "test_time_zones", "test_throttling",
    "test_incremental_states", "test_switching", "test_airbyte_values", "test_timeouts", "test_conformance_standard",
    "test_bad_files", "test_switching_midway", "test_airbyte_catalog", "test_special_campaigns", "test_idle_days",
    "test_custom_reports", "test_signals", "test_kills", "test_clock", "test_conformance", "test_refusals_in_reads",
    "test_network", "test_check", "test_reconciliation", "test_hostile_documents", "test_fault_matrix",
    "test_hostile_answers", "test_transport", "test_report_tasks", "test_full_refresh_resumed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `broad` run with `--all` only; by default, narrower tests cover the same."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
    if breadth.ALL:
        return
    left_out = [item for item in items if item.get_closest_marker("broad")]
    items[:] = [item for item in items if not item.get_closest_marker("broad")]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session", autouse=True)
def binary() -> Path:
    assert BINARY.exists(), (
        f"{BINARY} is missing. Build it: swift build --configuration release --static-swift-stdlib")
    return BINARY


@pytest.fixture(scope="session", autouse=True)
def silence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Checks that no run of the session has left a secret in a file, or a dump of its memory."""
    dumps = set(ROOT_FOLDER.glob("core*"))
    yield
    canaries.assert_silent_folder(tmp_path_factory.getbasetemp())
    # The binary is run from there.
    assert set(ROOT_FOLDER.glob("core*")) <= dumps


@pytest.fixture(scope="session")
def shared_simulation() -> Iterator[Simulation]:
    """An account whose clock and faults no test changes."""
    with Simulation.start("--now", NOW) as simulation:
        yield simulation


@pytest.fixture
def simulation() -> Iterator[Simulation]:
    """An account that only this test uses."""
    with Simulation.start("--now", NOW) as simulation:
        yield simulation


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """A small account, for suites that read it many times. Suites that need another one define their own."""
    with Simulation.start("--now", NOW, *SMALL) as simulation:
        yield simulation


@pytest.fixture(scope="session")
def server() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW, "--no-special") as server:
        yield server


@pytest.fixture
def api(server: SimulatedAPI) -> SimulatedAPI:
    """The simulated API, reset."""
    server.control("POST", "reset")
    return server


@pytest.fixture
def connector(tmp_path: Path, shared_simulation: Simulation) -> Connector:
    return Connector(tmp_path, shared_simulation.base_url)


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    """The text that this test expects."""
    suite = Path(request.node.path).stem.removeprefix("test_")
    return Snapshot(FOLDER / f"{suite}.md", request.node.name.removeprefix("test_"), tmp_path)


@pytest.fixture(scope="session")
def pyairbyte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """PyAirbyte, which must neither use the connectors' registry nor send telemetry."""
    folder = str(tmp_path_factory.mktemp("pyairbyte"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRBYTE_OFFLINE_MODE", "1")
        patch.setenv("DO_NOT_TRACK", "1")
        for name in ("AIRBYTE_PROJECT_DIR", "AIRBYTE_LOGGING_ROOT", "AIRBYTE_TEMP_DIR"):
            patch.setenv(name, folder)
        assert "airbyte" not in sys.modules, "it reads its settings when it is imported"
        import airbyte
        import airbyte.caches

        yield airbyte


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """A PostgreSQL server without any table."""
    if not postgresql.IS_INSTALLED:
        programs.missing(postgresql.NOT_INSTALLED)
    with postgresql.server() as running:
        yield running
