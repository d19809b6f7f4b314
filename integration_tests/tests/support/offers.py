"""What the binary offers for a configuration: the catalog that `discover` returns."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from support.connector import BINARY


@dataclass(frozen=True)
class Offer:
    """The settings that decide which streams there are and what their records look like."""

    sandbox: bool = False
    # The setting of an older configuration, which adds the reports of that granularity without a suffix.
    granularity: str | None = None
    layout: str = "nested"
    # Which metrics the reports have.
    metrics: str = "standard"

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a configuration without its credentials."""
        granularity = {"report_granularity": self.granularity} if self.granularity else {}
        layout = {} if self.layout == "nested" else {"report_layout": self.layout}
        return granularity | layout | ({} if self.metrics == "standard" else {"metrics": self.metrics})

    def __str__(self) -> str:
        parts = ("sandbox" if self.sandbox else "production", self.granularity, self.layout,
                 "" if self.metrics == "standard" else f"{self.metrics} metrics")
        return " ".join(part for part in parts if part)


PRODUCTION = Offer()
FLAT = Offer(layout="flat")
SANDBOX = Offer(sandbox=True)
WIDE = Offer(metrics="all")
WIDE_FLAT = Offer(layout="flat", metrics="all")

# The values do not matter, because `discover` makes no request.
ANY_KEYS = {
    False: {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
    True: {"auth_type": "sandbox_access_token", "advertiser_id": "1", "access_token": "t"},
}
ANY_CONFIG = {"credentials": ANY_KEYS[False]}


def catalog(offer: Offer) -> list[dict[str, Any]]:
    """The descriptions of the streams of an offer."""
    assert BINARY.exists(), f"{BINARY} is missing: build it, or name another in SOURCE_TIKTOK_MARKETING"
    config = {"credentials": ANY_KEYS[offer.sandbox], **offer.settings}
    done = subprocess.run(
        [str(BINARY), "discover", "--config", "/dev/stdin"], input=json.dumps(config),
        capture_output=True, text=True, timeout=120,
    )
    for line in done.stdout.split("\n"):
        if line and (message := json.loads(line))["type"] == "CATALOG":
            return message["catalog"]["streams"]
    raise AssertionError(f"discover ended with {done.returncode}: {done.stdout}{done.stderr}")
