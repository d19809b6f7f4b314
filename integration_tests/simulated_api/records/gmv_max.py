"""The records of gmv_max/campaign/get/ (§2): the nine fields that the list has."""

from __future__ import annotations

from typing import Any

from ..model.assets import Asset, assets
from ..model.gmv_max import GMVMaxCampaign, gmv_max_campaigns
from ..model.objects import Advertiser, revised_name
from ..model.settings import ModelSettings
from ..requests.asset_lists import STORES
from .asset import drawn_record
from .asset_fields import is_gmv_max_available


def stores_for_gmv_max(advertiser: Advertiser, settings: ModelSettings, now: int) -> list[Asset]:
    """The account's stores that reports and campaigns can be asked for."""
    return [
        store for store in assets(STORES.kind, advertiser, settings, now) if is_gmv_max_available(store)
    ]


def campaigns_of(advertiser: Advertiser, settings: ModelSettings, now: int) -> list[GMVMaxCampaign]:
    """The account's GMV Max campaigns. They belong to the stores that were there at the anchor."""
    stores = stores_for_gmv_max(advertiser, settings, settings.anchor_time)
    return gmv_max_campaigns(advertiser, stores, settings, now)


def gmv_max_campaign_record(campaign: GMVMaxCampaign, now: int) -> dict[str, Any]:
    """The campaign as of its last modification."""
    life = campaign.asset.life
    at = life.modified(now)
    name = f"{campaign.promotion_type} “GMV Max” {campaign.asset.index} 🛒"
    values = {
        "advertiser_id": str(campaign.advertiser.id),
        "campaign_id": str(campaign.id),
        "campaign_name": revised_name(name, life.revision(at)),
        "operation_status": "DISABLE" if campaign.paused(at) else "ENABLE",
        "objective_type": "PRODUCT_SALES",
        "secondary_status": f"CAMPAIGN_STATUS_{_status(campaign, at)}",
    }
    return drawn_record("gmv_max_campaign", life, at, values)


def _status(campaign: GMVMaxCampaign, at: int) -> str:
    if campaign.deleted(at):
        return "DELETE"
    return "DISABLE" if campaign.paused(at) else "ENABLE"
