"""Playable materials: interactive pages that some ads show, the dimension of PLAYABLE_MATERIAL reports (§3.1)."""

from __future__ import annotations

from .objects import ADS_PLATFORM, Ad

PLAYABLES_PER_ACCOUNT = 4


def playable_of(ad: Ad) -> int | None:
    """The id of the playable material that the ad shows: half of the ads have one, shared with others."""
    if ad.life.seed >> 13 & 1 or ad.campaign.system_origin != ADS_PLATFORM:
        return None
    serial = (ad.life.seed >> 17) % PLAYABLES_PER_ACCOUNT
    return 7_300_000_000_000_000_000 + (ad.advertiser.seed % 10**14) * 1000 + serial
