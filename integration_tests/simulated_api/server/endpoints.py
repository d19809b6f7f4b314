"""The endpoints (§2): one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..facts import acceptable_fields
from ..model.clock import DAY_SECONDS
from ..records.advertiser import EDITABLE, advertiser_record
from ..requests.entity_filter import EntityFilter, parse_entity_filter
from ..requests.parameters import Kind, Parameter, paging
from ..requests.refusal import NO_PERMISSION, Refusal, check_fields, invalid
from ..requests.report_query import REPORT_PARAMETERS
from ..responses.entity_page import EntityQuery, entity_page
from ..responses.page import Page, compact, list_page
from .reports import (
    CREATE_PARAMETERS,
    TASK_PARAMETERS,
    check_task,
    create_task,
    download_task,
    integrated_report,
)
from .service import Call

ADVERTISER_ID = Parameter("advertiser_id", Kind.ID, required=True)
ENTITY_PARAMETERS = (
    ADVERTISER_ID,
    Parameter("fields", Kind.TEXTS),
    Parameter("exclude_field_types_in_response", Kind.TEXTS),
    Parameter("filtering", Kind.OBJECT),
    *paging(1000),
)
TOP_VIEW_ADGROUP_PAGE_SIZE = 100
ADVISED_AGE_SECONDS = 183 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: its path under `/open_api/v1.3/`, what it takes, and how it answers."""

    path: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Call], Page]
    in_sandbox: bool = True
    method: str = "GET"


def _advertiser_ids(call: Call) -> Page:
    """The advertisers that the token was granted, without page_info."""
    call.service.access.check_app(call.values["app_id"], call.values["secret"])
    rows = [
        compact({"advertiser_id": str(each.id), "advertiser_name": each.name})
        for each in call.service.access.granted(call.sandbox)
    ]
    return list_page("list", rows, None, len(rows))


def _advertiser_info(call: Call) -> Page:
    """All asked for or none: one advertiser that is not granted refuses the whole call."""
    chosen = [call.service.access.advertiser(id, call.sandbox) for id in call.values["advertiser_ids"]]
    fields = _fields(call, "advertiser")
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
        fields = _fields(call, entity)
        excluded = call.values.get("exclude_field_types_in_response", ())
        if any(kind != "NULL_FIELD" for kind in excluded):
            raise invalid("exclude_field_types_in_response: correct is ['NULL_FIELD']")
        top_view = "RESERVATION_TOP_VIEW" in wanted.buying_types
        if entity == "adgroup" and top_view and call.paging.page_size > TOP_VIEW_ADGROUP_PAGE_SIZE:
            raise invalid(
                f"page_size: Must be at most {TOP_VIEW_ADGROUP_PAGE_SIZE} with RESERVATION_TOP_VIEW."
            )
        _note_old_times(call, wanted)
        query = EntityQuery(entity, wanted, fields, bool(excluded), call.sandbox, call.refused_field)
        population, now = call.service.agency.population(call.advertiser), call.now
        return call.service.pages.page(
            call.key((call.values["advertiser_id"], query), now),
            lambda: entity_page(population, query, call.paging, now),
        )

    return answer


def _note_old_times(call: Call, wanted: EntityFilter) -> None:
    """Times older than six months are advised against (§2)."""
    for name in ("created_from", "modified_after"):
        moment = getattr(wanted, name)
        if moment is not None and moment < call.now - ADVISED_AGE_SECONDS:
            call.notes.append(f"{name} is older than six months")


def _fields(call: Call, entity: str) -> tuple[str, ...] | None:
    """The fields asked for, None for all; refused where one of them is not acceptable."""
    fields = call.values.get("fields")
    check_fields(fields or (), [name for name in acceptable_fields(entity) if name != call.refused_field])
    return fields


ENDPOINTS = {
    endpoint.path: endpoint
    for endpoint in (
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
    )
}


def refuse_outside_production(endpoint: Endpoint, sandbox: bool) -> None:
    """Some endpoints do not exist in the sandbox (§1)."""
    if sandbox and not endpoint.in_sandbox:
        raise Refusal(NO_PERMISSION, f"/{endpoint.path} is not available in the sandbox.")
