"""The records of dmp/custom_audience/get/ (§2): an audience and what was done to it."""

from __future__ import annotations

from typing import Any

from ..model.assets import Asset
from ..model.clock import utc_text
from ..model.draws import mix
from ..model.names import AD_NAMES
from ..requests.asset_lists import AUDIENCES
from .asset_fields import full_record
from .enumerations import ENUMERATIONS


def audience_details(asset: Asset, now: int, history_size: int) -> dict[str, Any]:
    """All fields of the audience, and the last entries of its history, the newest first."""
    moments = []
    moment = asset.life.modified(now)
    while len(moments) < history_size:
        moments.append(moment)
        if moment <= asset.life.created:
            break
        moment = asset.life.modified(moment - 1)
    return {
        "audience_details": full_record(AUDIENCES, asset, now),
        "audience_history": [_entry(asset, moment) for moment in moments],
    }


def _entry(asset: Asset, moment: int) -> dict[str, Any]:
    seed = mix(asset.life.seed, moment)
    made = moment == asset.life.created
    return {
        "action": "create" if made else ENUMERATIONS["action"][1 + seed % 3],
        "action_detail": AD_NAMES[seed % len(AD_NAMES)],
        "editor": "open_api" if seed & 1 else "Łukasz “TT” 🧑‍💻",
        "msg": None if seed & 2 else "two\nlines: part of the file was not read",
        "opt_time": utc_text(moment),
    }
