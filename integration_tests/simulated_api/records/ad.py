"""The record of ad/get/."""

from __future__ import annotations

from typing import Any

from ..model.clock import utc_text
from ..model.objects import PROMOTE, Ad, name_of
from ..model.status import operation_status, secondary_status
from . import filled

PROMOTE_FIELDS = (
    "advertiser_id",
    "campaign_id",
    "adgroup_id",
    "ad_id",
    "campaign_name",
    "ad_name",
    "campaign_system_origin",
    "operation_status",
    "secondary_status",
    "create_time",
)


def ad_record(ad: Ad, now: int) -> dict[str, Any]:
    """The ad as of its last modification. Smart+ ads may lack `modify_time`: null, or no such key (§2)."""
    at = ad.life.modified(now)
    revision, seed = ad.life.revision(at), ad.life.seed
    values = {
        "advertiser_id": str(ad.advertiser.id),
        "campaign_id": str(ad.campaign.id),
        "campaign_name": name_of(ad.campaign, at),
        "campaign_system_origin": ad.campaign.system_origin,
        "adgroup_id": str(ad.adgroup.id),
        "adgroup_name": name_of(ad.adgroup, at),
        "ad_id": str(ad.id),
        "ad_name": name_of(ad, at),
        "ad_text": f"two\nlines, revision {revision % 1000} 🛒",
        "ad_texts": None if seed & 1 else ['first "text"', "zweiter Text"],
        "ad_format": "SINGLE_VIDEO",
        "video_id": f"v10033g50000{seed:016x}",
        "image_ids": [f"v0201/{seed:016x}"],
        "identity_type": "CUSTOMIZED_USER",
        "identity_id": str(7_080_000_000_000_000_000 + seed % 10**15),
        "call_to_action_id": str(7_080_000_000_000_000_000 + seed % 10**14),
        "landing_page_url": "https://example.com/?a=1&b=<2>",
        "landing_page_urls": None,
        "utm_params": [{"key": "utm_source", "value": "tiktok"}],
        "deeplink": "",
        "deeplink_type": "NORMAL",
        "fallback_type": "UNSET",
        "disclaimer_text": {"text": "Terms apply."} if seed & 2 else None,
        "disclaimer_clickable_texts": [{"text": "Terms", "url": "https://example.com"}] if seed & 2 else None,
        "page_id": 7_100_000_000_000_000_000 + seed % 1000 if seed & 4 else None,  # documented as a number
        "tracking_pixel_id": 7_200_000_000_000_000_000 + seed % 1000 if seed & 8 else None,
        "vast_moat_enabled": False,
        "creative_authorized": False,
        "is_aco": False,
        "is_new_structure": True,
        "display_name": "name",
        "app_name": "",
        "playable_url": "",
        "operation_status": operation_status(ad, at),
        "secondary_status": secondary_status(ad, at),
        "create_time": utc_text(ad.life.created),
        "modify_time": utc_text(at) if ad.modify_time_shown == "text" else None,
    }
    record = filled("ad", values, seed)
    if ad.modify_time_shown == "absent":
        del record["modify_time"]
    if ad.campaign.system_origin == PROMOTE:
        return {name: record[name] for name in PROMOTE_FIELDS if name in record}
    return record
