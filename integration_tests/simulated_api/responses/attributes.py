"""Attribute metrics (§3.5): descriptors of the object behind a report row, as of now.

TikTok shows the current name on rows of any day, so a renamed campaign changes old rows too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..model.draws import mix
from ..model.objects import (
    PROMOTE,
    UPGRADED_SMART_PLUS,
    Ad,
    AdGroup,
    Advertiser,
    Campaign,
    name_of,
)
from ..model.status import operation_status

Thing = Advertiser | Campaign | AdGroup | Ad

# What an ad_id is in an Upgraded Smart+ campaign; the ad itself is identified by ad_id_v2 (§3.4).
UPGRADED_SMART_PLUS_CREATIVE = "UPGRADED_SMART_PLUS_CREATIVE"


def attribute(name: str, thing: Thing, now: int, id_dimension: str | None) -> str | None:
    """The JSON value of an attribute metric: text, or null if the object has none."""
    value = READERS.get(name, _unset)(thing, now)
    if name == "promotion_type" and not isinstance(thing, Advertiser):
        # Always so for campaigns that were boosted in the app (1785880454546433).
        value = "Other" if _campaign(thing).system_origin == PROMOTE else value
    if name == "campaign_automation_type" and value == UPGRADED_SMART_PLUS and id_dimension == "ad_id":
        return UPGRADED_SMART_PLUS_CREATIVE
    return None if value is None else str(value)


def _advertiser(thing: Thing) -> Advertiser:
    return thing if isinstance(thing, Advertiser) else thing.advertiser


def _campaign(thing: Thing) -> Any:
    return thing.campaign if isinstance(thing, AdGroup | Ad) else thing


def _adgroup(thing: Thing) -> Any:
    return thing.adgroup if isinstance(thing, Ad) else thing


def _unset(thing: Thing, now: int) -> str | None:
    """Descriptors without a rule of their own: "-", "0" or null, by object."""
    return ("-", "0", None)[mix(thing.id, 7) % 3]


READERS: dict[str, Callable[[Thing, int], Any]] = {
    "advertiser_id": lambda thing, now: _advertiser(thing).id,
    "advertiser_name": lambda thing, now: _advertiser(thing).name,
    "currency": lambda thing, now: _advertiser(thing).currency,
    "timezone": lambda thing, now: _advertiser(thing).timezone,
    "campaign_id": lambda thing, now: _campaign(thing).id,
    "campaign_name": lambda thing, now: name_of(_campaign(thing), now),
    "campaign_automation_type": lambda thing, now: _campaign(thing).automation_type,
    "objective_type": lambda thing, now: _campaign(thing).objective_type,
    "campaign_budget": lambda thing, now: f"{20 + _campaign(thing).life.seed % 500}.00",
    "adgroup_id": lambda thing, now: _adgroup(thing).id,
    "adgroup_name": lambda thing, now: name_of(_adgroup(thing), now),
    "placement_type": lambda thing, now: "Automatic Placement",
    "promotion_type": lambda thing, now: "Website",
    "opt_status": lambda thing, now: operation_status(_adgroup(thing), now),
    "budget": lambda thing, now: f"{10 + _adgroup(thing).life.seed % 90}.00",
    "bid": lambda thing, now: f"{_adgroup(thing).life.seed % 400 / 100:.2f}",
    "billing_event": lambda thing, now: "CPC",
    "is_aco": lambda thing, now: "false",
    "is_smart_creative": lambda thing, now: (
        "true" if _campaign(thing).automation_type != "MANUAL" else "false"
    ),
    "ad_id": lambda thing, now: thing.id,
    "ad_id_v2": lambda thing, now: thing.id_v2 if isinstance(thing, Ad) else thing.id,
    "ad_name": lambda thing, now: None if isinstance(thing, Advertiser) else name_of(thing, now),
    "ad_text": lambda thing, now: 'two\nlines of "text" 🛍',
    "call_to_action": lambda thing, now: "LEARN_MORE",
    "image_mode": lambda thing, now: "Single video",
    "mobile_app_id": lambda thing, now: "0",
    "tt_app_id": lambda thing, now: "0",
}
