"""The endpoints (§2): one row each."""

from __future__ import annotations

from collections.abc import Callable

from ..records.advertiser import EDITABLE, advertiser_record
from ..requests.entity_filter import parse_entity_filter
from ..requests.parameters import Kind, Parameter, paging
from ..requests.refusal import invalid
from ..requests.report_query import REPORT_PARAMETERS
from ..responses.entity_page import EntityQuery, entity_page
from ..responses.page import Page, compact, list_page
from .asset_endpoints import ASSET_ENDPOINTS
from .endpoint import ADVERTISER_ID, Endpoint, checked_fields, note_old_times
from .gmv_max_endpoints import GMV_MAX_ENDPOINTS
from .pixel_endpoints import PIXEL_ENDPOINTS
from .reports import (
    CREATE_PARAMETERS,
    TASK_PARAMETERS,
    check_task,
    create_task,
    download_task,
    integrated_report,
)
from .service import Call
from .smart_plus_endpoints import SMART_PLUS_ENDPOINTS

ENTITY_PARAMETERS = (
    ADVERTISER_ID,
    Parameter("fields", Kind.TEXTS),
    Parameter("exclude_field_types_in_response", Kind.TEXTS),
    Parameter("filtering", Kind.OBJECT),
    *paging(1000),
)
TOP_VIEW_ADGROUP_PAGE_SIZE = 100


def _advertiser_ids(call: Call) -> Page:
    """The advertisers that the token was granted, without page_info."""
    call.service.access.check_app(call.values["app_id"], call.values["secret"])
    rows = [
        compact({"advertiser_id": str(each.id), "advertiser_name": each.name})
        for each in call.service.access.granted(call.sandbox)
    ]
    return list_page("list", rows, None, len(rows))


def _access_token(call: Call) -> Page:
    """A token for an authorization code, which is good for one exchange."""
    access = call.service.access
    access.exchange(call.values["app_id"], call.values["secret"], call.values["auth_code"])
    granted = [str(each.id) for each in access.granted(call.sandbox)]
    token = call.service.agency.access_token
    return Page(compact({"access_token": token, "advertiser_ids": granted}).encode(), len(granted))


def _advertiser_info(call: Call) -> Page:
    """All requested advertisers or none: the call is refused if one of them is not granted."""
    chosen = [call.service.access.advertiser(id, call.sandbox) for id in call.values["advertiser_ids"]]
    fields = checked_fields(call, "advertiser")
    rows = []
    for advertiser in chosen:
        record = advertiser_record(advertiser)
        if call.refused_field:
            record.pop(call.refused_field, None)
        if fields is not None and EDITABLE in fields:
            record = {"advertiser_id": record["advertiser_id"], EDITABLE: True}
        elif fields is not None:
            record = {name: record[name] for name in fields}
        rows.append(compact(record))
    return list_page("list", rows, None, len(rows))


def _entity(entity: str) -> Callable[[Call], Page]:
    def answer(call: Call) -> Page:
        hidden = "STATUS_NOT_DELETE"
        if entity == "campaign" and call.service.settings.campaigns_default_all:
            hidden = "STATUS_ALL"
        wanted = parse_entity_filter(entity, call.values.get("filtering", {}), hidden)
        fields = checked_fields(call, entity)
        excluded = call.values.get("exclude_field_types_in_response", ())
        if any(kind != "NULL_FIELD" for kind in excluded):
            raise invalid("exclude_field_types_in_response: correct is ['NULL_FIELD']")
        top_view = "RESERVATION_TOP_VIEW" in wanted.buying_types
        if entity == "adgroup" and top_view and call.paging.page_size > TOP_VIEW_ADGROUP_PAGE_SIZE:
            raise invalid(
                f"page_size: Must be at most {TOP_VIEW_ADGROUP_PAGE_SIZE} with RESERVATION_TOP_VIEW."
            )
        note_old_times(call, wanted)
        query = EntityQuery(entity, wanted, fields, bool(excluded), call.sandbox, call.refused_field)
        population, now = call.service.agency.population(call.advertiser), call.now
        return call.service.pages.page(
            call.key((call.values["advertiser_id"], query), now),
            lambda: entity_page(population, query, call.paging, now),
        )

    return answer




ENDPOINTS = {
    endpoint.path: endpoint
    for endpoint in (
        Endpoint(
            "oauth2/access_token/",
            (
                Parameter("app_id", required=True),
                Parameter("secret", required=True),
                Parameter("auth_code", required=True),
                Parameter("grant_type"),
            ),
            _access_token,
            in_sandbox=False,
            method="POST",
            needs_token=False,
        ),
        Endpoint(
            "oauth2/advertiser/get/",
            (Parameter("app_id", required=True), Parameter("secret", required=True)),
            _advertiser_ids,
            in_sandbox=False,
        ),
        Endpoint(
            "advertiser/info/",
            (
                Parameter("advertiser_ids", Kind.IDS, required=True, maximum=100),
                Parameter("fields", Kind.TEXTS),
            ),
            _advertiser_info,
        ),
        Endpoint("campaign/get/", ENTITY_PARAMETERS, _entity("campaign")),
        Endpoint("adgroup/get/", ENTITY_PARAMETERS, _entity("adgroup")),
        Endpoint("ad/get/", ENTITY_PARAMETERS, _entity("ad")),
        Endpoint("report/integrated/get/", REPORT_PARAMETERS, integrated_report),
        Endpoint("report/task/create/", CREATE_PARAMETERS, create_task, method="POST"),
        Endpoint("report/task/check/", TASK_PARAMETERS, check_task),
        Endpoint("report/task/download/", TASK_PARAMETERS, download_task),
        *ASSET_ENDPOINTS,
        *PIXEL_ENDPOINTS,
        *SMART_PLUS_ENDPOINTS,
        *GMV_MAX_ENDPOINTS,
    )
}
