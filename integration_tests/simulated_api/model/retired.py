"""Upgraded Smart+ objects that are deleted, one before the anchor and one in the weeks after it.

They were created with the account and never delivered. Without them, no account would have deleted objects of that
kind.
"""

from __future__ import annotations

from .births import object_id
from .clock import DAY_SECONDS, local_day
from .draws import draw
from .lifecycle import Lifecycle
from .objects import ADS_PLATFORM, AUCTION, UPGRADED_SMART_PLUS, Ad, AdGroup, Advertiser, Campaign
from .settings import ModelSettings

DAYS_FROM_ANCHOR_TO_DEATH = (-12, 20)
FIRST_SERIAL = 2000  # a separate range, because serials are seeds of draws
RHYTHM = 9 * DAY_SECONDS


class Retired:
    """The lists of those objects, in order of creation: all of them before the account's others."""

    def __init__(self, advertiser: Advertiser, settings: ModelSettings) -> None:
        self.campaigns: list[Campaign] = []
        self.adgroups: list[AdGroup] = []
        self.ads: list[Ad] = []
        self._advertiser = advertiser
        self._moment = advertiser.created
        bulk = advertiser.index == 0 and (settings.rows_per_day or settings.large_ads)
        if advertiser.has_campaigns and not bulk:
            for index, days in enumerate(DAYS_FROM_ANCHOR_TO_DEATH):
                self._found(FIRST_SERIAL + index, settings.anchor_time + days * DAY_SECONDS)

    def _found(self, serial: int, died: int) -> None:
        """A campaign with one ad group and one creative, all deleted at the same time."""
        moment, life = self._next_life("campaign", serial, died)
        campaign = Campaign(
            id=object_id(self._advertiser, "campaign", moment, serial),
            advertiser=self._advertiser,
            life=life,
            base_name=f"Outlet {serial}",
            buying_type=AUCTION,
            automation_type=UPGRADED_SMART_PLUS,
            system_origin=ADS_PLATFORM,
            objective_type="TRAFFIC",
        )
        moment, life = self._next_life("adgroup", serial, died)
        id = object_id(self._advertiser, "adgroup", moment, serial)
        adgroup = AdGroup(id=id, campaign=campaign, life=life, base_name=f"Clearance {serial}")
        moment, life = self._next_life("ad", serial, died)
        first_day = local_day(self._advertiser.timezone, moment) + 1
        ad = Ad(
            id=object_id(self._advertiser, "ad", moment, serial),
            id_v2=adgroup.id + 1,
            adgroup=adgroup,
            life=life,
            base_name=f"Last call {serial}",
            modify_time_shown="text",
            first_day=first_day,
            last_day=first_day - 1,
            activity=0,
            size=60,
        )
        self.campaigns.append(campaign)
        self.adgroups.append(adgroup)
        self.ads.append(ad)

    def _next_life(self, level: str, serial: int, died: int) -> tuple[int, Lifecycle]:
        self._moment += 300
        seed = draw(self._advertiser.seed, level, serial)
        return self._moment, Lifecycle(seed, self._moment, died, RHYTHM)
