"""The record of adgroup/get/."""

from __future__ import annotations

from typing import Any

from ..model.attribution import WINDOW_FIELDS, attribution_windows
from ..model.clock import DAY_SECONDS, utc_text
from ..model.objects import PROMOTE, SMART_PLUS, AdGroup, name_of
from ..model.status import operation_status, secondary_status
from . import filled
from .campaign import GOALS

PROMOTE_FIELDS = (
    "advertiser_id",
    "campaign_id",
    "adgroup_id",
    "campaign_name",
    "adgroup_name",
    "campaign_system_origin",
    "budget",
    "schedule_type",
    "schedule_start_time",
    "schedule_end_time",
    "operation_status",
    "secondary_status",
    "create_time",
)


def adgroup_record(adgroup: AdGroup, now: int) -> dict[str, Any]:
    """The ad group as of its last modification."""
    at = adgroup.life.modified(now)
    revision, seed, campaign = adgroup.life.revision(at), adgroup.life.seed, adgroup.campaign
    values = {
        "advertiser_id": str(adgroup.advertiser.id),
        "campaign_id": str(campaign.id),
        "campaign_name": name_of(campaign, at),
        "campaign_system_origin": campaign.system_origin,
        "campaign_automation_type": campaign.automation_type,
        "is_smart_performance_campaign": campaign.automation_type == SMART_PLUS,
        "adgroup_id": str(adgroup.id),
        "adgroup_name": name_of(adgroup, at),
        "budget": 10 + revision % 5000,
        "budget_mode": "BUDGET_MODE_DAY",
        "scheduled_budget": 0,
        "bid_price": round(revision % 400 / 100, 2),
        "bid_type": "BID_TYPE_NO_BID",
        "conversion_bid_price": 0,
        "billing_event": "CPC",
        "pacing": "PACING_MODE_SMOOTH",
        "placement_type": "PLACEMENT_TYPE_NORMAL" if seed & 1 else "PLACEMENT_TYPE_AUTOMATIC",
        "placements": ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE"] if seed & 1 else ["PLACEMENT_TIKTOK"],
        "promotion_type": "WEBSITE",
        "optimization_goal": GOALS[campaign.objective_type],
        "age_groups": ["AGE_25_34", "AGE_35_44"],
        "gender": "GENDER_UNLIMITED",
        "languages": ["en", "ja"],
        "location_ids": ["6252001", "1861060"],
        "interest_category_ids": ["15"],
        "audience_ids": [],
        "excluded_audience_ids": [],
        "device_price_ranges": [0, 1000],
        "actions": [{"action_scene": "VIDEO_RELATED", "action_period": 7, "video_user_actions": ["LIKED"]}],
        "targeting_expansion": {"expansion_enabled": True, "expansion_types": ["AGE"]},
        "schedule_infos": None,
        "dayparting": "1" * 336,
        "skip_learning_phase": revision & 1,  # documented as a boolean, seen as 0 and 1
        "category_id": 0,
        "frequency": 3 if seed & 2 else None,
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": utc_text(adgroup.life.created),
        "schedule_end_time": utc_text(adgroup.life.created + 3650 * DAY_SECONDS),
        "click_attribution_window": "SEVEN_DAYS",
        "view_attribution_window": "ONE_DAY",
        "engaged_view_attribution_window": "SEVEN_DAYS" if seed & 1 else "ONE_DAY",
        "comment_disabled": False,
        "is_hfss": False,
        "is_new_structure": True,
        "operation_status": operation_status(adgroup, at),
        "secondary_status": secondary_status(adgroup, at),
        "create_time": utc_text(adgroup.life.created),
        "modify_time": utc_text(at),
    }
    record = filled("adgroup", values, seed)
    windows = attribution_windows(adgroup)
    if windows is not None:
        record |= windows.fields
        for name in WINDOW_FIELDS if windows.shown == "absent" else ():
            del record[name]
    if campaign.system_origin == PROMOTE:
        return {name: record[name] for name in PROMOTE_FIELDS if name in record}
    return record
