"""Full reads of an account in one of many ways, and the rows that are expected in each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from simulated_api.facts import promote_facts
from support import asked, breadth, offers, selection, streams, truth
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.selection import FEW
from support.simulation import Simulation
from support.streams import Stream

NOW = "2026-11-03T12:00:00Z"
START = broad("2026-10-20", "2026-09-20")
HOURS_FROM = "2026-11-02"


@dataclass(frozen=True)
class Way:
    """A way to read the account, and the part of it that is then expected.

    Reports by the hour begin at ``hours_from``, later than the others, because they have 24 times the rows. Each stream
    is read with all of its metrics in at least one way, and with a ``FEW`` in most.
    """

    name: str
    config: dict[str, Any] = field(default_factory=dict)
    include_deleted: bool | None = None
    # Indices into the list of advertisers; for reports by the hour, other ones if there are too many days.
    only: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    only_hourly: tuple[int, ...] | None = None
    # Whether the configuration names the advertisers to exclude instead.
    names_others: bool = False
    start: str = START
    hours_from: str = HOURS_FROM
    metrics: tuple[str, ...] | None = FEW

    def start_of(self, stream: Stream) -> str:
        return self.hours_from if stream.is_hourly else self.start


@dataclass(frozen=True)
class Part:
    """One run of the binary: of the streams by the hour, or of the others."""

    advertiser_ids: list[str]
    start: str
    config: dict[str, Any]
    run: Run
    requests: list[asked.Entry]
    stats: dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """A full read of all streams, and its requests."""

    way: Way
    parts: dict[bool, Part]
    _seen: dict[str, truth.Rows] = field(default_factory=dict)

    def part(self, stream: Stream) -> Part:
        return self.parts[stream.is_hourly]

    def records(self, stream: Stream) -> list[dict[str, Any]]:
        return self.part(stream).run.records[stream.name]

    def metrics(self, stream: Stream) -> list[str]:
        """The numeric metrics that were requested."""
        return [name for name in stream.numeric_metrics if self.way.metrics is None or name in self.way.metrics]

    def seen(self, stream: Stream) -> truth.Rows:
        """The records in the form of the truth."""
        if stream.name not in self._seen:
            self._seen[stream.name] = truth.seen(stream, self.records(stream), self.metrics(stream))
        return self._seen[stream.name]

    @property
    def window_days(self) -> int:
        """How many days one request covers."""
        return self.way.config.get("report_window_days", 30)

    @cached_property
    def requests(self) -> list[asked.Entry]:
        return [entry for part in self.parts.values() for entry in part.requests]


def read(account: Simulation, way: Way, folder: Path, offer: offers.Offer = offers.PRODUCTION) -> Reading:
    """Reads the streams of an offer, those by the hour separately."""
    everything = streams.offered(offer).values()
    parts = {}
    for hourly in (False, True):
        chosen = [stream for stream in everything if stream.is_hourly == hourly]
        if chosen:
            parts[hourly] = _part(account, way, folder, offer, chosen, hourly)
    return Reading(way, parts)


def _part(
    account: Simulation, way: Way, folder: Path, offer: offers.Offer, chosen: list[Stream], hourly: bool
) -> Part:
    fields = {"requests_per_second": 1000, **offer.settings, **way.config}
    start = way.hours_from if hourly else way.start
    fields["start_date"] = None if start == SINCE_EVER else start
    if offer.sandbox:
        ids = [account.facts["sandbox_advertiser_id"]]
        config, address = account.sandbox_config(**fields), account.facts["sandbox_base_url"]
    else:
        only = way.only_hourly if hourly and way.only_hourly is not None else way.only
        ids = [account.advertiser_ids[place] for place in only]
        if len(ids) < len(account.advertiser_ids):
            others = [id for id in account.advertiser_ids if id not in ids]
            fields |= {"exclude_advertiser_ids": others} if way.names_others else {"advertiser_ids": ids}
        config, address = account.config(**fields), account.base_url
    catalog = selection.catalog(selection.with_metrics(stream, way.metrics) for stream in chosen)
    account.clear_requests()
    run = Connector(folder, address).run("read", config, catalog, now=NOW, variables=FAST)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return Part(ids, start, config, run, account.requests(), account.stats())


# The configuration's default, which is before any account was created.
SINCE_EVER = "2016-09-01"


class KnownTruth:
    """The truth of an account that does not change. Most of it is requested once and then cut to what is needed. Where
    only one way reads all metrics, the truth is requested for that way alone, because more would take too long."""

    def __init__(self, account: Simulation) -> None:
        self.account = account
        self._rows: dict[Any, truth.Rows] = {}
        self._totals: dict[Any, Decimal] = {}

    def of(self, reading: Reading, stream: Stream) -> truth.Rows:
        """The rows that a reading should have."""
        part, include_deleted = reading.part(stream), reading.way.include_deleted
        if include_deleted is None:
            include_deleted = not stream.is_of_objects
        start, ids = part.start, tuple(part.advertiser_ids)
        usual = HOURS_FROM if stream.is_hourly else START
        if reading.way.metrics is not None or breadth.ALL:
            if stream.has_lifetime_query or (start > usual and "start_date" not in stream.key):
                start = usual
            if start == usual and ids[0] in self.account.advertiser_ids:
                ids = tuple(self.account.advertiser_ids)
        question = (
            stream.name, start, include_deleted, ids, tuple(reading.metrics(stream)), reading.window_days)
        if question not in self._rows:
            self._rows[question] = truth.expected(
                self.account, stream, start=start, include_deleted=include_deleted, advertiser_ids=ids,
                metrics=reading.metrics(stream), window_days=reading.window_days)
        return {key: row for key, row in self._rows[question].items() if is_within(part, stream, key, row)}

    def _spend_of_promote(self, stream: Stream, only: dict[str, Any]) -> Decimal:
        """The spend of one kind, as the difference of an account's campaigns with and without it."""
        sums = [
            Decimal(self.account.truth(
                "report", data_level="AUCTION_CAMPAIGN", dimensions="campaign_id,stat_time_day", metrics=stream.money,
                **without, **only)["sums"][stream.money])
            for without in ({}, {"without": "PROMOTE"})]
        return sums[0] - sums[1]

    def control_total(self, stream: Stream, advertiser_id: str, start: str) -> Decimal:
        """The spend of an account's days, added up in another way than the stream's: by advertiser and day, which
        includes deleted objects; for GMV Max, by the hour."""
        # Campaigns that were boosted in the app do not have rows for all dimensions (1785880454546433).
        lacks = stream.level != "advertiser_id" and not promote_facts().has(
            stream.report_type, (*stream.dimensions, stream.cursor or "stat_time_day"))
        question = ("total", stream.is_gmv_max and stream.promotion_type, advertiser_id, start, lacks)
        if question not in self._totals:
            only = {"advertiser_id": advertiser_id, "include_deleted": 1, "start": start}
            if stream.is_gmv_max:
                rows = self.account.list(
                    **{**stream.query([stream.money]), "dimensions": "campaign_id,stat_time_hour"}, **only,
                    end=asked.last_begun(NOW))
                self._totals[question] = sum((Decimal(row["metrics"][stream.money]) for row in rows), Decimal(0))
            else:
                answer = self.account.truth(
                    "report", data_level="AUCTION_ADVERTISER", dimensions="advertiser_id,stat_time_day",
                    metrics=stream.money, **only)
                self._totals[question] = Decimal(answer["sums"][stream.money]) - (
                    self._spend_of_promote(stream, only) if lacks else 0)
        return self._totals[question]


def is_within(part: Part, stream: Stream, key: str, row: dict[str, Any]) -> bool:
    """Whether a row of the truth belongs to the requested accounts and days."""
    if stream.is_of_token:
        return True
    advertiser_id = row["advertiser_id"] if stream.is_of_objects else key.split("|")[0]
    is_dated = not stream.is_of_objects and stream.cursor
    return advertiser_id in part.advertiser_ids and (not is_dated or key.rsplit("|", 1)[1] >= part.start)
