"""Accounts, campaigns, ad groups and ads (§2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .lifecycle import Lifecycle

AUCTION, RESERVATION_RF, RESERVATION_TOP_VIEW = "AUCTION", "RESERVATION_RF", "RESERVATION_TOP_VIEW"
MANUAL, SMART_PLUS, UPGRADED_SMART_PLUS = "MANUAL", "SMART_PLUS", "UPGRADED_SMART_PLUS"
ADS_PLATFORM, PROMOTE = "TT_ADS_PLATFORM", "PROMOTE"


@dataclass(frozen=True, slots=True)
class Advertiser:
    """An ad account. `timezone` is what its reports are cut by; `Etc/GMT+8` is UTC−8 (§6). The ads of an
    idle one never deliver. `click_windows` are the click attribution windows, in days, that its ad groups draw from;
    without any, the conversions of all its ads grow for the same days."""

    index: int
    id: int
    seed: int
    name: str
    timezone: str
    display_timezone: str
    currency: str
    country: str
    language: str
    created: int
    has_campaigns: bool
    is_idle: bool = False
    click_windows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    id: int
    advertiser: Advertiser = field(repr=False)
    life: Lifecycle
    base_name: str
    buying_type: str
    automation_type: str
    system_origin: str
    objective_type: str

    @property
    def kind(self) -> tuple[str, str, str]:
        return self.buying_type, self.automation_type, self.system_origin


@dataclass(frozen=True, slots=True)
class AdGroup:
    id: int
    campaign: Campaign = field(repr=False)
    life: Lifecycle
    base_name: str

    @property
    def advertiser(self) -> Advertiser:
        return self.campaign.advertiser


@dataclass(frozen=True, slots=True)
class Ad:
    """An ad and its delivery plan.

    `first_day`/`last_day` are account-local day ordinals. An ad delivers neither on the local day of its
    creation nor on that of its deletion, so no row has to be cut at those moments. `id_v2` is the ad
    (asset group) of an Upgraded Smart+ creative, else the ad's own id (§3.4). `modify_time_shown` is
    `text`, `null` or `absent`: Smart+ ads may lack the time (§2).
    """

    id: int
    id_v2: int
    adgroup: AdGroup = field(repr=False)
    life: Lifecycle
    base_name: str
    modify_time_shown: str
    first_day: int
    last_day: int
    activity: int
    size: int

    @property
    def campaign(self) -> Campaign:
        return self.adgroup.campaign

    @property
    def advertiser(self) -> Advertiser:
        return self.adgroup.campaign.advertiser


AccountObject = Campaign | AdGroup | Ad


def revised_name(base: str, revision: int) -> str:
    """The name after a modification: two of three modifications do not change it."""
    return f"{base} · rev {revision % 997}" if revision and revision % 3 == 0 else base


def name_of(thing: AccountObject, at: int) -> str:
    """The name as of `at`."""
    return revised_name(thing.base_name, thing.life.revision(thing.life.modified(at)))


def paused(thing: AccountObject, at: int) -> bool:
    """Whether the object's own switch was off as of `at`; a new object is on."""
    return thing.life.revision(thing.life.modified(at)) % 5 == 4
