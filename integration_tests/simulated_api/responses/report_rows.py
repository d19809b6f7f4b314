"""Which rows a report has, and which spans of delivery each row adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..model.agency import Agency
from ..model.breakdowns import blocks
from ..model.clock import local_moment
from ..model.delivery import (
    Maturity,
    Span,
    delivers,
    delivery_days,
    elapsed_minutes,
    returns_zero_row,
    row_seed,
)
from ..model.objects import ADS_PLATFORM, Ad, AdGroup, Advertiser, Campaign
from ..model.status import has_primary_status
from ..requests.levels import ADVERTISER, ancestor
from ..requests.report_query import ReportQuery
from .columns import Columns
from .row_order import RowKey, unsorted_order

NO_HOUR = -1


@dataclass(frozen=True, slots=True)
class ReportObject:
    """An object of the report's level with the ads below it; `id` is the ID dimension's value."""

    id: int
    thing: Advertiser | Campaign | AdGroup | Ad
    ads: tuple[Ad, ...]


class ReportRows:
    """The rows of a report request: `keys`, and their places in it by the `order` of the pages."""

    def __init__(
        self, agency: Agency, advertiser: Advertiser, query: ReportQuery, now: int, id_limit: int
    ) -> None:
        self.query = query
        self.now = now
        self.advertiser = advertiser
        self.attributes: dict[str, dict[int, str]] = {}
        self._local_now = local_moment(advertiser.timezone, now)
        self._maturity = Maturity(self._local_now.day, agency.settings.attribution_days)
        self._population = agency.population(advertiser)
        objects = self._select()
        # Beyond the newest 20,000 ids a synchronous report silently drops the rest (§3.3).
        self.truncated = query.level is not ADVERTISER and len(objects) >= id_limit
        self.objects = objects[:id_limit] if query.level is not ADVERTISER else objects
        self.ids = [str(each.id) for each in self.objects]
        self._first, self._last = self._window()
        self.keys = self._existing()
        self.order = self._order()

    def columns(self, keys: Sequence[RowKey]) -> Columns:
        """The values of those rows."""
        spans: list[Span] = []
        bounds, seeds = [0], []
        for key in keys:
            spans.extend(self._spans(key))
            bounds.append(len(spans))
            seeds.append(row_seed(self.objects[key.place].id, key.day, max(key.hour, 0), key.values))
        return Columns(spans, bounds, seeds, self._maturity)

    def total(self, keys: Sequence[RowKey]) -> Columns:
        """One row that adds up those rows."""
        spans = [span for key in keys for span in self._spans(key)]
        return Columns(spans, [0, len(spans)], [row_seed(self.advertiser.id, 0, 0, ())], self._maturity)

    def _window(self) -> tuple[int, int]:
        if self.query.window is None:
            return self._population.first_day(), self._local_now.day
        start, end = self.query.window
        return start.toordinal(), min(end.toordinal(), self._local_now.day)

    def _select(self) -> list[ReportObject]:
        """The level's objects that pass the filter, newest first; in-app promotions are not reported on."""
        level, now = self.query.level, self.now
        ads = [ad for ad in self._population.ads(now) if self._passes(ad)]
        if level is ADVERTISER:
            return [ReportObject(self.advertiser.id, self.advertiser, tuple(ads))]
        below: dict[int, list[Ad]] = {}
        for ad in ads:
            below.setdefault(ancestor(ad, level).id, []).append(ad)
        selected = [
            ReportObject(thing.id, thing, tuple(below.get(thing.id, ())))
            for thing in reversed(self._population.objects(level.name, now))
            if _campaign_of(thing).system_origin == ADS_PLATFORM
            and any(has_primary_status(thing, status, now) for status in self.query.filter.statuses)
            and (thing.id in below or self._passes(thing))
        ]
        return _by_asset_group(selected) if self.query.id_dimension == "ad_id_v2" else selected

    def _passes(self, thing: Campaign | AdGroup | Ad) -> bool:
        """Whether the id and kind filters let the object through, as far as they speak of its levels."""
        for field, ids in self.query.filter.ids:
            own = _id_at(thing, field)
            if own is not None and own not in ids:
                return False
        campaign = _campaign_of(thing)
        values = {"buying_type": campaign.buying_type, "campaign_automation_type": campaign.automation_type}
        return all(values[field] in allowed for field, allowed in self.query.filter.choices)

    def _existing(self) -> list[RowKey]:
        """The rows that have something to show."""
        keys: list[RowKey] = []
        unsure: list[int] = []
        for key, is_sure in self._candidates():
            if not is_sure:
                unsure.append(len(keys))
            keys.append(key)
        columns = self.columns([keys[index] for index in unsure])
        shown = zip(unsure, columns.integers("impressions"), columns.integers("spend"), strict=True)
        absent = {index for index, impressions, spend in shown if not impressions and not spend}
        return [key for index, key in enumerate(keys) if index not in absent]

    def _candidates(self) -> Iterator[tuple[RowKey, bool]]:
        """All rows that there may be, in the order of time, and whether they surely exist."""
        hours = range(24) if self.query.time == "stat_time_hour" else (NO_HOUR,)
        days = (0,) if self.query.time is None else range(self._first, self._last + 1)
        for day in days:
            for place in range(len(self.objects)):
                yield from self._candidates_of(place, day, hours)

    def _candidates_of(self, place: int, day: int, hours: Sequence[int]) -> Iterator[tuple[RowKey, bool]]:
        """The rows of an object (on a day). Without time, some objects come back with zeros."""
        ads = self.objects[place].ads
        if day and not any(delivers(ad, day) for ad in ads):
            return
        if len(hours) == 1 and not self.query.breakdown:
            is_zero_row = not day and returns_zero_row(self.objects[place].thing)
            yield RowKey(place, day, NO_HOUR, ()), is_zero_row or self._delivered_before_today(ads, day)
            return
        values_there_are = self._values(ads)
        for hour in hours:
            for values in values_there_are:
                yield RowKey(place, day, hour, values), False

    def _delivered_before_today(self, ads: Sequence[Ad], day: int) -> bool:
        """Whether a whole day's delivery is behind the row, which then surely has impressions."""
        if day:
            return day < self._local_now.day
        yesterday = self._local_now.day - 1
        return any(True for ad in ads for _ in delivery_days(ad, self._first, self._last, yesterday))

    def _values(self, ads: Sequence[Ad]) -> list[tuple[str, ...]]:
        """The breakdown values that occur among those ads."""
        if not self.query.breakdown:
            return [()]
        return sorted({block[0] for ad in ads for block in blocks(ad.life.seed, self.query.breakdown)})

    def _spans(self, key: RowKey) -> Iterator[Span]:
        start, end = (60 * key.hour, 60 * key.hour + 60) if key.hour != NO_HOUR else (0, 1440)
        for ad in self.objects[key.place].ads:
            first, last_day = (key.day, key.day) if key.day else (self._first, self._last)
            for day in delivery_days(ad, first, last_day, self._local_now.day):
                last = min(end, elapsed_minutes(day, self._local_now))
                if not key.values:
                    if start < last:
                        yield Span(ad, day, start, last)
                    continue
                for values, block_start, block_end in blocks(ad.life.seed, self.query.breakdown):
                    if values == key.values and max(start, block_start) < min(last, block_end):
                        yield Span(ad, day, max(start, block_start), min(last, block_end))

    def _order(self) -> Sequence[int]:
        order = unsorted_order(self.keys, [each.id for each in self.objects], self.query)
        if self.query.order_field is None:
            return order
        values = self.columns(self.keys).integers(self.query.order_field)
        return sorted(order, key=values.__getitem__, reverse=self.query.descending)


