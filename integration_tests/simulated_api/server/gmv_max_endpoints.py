"""The endpoints of GMV Max (§2); the list of stores is a plain one."""

from __future__ import annotations

from ..records.gmv_max import campaigns_of, stores_for_gmv_max
from ..requests.gmv_max import REPORT_PARAMETERS, parse_campaign_filter, parse_gmv_max_query
from ..requests.parameters import Kind, Parameter, paging
from ..requests.refusal import invalid
from ..responses.gmv_max_page import gmv_max_campaign_page, gmv_max_report_page
from ..responses.page import Page
from .endpoint import ADVERTISER_ID, ADVISED_AGE_SECONDS, Endpoint, cached, checked_fields, paging_of
from .service import GMV_MAX_REPORT, Call

CAMPAIGN_PARAMETERS = (
    ADVERTISER_ID,
    Parameter("fields", Kind.TEXTS),
    Parameter("filtering", Kind.OBJECT, required=True),
    *paging(100),
)


def _campaigns(call: Call) -> Page:
    advertiser, now, settings = call.advertiser, call.now, call.service.agency.settings
    wanted = parse_campaign_filter(call.values["filtering"])
    fields = checked_fields(call, "gmv_max_campaign")
    if wanted.created_from is not None and wanted.created_from < now - ADVISED_AGE_SECONDS:
        call.notes.append("created_from is older than six months")
    page = paging_of(call, 10)
    return cached(
        call,
        page,
        now,
        lambda: gmv_max_campaign_page(
            campaigns_of(advertiser, settings, now), wanted, fields, page, now, call.refused_field
        ),
    )


def _report(call: Call) -> Page:
    """Rows as of the running minute, in the account's own zone."""
    advertiser, settings = call.advertiser, call.service.agency.settings
    query = parse_gmv_max_query(call.values)
    now = call.now - call.now % 60
    if query.store_id not in {str(store.id) for store in stores_for_gmv_max(advertiser, settings, now)}:
        raise invalid(f"store_ids: Store {query.store_id} is not available for GMV Max of this advertiser.")
    page = paging_of(call, 10)
    return cached(
        call,
        page,
        now,
        lambda: gmv_max_report_page(campaigns_of(advertiser, settings, now), query, page, now),
    )


GMV_MAX_ENDPOINTS = (
    Endpoint("gmv_max/campaign/get/", CAMPAIGN_PARAMETERS, _campaigns, in_sandbox=False),
    Endpoint(GMV_MAX_REPORT, (ADVERTISER_ID, *REPORT_PARAMETERS, *paging(1000)), _report, in_sandbox=False),
)
