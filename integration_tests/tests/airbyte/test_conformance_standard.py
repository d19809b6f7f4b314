"""The standard tests of Airbyte's connector development kit for every source, run against the binary."""

from __future__ import annotations

import json
import logging
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from airbyte_cdk.test import entrypoint_wrapper
from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_cdk.test.models import ConnectorTestScenario
from airbyte_cdk.test.standard_tests.source_base import SourceTestSuiteBase

from support import canaries
from support.breadth import broad
from support.connector import BINARY
from support.environment import BEGUN_WITH
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"


class Executable:
    """A connector that is a program."""

    def spec(self, logger: logging.Logger) -> Any:
        raise NotImplementedError("the program is run instead")


class Standard(SourceTestSuiteBase):
    """Its tests are called one by one below, because those for images need a Docker engine."""

    __test__ = False

    @classmethod
    def get_connector_root_dir(cls) -> Path:
        return Path("source-tiktok-marketing")

    @classmethod
    def create_connector(cls, scenario: ConnectorTestScenario | None) -> Executable:
        return Executable()


@pytest.fixture(autouse=True)
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, account: Simulation) -> None:
    """Replaces a Python source with the binary, and puts the kit's own files where they are deleted afterwards."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    environment = {"TIKTOK_BASE_URL": account.base_url, "TIKTOK_NOW": NOW}

    def run(source: Executable, args: list[str], **_: Any) -> EntrypointOutput:
        # The kit passes a catalog to `spec`, too.
        args = args[:1] if args[0] == "spec" else args
        done = subprocess.run(
            [str(BINARY), *args], capture_output=True, text=True, timeout=60, env={**BEGUN_WITH, **environment})
        canaries.assert_silent(done.stdout, done.stderr)
        return EntrypointOutput(
            messages=[line for line in done.stdout.split("\n") if line], command=args, stderr=done.stderr)

    monkeypatch.setattr(entrypoint_wrapper, "_run_command", run)


def scenario(folder: Path, config: dict[str, Any], **fields: Any) -> ConnectorTestScenario:
    path = folder / "config.json"
    canaries.note(config)
    canaries.note_file(path)
    path.write_text(json.dumps(config))
    return ConnectorTestScenario(config_path=path, **fields)


@pytest.fixture(params=["production", "a token alone"])
def good(request: pytest.FixtureRequest, tmp_path: Path, account: Simulation) -> ConnectorTestScenario:
    config = account.config(start_date="2026-11-02", requests_per_second=1000)
    if request.param == "a token alone":
        # The rows are those of the other catalog.
        config["start_date"] = broad("2026-11-03", "2026-11-02")
        config["credentials"] = {
            "auth_type": "access_token", "access_token": account.facts["access_token"],
            "advertiser_ids": account.advertiser_ids}
    return scenario(tmp_path, config)


def test_the_spec_passes_the_standard_test() -> None:
    Standard().test_spec()


@pytest.mark.filterwarnings("error::airbyte_cdk.test.standard_tests._catalog_checks.DiscoveredCatalogWarning")
@pytest.mark.parametrize("test", [
    Standard.test_check, Standard.test_config_matches_spec, Standard.test_discover, Standard.test_basic_read,
    Standard.test_fail_read_with_bad_catalog,
], ids=lambda test: test.__name__)
def test_a_good_configuration_passes_the_standard_tests(
    test: Callable[[Standard, ConnectorTestScenario], None], good: ConnectorTestScenario
) -> None:
    test(Standard(), good)


def test_a_refused_token_is_a_failed_check_and_no_crash(tmp_path: Path, account: Simulation) -> None:
    config = account.config()
    config["credentials"]["access_token"] = "0" * 40
    Standard().test_check(scenario(tmp_path, config, status="failed"))
