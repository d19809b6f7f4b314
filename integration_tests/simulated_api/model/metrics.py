"""The formula of each metric (§3.5): an additive share of an ad's day, or a ratio of two such sums.

Money and rates are integers of their last decimal (cents, hundredths of a percent), so sums at every level and
granularity agree exactly, without any floating point numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ..facts import MetricFact, metric_facts
from .draws import draw


class Maturing(StrEnum):
    """How a value grows until the attribution window has passed (§6). Conversions that are counted at the moment of the
    conversion need no window: with ad groups that have their own, they are only corrected on the next day."""

    NOT = "not"
    SLIGHTLY = "slightly"
    MOSTLY = "mostly"
    AT_CONVERSION = "at conversion"


@dataclass(frozen=True, slots=True)
class Additive:
    """day total = base × (low + (h >> shift) mod span) ÷ divisor, then matured, then cut into minutes.

    `base` names one of the ad-day's drawn numbers: impressions, clicks or spend (in cents); h is the
    ad-day's draw.
    """

    base: str
    low: int
    span: int
    shift: int
    divisor: int
    maturing: Maturing
    money: bool
    dash_when_zero: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """scale × numerator ÷ denominator of the sums at the row's level, as an integer of `decimals` places."""

    numerator: str
    denominator: str
    scale: int
    decimals: int = 2
    dash_when_zero: bool = False


@dataclass(frozen=True, slots=True)
class Unique:
    """Reach: people, so it adds up neither over time nor over objects; drawn per row."""

    scale: int = 1


Formula = Additive | Ratio | Unique


def _itself(base: str, maturing: Maturing, money: bool) -> Additive:
    """One of the drawn numbers, unchanged."""
    return Additive(base, 1, 1, 0, 1, maturing, money)


# Named metrics whose parts the fact sheet defines. Money sums are in cents, so cents per piece, per thousand pieces or
# per cent are integers of two decimals.
NAMED: dict[str, Formula] = {
    "impressions": _itself("impressions", Maturing.NOT, money=False),
    "gross_impressions": Additive("impressions", 101, 5, 12, 100, Maturing.NOT, False),
    "clicks": _itself("clicks", Maturing.NOT, money=False),
    "spend": _itself("spend", Maturing.SLIGHTLY, money=True),
    "billed_cost": Additive("spend", 95, 5, 30, 100, Maturing.SLIGHTLY, True),
    "cash_spend": Additive("spend", 7, 1, 0, 10, Maturing.SLIGHTLY, True),
    "voucher_spend": Additive("spend", 3, 1, 0, 10, Maturing.SLIGHTLY, True),
    "tax_spend": Additive("spend", 2, 1, 0, 10, Maturing.SLIGHTLY, True),
    "cashback_coupon_spend": Additive("spend", 0, 3, 18, 100, Maturing.SLIGHTLY, True),
    "conversion": Additive("clicks", 5, 20, 14, 100, Maturing.MOSTLY, False),
    "real_time_conversion": Additive("clicks", 4, 20, 14, 100, Maturing.AT_CONVERSION, False),
    "result": Additive("clicks", 6, 20, 14, 100, Maturing.MOSTLY, False),
    "real_time_result": Additive("clicks", 5, 20, 14, 100, Maturing.AT_CONVERSION, False),
    "secondary_goal_result": Additive("clicks", 0, 3, 40, 200, Maturing.MOSTLY, False, dash_when_zero=True),
    "reach": Unique(),
    "cpc": Ratio("spend", "clicks", 1),
    "cpm": Ratio("spend", "impressions", 1000),
    "ctr": Ratio("clicks", "impressions", 10_000),
    "cost_per_1000_reached": Ratio("spend", "reach", 1000),
    "frequency": Ratio("impressions", "reach", 100),
    "conversion_rate": Ratio("conversion", "impressions", 10_000),
    "conversion_rate_v2": Ratio("conversion", "impressions", 10_000),
    "real_time_conversion_rate": Ratio("real_time_conversion", "impressions", 10_000),
    "real_time_conversion_rate_v2": Ratio("real_time_conversion", "impressions", 10_000),
    "cost_per_secondary_goal_result": Ratio("spend", "secondary_goal_result", 1, dash_when_zero=True),
    "secondary_goal_result_rate": Ratio("secondary_goal_result", "impressions", 10_000, dash_when_zero=True),
    "total_complete_payment_rate": Additive("spend", 50, 300, 22, 100, Maturing.MOSTLY, True),
    "average_video_play": Ratio("video_watched_6s", "video_play_actions", 600),
    "average_video_play_per_user": Ratio("video_watched_6s", "reach", 600),
    "engagement_rate": Ratio("engagements", "impressions", 10_000),
}

