"""How the objects of an account are created: the plan of their ids, lives, kinds and names."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import replace
from typing import Protocol

from .clock import DAY_SECONDS, local_day
from .draws import draw, pick
from .lifecycle import Lifecycle
from .names import AD_NAMES, ADGROUP_NAMES, CAMPAIGN_NAMES, OBJECTIVES
from .objects import (
    ADS_PLATFORM,
    AUCTION,
    MANUAL,
    PROMOTE,
    RESERVATION_RF,
    RESERVATION_TOP_VIEW,
    SMART_PLUS,
    UPGRADED_SMART_PLUS,
    Ad,
    AdGroup,
    Advertiser,
    Campaign,
)
from .settings import ModelSettings

NEVER = 3_000_000  # a day ordinal beyond the calendar

# The first campaigns of every account cover the kinds, so that a small account has them all.
FIRST_KINDS = (
    (AUCTION, MANUAL, ADS_PLATFORM),
    (AUCTION, UPGRADED_SMART_PLUS, ADS_PLATFORM),
    (AUCTION, MANUAL, ADS_PLATFORM),
    (RESERVATION_RF, MANUAL, ADS_PLATFORM),
    (RESERVATION_TOP_VIEW, MANUAL, ADS_PLATFORM),
    (AUCTION, SMART_PLUS, ADS_PLATFORM),
    (AUCTION, MANUAL, PROMOTE),
)
# The kinds that TikTok reports only if they are requested.
SPECIAL_KINDS = tuple(
    kind for kind in FIRST_KINDS if kind[0] == RESERVATION_TOP_VIEW or kind[2] == PROMOTE
)
# Two of them are deleted: one before the anchor, one in the weeks after it.
DAYS_FROM_ANCHOR_TO_DEATH = {2: -9, 5: 16}
LEVEL_DIGIT = {"campaign": 1, "adgroup": 2, "ad": 3}


class AccountLists(Protocol):
    """The lists of an account's objects, in order of creation."""

    campaigns: list[Campaign]
    adgroups: list[AdGroup]
    ads: list[Ad]


