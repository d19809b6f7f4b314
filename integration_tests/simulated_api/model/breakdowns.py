"""Breakdowns (§3.4): how an ad's day is split by country, age, platform and the other dimensions.

A breakdown splits the day of an ad into blocks of minutes, one per value. Each ad has its own values and its own
boundaries. So breakdowns add up to the day's totals exactly, and hour × country too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .delivery import DAY_MINUTES
from .draws import draw

GENDERS = ("FEMALE", "MALE", "NONE")
AGES = ("AGE_13_17", "AGE_18_24", "AGE_25_34", "AGE_35_44", "AGE_45_54", "AGE_55_100", "NONE")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Its possible values, one tuple of dimension values each, and the report types that take it."""

    values: tuple[tuple[str, ...], ...]
    report_types: frozenset[str]


def _of(report_types: str, *values: str) -> Breakdown:
    return Breakdown(tuple((value,) for value in values), frozenset(report_types.split()))


def _ids(name: str) -> tuple[str, ...]:
    """Five ids of 19 digits, as assets have them."""
    return tuple(str(7_100_000_000_000_000_000 + draw(name, index) % 10**17) for index in range(5))


# Dimension names of a breakdown → what it is. Pairs are named in descending order.
BREAKDOWNS: dict[tuple[str, ...], Breakdown] = {
    (): Breakdown(((),), frozenset({"BASIC", "CATALOG", "PLAYABLE_MATERIAL", "TT_SHOP"})),
    ("country_code",): _of(
        "BASIC AUDIENCE PLAYABLE_MATERIAL TT_SHOP", "US", "CA", "GB", "DE", "JP", "TO", "BR", "None"
    ),
    ("gender",): _of("AUDIENCE", *GENDERS),
    ("age",): _of("AUDIENCE", *AGES),
    ("gender", "age"): Breakdown(
        tuple((gender, age) for gender in GENDERS for age in AGES), frozenset({"AUDIENCE"})
    ),
    ("platform",): _of("AUDIENCE", "ANDROID", "IOS", "PC", "UNKNOWN"),
    ("placement",): _of("AUDIENCE", "TikTok", "Pangle", "Global App Bundle"),
    ("language",): _of("AUDIENCE", "en", "de", "ja", "es"),
    ("ac",): _of("AUDIENCE", "WIFI", "4G", "5G"),
    ("province_id",): _of("AUDIENCE", "5332921", "5128638", "2950159", "1850144", "4036284", "-1"),
    ("dma_id",): _of("AUDIENCE", "501", "803", "602", "807", "0"),
    ("device_brand_id",): _of("AUDIENCE", "1", "4", "12", "31", "-1"),
    ("interest_category",): _of("AUDIENCE", "10000", "11000", "14000", "17000", "26000", "-1"),
    ("interest_category_tier2",): _of("AUDIENCE", "10100", "11105", "14104", "17133", "-1"),
    ("interest_category_tier3",): _of("AUDIENCE", "1010001", "1110502", "1410401", "-1"),
    ("interest_category_tier4",): _of("AUDIENCE", "101000101", "111050202", "-1"),
    ("additional_interests",): _of("AUDIENCE", "720001", "720002", "740017", "-1"),
    ("behavior_id",): _of("AUDIENCE", "1100", "1202", "9001", "-1"),
    ("hashtag",): _of("AUDIENCE", "1601", "4233", "229207", "-1"),
    ("audience_tags",): _of("AUDIENCE", "LOOKALIKE", "CUSTOMER_FILE", "ENGAGEMENT", "-"),
    ("purchase_intention",): _of("AUDIENCE", "8000", "8110", "8230", "-1"),
    ("contextual_tag",): _of("AUDIENCE", "3000001", "3000002", 'Food & "Drinks"', "Größe, Mode"),
    ("ad_type",): _of("BASIC AUDIENCE", "NON_SPARK", "SPARK_AUTHORIZED", "SPARK_SELF_SERVE"),
    ("custom_event_type",): _of("BASIC", "SHOPPING", "ON_WEB_DETAIL", "INITIATE_ORDER", "-"),
    ("event_source_id",): _of("BASIC", *_ids("event_source_id"), "-"),
    ("page_id",): _of("BASIC", *_ids("page_id"), "0"),
    ("component_name",): _of("BASIC", "Button 1", "Carousel\nleft", "Video; main", "-"),
    ("room_id",): _of("BASIC", *_ids("room_id"), "0"),
    ("post_id",): _of("BASIC", *_ids("post_id"), "0"),
    ("image_id",): _of("BASIC", "ad-site-i18n-sg/202610015d0d1", "ad-site-i18n-sg/202610015d0d2", "-"),
    ("video_material_id",): _of("BASIC", *_ids("video_material_id")),
    ("minis_id",): _of("BASIC", "mn00001x", "mn00002y", "-"),
    ("search_terms",): _of("BASIC", 'shoes "red", size 9', "コーヒー", "back\\slash", "cat 🐈 food", "-"),
    ("search_keyword",): _of("BASIC", "running shoes", "[möbel]", "line\nbreak", "-"),
    ("match_type",): _of("BASIC", "BROAD", "PHRASE", "EXACT", "-"),
    ("skan_postback_sequence",): _of("BASIC", "0", "1", "2"),
}

MOST_VALUES_PER_AD = 6


@lru_cache(maxsize=200_000)
def blocks(ad_seed: int, breakdown: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    """(values, start, end) of each block of an ad's day, in order; together they cover the whole day."""
    values = BREAKDOWNS[breakdown].values
    if len(values) == 1:
        return ((values[0], 0, DAY_MINUTES),)
    count = min(len(values), 2 + draw(ad_seed, breakdown, "count") % (MOST_VALUES_PER_AD - 1))
    chosen = sorted(values, key=lambda value: draw(ad_seed, breakdown, value))[:count]
    inner = {
        1 + draw(ad_seed, breakdown, "boundary", index) % (DAY_MINUTES - 1) for index in range(count - 1)
    }
    edges = [0, *sorted(inner), DAY_MINUTES]
    return tuple((chosen[index], edges[index], edges[index + 1]) for index in range(len(edges) - 1))
