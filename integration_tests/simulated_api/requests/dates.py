"""Dates and times in requests (§6)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from .refusal import invalid


def day(name: str, text: str) -> date:
    """A day `YYYY-MM-DD`."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise invalid(f"{name}: Not a valid date, the format is YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(f"{name}: Not a valid date.") from None


def utc_time(name: str, text: object) -> int:
    """Epoch seconds of a UTC time `YYYY-MM-DD HH:MM:SS`."""
    if not isinstance(text, str) or not re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", text
    ):
        raise invalid(f"{name}: Not a valid time, the format is YYYY-MM-DD HH:MM:SS in UTC.")
    try:
        return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise invalid(f"{name}: Not a valid time.") from None
