"""Breakdowns (§3.4): how an ad's day falls apart by country, age, platform and the rest.

A breakdown cuts the day of an ad into blocks of minutes, one per value. Each ad has its own values and its
own boundaries. So breakdowns add up to the day's totals exactly, and hour × country too.
"""

from __future__ import annotations

from functools import lru_cache

from .delivery import DAY_MINUTES
from .draws import draw

GENDERS = ("FEMALE", "MALE", "NONE")
AGES = ("AGE_13_17", "AGE_18_24", "AGE_25_34", "AGE_35_44", "AGE_45_54", "AGE_55_100", "NONE")

# Dimension names of a breakdown → its possible values, one tuple of dimension values each.
BREAKDOWNS: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {
    (): ((),),
    ("country_code",): tuple((code,) for code in ("US", "CA", "GB", "DE", "JP", "TO", "BR", "None")),
    ("gender",): tuple((gender,) for gender in GENDERS),
    ("age",): tuple((age,) for age in AGES),
    ("gender", "age"): tuple((gender, age) for gender in GENDERS for age in AGES),
    ("platform",): (("ANDROID",), ("IOS",), ("PC",), ("UNKNOWN",)),
    ("placement",): (("TikTok",), ("Pangle",), ("Global App Bundle",)),
    ("language",): (("en",), ("de",), ("ja",), ("es",)),
    ("ac",): (("WIFI",), ("4G",), ("5G",)),
    ("province_id",): tuple((id,) for id in ("5332921", "5128638", "2950159", "1850144", "4036284", "-1")),
}

MOST_VALUES_PER_AD = 6


@lru_cache(maxsize=200_000)
def blocks(ad_seed: int, breakdown: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    """(values, start, end) of each block of an ad's day, in order; together they cover the whole day."""
    values = BREAKDOWNS[breakdown]
    if len(values) == 1:
        return ((values[0], 0, DAY_MINUTES),)
    count = min(len(values), 2 + draw(ad_seed, breakdown, "count") % (MOST_VALUES_PER_AD - 1))
    chosen = sorted(values, key=lambda value: draw(ad_seed, breakdown, value))[:count]
    inner = {
        1 + draw(ad_seed, breakdown, "boundary", index) % (DAY_MINUTES - 1) for index in range(count - 1)
    }
    edges = [0, *sorted(inner), DAY_MINUTES]
    return tuple((chosen[index], edges[index], edges[index + 1]) for index in range(len(edges) - 1))
