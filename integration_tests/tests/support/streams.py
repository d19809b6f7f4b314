"""The streams that the binary offers, so that a suite tests a new one the moment it exists."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Any

from support.connector import BINARY
from support.stream import LEVELS, TIMES, Stream

__all__ = ["ANY_CONFIG", "FLAT", "LEVELS", "PRODUCTION", "SANDBOX", "TIMES", "Offer", "Stream"]


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


@cache
def offered(offer: Offer = PRODUCTION) -> dict[str, Stream]:
    """The streams of an offer by name."""
    assert BINARY.exists(), f"{BINARY} is missing: build it, or name another in SOURCE_TIKTOK_MARKETING"
    config = {"credentials": ANY_KEYS[offer.sandbox], **offer.settings}
    done = subprocess.run(
        [str(BINARY), "discover", "--config", "/dev/stdin"], input=json.dumps(config),
        capture_output=True, text=True, timeout=30,
    )
    for line in done.stdout.split("\n"):
        if line and (message := json.loads(line))["type"] == "CATALOG":
            return {stream["name"]: Stream(stream) for stream in message["catalog"]["streams"]}
    raise AssertionError(f"discover ended with {done.returncode}: {done.stdout}{done.stderr}")


def discovered(offer: Offer = PRODUCTION) -> dict[str, dict[str, Any]]:
    """The catalog's descriptions by name."""
    return {name: stream.description for name, stream in offered(offer).items()}


def of(stream: str | Stream) -> Stream:
    """A stream of a production configuration by its name; any other as it is."""
    return offered()[stream] if isinstance(stream, str) else stream


def names(*, incremental: bool = False) -> list[str]:
    """The names of the streams, or of those with a cursor."""
    return [name for name, stream in offered().items() if stream.cursor or not incremental]


def entities(*, incremental: bool = False) -> list[str]:
    """The streams that are no reports."""
    return [name for name in names(incremental=incremental) if not of(name).is_report]


def all_reports() -> list[str]:
    return [name for name in names() if of(name).is_report]


def reports(*, lifetime: bool = False) -> list[str]:
    """The report streams that are dated, or those of lifetimes."""
    return [name for name in all_reports() if of(name).is_lifetime == lifetime]


def kinds_of_reports() -> list[str]:
    """One of the dated reports of each kind: those of the other levels differ in their ids alone."""
    kinds = {}
    for stream in map(of, reports()):
        kinds.setdefault((stream.report_type, stream.cursor, *stream.breakdown, stream.is_gmv_max), stream.name)
    return list(kinds.values())


def key_of(name: str | Stream) -> list[str]:
    return of(name).key


def cursor_of(name: str | Stream) -> str | None:
    return of(name).cursor


def is_report(name: str | Stream) -> bool:
    return of(name).is_report


def numeric_metrics(name: str | Stream) -> list[str]:
    return of(name).numeric_metrics


def additive_metrics(name: str | Stream) -> list[str]:
    return of(name).additive_metrics


def report_query(name: str | Stream) -> dict[str, str]:
    """What to ask the truth for to get a report's rows."""
    return of(name).query()
