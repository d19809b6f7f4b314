"""The faults of the matrix, each with its possible outcomes, from §4 of the fact sheet and Decisions.md,
"Patience"."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from support.fault_outcomes import CONFIGURATION, SYSTEM, TRANSIENT, Broken, LeftOut, Outcome, Whole
from support.faulty_reads import CAMPAIGN, HTML
from support.servers.relay import Stroke

PAGES = ("first", "middle", "last")
WRONG_LIST = {
    "code": 0, "message": "OK", "request_id": "20261103120000", "data": {
        "list": 7, "page_info": {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1}}}

WHOLE = Whole()
THROTTLED = Whole(is_throttled=True)
LATE = Whole(asks_for_less=True)
FAILED = Broken((TRANSIENT,), ("Try again later",))
ODD = Broken((TRANSIENT, SYSTEM), ())
REPORTED = Broken((SYSTEM,), ("report this",))


@dataclass(frozen=True)
class Fault:
    """``effect`` is applied by the simulated API to ``times`` requests in a row; ``stroke`` by a relay in front of it.

    ``otherwise`` are the outcomes for kinds of requests that differ from the others; ``limit`` is in seconds, many times what a
    case takes, because many of them run at a time.
    ``depends_on_page``: the connector handles it differently on a request's first page and on later ones.
    """

    name: str
    effect: Any = None
    outcome: Outcome = WHOLE
    times: int | str = 1
    stroke: Stroke | None = None
    otherwise: Mapping[str, Outcome] = field(default_factory=dict)
    is_of_all_accounts: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    limit: float = 120
    depends_on_page: bool = False

    def __str__(self) -> str:
        return self.name

    def outcome_of(self, stream: str) -> Outcome:
        return self.otherwise.get(stream, self.outcome)

    def places(self, streams: Sequence[str], turn: int) -> list[tuple[str, str]]:
        """The pages and streams to disturb: each page where they differ, and a stream for each outcome."""
        pages = PAGES if self.depends_on_page else (PAGES[turn // len(streams) % len(PAGES)],)
        in_turn = [*streams[turn % len(streams):], *streams[: turn % len(streams)]]
        places = [(page, in_turn[number % len(streams)]) for number, page in enumerate(pages)]
        for stream in streams:
            if all(self.outcome_of(other) != self.outcome_of(stream) for _, other in places):
                places.append((pages[0], stream))
        return places


def code(code: int, message: str = "Something is not as it should be.") -> dict[str, Any]:
    return {"kind": "code", "code": code, "message": message}


def status(status: int, body: str = HTML) -> dict[str, Any]:
    return {"kind": "status", "status": status, "body": body}


def shape(body: Any) -> dict[str, Any]:
    return {"kind": "shape", "body": body if isinstance(body, str) else json.dumps(body)}


LIMIT = "Too many requests: the app's {} limit of {} is reached, retry later."
IMPATIENT = {"patience_minutes": 1}
STOPPED = Broken((TRANSIENT,), ("patience_minutes",), names_place=False, spares_others=False)

CONNECTIONS = (
    Fault("connection refused", stroke=Stroke.REFUSE, outcome=Whole(log="cannot connect to")),
    # libcurl itself repeats a request on a reused connection; the second repetition is the connector's.
    Fault("reset before the answer", "reset", times=2),
    Fault("reset before the body", {"kind": "cut", "fraction": 0.0}),
    Fault("reset inside the body", "cut"),
    Fault("stall for ever", {"kind": "stall", "seconds": 3600}, LATE, limit=240, depends_on_page=True),
    Fault("stall of a second before the answer", {"kind": "stall", "seconds": 1, "then": "answer"}),
    Fault("stall of a second inside the body", {
        "kind": "stall", "seconds": 1, "after_bytes": 700, "then": "answer"}),
    Fault("slow drip", {"kind": "drip", "bytes": 512, "interval": 0.1}),
    Fault("drip that hardly ever ends", {"kind": "drip", "bytes": 2, "interval": 0.9}, LATE, limit=240,
          depends_on_page=True),
    Fault("TLS refused", stroke=Stroke.ALERT, outcome=Whole(log="the TLS handshake with")),
    Fault("TLS by a stranger", stroke=Stroke.STRANGER, outcome=Broken(
        (CONFIGURATION,), ("certificate", "SSL_CERT_FILE"), names_place=False, spares_others=False)),
    Fault("content-length too large", "content_length"),
    Fault("content-length too small", {"kind": "content_length", "delta": -50}),
    Fault("truncated gzip", "truncated_gzip"),
    Fault("empty body", "empty"),
)

STATUSES = (
    Fault("HTML 502", status(502)),
    Fault("HTML 502 for ever", status(502), FAILED, times="always", limit=240),
    Fault("HTTP 429", status(429), THROTTLED),
    Fault("HTTP 500", status(500)),
    Fault("HTTP 503", status(503, "")),
    Fault("HTTP 504", status(504, "upstream request timeout"), LATE, depends_on_page=True),
)

REFUSALS = (
    Fault("40000", code(40000), REPORTED, times="always"),
    Fault("40000 of another app", code(40000, "The access token does not match the app."), Broken(
        (CONFIGURATION,), ("another app", "`app_id`"), spares_others=False), times="always"),
    Fault("40001 for one account", code(40001, "No permission to operate the advertiser."), LeftOut(),
          times="always", depends_on_page=True),
    Fault("40001 for all accounts", code(40001, "No permission to operate the advertiser."), Broken(
        (CONFIGURATION,), ("permission", "authorize"), names_place=False, spares_others=False),
        times="always", is_of_all_accounts=True),
    Fault("40002", code(40002), REPORTED, times="always"),
    # A list of objects cannot be requested in smaller parts.
    Fault("40067", code(40067, "The query is too large."), otherwise={
        CAMPAIGN: Broken((CONFIGURATION,), ("page_size",))}, depends_on_page=True),
    Fault("40105", code(40105, "Access token is incorrect or has been revoked."), Broken(
        (CONFIGURATION,), ("access token", "Authorize the app again"), spares_others=False), times="always"),
)

THROTTLES = (
    Fault("40100 once", code(40100, "Too many requests."), THROTTLED),
    Fault("40100 twice in a row", code(40100, "Requests from App 7 are temporarily restricted."), THROTTLED,
          times=2),
    Fault("40100 of the minute, beyond the patience", code(40100, LIMIT.format("QPM", 600)), STOPPED,
          settings=IMPATIENT),
    Fault("40100 of the day, beyond the patience", code(40100, LIMIT.format("QPD", 864_000)), STOPPED,
          settings=IMPATIENT),
    Fault("40133", code(40133, (
        "Advertiser (7)'s QPS (21) reaches QPS limit 20 for current path, request is temporarily restricted")),
        THROTTLED),
)

FAILURES = (
    *(Fault(str(each), code(each)) for each in (40200, 40700, 50000, 50002, 51004, 51041, 60001)),
    Fault("50000 for ever", code(50000), FAILED, times="always", limit=240),
)

BODIES = (
    Fault("malformed JSON", "malformed"),
    Fault("malformed JSON for ever", "malformed", FAILED, times="always", limit=240),
    Fault("JSON that ends early", {"kind": "truncate", "fraction": 0.9}),
    Fault("JSON that lacks its last byte", {"kind": "truncate", "fraction": 0.9999}),
    Fault("bytes that are not UTF-8", "invalid_utf8"),
    Fault("a page for an answer", shape("<html>Please wait…</html>")),
    Fault("JSON of an array", shape([])),
    Fault("JSON of null", shape("null")),
    Fault("JSON with a number for the list", shape(WRONG_LIST), depends_on_page=True),
    Fault("JSON with a number for the list for ever", shape(WRONG_LIST), ODD, times="always", limit=240),
    Fault("data: null", "null_data"),
    Fault("data: null for ever", "null_data", ODD, times="always", limit=240),
    Fault("page_info missing", "no_page_info", depends_on_page=True),
    Fault("page_info missing for ever", "no_page_info", ODD, times="always", limit=240, depends_on_page=True),
)

FAULTS = (*CONNECTIONS, *STATUSES, *REFUSALS, *THROTTLES, *FAILURES, *BODIES)


def representative(streams: Sequence[str]) -> list[tuple[Fault, str, str]]:
    """Each fault once, or once for each page or outcome that differs; every page of every stream occurs."""
    return [(fault, *place) for turn, fault in enumerate(FAULTS) for place in fault.places(streams, turn)]
