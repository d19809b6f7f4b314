"""Upgraded Smart+ objects: those of the account's campaigns of that kind, with ads of their own (§2, §3.4).

An ad here is an asset group: one for each ad group, with the creatives that `ad/get/` returns as ads.
"""

from __future__ import annotations

from dataclasses import dataclass

from .draws import draw
from .lifecycle import Lifecycle
from .objects import UPGRADED_SMART_PLUS, Ad, AdGroup, Campaign, revised_name
from .population import Population


@dataclass(frozen=True, slots=True)
class SmartPlusAd:
    """The ad of an ad group; `creatives` are those that exist by now."""

    id: int
    adgroup: AdGroup
    creatives: tuple[Ad, ...]

    @property
    def campaign(self) -> Campaign:
        return self.adgroup.campaign

    @property
    def life(self) -> Lifecycle:
        """It is created with its first creative, and deleted with its ad group."""
        group = self.adgroup.life
        return Lifecycle(
            draw(self.id, "smart plus ad"), self.creatives[0].life.created, group.died, group.rhythm
        )

    def modified(self, now: int) -> int:
        """Adding or removing a creative is also a modification."""
        last = self.life.modified(now)
        if self.life.deleted(now):
            return last
        for ad in self.creatives:
            last = max(last, ad.life.died if ad.life.deleted(now) and ad.life.died else ad.life.created)
        return last

    def name(self, at: int) -> str:
        return revised_name(f"Smart+ {self.adgroup.base_name}", self.life.revision(at))

    def paused(self, at: int) -> bool:
        return self.life.revision(at) % 5 == 4


SmartPlusObject = Campaign | AdGroup | SmartPlusAd


def smart_plus_objects(population: Population, level: str, now: int) -> list[SmartPlusObject]:
    """The campaigns, ad groups or ads of the upgraded kind, by the level's name, oldest first."""
    if level == "campaign":
        return [
            each for each in population.campaigns(now) if each.automation_type == UPGRADED_SMART_PLUS
        ]
    groups = [
        each for each in population.adgroups(now) if each.campaign.automation_type == UPGRADED_SMART_PLUS
    ]
    if level == "adgroup":
        return list(groups)
    creatives: dict[int, list[Ad]] = {}
    for ad in population.ads(now):
        creatives.setdefault(ad.adgroup.id, []).append(ad)
    return [
        SmartPlusAd(creatives[group.id][0].id_v2, group, tuple(creatives[group.id]))
        for group in groups
        if group.id in creatives
    ]


def modified(thing: SmartPlusObject, now: int) -> int:
    """When the object was last modified."""
    return thing.modified(now) if isinstance(thing, SmartPlusAd) else thing.life.modified(now)
