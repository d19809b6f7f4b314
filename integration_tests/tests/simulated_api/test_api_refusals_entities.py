"""Every refusal of an entity request is real: one wrong thing in a right request, and it does not pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulated_api.process import SimulatedAPI

NOW = "2026-11-03T12:00:00Z"


@pytest.fixture(scope="module")
def api() -> Iterator[SimulatedAPI]:
    with SimulatedAPI("--now", NOW) as api:
        yield api


REFUSED_ENTITIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown field": (
        "ad/get/",
        {"fields": ["ad_id", "colour"]},
        "fields.1: one or more value of the param is not acceptable, correct is ['",
    ),
    "field of another entity": ("campaign/get/", {"fields": ["ad_name"]}, "error is ad_name"),
    "filters instead of filtering": (
        "ad/get/",
        {"filters": {"primary_status": "STATUS_ALL"}},
        "Unknown parameter(s): ['filters']",
    ),
    "advertiser_id at the accounts": (
        "advertiser/info/",
        {},
        "Unknown parameter(s): ['advertiser_id']",
    ),
    "fields not JSON": ("ad/get/", {"fields": "ad_id"}, "fields: Not valid JSON"),
    "filtering malformed": ("ad/get/", {"filtering": "{"}, "filtering: Not valid JSON"),
    "filtering an array": ("ad/get/", {"filtering": []}, "filtering: Not a valid"),
    "modified_after on campaigns": (
        "campaign/get/",
        {"filtering": {"modified_after": "2026-11-01 00:00:00"}},
        "modified_after",
    ),
    "modified_after of a day": ("ad/get/", {"filtering": {"modified_after": "2026-11-01"}}, "modified_after"),
    "modified_after in ISO": (
        "ad/get/",
        {"filtering": {"modified_after": "2026-11-01T00:00:00Z"}},
        "modified_after",
    ),
    "creation filter wrong": (
        "campaign/get/",
        {"filtering": {"creation_filter_start_time": "2026-13-01 00:00:00"}},
        "creation_filter",
    ),
    "status of another level": (
        "ad/get/",
        {"filtering": {"secondary_status": "CAMPAIGN_STATUS_ALL"}},
        "secondary",
    ),
    "TIME_DONE campaigns": (
        "campaign/get/",
        {"filtering": {"primary_status": "STATUS_TIME_DONE"}},
        "primary",
    ),
    "TOP_VIEW with others": (
        "campaign/get/",
        {"filtering": {"buying_types": ["AUCTION", "RESERVATION_TOP_VIEW"]}},
        "TOP_VIEW",
    ),
    "101 ids": ("ad/get/", {"filtering": {"ad_ids": [str(n) for n in range(101)]}}, "maximum length 100"),
    "ids as numbers": ("ad/get/", {"filtering": {"ad_ids": [1]}}, "ad_ids"),
    "page_size 1001": ("ad/get/", {"page_size": 1001}, "page_size"),
    "page 0": ("ad/get/", {"page": "0"}, "page"),
    "unknown parameter": ("ad/get/", {"page_sise": 10}, "page_sise"),
    "null field kind": ("ad/get/", {"exclude_field_types_in_response": ["NULL"]}, "NULL_FIELD"),
    "advertiser_id missing": ("ad/get/", {"advertiser_id": None}, "advertiser_id: Missing"),
    "advertiser_id no id": ("ad/get/", {"advertiser_id": "one"}, "advertiser_id: Not a valid id"),
}


@pytest.mark.parametrize("name", REFUSED_ENTITIES)
def test_wrong_entity_requests_are_refused(api: SimulatedAPI, name: str) -> None:
    path, params, fragment = REFUSED_ENTITIES[name]
    envelope = api.envelope(path, {"advertiser_id": api.advertiser_ids[0], **params})
    assert envelope["code"] == 40002
    assert fragment in envelope["message"]
