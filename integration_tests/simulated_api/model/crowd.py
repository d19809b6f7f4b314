"""A large account: more ads than a synchronous report returns (§3.3).

Its ads are created evenly over the account's life, and each delivers on a few days anywhere between its creation and a
while after the anchor. So the ads of one day are of every age, and a reader that gets only the newest 20,000 misses most
of them.
"""

from __future__ import annotations

from .births import NEVER, AccountLists, object_id
from .clock import DAY_SECONDS, local_day
from .draws import draw, mix
from .lifecycle import Lifecycle
from .names import AD_NAMES, ADGROUP_NAMES, CAMPAIGN_NAMES, OBJECTIVES
from .objects import (
    ADS_PLATFORM,
    AUCTION,
    MANUAL,
    PROMOTE,
    RESERVATION_TOP_VIEW,
    Ad,
    AdGroup,
    Advertiser,
    Campaign,
)
from .settings import ModelSettings

ADS_PER_ADGROUP = 20
# The second campaign is a TopView, the third promoted in the app; of the others, every tenth is deleted.
KINDS = {1: (RESERVATION_TOP_VIEW, ADS_PLATFORM), 2: (AUCTION, PROMOTE)}
DELETED_ONE_IN, FIRST_DELETED = 10, 3
DAYS_FROM_DEATH_TO_ANCHOR = 9
DAYS_BEYOND_ANCHOR = 45
MOST_DAYS = 4


def found_crowd(lists: AccountLists, advertiser: Advertiser, settings: ModelSettings) -> None:
    """Appends the campaigns, ad groups and ads in order of creation."""
    start = advertiser.created + 3600
    step = max((settings.anchor_time - 20 * DAY_SECONDS - start) // settings.large_ads, 1)
    last_day = local_day(advertiser.timezone, settings.anchor_time) + DAYS_BEYOND_ANCHOR
    for serial in range(settings.large_ads):
        moment = start + step * serial
        if serial % settings.ads_per_campaign == 0:
            lists.campaigns.append(_campaign(advertiser, len(lists.campaigns), moment, settings))
        if serial % settings.ads_per_campaign % ADS_PER_ADGROUP == 0:
            lists.adgroups.append(_adgroup(lists.campaigns[-1], len(lists.adgroups), moment))
        lists.ads.append(_ad(lists.adgroups[-1], serial, moment, last_day))


def _life(advertiser: Advertiser, level: str, serial: int, moment: int, died: int | None) -> Lifecycle:
    seed = draw(advertiser.seed, "crowd", level, serial)
    return Lifecycle(seed, moment, died, rhythm=(30 + seed % 60) * DAY_SECONDS)


def _campaign(advertiser: Advertiser, serial: int, moment: int, settings: ModelSettings) -> Campaign:
    kinds = KINDS if settings.has_special else {}
    buying_type, system_origin = kinds.get(serial, (AUCTION, ADS_PLATFORM))
    # An hour for each: deletions of several campaigns are several modifications.
    death = settings.anchor_time - DAYS_FROM_DEATH_TO_ANCHOR * DAY_SECONDS + serial % 24 * 3600
    dies = serial % DELETED_ONE_IN == FIRST_DELETED
    return Campaign(
        id=object_id(advertiser, "campaign", moment, serial),
        advertiser=advertiser,
        life=_life(advertiser, "campaign", serial, moment, death if dies else None),
        base_name=f"{CAMPAIGN_NAMES[serial % len(CAMPAIGN_NAMES)]} {serial}",
        buying_type=buying_type,
        automation_type=MANUAL,
        system_origin=system_origin,
        objective_type=OBJECTIVES[serial % len(OBJECTIVES)],
    )


def _adgroup(campaign: Campaign, serial: int, moment: int) -> AdGroup:
    return AdGroup(
        id=object_id(campaign.advertiser, "adgroup", moment, serial),
        campaign=campaign,
        life=_life(campaign.advertiser, "adgroup", serial, moment, campaign.life.died),
        base_name=f"{ADGROUP_NAMES[serial % len(ADGROUP_NAMES)]} {serial}",
    )


def _ad(adgroup: AdGroup, serial: int, moment: int, latest_day: int) -> Ad:
    advertiser = adgroup.advertiser
    life = _life(advertiser, "ad", serial, moment, adgroup.life.died)
    zone = advertiser.timezone
    earliest_day = local_day(zone, moment) + 1
    first_day = earliest_day + mix(life.seed, 1) % max(latest_day - earliest_day, 1)
    last_day = first_day + mix(life.seed, 2) % MOST_DAYS
    final_day = NEVER if life.died is None else local_day(zone, life.died) - 1
    id = object_id(advertiser, "ad", moment, serial)
    return Ad(
        id=id,
        id_v2=id,
        adgroup=adgroup,
        life=life,
        base_name=f"{AD_NAMES[serial % len(AD_NAMES)]} {serial}",
        modify_time_shown="text",
        first_day=first_day,
        last_day=min(last_day, final_day),
        activity=256,
        size=60 + (life.seed >> 20) % 4000,
    )
