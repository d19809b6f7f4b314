"""The daily counts of pixels, in UTC (§2, §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .assets import Asset
from .clock import LocalMoment, local_day
from .draws import draw, mix

EVENT_TYPES = (
    ("ON_WEB_ORDER", ""),
    ("SHOPPING", ""),
    ("INITIATE_ORDER", ""),
    ("FORM", ""),
    ("CUSTOM_EVENT", 'thank "you" page 🎉'),
)
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class EventCounts:
    """The counts of one kind of event of a pixel."""

    attributed: int = 0
    preview: int = 0
    total: int = 0
    browser: int = 0

    def __add__(self, other: EventCounts) -> EventCounts:
        return EventCounts(
            self.attributed + other.attributed,
            self.preview + other.preview,
            self.total + other.total,
            self.browser + other.browser,
        )


def event_types(pixel: Asset) -> list[tuple[str, str]]:
    """The kinds of events that the pixel has; the account's second pixel and some others have none."""
    if pixel.index == 1 or pixel.life.seed % 6 == 0:
        return []
    return [kind for bit, kind in enumerate(EVENT_TYPES) if bit == 0 or pixel.life.seed >> bit & 1]


def day_counts(pixel: Asset, kind: tuple[str, str], day: int, now: LocalMoment) -> EventCounts:
    """The counts of one UTC day; those of the current day grow by the minute."""
    if day > now.day or day < local_day("UTC", pixel.life.created):
        return EventCounts()
    seed = mix(draw(pixel.life.seed, *kind), day)
    total = seed % 90 if seed >> 40 & 3 else 0
    whole = EventCounts(
        attributed=total * (seed >> 8 & 15) // 16,
        preview=total * (seed >> 16 & 7) // 64,
        total=total,
        browser=total * (seed >> 24 & 15) // 16,
    )
    if day < now.day:
        return whole
    return EventCounts(
        *(
            count * now.minute // DAY_MINUTES
            for count in (whole.attributed, whole.preview, whole.total, whole.browser)
        )
    )


def window_counts(
    pixel: Asset, kind: tuple[str, str], start: date, end: date, now: LocalMoment
) -> EventCounts:
    """The sum over a window of days, whose first and last day are inclusive."""
    counts = EventCounts()
    for day in range(start.toordinal(), end.toordinal() + 1):
        counts += day_counts(pixel, kind, day, now)
    return counts
