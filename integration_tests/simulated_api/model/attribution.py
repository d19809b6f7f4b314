"""The attribution windows of ad groups: how long after an impression a conversion still counts, on the day of that
impression (adgroup/get, 1739314558673922)."""

from __future__ import annotations

from dataclasses import dataclass

from .objects import PROMOTE, AdGroup

# Days by the names of the API, which has more of them for clicks than for views.
WINDOW_NAMES = {
    0: "OFF",
    1: "ONE_DAY",
    7: "SEVEN_DAYS",
    14: "FOURTEEN_DAYS",
    28: "TWENTY_EIGHT_DAYS",
    30: "THIRTY_DAYS",
    32: "THIRTY_TWO_DAYS",
    180: "ONE_HUNDRED_EIGHTY_DAYS",
}
WINDOW_FIELDS = ("click_attribution_window", "view_attribution_window", "engaged_view_attribution_window")
# What applies to an ad group without windows.
DEFAULT_CLICK_DAYS, DEFAULT_VIEW_DAYS = 7, 1


@dataclass(frozen=True, slots=True)
class AttributionWindows:
    """An ad group's windows in days, 0 for OFF. `shown` is `text`, `null` or `absent`: the default need not be shown."""

    click: int
    view: int
    engaged_view: int
    shown: str

    @property
    def longest(self) -> int:
        return max(self.click, self.view, self.engaged_view)

    @property
    def fields(self) -> dict[str, str | None]:
        """The windows as in a record that has all fields: null where the default is not shown."""
        days = dict(zip(WINDOW_FIELDS, (self.click, self.view, self.engaged_view), strict=True))
        return {name: WINDOW_NAMES[each] if self.shown == "text" else None for name, each in days.items()}


def attribution_windows(adgroup: AdGroup) -> AttributionWindows | None:
    """The ad group's own windows, drawn from those of its account; None if the account's are all the same."""
    choices = adgroup.advertiser.click_windows
    if not choices:
        return None
    if adgroup.campaign.system_origin == PROMOTE:  # its records have no such fields
        return AttributionWindows(DEFAULT_CLICK_DAYS, DEFAULT_VIEW_DAYS, 1, "absent")
    seed = adgroup.life.seed >> 16
    click, view = choices[seed % len(choices)], (seed >> 8) & 1
    if click == DEFAULT_CLICK_DAYS and (seed >> 9) % 3:
        return AttributionWindows(click, DEFAULT_VIEW_DAYS, 1, ("null", "absent")[(seed >> 11) & 1])
    return AttributionWindows(click, view, 1, "text")
