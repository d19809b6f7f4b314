"""The settings of the model: the same settings give the same account, row for row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The model's flags.

    `anchor` is the day up to which the initial objects have been created; births continue after it, so that the model
    has no end. It is a constant and not the start of the process, because servers that are started at different
    simulated times must have the same account.

    `attribution_windows` are lists of click windows in days, which the accounts take in turn. Each ad group draws one of
    its account's, and its conversions grow for so long; without any list, all grow for `attribution_days`.
    """

    seed: int = 1
    advertisers: int = 6
    idle_advertisers: int = 0
    ads_per_advertiser: int = 12
    rows_per_day: int = 0
    large_ads: int = 0
    ads_per_campaign: int = 200
    attribution_days: int = 3
    attribution_windows: tuple[tuple[int, ...], ...] = ()
    days_between_births: int = 3
    system_music: int = 150
    videos: int = 110
    has_special: bool = True
    special_from: date | None = None
    anchor: date = date(2026, 10, 20)

    def __post_init__(self) -> None:
        # Before the anchor, the objects are created together and not on individual days.
        if self.special_from is not None and self.special_from < self.anchor:
            raise ValueError(f"special_from: {self.special_from} is before the anchor, {self.anchor}")

    @property
    def anchor_time(self) -> int:
        """The anchor's midnight, UTC, in epoch seconds."""
        midnight = datetime(self.anchor.year, self.anchor.month, self.anchor.day, tzinfo=UTC)
        return int(midnight.timestamp())
