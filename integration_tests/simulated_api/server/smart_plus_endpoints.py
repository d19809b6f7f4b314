"""The endpoints of Upgraded Smart+ objects (§2)."""

from __future__ import annotations

from collections.abc import Callable

from ..requests.entity_filter import parse_entity_filter
from ..requests.parameters import Kind, Parameter, paging
from ..requests.refusal import invalid
from ..responses.page import Page
from ..responses.smart_plus_page import ALWAYS_TOLD, smart_plus_page
from .endpoint import ADVERTISER_ID, Endpoint, cached, checked_fields, note_old_times, paging_of
from .service import Call

# Ads come in smaller pages than their parents.
PAGE_SIZES = {"campaign": 1000, "adgroup": 1000, "ad": 100}


def _objects(level: str) -> Callable[[Call], Page]:
    def answer(call: Call) -> Page:
        entity, now = f"smart_plus_{level}", call.now
        wanted = parse_entity_filter(entity, call.values.get("filtering", {}), "STATUS_NOT_DELETE")
        fields = checked_fields(call, entity)
        if level == "ad" and call.service.settings.as_documented:
            _refuse_what_is_always_told(fields or ())
        note_old_times(call, wanted)
        hidden = (*(("secondary_status",) if call.sandbox else ()), call.refused_field or "")
        population, page = call.service.agency.population(call.advertiser), paging_of(call, 10)
        return cached(
            call,
            page,
            now,
            lambda: smart_plus_page(population, level, wanted, fields, page, now, hidden),
        )

    return answer


def _refuse_what_is_always_told(fields: tuple[str, ...]) -> None:
    """The page of smart_plus/ad/get/ leaves these out of what `fields` takes."""
    for name in ALWAYS_TOLD:
        if name in fields:
            raise invalid(f"fields.{fields.index(name)}: {name} is returned by default, do not ask for it.")


SMART_PLUS_ENDPOINTS = tuple(
    Endpoint(
        f"smart_plus/{level}/get/",
        (
            ADVERTISER_ID,
            Parameter("fields", Kind.TEXTS),
            Parameter("filtering", Kind.OBJECT),
            *paging(size),
        ),
        _objects(level),
    )
    for level, size in PAGE_SIZES.items()
)
