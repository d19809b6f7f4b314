"""The records of gmv_max/campaign/get/ (§2): the nine fields that the list has."""

from __future__ import annotations

from typing import Any

from ..model.assets import Asset, assets
from ..model.clock import utc_text
from ..model.gmv_max import Counts, GMVMaxCampaign, gmv_max_campaigns, metric_value
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
    """The account's GMV Max campaigns. They belong to the stores that existed at the anchor."""
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


def gmv_max_metrics(
    campaign: GMVMaxCampaign, counts: Counts, names: tuple[str, ...], now: int
) -> dict[str, Any]:
    """The metrics of a row, of which some describe the campaign as of now."""
    described = _attributes(campaign, now)
    return {name: described[name] if name in described else metric_value(name, counts) for name in names}


def _attributes(campaign: GMVMaxCampaign, now: int) -> dict[str, str]:
    """A revenue target has a bid, maximum delivery has none. The token may have no access to some TikTok accounts."""
    record = gmv_max_campaign_record(campaign, now)
    life, is_custom = campaign.asset.life, campaign.asset.index % 4 != 3
    budget, is_known = f"{100 + life.seed % 900}.00", life.seed & 3 != 0
    return {
        **{name: record[name] for name in ("campaign_id", "operation_status", "campaign_name")},
        "schedule_type": "Continuously",
        "schedule_start_time": utc_text(life.created),
        "schedule_end_time": utc_text(life.created + 10 * 365 * 86_400),
        "bid_type": "CUSTOM" if is_custom else "NO_BID",
        "target_roi_budget": budget if is_custom else "0.00",
        "max_delivery_budget": "0.00" if is_custom else budget,
        "roas_bid": f"{1 + life.seed % 8}.50" if is_custom else "0.00",
        "tt_account_name": f"shop “{campaign.store_id}” 🛒" if is_known else "0",
        "tt_account_profile_image_url": f"https://example.invalid/{campaign.id}.jpg" if is_known else "0",
        "identity_id": str(campaign.id % 10**12) if is_known else "",
    }


def _status(campaign: GMVMaxCampaign, at: int) -> str:
    if campaign.deleted(at):
        return "DELETE"
    return "DISABLE" if campaign.paused(at) else "ENABLE"
