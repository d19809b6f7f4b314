"""The simulated now, and the local time of an account."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400


class LocalMoment(NamedTuple):
    """A moment in an account's local time: the day's ordinal and the minutes since its midnight."""

    day: int
    minute: int


class Clock:
    """The simulated now in epoch seconds: fixed until moved, or the real one."""

    def __init__(self, fixed: int | None = None) -> None:
        self._fixed = fixed

    @property
    def fixed(self) -> int | None:
        """The moment at which the clock is fixed; None if it is the real clock."""
        return self._fixed

    def now(self) -> int:
        return int(time.time()) if self._fixed is None else self._fixed

    def fix(self, now: int | None) -> None:
        """Sets the simulated now; None returns to the real clock."""
        self._fixed = now


def parse_moment(text: str) -> int:
    """Epoch seconds of an ISO moment; a moment without a zone is UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())


def utc_text(moment: int) -> str:
    """`YYYY-MM-DD HH:MM:SS` in UTC, as entity times are written (§6)."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


def local_moment(zone: str, now: int) -> LocalMoment:
    """The wall clock of `zone` at `now`.

    In the repeated hour of autumn the label's hour counts as complete: a row never shrinks.
    """
    wall = datetime.fromtimestamp(now, ZoneInfo(zone))
    minute = 60 * (wall.hour + 1) if wall.fold else 60 * wall.hour + wall.minute
    return LocalMoment(wall.date().toordinal(), minute)


def local_day(zone: str, moment: int) -> int:
    """The ordinal of the day that `moment` belongs to in `zone`."""
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).date().toordinal()


@lru_cache(maxsize=4096)
def missing_hour(zone: str, day: int) -> int | None:
    """The hour that the wall clock of `zone` skips on that day (daylight saving in spring), if any."""
    start = datetime.combine(date.fromordinal(day), datetime.min.time(), ZoneInfo(zone))
    first, next_first = int(start.timestamp()), int((start + timedelta(days=1)).timestamp())
    if next_first - first >= DAY_SECONDS:
        return None
    labels = {datetime.fromtimestamp(first + 3600 * hour, ZoneInfo(zone)).hour for hour in range(23)}
    return (set(range(24)) - labels).pop()
