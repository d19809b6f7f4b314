"""Every stream of Airbyte's connector is here, with its key, cursor, environments and columns.

The list is that of its version 5.1; 4.7 has the same. What differs is named here, with the reason.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulated_api.facts import metric_facts
from support import streams
from support.streams import SANDBOX

THEIRS: dict[str, dict[str, Any]] = {
    each["name"]: each
    for each in json.loads((Path(__file__).parents[1] / "data/airbyte_streams.json").read_text())
}
# Rows of some days where there is one for all days there; rows of pixels and pairs that have no key there.
LONGER_KEYS = {
    "advertisers_reports_lifetime": ["start_date"],
    "advertisers_audience_reports_lifetime": ["start_date"],
    "pixel_events_statistics": ["pixel_id", "start_date"],
    "pixel_instant_page_events": ["advertiser_id", "objective_type", "optimization_goal"],
}
# Of TikTok's newer kinds, which it has not released or does not have.
NEWER = (
    "gmv_max_stores", "gmv_max_campaigns", "gmv_max_product_campaign_reports_daily",
    "gmv_max_live_campaign_reports_daily", "smart_plus_campaigns", "smart_plus_ad_groups", "smart_plus_ads",
)
# Its reports declare the dimensions of one another, of which a row has its own alone.
DIMENSIONS = {
    "advertiser_id", "campaign_id", "adgroup_id", "ad_id", "stat_time_day", "stat_time_hour", "country_code", "platform",
    "gender", "age", "province_id",
}


def test_there_are_44() -> None:
    assert len(THEIRS) == 44


@pytest.mark.parametrize("name", [*THEIRS, *NEWER])
def test_the_stream_is_here(name: str) -> None:
    assert name in streams.offered()


@pytest.mark.parametrize("name", THEIRS)
def test_key_and_cursor_are_the_same_but_for_longer_keys(name: str) -> None:
    stream = streams.of(name)
    assert sorted(stream.key) == sorted(THEIRS[name]["key"] + LONGER_KEYS.get(name, []))
    assert stream.cursor == THEIRS[name]["cursor"]


@pytest.mark.parametrize("name", THEIRS)
def test_it_is_in_the_sandbox_where_it_was(name: str) -> None:
    assert (name in streams.offered(SANDBOX)) == ("sandbox" in THEIRS[name]["environments"])


@pytest.mark.parametrize("name", THEIRS)
def test_no_column_is_missing_that_tiktok_sends(name: str) -> None:
    stream = streams.of(name)
    missing = set(THEIRS[name]["columns"]) - set(stream.columns)
    assert missing <= (DIMENSIONS - set(stream.key) if stream.is_report else set())


@pytest.mark.parametrize("name", [name for name in THEIRS if streams.is_report(name)])
def test_no_metric_is_missing_that_such_a_report_can_have(name: str) -> None:
    """It declares some that TikTok refuses: of other levels and types, by the hour, or no metric at all."""
    stream = streams.of(name)
    level = streams.LEVELS[stream.level].removeprefix("AUCTION_")
    for metric in set(THEIRS[name]["metrics"]) - set(stream.metrics):
        fact = metric_facts().get(metric)
        assert (
            fact is None or stream.report_type not in fact.report_types or level not in fact.data_levels or fact.rule
        ), metric
