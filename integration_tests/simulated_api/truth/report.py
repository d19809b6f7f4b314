"""The truth of a report: its rows, and the exact sums over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

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
from ..model.objects import ADS_PLATFORM, AccountObject, Ad, Advertiser, Campaign
from .query import TruthQuery

ID_OF = {
    "advertiser_id": lambda ad: ad.advertiser,
    "campaign_id": lambda ad: ad.campaign,
    "adgroup_id": lambda ad: ad.adgroup,
    "ad_id": lambda ad: ad,
}
ID_OF_LEVEL = {
    "AUCTION_ADVERTISER": "advertiser_id",
    "AUCTION_CAMPAIGN": "campaign_id",
    "AUCTION_ADGROUP": "adgroup_id",
    "AUCTION_AD": "ad_id",
}


def report_truth(agency: Agency, query: TruthQuery, now: int) -> dict[str, Any]:
    """Counts and sums over the chosen advertisers, and per advertiser; with `rows`, every row."""
    per_advertiser: dict[str, Any] = {}
    everything: dict[str, dict[str, str]] = {}
    for advertiser in (*agency.advertisers, agency.sandbox_advertiser):
        chosen = query.advertiser_id == str(advertiser.id)
        if not chosen and (query.advertiser_id or advertiser is agency.sandbox_advertiser):
            continue
        rows = dict(_AccountTruth(agency, advertiser, query, now).rows())
        per_advertiser[str(advertiser.id)] = {"count": len(rows), "sums": _sums(rows.values(), query.metrics)}
        everything.update(rows)
    truth = {
        "count": len(everything),
        "sums": _sums((account["sums"] for account in per_advertiser.values()), query.metrics),
        "advertisers": per_advertiser,
    }
    if query.rows:
        truth["rows"] = everything
    return truth


def _sums(rows: Iterable[dict[str, str]], metrics: tuple[str, ...]) -> dict[str, str]:
    """Exact decimal sums of what the rows show; "-" counts as nothing."""
    shown = list(rows)
    return {
        name: str(sum((Decimal(row[name]) for row in shown if row[name] != "-"), Decimal(0)))
        for name in metrics
    }


class _AccountTruth:
    """One account: every ad, every day, every hour or block that is asked for."""

    def __init__(self, agency: Agency, advertiser: Advertiser, query: TruthQuery, now: int) -> None:
        self._agency = agency
        self._advertiser = advertiser
        self._query = query
        self._now = now
        self._local_now = local_moment(advertiser.timezone, now)
        self._maturity = Maturity(self._local_now.day, agency.settings.attribution_days)
        self._untimed = not any(name.startswith("stat_time") for name in query.dimensions)
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

    def rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Key → metric texts. The key is the advertiser's id and the dimension values, joined by |."""
        sums: dict[tuple, dict[str, int]] = {}
        population = self._agency.population(self._advertiser)
        zero_rows: set[int] = set()
        if self._untimed and not self._breakdown and self._query.data_level != "AUCTION_ADVERTISER":
            entity = self._query.data_level.removeprefix("AUCTION_").lower()
            for thing in population.objects(entity, self._now):
                if returns_zero_row(thing) and self._visible(thing):
                    zero_rows.add(thing.id)
                    sums[(thing.id, 0, -1, ())] = dict.fromkeys(self._needed, 0)
        for ad in population.ads(self._now):
            if self._visible(ID_OF[ID_OF_LEVEL[self._query.data_level]](ad), ad):
                self._add(ad, sums)
        for (thing_id, day, hour, values), row in sums.items():
            if not row["impressions"] and not row["spend"] and thing_id not in zero_rows:
                continue
            key = "|".join([str(self._advertiser.id), *self._dimension_values(thing_id, day, hour, values)])
            seed = row_seed(thing_id, day, max(hour, 0), values)
            yield key, {name: self._text(name, row, seed) for name in self._query.metrics}

    def _need(self, name: str) -> None:
        rule = formula(name)
        if isinstance(rule, Additive):
            self._needed[name] = rule
        elif isinstance(rule, Ratio):
            self._need(rule.numerator)
            self._need(rule.denominator)

    def _visible(self, thing: Advertiser | AccountObject, ad: Ad | None = None) -> bool:
        """Neither an in-app promotion nor, unless asked for, deleted at the level of the report."""
        if isinstance(thing, Advertiser):
            return ad is not None and ad.campaign.system_origin == ADS_PLATFORM
        campaign = thing if isinstance(thing, Campaign) else thing.campaign
        deleted = thing.life.died is not None and thing.life.died <= self._now
        return campaign.system_origin == ADS_PLATFORM and (self._query.include_deleted or not deleted)

    def _add(self, ad: Ad, sums: dict[tuple, dict[str, int]]) -> None:
        thing = ID_OF[ID_OF_LEVEL[self._query.data_level]](ad)
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
                    if start >= end:
                        continue
                    key = (thing.id, 0 if untimed else day, hour, values)
                    row = sums.setdefault(key, dict.fromkeys(self._needed, 0))
                    whole, until, since = weights[-1], weights[end], weights[start]
                    for name, total in totals.items():
                        row[name] += total * until // whole - total * since // whole

    def _dimension_values(self, thing_id: int, day: int, hour: int, values: tuple[str, ...]) -> Iterator[str]:
        for name in self._query.dimensions:
            if name in ID_OF:
                yield str(thing_id)
            elif name == "stat_time_day":
                yield f"{date.fromordinal(day)} 00:00:00"
            elif name == "stat_time_hour":
                yield f"{date.fromordinal(day)} {hour:02d}:00:00"
            else:
                yield values[self._breakdown.index(name)]

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
    return name not in ID_OF and not name.startswith("stat_time")
