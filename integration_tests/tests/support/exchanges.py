"""Requests whose answers by the simulation are recorded, to compare with those of the model in `Tests/SimulationTests`, and
the accounts that they are about, described as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulated_api.model.agency import Agency
from simulated_api.model.clock import parse_moment
from simulated_api.model.lifecycle import Lifecycle
from simulated_api.model.objects import Campaign
from simulated_api.model.settings import ModelSettings
from simulated_api.process import SimulatedAPI

NOW, LATER = "2026-11-03T12:00:00Z", "2026-11-05T03:30:00Z"
# One account eight hours behind UTC and one nine hours ahead of it.
SIZES = {"advertisers": 2, "ads_per_advertiser": 6}
FLAGS = ("--now", NOW, "--advertisers", "2", "--ads-per-advertiser", "6")
HOURS_AHEAD = {"Etc/GMT+8": -8, "Asia/Tokyo": 9}
FIRST_DAY = "2026-10-05"

LEVELS = ("campaign", "adgroup", "ad")
METRICS = ("spend", "impressions", "clicks")
# What both sides know of an account or an object.
KNOWN = ("advertiser_id", "campaign_id", "adgroup_id", "ad_id", "timezone", "create_time", "modify_time")
DATA_LEVELS = {
    "AUCTION_ADVERTISER": "advertiser_id", "AUCTION_CAMPAIGN": "campaign_id", "AUCTION_ADGROUP": "adgroup_id",
    "AUCTION_AD": "ad_id"}
# In requests, these stand for the secrets of either side.
TOKEN, APP, SECRET = "{token}", "{app_id}", "{secret}"


@dataclass(frozen=True)
class Request:
    """``token`` is TOKEN for the right one, None for none."""

    path: str
    params: dict[str, str]
    token: str | None = TOKEN


class Accounts:
    """The accounts, and requests about them."""

    def __init__(self) -> None:
        self._agency = Agency(ModelSettings(**SIZES))
        self._populations = {str(each.id): self._agency.population(each) for each in self._agency.advertisers}
        self.ids = list(self._populations)

    def described(self) -> list[dict[str, Any]]:
        """The accounts without their numbers: when each object was created, changed and deleted, until LATER."""
        return [
            {
                "id": str(each.id), "timezone": each.timezone, "hours_ahead_of_utc": HOURS_AHEAD[each.timezone],
                "created": each.created,
                "objects": [
                    {
                        "level": level, "ids": ids_of(thing, level), "kind": kind_of(thing),
                        "is_dated": getattr(thing, "modify_time_shown", "text") == "text",
                        "created": thing.life.created, "changes": changes(thing.life), "deleted": deletion(thing.life),
                    }
                    for level in LEVELS for thing in self._agency.population(each).objects(level, parse_moment(LATER))],
            }
            for each in self._agency.advertisers]

    def requests(self) -> Iterator[Request]:
        yield from self._lists()
        yield from self._reports()
        yield from self._details()
        yield from grants()

    def _some(self, account: str, level: str, count: int) -> list[str]:
        """The ids of some objects of all kinds, first and last ones."""
        ids = [str(thing.id) for thing in self._populations[account].objects(level, parse_moment(NOW))]
        return [*ids[: count - count // 2], *ids[len(ids) - count // 2 :]]

    def _lists(self) -> Iterator[Request]:
        for account in self.ids:
            for level in LEVELS:
                def listed(
                    filtering: Any = None, level: str = level, account: str = account, token: str | None = TOKEN,
                    **params: Any
                ) -> Request:
                    named = {"advertiser_id": account, "page_size": 1000, "filtering": filtering, **params}
                    return Request(f"{level}/get/", texts(named), token)

                yield listed()
                for status in ("STATUS_ALL", "STATUS_NOT_DELETE", "STATUS_DELETE", "STATUS_WRONG"):
                    yield listed({"primary_status": status})
                # Both kinds that are listed by default are one for the model.
                for types in (
                    ["AUCTION", "RESERVATION_RF"], ["RESERVATION_TOP_VIEW"], ["AUCTION", "RESERVATION_TOP_VIEW"]):
                    size = 100 if "RESERVATION_TOP_VIEW" in types else 1000
                    yield listed({"buying_types": types, "primary_status": "STATUS_ALL"}, page_size=size)
                yield listed({"buying_types": ["RESERVATION_TOP_VIEW"]}, page_size=101)
                yield listed({"campaign_system_origins": ["PROMOTE"], "primary_status": "STATUS_ALL"})
                for size, page in ((1, 1), (2, 3), (10, 1), (3, 999)):
                    yield listed({"primary_status": "STATUS_ALL"}, page_size=size, page=page)
                for wrong in ({"page": 0}, {"page_size": 0}, {"page_size": 1001}, {"page_size": "many"}, {"page": "x"}):
                    yield listed(**wrong)
                yield listed(page_size=None)
                for of in LEVELS[: LEVELS.index(level) + 1]:
                    yield listed({f"{of}_ids": self._some(account, of, 4), "primary_status": "STATUS_ALL"})
                    yield listed({f"{of}_ids": ["1"]})
                yield listed({f"{level}_ids": [str(number) for number in range(1, 102)]})
                for moment in ("2026-10-01 00:00:00", "2026-10-25 10:00:00"):
                    yield listed({"creation_filter_start_time": moment, "primary_status": "STATUS_ALL"})
                    yield listed({"modified_after": moment, "primary_status": "STATUS_ALL"})
                yield listed({"creation_filter_end_time": "2026-10-01 00:00:00", "primary_status": "STATUS_ALL"})
                yield listed({"color": "red"})
                yield listed("{")
                yield listed(fields=[f"{level}_id"])
                yield listed(fields=["color"])
                yield listed(fields="x")
                yield listed(account="7999999999999999999")
                yield listed(token="0" * 40)
                yield listed(token=None)

    def _reports(self) -> Iterator[Request]:
        for account in self.ids:
            for level, id in DATA_LEVELS.items():
                def reported(
                    start: str | None = "2026-10-20", end: str | None = "2026-11-05", filters: Any = (),
                    level: str = level, id: str = id, account: str = account, **params: Any
                ) -> Request:
                    named = {
                        "advertiser_id": account, "report_type": "BASIC", "data_level": level,
                        "dimensions": [id, "stat_time_day"], "metrics": list(METRICS), "start_date": start,
                        "end_date": end, "filtering": [*filters] or None, "page_size": 1000, **params}
                    return Request("report/integrated/get/", texts(named))

                yield reported()
                for start, end in (
                    ("2026-11-03", "2026-11-03"), ("2026-11-04", "2026-11-04"), ("2026-11-02", "2026-11-02"),
                    ("2026-10-05", "2026-11-03"), ("2026-10-05", "2026-11-04"), ("2026-11-03", "2026-11-02"),
                    ("2026-11-20", "2026-11-21"), ("2026-11-3", "2026-11-03"), ("2026-02-30", "2026-03-01"),
                    ("yesterday", "2026-11-03"), (None, "2026-11-03"), ("2026-11-03", None)):
                    yield reported(start, end)
                for size, page in ((1, 1), (7, 2), (10, 999)):
                    yield reported(page_size=size, page=page)
                for wrong in (
                    {"page": 0}, {"page_size": 0}, {"page_size": 1001}, {"metrics": ["color"]}, {"metrics": "spend"},
                    {"dimensions": ["stat_time_day", "color"]}, {"dimensions": ["stat_time_day"]},
                    {"report_type": "FANCY"}, {"data_level": "AUCTION_COLOR"}, {"dimensions": None},
                    {"account": "7999999999999999999"}):
                    yield reported(**wrong)
                yield reported(metrics=["clicks"])
                yield reported(metrics=None)
                if level == "AUCTION_ADVERTISER":
                    continue
                for status in ("STATUS_ALL", "STATUS_WRONG"):
                    yield reported(filters=[some(f"{id[:-3]}_status", status)])
                yield reported(filters=[some("color_status", "STATUS_ALL")])
                whole = some(f"{id[:-3]}_status", "STATUS_ALL")
                yield reported(filters=[whole, some("buying_type", "RESERVATION_TOP_VIEW")])
                yield reported(filters=[whole, some("campaign_system_origins", "PROMOTE")])
                of = id[:-3]
                yield reported(filters=[whole, some(f"{of}_ids", *self._some(account, of, 6))])
                yield reported(filters=[some(f"{of}_ids", "1")])
                yield reported(filters=[some(f"{of}_ids", *(str(number) for number in range(1, 102)))])

    def _details(self) -> Iterator[Request]:
        def detailed(ids: Any, **params: Any) -> Request:
            return Request("advertiser/info/", texts({"advertiser_ids": ids, **params}))

        yield detailed(self.ids)
        yield detailed(self.ids[:1])
        yield detailed(self.ids, fields=["timezone", "create_time"])
        yield detailed(self.ids, fields=["color"])
        for wrong in ([], None, "x", ["7999999999999999999"], [*self.ids, "7999999999999999999"],
                      [str(number) for number in range(1, 102)]):
            yield detailed(wrong)
        yield Request("advertiser/info/", texts({"advertiser_ids": self.ids}), None)


def grants() -> Iterator[Request]:
    path = "oauth2/advertiser/get/"
    yield Request(path, {"app_id": APP, "secret": SECRET})
    yield Request(path, {"app_id": APP, "secret": "wrong"})
    yield Request(path, {"app_id": "1", "secret": SECRET})
    yield Request(path, {"app_id": APP, "secret": SECRET}, None)
    yield Request(path, {"app_id": APP, "secret": SECRET}, "0" * 40)


def some(name: str, *values: str) -> dict[str, str]:
    return {"field_name": name, "filter_type": "IN", "filter_value": json.dumps(values)}


def texts(params: dict[str, Any]) -> dict[str, str]:
    """Parameters as they are in a URL; None is left out."""
    return {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()
        if value is not None}


def ids_of(thing: Any, level: str) -> dict[str, str]:
    places = {"campaign": ("campaign",), "adgroup": ("campaign", "adgroup"), "ad": ("campaign", "adgroup", "ad")}[level]
    return {place: str(thing.id if place == level else getattr(thing, place).id) for place in places}


def kind_of(thing: Any) -> str:
    """The names that requests have for the kinds of campaigns that have to be asked for."""
    campaign = thing if isinstance(thing, Campaign) else thing.campaign
    if campaign.system_origin == "PROMOTE":
        return "PROMOTE"
    return "RESERVATION_TOP_VIEW" if campaign.buying_type == "RESERVATION_TOP_VIEW" else ""


def changes(life: Lifecycle) -> list[int]:
    """The moments of all changes up to LATER since a week before the first day, and the last one before."""
    moments, last = [], parse_moment(LATER)
    while (moment := life.modified(last)) > life.created:
        moments.append(moment)
        if moment < parse_moment(f"{FIRST_DAY}T00:00:00Z"):
            break
        last = moment - 1
    return [moment for moment in reversed(moments) if moment != life.died]


def deletion(life: Lifecycle) -> int | None:
    return life.died if life.died is not None and life.died <= parse_moment(LATER) else None


def numbers(api: SimulatedAPI, account: str) -> dict[str, dict[str, list[str]]]:
    """What each ad did on each day, as far as it is known now, according to the truth: by ad and day."""
    rows = api.truth(
        what="report", advertiser_id=account, start=FIRST_DAY, end="2026-11-10", data_level="AUCTION_AD",
        dimensions="ad_id,stat_time_day", metrics=",".join(METRICS), include_deleted="true", rows=1)["rows"]
    found: dict[str, dict[str, list[str]]] = {}
    for key, row in rows.items():
        _, ad, day = key.split("|")
        found.setdefault(ad, {})[day[:10]] = [row[metric] for metric in METRICS]
    return found


def answered(api: SimulatedAPI, request: Request) -> dict[str, Any]:
    """The answer in a form that both sides can give: without order, texts of errors, and what only one of them knows."""
    own = {TOKEN: "right", APP: api.ready["app_id"], SECRET: api.ready["secret"]}
    params = {name: own.get(value, value) for name, value in request.params.items()}
    envelope = api.envelope(request.path, params, token=own.get(request.token or "", request.token))
    answer = {"code": envelope["code"]}
    if envelope["code"] == 0:
        data = envelope["data"]
        answer["count"] = len(data["list"])
        if page_info := data.get("page_info"):
            answer["page_info"] = [page_info[name] for name in ("page", "page_size", "total_number", "total_page")]
        # The order of rows is TikTok's own, so pages are compared by their numbers alone.
        if not page_info or page_info["total_page"] <= 1:
            answer["list"] = sorted(simple(record) for record in data["list"])
    return answer


def simple(record: dict[str, Any]) -> str:
    """What both sides know of a record, as a text."""
    if "dimensions" in record:
        members = {**record["dimensions"], **record["metrics"]}
    else:
        members = {name: record[name] for name in KNOWN if record.get(name)}
    return " ".join(f"{name}={members[name]}" for name in sorted(members))
