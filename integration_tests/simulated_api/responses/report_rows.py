"""The rows of a report, and the spans of delivery that each row adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
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
from ..model.objects import Ad, Advertiser
from ..requests.report_query import ReportQuery
from .columns import Columns
from .report_objects import report_objects
from .row_order import RowKey, unsorted_order

NO_HOUR = -1
MANY_ADS = 50


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
        self.objects, self.truncated = report_objects(self._population, advertiser, query, now, id_limit)
        self.ids = [str(each.id) for each in self.objects]
        self._first, self._last = self._window()
        self._ads_by_day: dict[int, dict[int, list[Ad]]] = {}
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

    def _existing(self) -> list[RowKey]:
        """The rows that have data."""
        keys: list[RowKey] = []
        unsure: list[int] = []
        for key, is_sure in self._candidates():
            if not is_sure:
                unsure.append(len(keys))
            keys.append(key)
        columns = self.columns([keys[index] for index in unsure])
        shown = zip(unsure, columns.integers("impressions"), columns.integers("spend"), strict=True)
        absent = {index for index, impressions, spend in shown if not impressions and not spend}
        return self._admitted([key for index, key in enumerate(keys) if index not in absent])

    def _admitted(self, keys: list[RowKey]) -> list[RowKey]:
        """The rows whose metrics match the filter; a missing value ("-") matches none."""
        for condition in self.query.filter.metrics:
            texts = self.columns(keys).texts(condition.field)
            keys = [
                key
                for key, text in zip(keys, texts, strict=True)
                if text != "-" and condition.admits(Decimal(text))
            ]
        return keys

    def _candidates(self) -> Iterator[tuple[RowKey, bool]]:
        """All possible rows, in the order of time, and whether they certainly exist."""
        hours = range(24) if self.query.time == "stat_time_hour" else (NO_HOUR,)
        if self.query.time is None:
            for place in range(len(self.objects)):
                yield from self._candidates_of(place, 0, hours)
            return
        for day, places in enumerate(self._places_by_day(), self._first):
            for place in places:
                yield from self._candidates_of(place, day, hours)

    def _places_by_day(self) -> list[list[int]]:
        """The objects that may have delivered on each day: in a large account, only few on any day."""
        days: list[list[int]] = [[] for _ in range(self._first, self._last + 1)]
        for place, each in enumerate(self.objects):
            if not each.ads:
                continue
            first = max(self._first, min(ad.first_day for ad in each.ads))
            last = min(self._last, max(ad.last_day for ad in each.ads))
            for day in range(first, last + 1):
                days[day - self._first].append(place)
        return days

    def _candidates_of(self, place: int, day: int, hours: Sequence[int]) -> Iterator[tuple[RowKey, bool]]:
        """The rows of an object (on a day). Without time, some objects come back with zeros."""
        ads = self._ads_on(place, day)
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

    def _ads_on(self, place: int, day: int) -> Sequence[Ad]:
        """The object's ads that may have delivered on that day, if a day is given."""
        ads = self.objects[place].ads
        if not day or len(ads) < MANY_ADS:
            return ads
        if place not in self._ads_by_day:
            by_day = self._ads_by_day[place] = {}
            for ad in ads:
                for each in range(max(self._first, ad.first_day), min(self._last, ad.last_day) + 1):
                    by_day.setdefault(each, []).append(ad)
        return self._ads_by_day[place].get(day, ())

    def _delivered_before_today(self, ads: Sequence[Ad], day: int) -> bool:
        """Whether the row covers a whole day's delivery, so that it certainly has impressions."""
        if day:
            return day < self._local_now.day
        yesterday = self._local_now.day - 1
        return any(True for ad in ads for _ in delivery_days(ad, self._first, self._last, yesterday))

    def _values(self, ads: Sequence[Ad]) -> list[tuple[str, ...]]:
        """The breakdown values that occur among those ads."""
        if not self.query.breakdown:
            return [()]
        values = {block[0] for ad in ads for block in blocks(ad.life.seed, self.query.breakdown)}
        return sorted(each for each in values if self._is_in_countries(each))

    def _is_in_countries(self, values: tuple[str, ...]) -> bool:
        place = self.query.breakdown.index("country_code") if self.query.filter.countries else 0
        return all(condition.admits(values[place]) for condition in self.query.filter.countries)

    def _spans(self, key: RowKey) -> Iterator[Span]:
        start, end = (60 * key.hour, 60 * key.hour + 60) if key.hour != NO_HOUR else (0, 1440)
        for ad in self._ads_on(key.place, key.day):
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


@lru_cache(maxsize=16)
def report_rows(
    agency: Agency, advertiser: Advertiser, query: ReportQuery, now: int, id_limit: int
) -> ReportRows:
    """The rows of a request, cached for its next pages."""
    return ReportRows(agency, advertiser, query, now, id_limit)
