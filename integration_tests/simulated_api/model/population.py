"""The objects of one account: the initial ones, and those that are created day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from .births import Births
from .clock import DAY_SECONDS, local_day
from .crowd import found_crowd
from .objects import AccountObject, Ad, AdGroup, Advertiser, Campaign
from .retired import Retired
from .settings import ModelSettings
from .veterans import Veterans

Thing = TypeVar("Thing", Campaign, AdGroup, Ad)


class Population:
    """Campaigns, ad groups and ads of an account, in order of creation (so also of their ids).

    Births are planned from the anchor on, one day after the other, up to the simulated now: the objects at a moment never
    depend on which moments were requested before.
    """

    def __init__(self, advertiser: Advertiser, settings: ModelSettings) -> None:
        self._advertiser = advertiser
        self._retired = Retired(advertiser, settings)
        self._veterans = Veterans(advertiser, settings)
        self._births = Births(advertiser, settings)
        if settings.large_ads and advertiser.index == 0:
            found_crowd(self._births, advertiser, settings)
        self._planned_until = settings.anchor_time

    def campaigns(self, now: int) -> list[Campaign]:
        return _existing(
            [*self._retired.campaigns, *self._veterans.campaigns, *self._grown(now).campaigns], now
        )

    def adgroups(self, now: int) -> list[AdGroup]:
        return _existing(
            [*self._retired.adgroups, *self._veterans.adgroups, *self._grown(now).adgroups], now
        )

    def ads(self, now: int) -> list[Ad]:
        return _existing(
            [*self._retired.ads, *self._veterans.ads, *self._grown(now).ads], now
        )

    def objects(self, entity: str, now: int) -> Sequence[AccountObject]:
        """The campaigns, ad groups or ads, by the entity's name."""
        match entity:
            case "campaign":
                return self.campaigns(now)
            case "adgroup":
                return self.adgroups(now)
            case _:
                return self.ads(now)

    def first_day(self) -> int:
        """The account-local day on which the account was created."""
        return local_day(self._advertiser.timezone, self._advertiser.created)

    def _grown(self, now: int) -> Births:
        while self._planned_until <= now:
            self._births.on_day(self._planned_until)
            self._planned_until += DAY_SECONDS
        return self._births


def _existing(things: list[Thing], now: int) -> list[Thing]:
    return [thing for thing in things if thing.life.exists(now)]
