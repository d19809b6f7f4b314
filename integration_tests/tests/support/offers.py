"""What the binary offers to a configuration: its catalog, as `discover` gives it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from support.connector import BINARY


@dataclass(frozen=True)
class Offer:
    """What decides which streams there are, and how their records look."""

    sandbox: bool = False
    # The word of an older configuration; streams of one granularity have no suffixes.
    granularity: str | None = None
    layout: str = "nested"

    @property
    def settings(self) -> dict[str, str]:
        """What a configuration has to say besides its credentials."""
        granularity = {"report_granularity": self.granularity} if self.granularity else {}
        return granularity | ({} if self.layout == "nested" else {"report_layout": self.layout})

    def __str__(self) -> str:
        parts = ("sandbox" if self.sandbox else "production", self.granularity, self.layout)
        return " ".join(part for part in parts if part)


PRODUCTION = Offer()
FLAT = Offer(layout="flat")
SANDBOX = Offer(sandbox=True)

# Nothing of it is looked at: `discover` asks nobody.
ANY_KEYS = {
    False: {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
    True: {"auth_type": "sandbox_access_token", "advertiser_id": "1", "access_token": "t"},
}
ANY_CONFIG = {"credentials": ANY_KEYS[False]}


def catalog(offer: Offer) -> list[dict[str, Any]]:
    """The streams of an offer, as they are described."""
    assert BINARY.exists(), f"{BINARY} is missing: build it, or name another in SOURCE_TIKTOK_MARKETING"
    config = {"credentials": ANY_KEYS[offer.sandbox], **offer.settings}
    done = subprocess.run(
        [str(BINARY), "discover", "--config", "/dev/stdin"], input=json.dumps(config),
        capture_output=True, text=True, timeout=30,
    )
    for line in done.stdout.split("\n"):
        if line and (message := json.loads(line))["type"] == "CATALOG":
            return message["catalog"]["streams"]
    raise AssertionError(f"discover ended with {done.returncode}: {done.stdout}{done.stderr}")
