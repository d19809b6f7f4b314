"""The penalties for requests that time out (document 1757262274182145)."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Mapping

from ..requests.refusal import THROTTLED, Refusal
from .rate_limit import SlidingWindow

# So many within ten seconds leave the app so many requests per second, for five minutes.
STEPS = ((30, 0), (20, 1), (10, 5))
STEP_WINDOW, STEP_SECONDS = 10.0, 300.0
# As many of the same request within ten minutes block it for ten minutes.
SAME, SAME_WINDOW, SAME_SECONDS = 3, 600.0, 600.0
LATE = frozenset({408, 504, 524})


class TimeoutLimit:
    """The penalties of an app whose requests time out. Their times pass `scale` times as fast; 0 is no limit.

    TikTok's messages for this are not documented.
    """

    def __init__(self, app_id: str, scale: int) -> None:
        self._app_id = app_id
        self._scale = scale
        self._timeouts: deque[float] = deque()
        self._same: dict[str, deque[float]] = defaultdict(deque)
        self._blocked: dict[str, float] = {}
        self._slow_until = 0.0
        self._second: SlidingWindow | None = None

    def note(self, now: float, request: str) -> None:
        """Counts a request that has timed out."""
        if not self._scale:
            return
        if _count(self._timeouts, now, STEP_WINDOW / self._scale) >= STEPS[-1][0]:
            rate = next(rate for least, rate in STEPS if len(self._timeouts) >= least)
            self._second = SlidingWindow(rate, 1.0 / self._scale) if rate else None
            self._slow_until = now + STEP_SECONDS / self._scale
        if _count(self._same[request], now, SAME_WINDOW / self._scale) >= SAME:
            self._blocked[request] = now + SAME_SECONDS / self._scale

    def admit(self, now: float, request: str) -> None:
        """Refuses the request with 40100 if a penalty applies."""
        if now < self._blocked.get(request, 0.0):
            raise Refusal(THROTTLED, "The request is blocked: it has timed out repeatedly, retry later.")
        if now < self._slow_until:
            if self._second is None or self._second.full(now):
                told = f"Requests from App {self._app_id} are temporarily restricted: too many have timed out."
                raise Refusal(THROTTLED, told)
            self._second.take(now)


def _count(moments: deque[float], now: float, window: float) -> int:
    """Adds one, and returns how many there are within the window."""
    moments.append(now)
    while now - moments[0] > window:
        moments.popleft()
    return len(moments)


def request_text(method: str, path: str, params: Mapping[str, list[str]]) -> str:
    """What makes a request the same as another one."""
    return f"{method} {path} {json.dumps(params, sort_keys=True)}"
