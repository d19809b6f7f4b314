"""GMV Max campaigns of an account's shops, and their daily sales (§2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .assets import Asset, AssetKind, assets
from .clock import LocalMoment, local_day, local_moment, missing_hour
from .draws import draw, mix
from .objects import Advertiser
from .settings import ModelSettings

CAMPAIGNS = AssetKind("gmv max campaign", 13, deaths=True)
PRODUCT, LIVE = "PRODUCT", "LIVE"
MONEY = ("cost", "net_cost", "gross_revenue", "all_shops_gross_revenue")
# Metric → (part, whole): what is divided, over sums.
RATIOS = {
    "cost_per_order": ("cost", "orders"),
    "roi": ("gross_revenue", "cost"),
    "all_shops_cost_per_order": ("cost", "all_shops_orders"),
    "all_shops_roi": ("all_shops_gross_revenue", "cost"),
    "cost_per_live_view": ("cost", "live_views"),
    "cost_per_10_second_live_view": ("cost", "10_second_live_views"),
}
# The metrics that describe a campaign, on any day. TikTok's page counts the bid among the delivery metrics.
ATTRIBUTES = (
    "campaign_id",
    "operation_status",
    "campaign_name",
    "schedule_type",
    "schedule_start_time",
    "schedule_end_time",
    "target_roi_budget",
    "bid_type",
    "max_delivery_budget",
    "roas_bid",
)
LIVE_ATTRIBUTES = ("tt_account_name", "tt_account_profile_image_url", "identity_id")
DESCRIPTIONS = (*ATTRIBUTES, *LIVE_ATTRIBUTES)
DELIVERY_METRICS = ("cost", "net_cost", "orders", "cost_per_order", "gross_revenue", "roi")
# These are JSON numbers, all others are text.
ALL_SHOPS_METRICS = (
    "all_shops_orders",
    "all_shops_cost_per_order",
    "all_shops_gross_revenue",
    "all_shops_roi",
)
LIVE_METRICS = (
    "live_views",
    "cost_per_live_view",
    "10_second_live_views",
    "cost_per_10_second_live_view",
    "live_follows",
)
# The metrics of campaigns. Clicks and impressions of products exist only at the level of creatives.
METRICS_OF = {
    PRODUCT: (*ATTRIBUTES, *DELIVERY_METRICS),
    LIVE: (*ATTRIBUTES, *LIVE_ATTRIBUTES, *DELIVERY_METRICS, *ALL_SHOPS_METRICS, *LIVE_METRICS),
}

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class GMVMaxCampaign:
    """A campaign of one store and one kind."""

    asset: Asset
    advertiser: Advertiser
    store_id: int

    @property
    def id(self) -> int:
        return self.asset.id

    @property
    def promotion_type(self) -> str:
        return LIVE if self.asset.index % 3 == 2 else PRODUCT

    def deleted(self, now: int) -> bool:
        return self.asset.life.deleted(now)

    def paused(self, at: int) -> bool:
        return self.asset.life.revision(at) % 5 == 4

    def paused_now(self, now: int) -> bool:
        return self.paused(self.asset.life.modified(now))


def gmv_max_campaigns(
    advertiser: Advertiser, stores: list[Asset], settings: ModelSettings, now: int
) -> list[GMVMaxCampaign]:
    """The account's campaigns up to now, oldest first, which take turns over the given initial stores."""
    return [
        GMVMaxCampaign(asset, advertiser, stores[asset.index // 2 % len(stores)].id)
        for asset in assets(CAMPAIGNS, advertiser, settings, now)
        if stores
    ]


def day_counts(campaign: GMVMaxCampaign, day: int) -> Counts:
    """The totals of a whole day, money in hundredths; nothing on days without delivery.

    As with ads, there is no delivery on the local days of creation and deletion.
    """
    life, zone = campaign.asset.life, campaign.advertiser.timezone
    seed = mix(draw(life.seed, "sales"), day)
    born, died = local_day(zone, life.created), local_day(zone, life.died) if life.died else None
    if day <= born or (died is not None and day >= died) or seed & 7 == 0:
        return {}
    cost, orders = 500 + seed % 90_000, seed >> 20 & 63
    counts = {
        "cost": cost,
        "net_cost": cost - cost * (seed >> 40 & 3) // 20,
        "orders": orders,
        "gross_revenue": orders * (900 + (seed >> 30) % 4000),
    }
    audience = 40 + (seed >> 12) % 3000
    if campaign.promotion_type == PRODUCT:
        return counts
    elsewhere = seed >> 50 & 7
    return counts | {
        "all_shops_orders": orders + elsewhere,
        "all_shops_gross_revenue": counts["gross_revenue"] + 1000 * elsewhere,
        "live_views": audience,
        "10_second_live_views": audience // 3,
        "live_follows": audience // 50,
    }


def hour_counts(campaign: GMVMaxCampaign, day: int, now: LocalMoment) -> Iterator[tuple[int, Counts]]:
    """The hours of a day that have begun, each with its share; the current one by the minute."""
    if day > now.day:
        return
    whole = day_counts(campaign, day)
    skipped = missing_hour(campaign.advertiser.timezone, day)
    hours = [hour for hour in range(24) if hour != skipped]
    for position, hour in enumerate(hours):
        minutes = 60 if day < now.day else min(max(now.minute - 60 * hour, 0), 60)
        if whole and minutes:
            start, end, length = 60 * position, 60 * position + minutes, 60 * len(hours)
            yield (
                hour,
                {name: value * end // length - value * start // length for name, value in whole.items()},
            )


def counts_until(campaign: GMVMaxCampaign, day: int, now: LocalMoment) -> Counts:
    """The totals of the day so far."""
    if day < now.day:
        return day_counts(campaign, day)
    return total(counts for _, counts in hour_counts(campaign, day, now))


def total(many: Iterator[Counts]) -> Counts:
    """Sums, name by name; empty for nothing."""
    sums: Counts = {}
    for counts in many:
        for name, value in counts.items():
            sums[name] = sums.get(name, 0) + value
    return sums


def metric_value(name: str, counts: Counts) -> str | int | float:
    """What is measured, as TikTok writes it: text, with two decimals for money and ratios; of all shops, a number."""
    if name in MONEY:
        hundredths = counts.get(name, 0)
    elif name in RATIOS:
        part, whole = (counts.get(each, 0) for each in RATIOS[name])
        # Money is counted in hundredths already, which are those of a cost per something, too.
        scale = 100 if name.endswith("roi") else 1
        hundredths = (2 * scale * part + whole) // (2 * whole) if whole else 0
    else:
        count = counts.get(name, 0)
        return count if name in ALL_SHOPS_METRICS else str(count)
    return hundredths / 100 if name in ALL_SHOPS_METRICS else "%d.%02d" % divmod(hundredths, 100)


def now_of(advertiser: Advertiser, now: int) -> LocalMoment:
    """The account's wall clock."""
    return local_moment(advertiser.timezone, now)
