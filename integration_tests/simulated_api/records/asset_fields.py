"""The fields of plain lists that are not drawn: ids, and fields that depend on each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..model.assets import Asset
from ..model.objects import Advertiser
from ..requests.asset_lists import AssetList
from .asset import asset_record
from .values import FIRST_ID

Record = dict[str, Any]
# In the order of the objects. Half of them are of the type that the list counts when it is asked for all.
IDENTITY_TYPES = ("CUSTOMIZED_USER", "AUTH_CODE", "CUSTOMIZED_USER", "TT_USER", "CUSTOMIZED_USER", "BC_AUTH_TT")


def listed_record(listed: AssetList, asset: Asset, now: int) -> Record:
    """The record as the list has it."""
    record = full_record(listed, asset, now)
    return {name: value for name, value in record.items() if name not in listed.omitted}


def full_record(listed: AssetList, asset: Asset, now: int) -> Record:
    """The record including the fields that the list leaves out."""
    id, advertiser = f"{listed.id_prefix}{asset.id}", asset.advertiser
    values = {listed.id_field: id}
    if listed.facts in GIVEN and advertiser:
        values |= GIVEN[listed.facts](asset, advertiser)
    record = asset_record(listed.facts, asset, now, values)
    if listed.facts == "spark_ad":
        _complete_post(record, id)
    return record


def _audience(asset: Asset, advertiser: Advertiser) -> Record:
    """An audience that another account shares belongs to that one."""
    shared, own = asset.life.seed & 3 == 0, asset.life.seed & 7 != 0
    owner = advertiser.id if own else FIRST_ID + asset.life.seed % 10**9
    return {"shared": shared or not own, "is_creator": own, "owner_id": str(owner)}


def _pixel(asset: Asset, advertiser: Advertiser) -> Record:
    """Some accounts have the time as epoch milliseconds, as in the documents' example (§6)."""
    return {} if advertiser.index % 2 else {"create_time": asset.life.created * 1000}


def _store(asset: Asset, advertiser: Advertiser) -> Record:
    """The second store of an account cannot be used for GMV Max."""
    bc_id = str(FIRST_ID + advertiser.seed % 10**15)
    return {
        "is_gmv_max_available": is_gmv_max_available(asset),
        "store_authorized_bc_id": bc_id,
        "store_authorized_bc_info": {
            "bc_id": bc_id,
            "bc_profile_image": None,
            "bc_name": 'Agency "One" 🛍',
            "user_role": "ADMIN",
        },
        "exclusive_authorized_advertiser_info": {
            "advertiser_id": str(advertiser.id),
            "advertiser_name": advertiser.name,
            "advertiser_status": "STATUS_ENABLE",
        },
    }


def _identity(asset: Asset, advertiser: Advertiser) -> Record:
    """A TikTok account may be an identity of several types, and of several accounts of a Business Center."""
    type = IDENTITY_TYPES[asset.index % len(IDENTITY_TYPES)]
    of_center = type == "BC_AUTH_TT"
    values = {
        "identity_type": type,
        "identity_authorized_bc_id": str(FIRST_ID + advertiser.index % 2) if of_center else None,
    }
    if of_center or type == "TT_USER":
        values["identity_id"] = str(FIRST_ID + asset.index // len(IDENTITY_TYPES))
    return values


def is_gmv_max_available(store: Asset) -> bool:
    """Whether GMV Max campaigns can be made for the store."""
    return store.index % 3 != 1


GIVEN: dict[str, Callable[[Asset, Advertiser], Record]] = {
    "custom_audience": _audience,
    "pixel": _pixel,
    "gmv_max_store": _store,
    "identity": _identity,
}


def _complete_post(record: Record, id: str) -> None:
    """A post is a video or a carousel; the facts have the fields of both."""
    item = record["item_info"]
    item["item_id"], item["item_type"] = id, "CAROUSEL" if int(id) % 4 == 0 else "VIDEO"
    if item["item_type"] == "CAROUSEL":
        item["video_info"] = record["video_info"] = None
    else:
        item["carousel_info"] = None
