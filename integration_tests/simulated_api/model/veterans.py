"""The oldest objects of an account that is older than two years.

They sometimes spend from the account's first days on, so that its lifetime is more than its last 365 days; some of them
are deleted before those begin. Nothing else in the account depends on them.
"""

from __future__ import annotations

from .births import NEVER, object_id
from .clock import DAY_SECONDS, local_day
from .draws import draw
from .lifecycle import Lifecycle
from .objects import ADS_PLATFORM, AUCTION, MANUAL, Ad, AdGroup, Advertiser, Campaign
from .settings import ModelSettings

YEARS_ENOUGH_DAYS = 730
RHYTHM = 60 * DAY_SECONDS
# Each campaign's life in days (None: never deleted), and on how many of 256 days each of its ads delivers.
PLAN: tuple[tuple[int | None, tuple[int, ...]], ...] = ((None, (9, 6)), (400, (14,)))
FIRST_SERIAL = 1000  # a separate range, because serials are seeds of draws


class Veterans:
    """The lists of those objects, in order of creation; empty for a younger account."""

    def __init__(self, advertiser: Advertiser, settings: ModelSettings) -> None:
        self.campaigns: list[Campaign] = []
        self.adgroups: list[AdGroup] = []
        self.ads: list[Ad] = []
        self._advertiser = advertiser
        self._moment = advertiser.created
        is_old = settings.anchor_time - advertiser.created >= YEARS_ENOUGH_DAYS * DAY_SECONDS
        if is_old and advertiser.has_campaigns:
            for days, activities in PLAN:
                self._found(None if days is None else advertiser.created + days * DAY_SECONDS, activities)

    def _found(self, died: int | None, activities: tuple[int, ...]) -> None:
        """A campaign with one ad group and its ads, all deleted at the same time."""
        serial = FIRST_SERIAL + len(self.campaigns)
        moment = self._next_moment()
        campaign = Campaign(
            id=object_id(self._advertiser, "campaign", moment, serial),
            advertiser=self._advertiser,
            life=self._life("campaign", serial, moment, died),
            base_name=f"Evergreen {serial}",
            buying_type=AUCTION,
            automation_type=MANUAL,
            system_origin=ADS_PLATFORM,
            objective_type="TRAFFIC",
        )
        moment = self._next_moment()
        adgroup = AdGroup(
            id=object_id(self._advertiser, "adgroup", moment, serial),
            campaign=campaign,
            life=self._life("adgroup", serial, moment, died),
            base_name=f"Everyone {serial}",
        )
        self.campaigns.append(campaign)
        self.adgroups.append(adgroup)
        for activity in activities:
            self._add_ad(adgroup, activity)

    def _add_ad(self, adgroup: AdGroup, activity: int) -> None:
        serial, moment = FIRST_SERIAL + len(self.ads), self._next_moment()
        life = self._life("ad", serial, moment, adgroup.life.died)
        zone = self._advertiser.timezone
        id = object_id(self._advertiser, "ad", moment, serial)
        self.ads.append(
            Ad(
                id=id,
                id_v2=id,
                adgroup=adgroup,
                life=life,
                base_name=f"Since ever {serial}",
                modify_time_shown="text",
                first_day=local_day(zone, moment) + 1,
                last_day=NEVER if life.died is None else local_day(zone, life.died) - 1,
                activity=activity,
                size=60 + (life.seed >> 20) % 4000,
            )
        )

    def _next_moment(self) -> int:
        """Each a few hours later: all of them exist before the account's other objects."""
        self._moment += DAY_SECONDS // 6
        return self._moment

    def _life(self, level: str, serial: int, moment: int, died: int | None) -> Lifecycle:
        return Lifecycle(draw(self._advertiser.seed, level, serial), moment, died, RHYTHM)