class Births:
    """The growing lists of one account's objects."""

    def __init__(self, advertiser: Advertiser, settings: ModelSettings) -> None:
        self.campaigns: list[Campaign] = []
        self.adgroups: list[AdGroup] = []
        self.ads: list[Ad] = []
        self._advertiser = advertiser
        self._settings = settings
        self._smart_ads = 0
        is_plain = not settings.has_special or settings.special_from
        self._first_kinds = tuple(
            kind for kind in FIRST_KINDS if not is_plain or kind not in SPECIAL_KINDS
        )
        if not advertiser.has_campaigns:
            return
        self._bulk = settings.rows_per_day if advertiser.index == 0 else 0
        self._is_crowd = advertiser.index == 0 and settings.large_ads > 0
        if self._bulk:
            self._found_bulk()
        elif not self._is_crowd:  # a crowd's objects are not created here
            self._found()

    def on_day(self, midnight: int) -> None:
        """The births of the UTC day that starts at `midnight`."""
        if not self._advertiser.has_campaigns or self._bulk or self._is_crowd:
            return
        if local_day("Etc/UTC", midnight) == self._special_day:
            self._add_special(midnight)
        seed = draw(self._advertiser.seed, "births", midnight)
        if seed % self._settings.days_between_births:
            return
        moment = midnight + seed % (DAY_SECONDS - 3600)
        alive = [group for group in self.adgroups if group.life.died is None and self._deliverable(group)]
        if seed % 7 == 0 or not alive:
            adgroup = self._add_adgroup(self._add_campaign(moment, None), moment + 60, None)
        elif seed % 7 <= 2:
            adgroup = self._add_adgroup(alive[-1].campaign, moment + 60, None)
        else:
            adgroup = alive[seed % len(alive)]
        self._add_ad(adgroup, moment + 120)

    @property
    def _special_day(self) -> int | None:
        day = self._settings.special_from
        return day.toordinal() if day and self._settings.has_special else None

    def _add_special(self, midnight: int) -> None:
        """Campaigns of the special kinds whose ads deliver every day from the day of their birth on."""
        for place, kind in enumerate(SPECIAL_KINDS):
            moment = midnight + 60 * place + 1
            adgroup = self._add_adgroup(self._add_campaign(moment, None, kind=kind), moment + 10, None)
            for number in range(2):
                self._add_ad(adgroup, moment + 20 + number, plain=True)

    def _found(self) -> None:
        """The initial objects, spread over the time from the account's creation to 35 days before the anchor.

        Those 35 days leave every initial ad a month of rows before the anchor.
        """
        settings, advertiser = self._settings, self._advertiser
        ads = max(1, settings.ads_per_advertiser * (70 + advertiser.seed % 61) // 100)
        campaigns = max(min(ads, len(self._first_kinds)), ads // 4)
        start = advertiser.created + 3600
        span = max(settings.anchor_time - 35 * DAY_SECONDS - start, DAY_SECONDS)
        step = span // (campaigns + ads * 2 + 1)
        moment = start
        for index in range(campaigns):
            moment += step
            self._add_campaign(moment, self._planned_death(index))
        groups: dict[tuple[int, int], AdGroup] = {}
        for index in range(ads):
            campaign = index % campaigns
            key = (campaign, index // campaigns // 2)
            if key not in groups:
                moment += step
                groups[key] = self._add_adgroup(
                    self.campaigns[campaign], moment, self._own_death("adgroup", moment)
                )
            moment += step
            self._add_ad(groups[key], moment)

    def _planned_death(self, campaign: int) -> int | None:
        days = DAYS_FROM_ANCHOR_TO_DEATH.get(campaign)
        if days is None:
            return None
        return self._settings.anchor_time + (days + self._advertiser.seed % 8) * DAY_SECONDS

    def _found_bulk(self) -> None:
        """`rows_per_day` ads that deliver every day and never change: for throughput runs."""
        moment = self._advertiser.created + 3600
        for index in range(self._bulk):
            if index % 100 == 0:
                self._add_campaign(moment + index, None, plain=True)
            if index % 10 == 0:
                self._add_adgroup(self.campaigns[-1], moment + index, None)
            self._add_ad(self.adgroups[-1], moment + index, plain=True)

    def _deliverable(self, adgroup: AdGroup) -> bool:
        return adgroup.campaign.system_origin == ADS_PLATFORM and adgroup.campaign.life.died is None

    def _add_campaign(
        self,
        moment: int,
        died: int | None,
        plain: bool = False,
        kind: tuple[str, str, str] | None = None,
    ) -> Campaign:
        serial = len(self.campaigns)
        if kind is None and (plain or serial < len(self._first_kinds)):
            kind = FIRST_KINDS[0] if plain else self._first_kinds[serial]
        elif kind is None:
            kind = pick(FIRST_KINDS[:4], self._advertiser.seed, "kind", serial)
            died = self._own_death("campaign", moment) if died is None else died
        buying_type, automation_type, system_origin = kind
        campaign = Campaign(
            id=object_id(self._advertiser, "campaign", moment, serial),
            advertiser=self._advertiser,
            life=self._life("campaign", serial, moment, died),
            base_name=f"{pick(CAMPAIGN_NAMES, self._advertiser.seed, serial)} {serial}",
            buying_type=buying_type,
            automation_type=automation_type,
            system_origin=system_origin,
            objective_type=pick(OBJECTIVES, self._advertiser.seed, "objective", serial),
        )
        self.campaigns.append(campaign)
        return campaign

    def _add_adgroup(self, campaign: Campaign, moment: int, died: int | None) -> AdGroup:
        serial = len(self.adgroups)
        adgroup = AdGroup(
            id=object_id(self._advertiser, "adgroup", moment, serial),
            campaign=campaign,
            life=self._life("adgroup", serial, moment, _death(campaign, died, campaign.life.died)),
            base_name=f"{pick(ADGROUP_NAMES, self._advertiser.seed, serial)} {serial}",
        )
        self.adgroups.append(adgroup)
        return adgroup

    def _add_ad(self, adgroup: AdGroup, moment: int, plain: bool = False) -> Ad:
        serial = len(self.ads)
        own_death = None if plain else self._own_death("ad", moment)
        died = None if plain else _death(adgroup.campaign, own_death, adgroup.life.died)
        life = self._life("ad", serial, moment, died)
        if plain:
            life = replace(life, rhythm=DAY_SECONDS * 36_500)
        zone = self._advertiser.timezone
        seed = life.seed
        last_day = NEVER if life.died is None else local_day(zone, life.died) - 1
        evergreen = plain or adgroup.campaign is self.campaigns[0] or seed % 2 == 0
        is_special = plain and adgroup.campaign.kind in SPECIAL_KINDS
        day = self._special_day if is_special else None
        first_day = local_day(zone, moment) + 1 if day is None else day
        if not evergreen:
            last_day = min(last_day, first_day + 20 + seed % 90)
        smart = adgroup.campaign.automation_type
        id = object_id(self._advertiser, "ad", moment, serial)
        ad = Ad(
            id=id,
            id_v2=adgroup.id + 1 if smart == UPGRADED_SMART_PLUS else id,
            adgroup=adgroup,
            life=life,
            base_name=f"{pick(AD_NAMES, self._advertiser.seed, serial)} {serial}",
            modify_time_shown=self._next_modify_time_shown(smart),
            first_day=first_day,
            last_day=last_day,
            activity=256 if plain else 140 + seed % 117,
            size=60 + (seed >> 20) % 4000,
        )
        self.ads.append(ad)
        return ad

    def _next_modify_time_shown(self, automation_type: str) -> str:
        """The Smart+ ads of an account lack the time in different ways, in turn."""
        if automation_type == MANUAL:
            return "text"
        self._smart_ads += 1
        return ("text", "null", "absent")[self._smart_ads % 3]

    def _life(self, level: str, serial: int, moment: int, died: int | None) -> Lifecycle:
        seed = draw(self._advertiser.seed, level, serial)
        return Lifecycle(seed, moment, died, rhythm=(3 + seed % 12) * DAY_SECONDS)

    def _own_death(self, level: str, moment: int) -> int | None:
        """A quarter of the ads and fewer of their parents are deleted, some before the anchor, some after it."""
        lists: dict[str, Sized] = {"campaign": self.campaigns, "adgroup": self.adgroups, "ad": self.ads}
        serial = len(lists[level])
        seed = draw(self._advertiser.seed, level, serial, "death")
        if seed % {"campaign": 10, "adgroup": 8, "ad": 4}[level]:
            return None
        planned = self._settings.anchor_time + (seed % 70 - 25) * DAY_SECONDS + seed % 80_000
        return max(planned, moment + 3 * DAY_SECONDS)


def object_id(advertiser: Advertiser, level: str, moment: int, serial: int) -> int:
    """16 to 19 digits that begin with the moment of creation, like TikTok's: newer ids are larger.

    The tail depends on level, account and serial, so ids are unique over the whole agency.
    """
    tail = LEVEL_DIGIT[level] * 10**5 + (advertiser.index + 1) % 1000 * 100 + serial % 100
    width = 16 + advertiser.index % 4
    return (moment * 10**6 + tail) * 10 ** (width - 16)


def _death(campaign: Campaign, *deaths: int | None) -> int | None:
    """The earliest of them. Campaigns that were boosted in the app are never deleted (1757239620352002)."""
    return None if campaign.system_origin == PROMOTE else earliest(*deaths)


def earliest(first: int | None, second: int | None) -> int | None:
    """The earlier of two deletions, either of which may never happen."""
    deaths = [death for death in (first, second) if death is not None]
    return min(deaths, default=None)
