"""Every stream of Airbyte's connector exists here, with its key, cursor, environments and columns.

The list is that of its version 5.1; 4.7 has the same. The differences are listed here, with their reasons.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulated_api.facts import metric_facts
from support import streams
from support.offers import SANDBOX
from support.streams import Stream

THEIRS: dict[str, dict[str, Any]] = {
    each["name"]: each
    for each in json.loads((Path(__file__).parents[1] / "data/airbyte_streams.json").read_text())
}
# Rows for several days where the other connector has one for all days; rows of pixels and pairs, without a key there.
LONGER_KEYS = {
    "advertisers_reports_lifetime": ["start_date"],
    "advertisers_audience_reports_lifetime": ["start_date"],
    "pixel_events_statistics": ["pixel_id", "start_date"],
    "pixel_instant_page_events": ["advertiser_id", "objective_type", "optimization_goal"],
}
# Streams of TikTok's newer kinds, which the other connector has not released or does not have.
NEWER = (
    "gmv_max_stores", "gmv_max_campaigns", "gmv_max_product_campaign_reports_daily",
    "gmv_max_live_campaign_reports_daily", "smart_plus_campaigns", "smart_plus_ad_groups", "smart_plus_ads",
)
# Its reports also declare the dimensions of other reports, but a row has only its own.
DIMENSIONS = {
    "advertiser_id", "campaign_id", "adgroup_id", "ad_id", "stat_time_day", "stat_time_hour", "country_code",
    "platform", "gender", "age", "province_id",
}


def test_there_are_44() -> None:
    assert len(THEIRS) == 44


def test_all_are_here() -> None:
    assert {*THEIRS, *NEWER} - streams.offered().keys() == set()


def test_key_and_cursor_are_the_same_but_for_longer_keys() -> None:
    theirs = {name: (sorted(it["key"] + LONGER_KEYS.get(name, [])), it["cursor"]) for name, it in THEIRS.items()}
    ours = {name: (sorted(streams.of(name).key), streams.of(name).cursor) for name in THEIRS}
    assert ours == theirs


def test_they_are_in_the_sandbox_where_they_were() -> None:
    theirs = {name for name, it in THEIRS.items() if "sandbox" in it["environments"]}
    assert streams.offered(SANDBOX).keys() & THEIRS.keys() == theirs


def test_no_column_is_missing_that_tiktok_sends() -> None:
    missing = {}
    for stream in map(streams.of, THEIRS):
        absent = set(THEIRS[stream.name]["columns"]) - set(stream.columns)
        if absent := absent - (DIMENSIONS - set(stream.key) if stream.is_report else set()):
            missing[stream.name] = absent
    assert missing == {}


def test_no_metric_is_missing_that_such_a_report_can_have() -> None:
    """Its columns include some that TikTok refuses: metrics of other levels or types or by the hour, or no metric at all."""
    missing = {}
    for stream in (streams.of(name) for name in THEIRS if streams.is_report(name)):
        absent = set(THEIRS[stream.name]["metrics"]) - set(stream.metrics)
        if absent := {metric for metric in absent if is_possible(metric, stream)}:
            missing[stream.name] = absent
    assert missing == {}


def is_possible(metric: str, stream: Stream) -> bool:
    fact, level = metric_facts().get(metric), streams.LEVELS[stream.level].removeprefix("AUCTION_")
    return bool(fact and stream.report_type in fact.report_types and level in fact.data_levels and not fact.rule)