# Metrics that are final at once; all others are attributed later and mature.
IMMEDIATE = {"core", "video", "clicks", "social", "live", "image", "interactive add-on", "instant experience"}


@cache
def formula(name: str) -> Formula:
    """The formula of a numeric metric."""
    if name in NAMED:
        return NAMED[name]
    fact = metric_facts()[name]
    seed = draw("metric", name)
    maturing = Maturing.NOT if fact.category in IMMEDIATE else Maturing.MOSTLY
    if maturing is Maturing.MOSTLY and (name.startswith("real_time") or name.endswith("by_order_submission")):
        maturing = Maturing.AT_CONVERSION
    if fact.type == "integer":
        return _count(fact, seed, maturing)
    if "value_per" in name:
        return Ratio(_value_metric(fact), _event_metric(fact), 1)
    if "cost" in name or name.startswith("real_time_cost"):
        return Ratio("spend", _event_metric(fact), 10 if name.startswith("real_time") else 1, _decimals(name))
    if fact.unit.startswith("percent"):
        return Ratio(_event_metric(fact), "clicks", 10_000)
    if fact.unit == "ratio":
        return Ratio(_value_metric(fact), "spend", 100)
    if fact.unit == "seconds":
        return Ratio("clicks", "impressions", 10_000)
    return Additive("spend", 20, 20 + seed % 400, 10 + seed % 40, 100, maturing, money=True)


def _count(fact: MetricFact, seed: int, maturing: Maturing) -> Additive:
    if fact.category in {"video", "live", "image"}:
        return Additive("impressions", 10 + seed % 50, 30, 9 + seed % 40, 100, maturing, False)
    dash = fact.category == "SKAN"
    return Additive(
        "clicks", seed % 4, 3 + seed % 30, 9 + seed % 40, 100, maturing, False, dash_when_zero=dash
    )


def _decimals(name: str) -> int:
    """Live rows show real-time costs with three decimals ("0.290")."""
    return 3 if name.startswith("real_time") else 2


def _event_metric(fact: MetricFact) -> str:
    """The count that a cost, value or rate belongs to, by its name; conversions where no name fits."""
    stem = fact.name
    for word in ("cost_per_", "cost_total_", "cost_pre_", "avg_value_per_", "total_value_per_", "value_per_"):
        stem = stem.replace(word, "")
    stem = stem.removesuffix("_cost").removesuffix("_rate")
    counts = _counts(fact.category)
    matches = (stem, f"{stem}s", f"total_{stem}", f"{stem}_count")
    inner = [name for name in counts if name.replace("total_", "") == stem.replace("total_", "")]
    return next((name for name in (*matches, *inner) if name in counts), "conversion")


def _value_metric(fact: MetricFact) -> str:
    """The money that a value or return belongs to: one of the same category, by draw."""
    money = [
        name
        for name, other in metric_facts().items()
        if other.category == fact.category
        and other.type == "number"
        and "BASIC" in other.report_types
        and (name.endswith("_value") or "revenue" in name or "_value_d" in name)
        and "roas" not in name
        and "per_" not in name
    ]
    return money[draw("value of", fact.name) % len(money)] if money else "total_complete_payment_rate"


@cache
def _counts(category: str) -> frozenset[str]:
    return frozenset(
        name
        for name, fact in metric_facts().items()
        if fact.type == "integer" and fact.category == category and "BASIC" in fact.report_types
    )


def rounded(scaled: int, denominator: int) -> int:
    """Half-up integer division; 0 for a division by zero."""
    return (2 * scaled + denominator) // (2 * denominator) if denominator else 0


def decimal_text(value: int, decimals: int) -> str:
    """The text of an integer of so many decimals: 1468 → "14.68"."""
    unit = 10**decimals
    return f"{value // unit}.{value % unit:0{decimals}d}"
