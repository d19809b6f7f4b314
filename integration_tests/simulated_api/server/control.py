"""`/__control__/`: the clock, faults, access, the log and the truth, for tests. Not a part of TikTok's API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from ..faults.rules import parse_rule
from ..model.agency import Agency
from ..model.clock import parse_moment, utc_text
from ..requests.parameters import parse
from ..requests.refusal import Refusal
from ..responses.page import Page
from ..truth.assets import TRUTHS, assets_truth, parse_asset_truth
from ..truth.objects import objects_truth
from ..truth.query import parse_truth_query
from ..truth.report import report_truth
from .endpoints import ENDPOINTS
from .service import Call, Service

LIMITS = ("qps", "qpm", "advertiser_qps", "gmv_max_qps", "gmv_max_qpm")


class Control:
    """The control routes. A request that cannot be understood is answered with HTTP 400 and the reason."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._routes: dict[tuple[str, str], Callable[[web.BaseRequest], Awaitable[Any]]] = {
            ("GET", "clock"): self._read_clock,
            ("POST", "clock"): self._move_clock,
            ("GET", "faults"): self._list_faults,
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "access"): self._change_access,
            ("POST", "limits"): self._change_limits,
            ("GET", "log"): self._read_log,
            ("DELETE", "log"): self._clear_log,
            ("GET", "stats"): self._read_statistics,
            ("GET", "truth"): self._tell_truth,
            ("POST", "prerender"): self._prerender,
            ("POST", "reset"): self._reset,
        }

    async def answer(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        route = self._routes.get((request.method, name.strip("/")))
        if route is None:
            return web.json_response(
                {"error": f"no {request.method} {name}", "routes": sorted(self._routes)}, status=404
            )
        try:
            told = await route(request)
            body = told.data if isinstance(told, Page) else json.dumps(told).encode()
            return web.Response(body=body, content_type="application/json")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    async def _read_clock(self, request: web.BaseRequest) -> Any:
        now = self._service.clock.now()
        return {"now": utc_text(now).replace(" ", "T") + "Z", "epoch": now}

    async def _move_clock(self, request: web.BaseRequest) -> Any:
        """{"now": ISO text or null for the real clock} or {"advance_seconds": n}."""
        wanted = await request.json()
        if "advance_seconds" in wanted:
            self._service.clock.fix(self._service.clock.now() + int(wanted["advance_seconds"]))
        else:
            self._service.clock.fix(None if wanted["now"] is None else parse_moment(wanted["now"]))
        return await self._read_clock(request)

    async def _list_faults(self, request: web.BaseRequest) -> Any:
        return [
            {"rule": json.loads(rule.text), "seen": rule.seen, "struck": rule.struck}
            for rule in self._service.faults
        ]

    async def _add_faults(self, request: web.BaseRequest) -> Any:
        """One rule or a list of them, added to the existing ones."""
        wanted = await request.json()
        self._service.faults.extend(
            [parse_rule(rule) for rule in (wanted if isinstance(wanted, list) else [wanted])]
        )
        return await self._list_faults(request)

    async def _clear_faults(self, request: web.BaseRequest) -> Any:
        """Deletes all rules, or those that name an advertiser, because another test may be using another advertiser."""
        wanted = request.rel_url.query.get("advertiser_id")
        rules = self._service.faults
        rules[:] = [rule for rule in rules if wanted is not None and rule.advertiser_id != wanted]
        return await self._list_faults(request)

    async def _change_access(self, request: web.BaseRequest) -> Any:
        """{"revoked_advertisers": [], "missing_scopes": [], "no_grants": bool, "token_revoked": bool}."""
        access = self._service.access
        for name, value in (await request.json()).items():
            if name in {"revoked_advertisers", "missing_scopes"}:
                setattr(access, name, set(value))
            elif name in {"no_grants", "token_revoked"}:
                setattr(access, name, bool(value))
            else:
                raise ValueError(f"unknown {name}")
        return {
            "revoked_advertisers": sorted(access.revoked_advertisers),
            "missing_scopes": sorted(access.missing_scopes),
            "no_grants": access.no_grants,
            "token_revoked": access.token_revoked,
        }

    async def _change_limits(self, request: web.BaseRequest) -> Any:
        """{"qps": n, …} of `LIMITS`; by default those of the flags."""
        wanted = {name: int(value) for name, value in (await request.json()).items()}
        if unknown := sorted(set(wanted) - set(LIMITS)):
            raise ValueError(f"unknown {unknown}")
        self._service.limit(**wanted)
        return wanted

    async def _read_log(self, request: web.BaseRequest) -> Any:
        return self._service.log.select(dict(request.rel_url.query))

    async def _clear_log(self, request: web.BaseRequest) -> Any:
        self._service.log.clear()
        return []

    async def _reset(self, request: web.BaseRequest) -> Any:
        """Resets clock, faults, access, limits, tasks and log; rendered pages are kept."""
        self._service.reset()
        return []

    async def _read_statistics(self, request: web.BaseRequest) -> Any:
        return self._service.log.statistics()

    async def _tell_truth(self, request: web.BaseRequest) -> Any:
        """The truth depends only on the model and the clock, and is cached like pages."""
        service, values = self._service, dict(request.rel_url.query)
        now = service.clock.now()
        key = ("truth", tuple(sorted(values.items())), now)
        if page := service.pages.known(key):
            return page
        told = await asyncio.to_thread(_truth, service.agency, values, now)
        return service.pages.keep(key, Page(json.dumps(told).encode(), 0))

    async def _prerender(self, request: web.BaseRequest) -> Any:
        """{"path": "report/integrated/get/?…"}: renders every page of that request into the cache."""
        return prerender(self._service, (await request.json())["path"])


def _truth(agency: Agency, values: dict[str, str], now: int) -> dict[str, Any]:
    if values.get("what") in TRUTHS:
        return assets_truth(agency, parse_asset_truth(values), now)
    query = parse_truth_query(values)
    return (report_truth if query.what == "report" else objects_truth)(agency, query, now)


def prerender(service: Service, target: str) -> dict[str, int]:
    """Renders all pages of a production request, which is given without its `page`.

    `{advertiser_id}` in the target stands for the first advertiser's.
    """
    parts = urlsplit(target.replace("{advertiser_id}", str(service.agency.advertisers[0].id)))
    if parts.path not in ENDPOINTS:
        raise ValueError(f"no endpoint {parts.path!r}, there are {sorted(ENDPOINTS)}")
    endpoint = ENDPOINTS[parts.path]
    pages = rows = 0
    try:
        values = parse(endpoint.parameters, parse_qs(parts.query))
        while True:
            call = Call(service, endpoint.path, {**values, "page": pages + 1}, sandbox=False)
            page = endpoint.answer(call)
            pages, rows = pages + 1, rows + page.rows
            service.body(page, f"PRERENDERED{pages:08d}", service.settings.gzip)
            if page.rows < call.paging.page_size:
                return {"pages": pages, "rows": rows}
    except Refusal as refusal:
        raise ValueError(str(refusal)) from None
