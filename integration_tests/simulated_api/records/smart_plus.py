"""The records of smart_plus/campaign/get/, smart_plus/adgroup/get/ and smart_plus/ad/get/ (§2, §7)."""

from __future__ import annotations

from typing import Any

from ..model.attribution import attribution_windows
from ..model.clock import utc_text
from ..model.objects import AdGroup, Campaign, name_of, paused
from ..model.smart_plus import SmartPlusAd, SmartPlusObject, modified
from ..model.status import operation_status, secondary_status
from .asset import drawn_record
from .campaign import GOALS


def smart_plus_record(thing: SmartPlusObject, now: int) -> dict[str, Any]:
    """The object as of its last modification; deleted objects have it in their secondary status."""
    at = modified(thing, now)
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    values: dict[str, Any] = {
        "advertiser_id": str(campaign.advertiser.id),
        "campaign_id": str(campaign.id),
        "campaign_name": name_of(campaign, at),
        "objective_type": campaign.objective_type,
        "optimization_goal": GOALS[campaign.objective_type],
        "create_time": utc_text(thing.life.created),
        "modify_time": utc_text(at),
    }
    if isinstance(thing, SmartPlusAd):
        return drawn_record("smart_plus_ad", thing.life, at, values | _ad_values(thing, at))
    values |= {
        "operation_status": "DISABLE" if paused(thing, at) else "ENABLE",
        "secondary_status": secondary_status(thing, at),
    }
    if isinstance(thing, AdGroup):
        values |= {"adgroup_id": str(thing.id), "adgroup_name": name_of(thing, at)}
        windows = attribution_windows(thing)
        if windows is not None:
            values |= windows.fields
        return drawn_record("smart_plus_adgroup", thing.life, at, values)
    return drawn_record("smart_plus_campaign", thing.life, at, values)


def _ad_values(ad: SmartPlusAd, at: int) -> dict[str, Any]:
    there = [creative for creative in ad.creatives if creative.life.exists(at)]
    return {
        "adgroup_id": str(ad.adgroup.id),
        "adgroup_name": name_of(ad.adgroup, at),
        "smart_plus_ad_id": str(ad.id),
        "ad_name": ad.name(at),
        "operation_status": "DISABLE" if ad.paused(at) else "ENABLE",
        "secondary_status": smart_plus_ad_status(ad, at),
        "creative_list": [
            {
                "ad_material_id": str(creative.id),
                "material_operation_status": operation_status(creative, at),
                "creative_info": {
                    "ad_format": "SINGLE_VIDEO",
                    "material_name": creative.base_name,
                    "video_info": {"video_id": f"v10033g5{creative.id}", "file_name": "Größe.mp4"},
                    "tiktok_item_id": None,
                    "aigc_disclosure_type": "NOT_DECLARED",
                },
            }
            for creative in there
            if not creative.life.deleted(at)
        ],
    }


def smart_plus_ad_status(ad: SmartPlusAd, at: int) -> str:
    """The status with its reason: the ad's own, else that of the parent that stops it."""
    if ad.life.deleted(at):
        return "AD_STATUS_CAMPAIGN_DELETE" if ad.campaign.life.deleted(at) else "AD_STATUS_ADGROUP_DELETE"
    for name, parent in (("CAMPAIGN", ad.campaign), ("ADGROUP", ad.adgroup)):
        if paused(parent, at):
            return f"AD_STATUS_{name}_DISABLE"
    return "AD_STATUS_DISABLE" if ad.paused(at) else "AD_STATUS_DELIVERY_OK"
