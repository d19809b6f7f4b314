"""The record of campaign/get/."""

from __future__ import annotations

from typing import Any

from ..model.clock import utc_text
from ..model.objects import PROMOTE, SMART_PLUS, Campaign, name_of
from ..model.status import operation_status, secondary_status
from . import filled

# In-app boosted campaigns come with few fields (§2).
PROMOTE_FIELDS = (
    "advertiser_id",
    "campaign_id",
    "campaign_name",
    "campaign_system_origin",
    "operation_status",
    "secondary_status",
    "create_time",
)
GOALS = {
    "TRAFFIC": "CLICK",
    "WEB_CONVERSIONS": "CONVERT",
    "APP_PROMOTION": "INSTALL",
    "REACH": "REACH",
    "LEAD_GENERATION": "LEAD_GENERATION",
    "VIDEO_VIEWS": "ENGAGED_VIEW",
}


def campaign_record(campaign: Campaign, now: int) -> dict[str, Any]:
    """The campaign as of its last modification."""
    at = campaign.life.modified(now)
    revision = campaign.life.revision(at)
    values = {
        "advertiser_id": str(campaign.advertiser.id),
        "campaign_id": str(campaign.id),
        "campaign_name": name_of(campaign, at),
        "campaign_system_origin": campaign.system_origin,
        "campaign_type": "REGULAR_CAMPAIGN",
        "campaign_automation_type": campaign.automation_type,
        # Legacy Smart+ only: campaign_automation_type identifies the upgraded kind.
        "is_smart_performance_campaign": campaign.automation_type == SMART_PLUS,
        "is_search_campaign": False,
        "is_new_structure": True,
        "objective": "LANDING_PAGE",
        "objective_type": campaign.objective_type,
        "optimization_goal": GOALS[campaign.objective_type],
        "budget": 50 + revision % 1000 + (0.5 if revision % 2 else 0),
        "budget_mode": "BUDGET_MODE_DAY",
        "budget_optimize_on": bool(revision & 1),
        "roas_bid": 0,
        "rf_campaign_type": "STANDARD",
        "special_industries": ["HOUSING"] if campaign.id % 5 == 0 else [],
        "operation_status": operation_status(campaign, at),
        "secondary_status": secondary_status(campaign, at),
        "create_time": utc_text(campaign.life.created),
        "modify_time": utc_text(at),
    }
    record = filled("campaign", values, campaign.life.seed)
    if campaign.system_origin == PROMOTE:
        return {name: record[name] for name in PROMOTE_FIELDS if name in record}
    return record
