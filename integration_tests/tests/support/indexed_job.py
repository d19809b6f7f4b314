"""The indexed job of `sharding/README.md`, run as Kubernetes runs it but without containers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from support import canaries
from support.connector import BINARY, ROOT, Connector, Run

SHARDING = ROOT / "integration_tests/sharding"


@cache
def page() -> str:
    """The document for users."""
    return (SHARDING / "README.md").read_text()


def tool(*arguments: object, text: str = "") -> str:
    """What shard.py writes."""
    done = subprocess.run(
        [str(SHARDING / "shard.py"), *map(str, arguments)], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _block(language: str, holding: str) -> str:
    [found] = [block for block in re.findall(rf"```{language}\n(.*?)```", page(), re.DOTALL) if holding in block]
    return found


@cache
def manifest() -> dict[str, Any]:
    return yaml.safe_load(_block("yaml", "kind: Job"))


def config() -> dict[str, Any]:
    """The configuration that all pods have."""
    return json.loads(_block("json", "credentials"))


def settings_files() -> list[str]:
    """The names of the files from which the settings are made."""
    return [Path(path).name for path in re.findall(r"--from-file=(\S+)", _block("bash", "configmap"))]


def secrets() -> list[str]:
    """The names of the variables in the secret."""
    return re.findall(r"--from-literal=(\w+)=", _block("bash", "configmap"))


@dataclass
class IndexedJob:
    """``folder`` has what the pods mount: the settings, and the data that outlive them. ``variables`` are added to the
    pods' environment."""

    folder: Path
    api: Connector
    secrets: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("settings", "data", "bin"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(SHARDING / "read-shard", self.settings)
        (self.folder / "bin/source-tiktok-marketing").symlink_to(BINARY)
        canaries.note(self.secrets)

    @property
    def settings(self) -> Path:
        return self.folder / "settings"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def states(self) -> list[Path]:
        return sorted(self.data.glob("*/state.jsonl"))

    def configure(self, config: dict[str, Any], catalog: dict[str, Any], shards: str) -> None:
        for name, content in (("config.json", json.dumps(config)), ("catalog.json", json.dumps(catalog)),
                              ("shards.txt", shards)):
            (self.settings / name).write_text(content)

    def pod(self, index: int, now: str) -> subprocess.Popen[str]:
        """Starts a pod in its own process group."""
        pod = manifest()["spec"]["template"]["spec"]
        [container] = pod["containers"]
        places = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        mounted = {places["settings"]: str(self.settings), places["data"]: str(self.data)}
        command = [_beneath(mounted, word) for word in container["command"]]
        environment = self.api.environment(
            now, JOB_COMPLETION_INDEX=str(index), PATH=f"{self.folder / 'bin'}:{os.environ['PATH']}",
            **self.secrets, **self.variables)
        return subprocess.Popen(
            command, cwd=_beneath(mounted, container["workingDir"]), env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def run(self, now: str, *indices: int) -> list[Run]:
        """Runs the pods with these indices at the same time, and returns what each has read."""
        before = set(self.data.glob("*/records-*.jsonl"))
        with ThreadPoolExecutor(len(indices)) as pool:
            ends = list(pool.map(lambda index: self._finished(self.pod(index, now)), indices))
        runs = []
        for index, (returncode, stderr) in zip(indices, ends, strict=True):
            [records] = set((self.data / str(index)).glob("records-*.jsonl")) - before
            runs.append(Run(returncode, records.read_text(), stderr))
        return runs

    @staticmethod
    def _finished(pod: subprocess.Popen[str]) -> tuple[int, str]:
        stdout, stderr = pod.communicate(timeout=120)
        assert stdout == ""
        return pod.returncode, stderr


def _beneath(mounted: dict[str, str], path: str) -> str:
    for place, folder in mounted.items():
        if path == place or path.startswith(place + "/"):
            return folder + path.removeprefix(place)
    return path
