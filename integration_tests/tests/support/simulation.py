"""The simulated API as a separate process, and its control routes."""

from __future__ import annotations

import atexit
import json
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from support import canaries
from support.environment import BEGUN_WITH

INTEGRATION_TESTS = Path(__file__).resolve().parents[2]
Records = list[dict[str, Any]]
# An account with one or two objects of each kind, for suites that read it many times.
FEW_ADS = ("--advertisers", "2", "--ads-per-advertiser", "6")
# Without TopView and Promote, which have their own suites.
SMALL = (*FEW_ADS, "--no-special")
# Simulations that are kept for the next suite with the same flags, the last one used at the end. Each keeps its rendered
# pages, some hundred megabytes.
MOST_IDLE = 8
_idle: list[Simulation] = []


@dataclass
class Simulation:
    """A running simulated API; ``facts`` is what it printed when it was ready, ``flags`` are its command-line flags."""

    process: subprocess.Popen[str]
    facts: dict[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @classmethod
    def start(cls, *flags: str) -> Simulation:
        """A simulation that is not in use: an earlier one with those flags if its user has stopped it, reset but with its
        rendered pages; else a new one."""
        if idle := next((each for each in _idle if each.flags == flags), None):
            _idle.remove(idle)
            if idle.process.poll() is None:
                idle.reset()
                return idle
        process = subprocess.Popen(
            [sys.executable, "-m", "simulated_api", "serve", *flags],
            cwd=INTEGRATION_TESTS, stdout=subprocess.PIPE, text=True,
            env={**BEGUN_WITH, "PYTHONUNBUFFERED": "1"},
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"the simulated API ended with {process.wait()} and said nothing"
        canaries.note(line)
        return cls(process, json.loads(line), flags)

    def stop(self) -> None:
        """Keeps it for the next user with those flags."""
        _idle.append(self)
        while len(_idle) > MOST_IDLE:
            _idle.pop(0).end()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=120)

    def reset(self) -> None:
        """Resets clock, faults, access, limits, tasks and log."""
        self._control("POST", "reset")

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        return self.facts["base_url"]

    @property
    def advertiser_ids(self) -> list[str]:
        return self.facts["advertiser_ids"]

    def config(self, **fields: Any) -> dict[str, Any]:
        """The canonical configuration for this account."""
        credentials = {
            "auth_type": "oauth2.0", "app_id": self.facts["app_id"], "secret": self.facts["secret"],
            "access_token": self.facts["access_token"],
        }
        return {"credentials": credentials, "start_date": "2026-09-01", **fields}

    def sandbox_config(self, **fields: Any) -> dict[str, Any]:
        credentials = {
            "auth_type": "sandbox_access_token",
            "advertiser_id": self.facts["sandbox_advertiser_id"],
            "access_token": self.facts["sandbox_access_token"],
        }
        return {"credentials": credentials, "start_date": "2026-09-01", **fields}

    def serves_lifetime(self, level: str) -> bool:
        """Whether it supports lifetime reports for a level, which is named by its id."""
        if "--no-lifetime" in self.flags:
            return False
        return level != "advertiser_id" or "--advertiser-lifetime" in self.flags

    def set_clock(self, now: str) -> None:
        self._control("POST", "clock", {"now": now})

    @property
    def now(self) -> str:
        """The simulated time, in UTC."""
        return self._control("GET", "clock")["now"]

    def add_faults(self, *rules: dict[str, Any]) -> None:
        self._control("POST", "faults", list(rules))

    def faults(self) -> Records:
        """The current rules, each with how many requests it has seen and disturbed."""
        return self._control("GET", "faults")

    def clear_faults(self, *advertiser_ids: str) -> None:
        """Removes all rules, or those that name one of the advertisers."""
        for id in advertiser_ids:
            self._control("DELETE", f"faults?advertiser_id={id}")
        if not advertiser_ids:
            self._control("DELETE", "faults")

    def set_access(self, **changes: Any) -> None:
        """Revokes grants or restores them: ``revoked_advertisers``, ``missing_scopes``, ``no_grants``,
        ``token_revoked``."""
        self._control("POST", "access", changes)

    def set_limits(self, **limits: int) -> None:
        """Restarts the counts of requests, with other limits than those of the flags: ``qps``, ``qpm`` …"""
        self._control("POST", "limits", limits)

    def requests(self, **fields: Any) -> Records:
        """The requests since the log was cleared whose log entries have those fields, in order."""
        answer = self._control("GET", f"log?{urllib.parse.urlencode(fields)}")
        return answer if isinstance(answer, list) else answer["requests"]

    def clear_requests(self) -> None:
        self._control("DELETE", "log")

    def stats(self) -> dict[str, Any]:
        return self._control("GET", "stats")

    def truth(self, what: str, **conditions: Any) -> dict[str, Any]:
        """The account's truth, computed from the model and not from the served pages."""
        query = urllib.parse.urlencode({"what": what, **conditions})
        return self._control("GET", f"truth?{query}")

    def list(self, what: str, **conditions: Any) -> Records:
        """The complete records that the endpoint of that path should return, with exact decimals."""
        query = urllib.parse.urlencode({"what": what, **conditions, "rows": 1})
        return self._control("GET", f"truth?{query}", numbers=Decimal)["records"]

    def _control(self, method: str, route: str, body: Any = None, numbers: Any = None) -> Any:
        request = urllib.request.Request(
            self.facts["control_url"] + route, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl._create_unverified_context()))
        with opener.open(request, timeout=60) as response:
            text = response.read()
        return json.loads(text, parse_float=numbers) if text else None


@atexit.register
def _end_idle() -> None:
    while _idle:
        _idle.pop().end()
