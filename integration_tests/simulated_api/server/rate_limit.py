"""Rate limits (§5): exact sliding windows per app, and per advertiser and path."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from ..requests.refusal import THROTTLED, Refusal

ADVERTISER_THROTTLED = 40133


class SlidingWindow:
    """At most `limit` requests within any `seconds`; refused requests are not counted. 0 is no limit."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self._seconds = seconds
        self._taken: deque[float] = deque()

    def full(self, now: float) -> bool:
        while self._taken and now - self._taken[0] >= self._seconds:
            self._taken.popleft()
        return bool(self.limit) and len(self._taken) >= self.limit

    def take(self, now: float) -> None:
        if self.limit:
            self._taken.append(now)


class RateLimit:
    """The limits of one app.

    With a penalty, a hit restricts the app for that many seconds, and every request within them extends the restriction by
    as much, as users of the sandbox report.
    """

    def __init__(
        self,
        app_id: str,
        qps: int,
        qpm: int,
        advertiser_qps: int,
        penalty: float,
        endpoints: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        """`endpoints` have their own limits per second and minute, in addition to the app's."""
        self._app_id = app_id
        self._endpoints = {
            path: (SlidingWindow(second, 1.0), SlidingWindow(minute, 60.0))
            for path, (second, minute) in (endpoints or {}).items()
        }
        self._second = SlidingWindow(qps, 1.0)
        self._minute = SlidingWindow(qpm, 60.0)
        self._advertiser_qps = advertiser_qps
        self._advertisers: dict[tuple[str, str], SlidingWindow] = {}
        self._penalty = penalty
        self._restricted_until = 0.0

    def admit(self, now: float, path: str, advertiser_id: str | None) -> None:
        """Counts the request, or refuses it with 40100 or 40133."""
        if now < self._restricted_until:
            self._restricted_until += self._penalty
            raise Refusal(THROTTLED, f"Requests from App {self._app_id} are temporarily restricted.")
        second, minute = self._endpoints.get(path, (SlidingWindow(0, 1.0), SlidingWindow(0, 60.0)))
        windows = (
            (self._second, "the app's QPS"),
            (self._minute, "the app's QPM"),
            (second, f"/{path}'s QPS"),
            (minute, f"/{path}'s QPM"),
        )
        for window, name in windows:
            if window.full(now):
                if self._penalty:
                    self._restricted_until = now + self._penalty
                told = f"Too many requests: {name} limit of {window.limit} is reached, retry later."
                raise Refusal(THROTTLED, told)
        if advertiser_id and self._advertiser_qps:
            own = self._advertisers.setdefault(
                (path, advertiser_id), SlidingWindow(self._advertiser_qps, 1.0)
            )
            if own.full(now):
                told = (
                    f"Advertiser ({advertiser_id})'s QPS ({own.limit + 1}) reaches QPS limit {own.limit}"
                    " for current path, request is temporarily restricted"
                )
                raise Refusal(ADVERTISER_THROTTLED, told)
            own.take(now)
        for window, _ in windows:
            window.take(now)