def _by_asset_group(objects: list[ReportObject]) -> list[ReportObject]:
    """Creatives of an Upgraded Smart+ ad group under their common ad (§3.4)."""
    groups: dict[int, list[ReportObject]] = {}
    for each in objects:
        assert isinstance(each.thing, Ad)
        groups.setdefault(each.thing.id_v2, []).append(each)
    return [
        ReportObject(id, members[0].thing, tuple(ad for member in members for ad in member.ads))
        for id, members in groups.items()
    ]


def _campaign_of(thing: Campaign | AdGroup | Ad) -> Campaign:
    return thing if isinstance(thing, Campaign) else thing.campaign


def _id_at(thing: Campaign | AdGroup | Ad, field: str) -> str | None:
    """The object's id that a filter field speaks of; None where the object stands above it."""
    match field, thing:
        case "campaign_ids", _:
            return str(_campaign_of(thing).id)
        case "adgroup_ids", Ad():
            return str(thing.adgroup.id)
        case "ad_ids_v2", Ad():
            return str(thing.id_v2)
        case ("adgroup_ids", AdGroup()) | ("ad_ids", Ad()):
            return str(thing.id)
        case _:
            return None


@lru_cache(maxsize=16)
def report_rows(
    agency: Agency, advertiser: Advertiser, query: ReportQuery, now: int, id_limit: int
) -> ReportRows:
    """The rows of a request, kept for its next pages."""
    return ReportRows(agency, advertiser, query, now, id_limit)
