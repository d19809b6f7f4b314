"""The identities of the simulated API: right counts only by type, and identities that several accounts have."""

from __future__ import annotations

import json
from typing import Any

from simulated_api.process import SimulatedAPI


def text(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def test_identities_are_counted_right_only_by_type(api: SimulatedAPI) -> None:
    path, account = "identity/get/", api.advertiser_ids[0]
    truth = api.truth(what=path, rows=1, advertiser_id=account)["records"]

    def page(number: int, **params: str) -> dict[str, Any]:
        request = {"advertiser_id": account, "page_size": 100, "page": number, **params}
        return api.envelope(path, request)["data"]

    of_types = [
        page(number, **asked)["identity_list"]
        for asked in (
            {"identity_type": "CUSTOMIZED_USER"},
            {"identity_type": "AUTH_CODE"},
            {"identity_type": "TT_USER"},
            {"identity_type": "BC_AUTH_TT", "identity_authorized_bc_id": "7100000000000000000"},
        )
        for number in range(1, 1 + page(1, **asked)["page_info"]["total_page"])
    ]
    everything = [page(number)["identity_list"] for number in range(1, 5)]
    for lists in (of_types, everything):
        records = [{"advertiser_id": account, **record} for each in lists for record in each]
        assert sorted(map(text, records)) == sorted(map(text, truth))
    own = [record for record in truth if record["identity_type"] == "CUSTOMIZED_USER"]
    assert page(1)["page_info"]["total_number"] == len(own) > 100
    assert page(1)["page_info"]["total_page"] < 3 and len(truth) > 200


def test_accounts_have_identities_in_common(api: SimulatedAPI) -> None:
    truth = api.truth(what="identity/get/", rows=1)["records"]
    ids = {name: [tuple(record[part] for part in name) for record in truth] for name in (
        ("identity_id",), ("identity_type", "identity_id"), ("advertiser_id", "identity_type", "identity_id"))}
    assert [len(set(each)) for each in ids.values()] == sorted({len(set(each)) for each in ids.values()})
    assert len(set(ids["advertiser_id", "identity_type", "identity_id"])) == len(truth)
