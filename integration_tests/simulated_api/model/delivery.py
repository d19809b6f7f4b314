"""What an ad delivered: the base facts, one per ad and account-local day, cut by the minute.

A day's total of an additive metric is spread over the day by a profile of weights. The value of a span of
minutes is the difference of two floors of the cumulative share, so the spans of a day (24 hours, or the
blocks of a breakdown) add up to its total exactly, and a running day is the same function cut at now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .attribution import attribution_windows
from .clock import LocalMoment, missing_hour
from .draws import draw, mix
from .metrics import Additive, Maturing
from .objects import AccountObject, Ad, Advertiser

DAY_MINUTES = 1440

# Weights of the 24 local hours; some ads sleep at night.
HOUR_WEIGHTS = (
    (2, 1, 1, 1, 1, 2, 3, 5, 6, 7, 7, 8, 9, 8, 7, 7, 8, 9, 11, 12, 12, 10, 7, 4),
    (0, 0, 0, 0, 0, 0, 1, 4, 8, 9, 9, 8, 8, 8, 9, 9, 9, 8, 7, 5, 3, 1, 0, 0),
    (9, 7, 5, 3, 1, 0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 8, 10, 12, 14, 15, 14, 12),
    (1,) * 24,
)


class DayFacts(NamedTuple):
    """The drawn numbers of one ad on one day, before maturing and cutting; spend in cents."""

    draw: int
    impressions: int
    clicks: int
    spend: int


class Span(NamedTuple):
    """Minutes of one local day of one ad: from `start` up to `end`."""

    ad: Ad
    day: int
    start: int
    end: int


@lru_cache(maxsize=64)
def cumulative_weights(profile: int, gap: int | None) -> tuple[int, ...]:
    """The weight of the first m minutes of a day, for m in 0…1440; `gap` is an hour that did not happen."""
    total, weights = 0, [0]
    for hour, weight in enumerate(HOUR_WEIGHTS[profile]):
        for _ in range(60):
            total += 0 if hour == gap else weight
            weights.append(total)
    return tuple(weights)


def weights_of(ad: Ad, day: int) -> tuple[int, ...]:
    """The cumulative weights of that ad on that day."""
    return cumulative_weights(ad.life.seed & 3, missing_hour(ad.advertiser.timezone, day))


def delivers(ad: Ad, day: int) -> bool:
    """Whether the ad delivered on that local day."""
    if ad.advertiser.is_idle or not ad.first_day <= day <= ad.last_day:
        return False
    return mix(ad.life.seed, day) & 0xFF < ad.activity


def day_facts(ad: Ad, day: int) -> DayFacts:
    """The drawn numbers of a day on which the ad delivers."""
    h = mix(ad.life.seed, day)
    impressions = ad.size * (40 + (h >> 8) % 120) // 100 + 1
    clicks = impressions * (5 + (h >> 16) % 30) // 1000
    spend = impressions * (150 + (h >> 24) % 800) // 1000 + 1
    return DayFacts(h, impressions, clicks, spend)


@dataclass(frozen=True, slots=True)
class Maturity:
    """How much of a day's final value is visible at the account's local now, in thousandths.

    `attribution_days` are for accounts whose ad groups have no windows of their own.
    """

    today: int
    attribution_days: int

    def permille(self, maturing: Maturing, ad: Ad, day: int) -> int:
        days = self._days(maturing, ad)
        missing_days = days - (self.today - day)
        if maturing is Maturing.NOT or missing_days <= 0:
            return 1000
        if maturing is Maturing.SLIGHTLY:
            return 1000 - 3 * missing_days
        return 1000 - 600 * missing_days // days

    def _days(self, maturing: Maturing, ad: Ad) -> int:
        """After how many days the value is final: after the ad group's longest window and the correction of the day
        after it. Spend is only corrected."""
        windows = attribution_windows(ad.adgroup)
        if windows is None:
            return self.attribution_days
        return 1 + (windows.longest if maturing is Maturing.MOSTLY else 0)


def day_total(metric: Additive, ad: Ad, day: int, maturity: Maturity) -> int:
    """The value of an additive metric on a whole day."""
    facts = day_facts(ad, day)
    base = getattr(facts, metric.base)
    final = base * (metric.low + (facts.draw >> metric.shift) % metric.span) // metric.divisor
    return final * maturity.permille(metric.maturing, ad, day) // 1000


def value(metric: Additive, span: Span, maturity: Maturity) -> int:
    """The value of an additive metric in a span of minutes."""
    total = day_total(metric, span.ad, span.day, maturity)
    weights = weights_of(span.ad, span.day)
    return total * weights[span.end] // weights[-1] - total * weights[span.start] // weights[-1]


def delivery_days(ad: Ad, first: int, last: int, today: int) -> Iterator[int]:
    """The days of that inclusive window on which the ad delivered, up to today."""
    for day in range(max(first, ad.first_day), min(last, ad.last_day, today) + 1):
        if delivers(ad, day):
            yield day


def elapsed_minutes(day: int, local_now: LocalMoment) -> int:
    """How much of that day has passed: all of a past day, a part of today."""
    return DAY_MINUTES if day < local_now.day else local_now.minute


def row_seed(object_id: int, day: int, hour: int, values: tuple[str, ...]) -> int:
    """The seed of a report row's unique metrics; day 0 and hour 0 if the row has none."""
    seed = mix(object_id, day * 24 + hour)
    return mix(seed, draw(*values)) if values else seed


def reach(impressions: int, row_seed: int) -> int:
    """Unique people behind the impressions of one row: between 1.2 and 2 impressions each."""
    return impressions * 10 // (12 + row_seed % 9) if impressions > 1 else impressions


def returns_zero_row(thing: Advertiser | AccountObject) -> bool:
    """Without time, objects that never delivered may come back with zeros (§3.3): every other one."""
    return not isinstance(thing, Advertiser) and thing.life.seed % 2 == 0
