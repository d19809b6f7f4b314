"""The records of file/music/get/ (§2): an account's own pieces, and those that TikTok offers."""

from __future__ import annotations

from typing import Any

from ..model.assets import Asset, assets, system_assets
from ..model.objects import Advertiser
from ..model.settings import ModelSettings
from ..requests.music import USER_MUSIC, system_music
from .asset import asset_record

USER_ONLY = ("create_time", "modify_time")


def music_of(advertiser: Advertiser, settings: ModelSettings, now: int) -> list[Asset]:
    """What the account can use: its own pieces, the newest first, then the system's."""
    own = assets(USER_MUSIC, advertiser, settings, now)
    return [*reversed(own), *system_assets(system_music(settings.system_music), settings)]


def music_record(asset: Asset, now: int) -> dict[str, Any]:
    """Only the account's own pieces have times."""
    source = "SYSTEM" if asset.advertiser is None else "USER"
    values = {"music_id": str(asset.id), "sources": [source]}
    record = asset_record("music", asset, now, values)
    if asset.advertiser is None:
        return {name: value for name, value in record.items() if name not in USER_ONLY}
    return record
