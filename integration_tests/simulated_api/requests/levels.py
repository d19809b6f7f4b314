"""The four data levels of reports, which are also the levels of the objects (§3.1, §3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.objects import Ad, AdGroup, Campaign


@dataclass(frozen=True, slots=True)
class Level:
    """A level: its names in requests, and which of an ad's parents it is."""

    name: str
    data_level: str
    id_dimensions: tuple[str, ...]
    status_filter: str | None
    rank: int

    @property
    def fact_name(self) -> str:
        """The level as the metric list names it."""
        return self.name.upper()


ADVERTISER = Level("advertiser", "AUCTION_ADVERTISER", ("advertiser_id",), None, 0)
CAMPAIGN = Level("campaign", "AUCTION_CAMPAIGN", ("campaign_id",), "campaign_status", 1)
ADGROUP = Level("adgroup", "AUCTION_ADGROUP", ("adgroup_id",), "adgroup_status", 2)
AD = Level("ad", "AUCTION_AD", ("ad_id", "ad_id_v2"), "ad_status", 3)

# The dimension of PLAYABLE_MATERIAL reports, which have no data level.
PLAYABLE = Level("playable", "PLAYABLE_MATERIAL", ("playable_id",), None, 0)

LEVELS = (ADVERTISER, CAMPAIGN, ADGROUP, AD)
BY_DATA_LEVEL = {level.data_level: level for level in LEVELS}
BY_NAME = {level.name: level for level in LEVELS}


def ancestor(ad: Ad, level: Level) -> Campaign | AdGroup | Ad:
    """The object of that level (not the advertiser's) to which the ad belongs."""
    if level is AD:
        return ad
    return ad.adgroup if level is ADGROUP else ad.adgroup.campaign
