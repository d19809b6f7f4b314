"""The truth of one account's report: every ad, every day, every requested hour or block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from ..facts import promote_facts
from ..model.agency import Agency
from ..model.breakdowns import BREAKDOWNS, blocks
from ..model.clock import local_moment
from ..model.delivery import (
    DAY_MINUTES,
    Maturity,
    day_total,
    delivers,
    elapsed_minutes,
    reach,
    returns_zero_row,
    row_seed,
    weights_of,
)
from ..model.metrics import Additive, Ratio, decimal_text, formula
from ..model.objects import PROMOTE, AccountObject, Ad, Advertiser, Campaign
from ..model.playables import playable_of
from .filter import TruthFilter
from .query import TruthQuery

# Which of an ad's objects belongs to a data level.
THING_AT: dict[str, Callable[[Ad], AccountObject]] = {
    "AUCTION_CAMPAIGN": lambda ad: ad.campaign,
    "AUCTION_ADGROUP": lambda ad: ad.adgroup,
    "AUCTION_AD": lambda ad: ad,
}
WITH_PROMOTE = ("BASIC", "AUDIENCE")
ADVERTISER = "AUCTION_ADVERTISER"
IDS = {"advertiser_id", "campaign_id", "adgroup_id", "ad_id", "ad_id_v2", "playable_id"}
RowKey = tuple[int, int, int, tuple[str, ...]]


class AccountTruth:
    """One account: every ad, every day, every requested hour or block."""

    def __init__(self, agency: Agency, advertiser: Advertiser, query: TruthQuery, now: int) -> None:
        self._agency = agency
        self._advertiser = advertiser
        self._query = query
        self._now = now
        self._local_now = local_moment(advertiser.timezone, now)
        self._maturity = Maturity(self._local_now.day, agency.settings.attribution_days)
        self._untimed = not any(name.startswith("stat_time") for name in query.dimensions)
        self._filter = TruthFilter(query.filtering, query.metrics, now)
        self._seen: dict[int, bool] = {}
        self._promoted: set[int] = set()
        self._needed: dict[str, Additive] = {}
        for name in ("impressions", "spend", *query.metrics):
            self._need(name)
        self._breakdown = next(
            (
                names
                for names in BREAKDOWNS
                if set(names) == {n for n in query.dimensions if _is_breakdown(n)}
            ),
            (),
        )

    def rows(self) -> Iterator[tuple[str, dict[str, str | None]]]:
        """Key → metric texts. The key is the advertiser's id and the dimension values, joined by |."""
        zero_rows = self._zero_rows() if self._untimed and not self._breakdown else set()
        sums: dict[RowKey, dict[str, int]] = {}
        for id in zero_rows:
            sums[(id, 0, -1, ())] = dict.fromkeys(self._needed, 0)
        for ad in self._agency.population(self._advertiser).ads(self._now):
            id = self._id_of(ad)
            if id is not None:
                self._add(ad, id, sums)
        for (id, day, hour, values), row in sums.items():
            if not row["impressions"] and not row["spend"] and id not in zero_rows:
                continue
            key = "|".join([str(self._advertiser.id), *self._dimension_values(id, day, hour, values)])
            seed = row_seed(id, day, max(hour, 0), values)
            texts = {name: self._text(name, row, seed) for name in self._query.metrics}
            if self._filter.admits_row(texts):
                yield key, {
                    name: None if self._lacks(name, id) else self._shown(name, text)
                    for name, text in texts.items()
                }

    def _id_of(self, ad: Ad) -> int | None:
        """The id whose rows the ad counts for, if any."""
        if self._query.report_type == "PLAYABLE_MATERIAL":
            return playable_of(ad)
        if self._query.data_level == ADVERTISER:
            # The account's own report has no filter by kind of campaign, and includes all kinds.
            if ad.campaign.system_origin == PROMOTE and self._query.report_type not in WITH_PROMOTE:
                return None
            return self._advertiser.id if self._filter.admits(ad) else None
        thing = THING_AT[self._query.data_level](ad)
        if not self._is_visible(thing):
            return None
        if ad.campaign.system_origin == PROMOTE:
            self._promoted.add(thing.id)
        return ad.id_v2 if "ad_id_v2" in self._query.dimensions else thing.id

    def _zero_rows(self) -> set[int]:
        """The ids that are returned even without delivery; for an asset group, the newest creative decides."""
        query = self._query
        if query.report_type == "PLAYABLE_MATERIAL" or query.data_level == ADVERTISER:
            return set()
        entity = query.data_level.removeprefix("AUCTION_").lower()
        things = self._agency.population(self._advertiser).objects(entity, self._now)
        deciding: dict[int, AccountObject] = {}
        for thing in things:  # in order of creation, so the newest is the last
            if self._is_visible(thing):
                campaign = thing if isinstance(thing, Campaign) else thing.campaign
                if campaign.system_origin == PROMOTE:
                    self._promoted.add(thing.id)
                grouped = isinstance(thing, Ad) and "ad_id_v2" in query.dimensions
                deciding[thing.id_v2 if isinstance(thing, Ad) and grouped else thing.id] = thing
        return {id for id, thing in deciding.items() if returns_zero_row(thing)}

    def _is_visible(self, thing: AccountObject) -> bool:
        """Whether it is of a kind in the report, not deleted unless deleted ones are requested, and matches the filter."""
        if thing.id not in self._seen:
            campaign = thing if isinstance(thing, Campaign) else thing.campaign
            self._seen[thing.id] = (
                self._has_kind(campaign)
                and self._filter.has_status(thing, self._query.include_deleted)
                and self._filter.admits(thing)
            )
        return self._seen[thing.id]

    def _has_kind(self, campaign: Campaign) -> bool:
        """Whether the report can have rows of the campaign, with the documented filters."""
        query = self._query
        if {campaign.buying_type, campaign.system_origin} & set(query.without):
            return False
        if campaign.system_origin != PROMOTE:
            return True
        facts = promote_facts()
        fields = {item["field_name"] for item in query.filtering}
        return (
            query.report_type in WITH_PROMOTE
            and fields <= facts.filters
            and facts.has(query.report_type, query.dimensions)
        )

    def _lacks(self, name: str, id: int) -> bool:
        """Whether rows of that object lack the metric, because its campaign was boosted in the app."""
        facts = promote_facts().metrics.get(self._query.report_type)
        return id in self._promoted and facts is not None and name not in facts

    def _need(self, name: str) -> None:
        rule = formula(name)
        if isinstance(rule, Additive):
            self._needed[name] = rule
        elif isinstance(rule, Ratio):
            self._need(rule.numerator)
            self._need(rule.denominator)

    def _add(self, ad: Ad, id: int, sums: dict[RowKey, dict[str, int]]) -> None:
        untimed = self._untimed
        hourly = "stat_time_hour" in self._query.dimensions
        first = self._query.start.toordinal() if self._query.start else ad.first_day
        last = min(
            self._query.end.toordinal() if self._query.end else self._local_now.day, self._local_now.day
        )
        for day in range(max(first, ad.first_day), min(last, ad.last_day) + 1):
            if not delivers(ad, day):
                continue
            elapsed, weights = elapsed_minutes(day, self._local_now), weights_of(ad, day)
            totals = {
                name: day_total(metric, ad, day, self._maturity) for name, metric in self._needed.items()
            }
            for hour in range(24) if hourly else (-1,):
                hour_start, hour_end = (hour * 60, hour * 60 + 60) if hourly else (0, DAY_MINUTES)
                for values, block_start, block_end in blocks(ad.life.seed, self._breakdown):
                    start, end = max(hour_start, block_start), min(hour_end, block_end, elapsed)
                    if start >= end or not self._filter.admits_value(self._country(values)):
                        continue
                    key = (id, 0 if untimed else day, hour, values)
                    row = sums.setdefault(key, dict.fromkeys(self._needed, 0))
                    whole, until, since = weights[-1], weights[end], weights[start]
                    for name, total in totals.items():
                        row[name] += total * until // whole - total * since // whole

    def _country(self, values: tuple[str, ...]) -> str | None:
        is_by_country = "country_code" in self._breakdown
        return values[self._breakdown.index("country_code")] if is_by_country else None

    def _dimension_values(self, id: int, day: int, hour: int, values: tuple[str, ...]) -> Iterator[str]:
        for name in self._query.dimensions:
            if name in IDS:
                yield str(id)
            elif name == "stat_time_day":
                yield f"{date.fromordinal(day)} 00:00:00"
            elif name == "stat_time_hour":
                yield f"{date.fromordinal(day)} {hour:02d}:00:00"
            else:
                yield values[self._breakdown.index(name)]

    def _shown(self, name: str, text: str) -> str:
        """Fewer than five impressions of a search term are not shown exactly."""
        if name == "impressions" and "search_terms" in self._breakdown and int(text) < 5:
            return "<5"
        return text

    def _text(self, name: str, row: dict[str, int], seed: int) -> str:
        rule = formula(name)
        if isinstance(rule, Additive):
            if rule.dash_when_zero and not row[name]:
                return "-"
            return decimal_text(row[name], 2) if rule.money else str(row[name])
        if isinstance(rule, Ratio):
            above, below = self._number(rule.numerator, row, seed), self._number(rule.denominator, row, seed)
            if rule.dash_when_zero and not below:
                return "-"
            half_up = (2 * rule.scale * above + below) // (2 * below) if below else 0
            return decimal_text(half_up, rule.decimals)
        return str(self._number(name, row, seed))

    def _number(self, name: str, row: dict[str, int], seed: int) -> int:
        return reach(row["impressions"], seed) if name == "reach" else row[name]


def _is_breakdown(name: str) -> bool:
    return name not in IDS and not name.startswith("stat_time")
