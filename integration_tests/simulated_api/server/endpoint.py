"""The description of an endpoint, and code that several endpoints share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..facts import acceptable_fields
from ..model.clock import DAY_SECONDS
from ..requests.entity_filter import EntityFilter
from ..requests.parameters import Kind, Paging, Parameter
from ..requests.refusal import NO_PERMISSION, Refusal, check_fields
from ..responses.page import Page
from .service import Call

ADVERTISER_ID = Parameter("advertiser_id", Kind.ID, required=True)
ADVISED_AGE_SECONDS = 183 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: its path under `/open_api/v1.3/`, its parameters, and how it answers."""

    path: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Call], Page]
    in_sandbox: bool = True
    method: str = "GET"
    # Only the exchange of an authorization code needs none.
    needs_token: bool = True


def refuse_outside_production(endpoint: Endpoint, sandbox: bool) -> None:
    """Some endpoints do not exist in the sandbox (§1)."""
    if sandbox and not endpoint.in_sandbox:
        raise Refusal(NO_PERMISSION, f"/{endpoint.path} is not available in the sandbox.")


def note_old_times(call: Call, wanted: EntityFilter) -> None:
    """Times older than six months are advised against (§2)."""
    for name in ("created_from", "modified_after"):
        moment = getattr(wanted, name)
        if moment is not None and moment < call.now - ADVISED_AGE_SECONDS:
            call.notes.append(f"{name} is older than six months")


def checked_fields(call: Call, entity: str) -> tuple[str, ...] | None:
    """The requested fields, None for all; refused if one of them is not acceptable."""
    fields = call.values.get("fields")
    check_fields(fields or (), [name for name in acceptable_fields(entity) if name != call.refused_field])
    return fields


def paging_of(call: Call, default_size: int) -> Paging:
    """The requested page, for an endpoint with its own default size."""
    return Paging.of(call.values, default_size, call.shift)


def cached(call: Call, paging: Paging | None, now: int, render: Callable[[], Page]) -> Page:
    """The page of a request, rendered once for all equal requests at the same moment."""
    query: dict[str, Any] = {name: value for name, value in call.values.items() if name != "page"}
    key = (json.dumps(query, sort_keys=True), paging, call.refused_field)
    return call.service.pages.page(replace(call, shift=0).key(key, now), render)
