"""The objects of an account other than campaigns: audiences, files, pixels, posts, shops (§2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from .clock import DAY_SECONDS
from .draws import draw
from .lifecycle import Lifecycle
from .objects import Advertiser
from .settings import ModelSettings

SYSTEM_AGE = 900 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class AssetKind:
    """A kind of object, and how many of them the first account has at the anchor; the others have fewer."""

    name: str
    count: int
    days_between_births: int = 4
    deaths: bool = False


# The first account has as many as the settings say.
VIDEO = AssetKind("video", 110)


@dataclass(frozen=True, slots=True)
class Asset:
    """An object of an account; `index` counts those of its kind there. Objects of the system have no account."""

    kind: AssetKind
    advertiser: Advertiser | None = field(repr=False)
    index: int
    id: int
    life: Lifecycle


def assets(kind: AssetKind, advertiser: Advertiser, settings: ModelSettings, now: int) -> list[Asset]:
    """The objects of that kind that have been created by `now`, oldest first.

    The initial ones are spread over the account's life up to the anchor; after it they are created in turns.
    """
    if not advertiser.has_campaigns:
        return []
    initial = _initial_count(kind, advertiser, settings)
    born = max(0, 1 + (now - settings.anchor_time) // (kind.days_between_births * DAY_SECONDS))
    found = [_asset(kind, advertiser, settings, index) for index in range(initial + born)]
    return [asset for asset in found if asset.life.exists(now)]


def system_assets(kind: AssetKind, settings: ModelSettings) -> list[Asset]:
    """The objects that TikTok offers to every account: they never change."""
    return [_system_asset(kind, settings, index) for index in range(kind.count)]


@lru_cache(maxsize=1 << 16)
def _asset(kind: AssetKind, advertiser: Advertiser, settings: ModelSettings, index: int) -> Asset:
    seed = draw(advertiser.seed, kind.name, index)
    initial = _initial_count(kind, advertiser, settings)
    if index < initial:
        start = advertiser.created + 3600
        created = start + (settings.anchor_time - 5 * DAY_SECONDS - start) * index // initial
    else:
        interval = kind.days_between_births * DAY_SECONDS
        created = settings.anchor_time + (index - initial) * interval + seed % interval
    died = None
    if kind.deaths and seed % 3 == 0:
        died = max(settings.anchor_time + (seed % 50 - 20) * DAY_SECONDS, created + 3 * DAY_SECONDS)
    life = Lifecycle(seed, created, died, rhythm=(3 + seed % 12) * DAY_SECONDS)
    return Asset(kind, advertiser, index, asset_id(kind, advertiser.index, created, index), life)


@lru_cache(maxsize=1 << 16)
def _system_asset(kind: AssetKind, settings: ModelSettings, index: int) -> Asset:
    created = settings.anchor_time - SYSTEM_AGE + 60 * index
    life = Lifecycle(draw(settings.seed, kind.name, index), created, None, rhythm=1 << 60)
    return Asset(kind, None, index, asset_id(kind, -1, created, index), life)


def _initial_count(kind: AssetKind, advertiser: Advertiser, settings: ModelSettings) -> int:
    """The first account has the most, so that its lists have several pages."""
    if advertiser.index == 0:
        return settings.videos if kind == VIDEO else kind.count
    return max(2, kind.count * (10 + advertiser.seed % 31) // 100)


def asset_id(kind: AssetKind, account: int, moment: int, index: int) -> int:
    """19 digits that begin with the moment of creation; the tail depends on kind, account and index."""
    tail = draw(kind.name) % 1000 * 10**6 + (account + 2) % 1000 * 1000 + index % 1000
    return moment * 10**9 + tail
