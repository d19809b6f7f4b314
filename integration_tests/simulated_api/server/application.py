"""From an HTTP request to its answer: gate, limits, faults, endpoint, delivery."""

from __future__ import annotations

import asyncio
import itertools
import time
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from aiohttp import web

from ..faults.answers import ANSWER_EFFECTS, Answer
from ..faults.delivery import DELIVERY_EFFECTS, deliver, gone
from ..faults.rules import Rule, advertisers_asked_for
from ..model.draws import draw, mix
from ..requests.body import body_parameters, logged_parameters
from ..requests.parameters import known, parse
from ..requests.refusal import Refusal
from ..responses.envelope import enveloped
from .control import Control
from .endpoint import Endpoint, refuse_outside_production
from .endpoints import ENDPOINTS
from .reports import DOWNLOAD_PREFIX, linked_file
from .request_log import Entry
from .service import Call, Service
from .timeout_limit import LATE, request_text

PREFIX = "/open_api/v1.3/"
SANDBOX_PREFIX = "/sandbox" + PREFIX
CONTROL_PREFIX = "/__control__/"

Params = dict[str, list[str]]


class Application:
    """The handler of every request."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._control = Control(service)
        self._connections: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._connection_numbers = itertools.count(1)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(CONTROL_PREFIX):
            return await self._control.answer(request, request.path.removeprefix(CONTROL_PREFIX))
        service = self._service
        sandbox = service.settings.sandbox or request.path.startswith(SANDBOX_PREFIX)
        path = request.path.removeprefix("/sandbox").removeprefix(PREFIX)
        query = request.rel_url.query
        params = {name: query.getall(name) for name in query}
        body = await request.read() if request.method == "POST" else b""
        params.update(logged_parameters(body))
        entry = service.log.arrive(
            method=request.method,
            path=path,
            sandbox=sandbox,
            params={name: ["***"] if name == "secret" else values for name, values in params.items()},
            connection=self._connection(request),
            http_version=f"{request.version.major}.{request.version.minor}",
            headers=sorted(request.headers),
            user_agent=request.headers.get("User-Agent", ""),
        )
        _describe(entry)
        try:
            return await self._answer(request, entry, params, body)
        finally:
            service.log.finish(entry)

    async def _answer(
        self, request: web.BaseRequest, entry: Entry, params: Params, body: bytes
    ) -> web.StreamResponse:
        service = self._service
        settings = service.settings
        throttled = self._throttled(entry)
        if settings.latency or settings.latency_jitter:
            share = mix(service.agency.settings.seed, entry.sequence) / 2**64
            await asyncio.sleep(settings.latency + settings.latency_jitter * share)
        # One fault per request: the first rule that applies; later rules do not see the request.
        fault = next((rule for rule in service.faults if rule.strikes(entry.path, params)), None)
        entry.fault = fault.text if fault else None
        answer = self._business_answer(request, entry, body, fault, throttled)
        if fault and fault.effect in ANSWER_EFFECTS:
            answer = ANSWER_EFFECTS[fault.effect](answer, fault.settings)
        entry.status, entry.code, entry.message = answer.status, answer.code, answer.message
        entry.rows, entry.bytes = answer.rows, len(answer.body)
        delivery = DELIVERY_EFFECTS.get(fault.effect) if fault else None
        if fault is None or delivery is None:
            self._note_timeout(entry, answer.status in LATE)
            return await deliver(request, answer)
        try:
            return await delivery(request, answer, fault.settings)
        finally:
            # The client has not waited until the end.
            self._note_timeout(entry, fault.effect in {"stall", "drip"} and gone(request))

    def _note_timeout(self, entry: Entry, timed_out: bool) -> None:
        entry.timed_out = timed_out
        if timed_out:
            self._service.timeout_limit.note(
                time.monotonic(), request_text(entry.method, entry.path, entry.params)
            )

    def _throttled(self, entry: Entry) -> Refusal | None:
        """Counts a request for the limits at its arrival; the duration of its answer does not matter."""
        if entry.path in ENDPOINTS:
            try:
                self._service.rate_limit.admit(entry.arrived, entry.path, entry.advertiser_id)
                text = request_text(entry.method, entry.path, entry.params)
                self._service.timeout_limit.admit(entry.arrived, text)
            except Refusal as refusal:
                return refusal
        return None

    def _business_answer(
        self, request: web.BaseRequest, entry: Entry, body: bytes, fault: Rule | None, throttled: Refusal | None
    ) -> Answer:
        if request.path.startswith(DOWNLOAD_PREFIX):
            return self._download(request)
        endpoint = ENDPOINTS.get(entry.path)
        if endpoint is None or not request.path.endswith(PREFIX + entry.path):
            return Answer(b"404 page not found", None, "", 404, content_type="text/plain")
        if request.method != endpoint.method:
            return Answer(b"405 method not allowed", None, "", 405, content_type="text/plain")
        request_id = self._request_id(entry.sequence)
        try:
            if throttled:
                raise throttled
            call = self._call(request, entry, body, endpoint, fault)
            page = endpoint.answer(call)
        except Refusal as refusal:
            told = enveloped(refusal.code, refusal.message, request_id, b"{}", self._service.settings.shape)
            return Answer(told, refusal.code, refusal.message)
        encodings = request.headers.get("Accept-Encoding", "")
        # A faulty body is changed before it would be compressed, so it stays plain.
        compressed = self._service.settings.gzip and "gzip" in encodings and not fault
        headers = {**page.headers, "Content-Encoding": "gzip"} if compressed else page.headers
        content = self._service.body(page, request_id, compressed)
        kind = page.content_type or "application/json"
        return Answer(content, rows=page.rows, headers=headers, content_type=kind)

    def _download(self, request: web.BaseRequest) -> Answer:
        """The file at a task's download_url, which needs no token."""
        query = request.rel_url.query
        name = request.path.removeprefix(DOWNLOAD_PREFIX)
        page = linked_file(self._service, name, query.get("expire", ""), query.get("sign", ""))
        if page is None or request.method != "GET":
            return Answer(b"403 forbidden", None, "", 403, content_type="text/plain")
        return Answer(page.data, None, "", rows=page.rows, content_type="text/csv")

    def _call(
        self, request: web.BaseRequest, entry: Entry, body: bytes, endpoint: Endpoint, fault: Rule | None
    ) -> Call:
        """The checks after the limits, in TikTok's order: token, scope, parameters."""
        service = self._service
        if endpoint.needs_token:
            service.access.check_token(request.headers, entry.sandbox)
        refuse_outside_production(endpoint, entry.sandbox)
        service.access.check_scope(endpoint.path, endpoint.method)
        query = request.rel_url.query
        params = {name: query.getall(name) for name in query}
        if endpoint.method == "POST":
            params = body_parameters(endpoint.parameters, body, request.content_type, params)
        if service.settings.lenient:
            params = known(endpoint.parameters, params)
        values = parse(endpoint.parameters, params)
        settings = {fault.effect: fault.settings} if fault else {}
        ending = settings.get("task_outcome")
        return Call(
            service,
            endpoint.path,
            values,
            entry.sandbox,
            shift=settings.get("shift_rows", {}).get("rows", 0),
            late_rows=settings.get("late_row", {}).get("rows", 0),
            refused_field=settings.get("refuse_field", {}).get("field"),
            task_outcome=(ending["status"], ending["message"]) if ending else None,
            origin=str(request.url.origin()),
            notes=entry.notes,
        )

    def _request_id(self, sequence: int) -> str:
        moment = datetime.fromtimestamp(self._service.clock.now(), UTC)
        return f"{moment:%Y%m%d%H%M%S}{draw(self._service.agency.settings.seed, sequence):016X}"

    def _connection(self, request: web.BaseRequest) -> int:
        """A number per connection, so that tests can prove reuse; 0 if it is already closed."""
        transport = request.transport
        if transport is None:
            return 0
        if transport not in self._connections:
            self._connections[transport] = next(self._connection_numbers)
        return self._connections[transport]


def _describe(entry: Entry) -> None:
    """The advertiser and the page asked for, as far as they can be read."""
    ids = advertisers_asked_for(entry.params)
    entry.advertiser_id = ids[0] if len(ids) == 1 else None
    page = entry.params.get("page", ["1"])[0]
    entry.page = int(page) if page.isdecimal() and len(page) < 10 else None
