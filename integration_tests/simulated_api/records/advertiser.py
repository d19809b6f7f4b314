"""The record of advertiser/info/."""

from __future__ import annotations

from typing import Any

from ..facts import entity_fields
from ..model.objects import Advertiser

EDITABLE = "company_name_editable"


def advertiser_record(advertiser: Advertiser) -> dict[str, Any]:
    """All fields of an account except `company_name_editable`, which has to be requested."""
    values: dict[str, Any] = {
        "advertiser_id": str(advertiser.id),
        "name": advertiser.name,
        "company": "Example Company",
        "timezone": advertiser.timezone,
        "display_timezone": advertiser.display_timezone,
        "currency": advertiser.currency,
        "country": advertiser.country,
        "language": advertiser.language,
        "status": "STATUS_ENABLE" if advertiser.index % 4 else "STATUS_LIMIT",
        "role": "ROLE_ADVERTISER",
        "rejection_reason": ""
        if advertiser.index % 4
        else "1:Dear customer,\nplease check.\nThank you.\n,endtime:",
        "industry": "291905",
        "advertiser_account_type": "AUCTION",
        "address": "1 Street, City",
        "contacter": "Na***me",
        "email": "i***@***",
        "telephone_number": "+1****00",
        "cellphone_number": "+1****00",
        "license_no": "",
        "description": "https://",
        "balance": advertiser.seed % 100_000 / 100,
        "create_time": advertiser.created,
        "promotion_area": "0",
        "owner_bc_id": None if advertiser.index % 2 else "7100000000000000001",
        "can_use_custom_identity": True,
        "ads_only_mode": False,
    }
    return {name: values.get(name) for name in entity_fields("advertiser") if name != EDITABLE}
