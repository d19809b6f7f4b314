"""All shapes of state that connectors for TikTok have written, each saying that every account was read up to one
cursor."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from support import streams

DAY = date(2026, 10, 26)
INCREMENTAL = streams.names(incremental=True)


def cursor_text(stream: str) -> str:
    """A cursor as Airbyte's connector writes it."""
    match streams.cursor_of(stream):
        case "stat_time_day":
            return str(DAY)
        case "stat_time_hour":
            return f"{DAY} 23:00:00"
        case _:
            return f"{DAY} 10:52:10Z"


def cursor(stream: str) -> dict[str, str]:
    return {streams.cursor_of(stream) or "": cursor_text(stream)}


def message(stream: str, state: Any, **descriptor: Any) -> dict[str, Any]:
    return {"type": "STREAM", "stream": {
        "stream_descriptor": {"name": stream, **descriptor}, "stream_state": state}}


def per_account(stream: str, ids: list[str], **partition: str) -> list[dict[str, Any]]:
    return [
        {"partition": {"advertiser_id": id, **partition, "parent_slice": {}}, "cursor": cursor(stream)} for id in ids]


def ours(stream: str, ids: list[str]) -> dict[str, Any]:
    return {
        "use_global_cursor": False, "states": per_account(stream, ids), "state": cursor(stream), "lookback_window": 0}


def by_buying_type(stream: str, ids: list[str]) -> list[dict[str, Any]]:
    """Airbyte 5.1 has a partition of campaigns per buying type; some have later cursors."""
    later = [
        {**entry, "cursor": {"modify_time": "2026-11-02 00:00:00Z"}}
        for entry in per_account(stream, ids, buying_type="RESERVATION_TOP_VIEW")
    ]
    return [*per_account(stream, ids, buying_type="AUCTION"), *later]


States = dict[str, Any]


def messages(states: States) -> list[dict[str, Any]]:
    return [message(stream, state) for stream, state in states.items()]


@dataclass(frozen=True)
class Shape:
    """A way to write that every account was read up to the cursor: the state of each stream, and how the states of
    several streams form one document."""

    name: str
    document: Callable[[States], Any] = messages
    state: Callable[[str, list[str]], Any] = ours
    # The streams that have had this shape.
    fits: Callable[[str], bool] = lambda stream: True
    # The lookback in days that the state itself contains.
    back: int = 0

    @property
    def streams(self) -> list[str]:
        return [stream for stream in INCREMENTAL if self.fits(stream)]

    def written(self, ids: list[str]) -> Any:
        return self.document({stream: self.state(stream, ids) for stream in self.streams})


def plain(stream: str, ids: list[str]) -> Any:
    return cursor(stream)


def under_dimensions(stream: str, ids: list[str]) -> Any:
    return {"dimensions": cursor(stream)}


def of_airbyte_4_7(stream: str, ids: list[str]) -> Any:
    return {**ours(stream, ids), "lookback_window": 4}


def of_airbyte_5_1(stream: str, ids: list[str]) -> Any:
    return {
        "use_global_cursor": False, "lookback_window": 1, "state": {"modify_time": "2026-11-02 00:00:00Z"},
        "states": by_buying_type(stream, ids)}


def for_all(stream: str, ids: list[str]) -> Any:
    return {"use_global_cursor": True, "states": [], "state": cursor(stream), "lookback_window": 0}


def for_all_with_a_lookback(stream: str, ids: list[str]) -> Any:
    return {"use_global_cursor": True, "state": cursor(stream), "lookback_window": 7}


def lines(states: States) -> str:
    return "".join(json.dumps({"type": "STATE", "state": each}) + "\n" for each in messages(states))


def with_a_namespace(states: States) -> Any:
    return [message(stream, state, namespace=None) for stream, state in states.items()]


def one_message(states: States) -> Any:
    [only] = messages(states)
    return only


def a_global_message(states: States) -> Any:
    return [{"type": "GLOBAL", "global": {"stream_states": [each["stream"] for each in messages(states)]}}]


SHAPES = (
    Shape("as it writes them"),
    Shape("messages as lines", lines),
    *(Shape(f"one message of {name}", one_message, fits=lambda stream, name=name: stream == name)
      for name in ("ads", "ads_reports_daily", "campaigns_reports_hourly")),
    Shape("with a namespace of null", with_a_namespace),
    Shape("a global message", a_global_message),
    Shape("a cursor per stream", state=plain),
    Shape("a cursor under dimensions", state=under_dimensions, fits=streams.is_report),
    Shape("one object for all streams", lambda states: states, plain),
    Shape("one object, under dimensions", lambda states: states, under_dimensions, streams.is_report),
    Shape("a legacy message", lambda states: [{"type": "LEGACY", "data": states}], plain),
    Shape("Airbyte 4.7", state=of_airbyte_4_7),
    Shape("Airbyte 5.1", state=of_airbyte_5_1, fits=lambda stream: stream == "campaigns"),
    Shape("one cursor for all accounts", state=for_all),
    Shape("one cursor for all accounts, with a lookback", state=for_all_with_a_lookback, back=1),
)
