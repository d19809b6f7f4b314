"""The streams that the binary offers, so that a suite tests a new one the moment it exists."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

from support.connector import BINARY

LEVELS = {
    "advertiser_id": "AUCTION_ADVERTISER", "campaign_id": "AUCTION_CAMPAIGN", "adgroup_id": "AUCTION_ADGROUP",
    "ad_id": "AUCTION_AD",
}
ENTITIES = {"advertisers": "advertiser", "campaigns": "campaign", "ad_groups": "adgroup", "ads": "ad"}
TIMES = ("stat_time_day", "stat_time_hour")

# Nothing of it is looked at: `discover` asks nobody.
ANY_CONFIG = {"credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"}}


@cache
def discovered() -> dict[str, dict[str, Any]]:
    """The streams of a production configuration by name."""
    assert BINARY.exists(), f"{BINARY} is missing: build it, or name another in SOURCE_TIKTOK_MARKETING"
    done = subprocess.run(
        [str(BINARY), "discover", "--config", "/dev/stdin"], input=json.dumps(ANY_CONFIG),
        capture_output=True, text=True, timeout=30,
    )
    for line in done.stdout.split("\n"):
        if line and (message := json.loads(line))["type"] == "CATALOG":
            return {stream["name"]: stream for stream in message["catalog"]["streams"]}
    raise AssertionError(f"discover ended with {done.returncode}: {done.stdout}{done.stderr}")


def names(*, incremental: bool = False, with_truth: bool = False) -> list[str]:
    """The names of the streams, of those with a cursor, of those that the truth knows."""
    return [
        name
        for name, stream in discovered().items()
        if ("incremental" in stream["supported_sync_modes"] or not incremental)
        and (is_known_to_truth(name) or not with_truth)
    ]


def reports() -> list[str]:
    """The report streams that the truth knows and that are dated."""
    return [name for name in names(incremental=True, with_truth=True) if is_report(name)]


def key_of(name: str) -> list[str]:
    return [path[0] for path in discovered()[name]["source_defined_primary_key"]]


def cursor_of(name: str) -> str | None:
    return next(iter(discovered()[name].get("default_cursor_field") or []), None)


def is_report(name: str) -> bool:
    return "_reports" in name


def is_known_to_truth(name: str) -> bool:
    """Whether the simulated account can tell what a perfect read of the stream gives."""
    if not is_report(name):
        return name in ENTITIES
    return all(part in LEVELS or part in TIMES or part in breakdowns() for part in key_of(name))


def breakdowns() -> set[str]:
    from simulated_api.model.breakdowns import BREAKDOWNS

    return {name for group in BREAKDOWNS for name in group}


def report_query(name: str) -> dict[str, str]:
    """What to ask the truth for to get a report stream's rows."""
    key = key_of(name)
    is_audience = "audience" in name and "country_code" not in key
    return {
        "report_type": "AUDIENCE" if is_audience else "BASIC",
        "data_level": LEVELS[next(part for part in key if part in LEVELS)],
        "dimensions": ",".join(key),
        "metrics": ",".join(numeric_metrics(name)),
    }


def numeric_metrics(name: str) -> list[str]:
    """The metrics of a report stream that are measured, as opposed to names and ids."""
    from simulated_api.facts import metric_facts

    properties = discovered()[name]["json_schema"]["properties"]["metrics"]["properties"]
    return [metric for metric in properties if not metric_facts()[metric].is_attribute]


def additive_metrics(name: str) -> list[str]:
    """The metrics whose sum over rows means something."""
    from simulated_api.model.metrics import Additive, formula

    return [metric for metric in numeric_metrics(name) if isinstance(formula(metric), Additive)]
