"""What the connector requested from the API, according to the request log."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from support import streams
from support.simulation import Simulation
from support.streams import GMV_MAX_REPORT, Stream

Entry = dict[str, Any]

# The most hours by which the clock of a simulated account may be ahead of UTC, as far as the name of its zone shows. A
# fixed offset may stand for a place with summer time or half hours; of a place's name only the area counts. Anything
# else may be the zone that is furthest ahead.
AHEAD = {"Etc/GMT+8": -6, "UTC": 2, "Asia/Tokyo": 13, "Europe/Berlin": 5}
FURTHEST_AHEAD = 14

# Lists that are streams and also give the ids for other requests: the accounts, their audiences, pixels and shops.
LOOKED_UP = ("oauth2/advertiser/get/", "dmp/custom_audience/list/", "pixel/list/", "gmv_max/store/list/")


@dataclass(frozen=True)
class Window:
    """The first and the last day of a report request, both inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def repeated(requests: list[Entry]) -> list[str]:
    """What was requested more than once. After a list of several pages, its first page is requested once more by each
    reader of the list: the list may be a stream and also give the ids for the requests of another stream."""
    lists: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in requests:
        params = sorted(item for item in entry["params"].items() if item[0] != "page")
        lists[f"{entry['path']} {params}"][param(entry, "page") or "1"] += 1
    found = []
    for name, pages in lists.items():
        looks = 0 if len(pages) == 1 else 2 if name.startswith(LOOKED_UP) else 1
        found += [f"page {page} of {name}" for page, times in pages.items() if times > 1 + looks * (page == "1")]
    return found


def is_look_up(entry: Entry) -> bool:
    """Whether the request is a look-up for other requests. For campaigns and ad groups that means only a few fields,
    while their streams name the fields that they want; or a single campaign, to find out whether there are any."""
    if is_special_look_up(entry):
        return True
    return entry["path"] in LOOKED_UP or (
        entry["path"] in ("campaign/get/", "adgroup/get/") and not param(entry, "filtering"))


def is_special_look_up(entry: Entry) -> bool:
    """Whether it requests one campaign, to find out whether an account has any TopView or Promote campaigns."""
    return (
        entry["path"] == "campaign/get/" and param(entry, "page_size") == "1"
        and param(entry, "fields") == '["campaign_id"]')


def param(entry: Entry, name: str) -> str | None:
    return next(iter(entry["params"].get(name, [])), None)


def texts(entry: Entry, name: str) -> list[str]:
    """The texts of a parameter that is a list."""
    return json.loads(param(entry, name) or "[]")


def filtering(entry: Entry) -> dict[str, Any]:
    return json.loads(param(entry, "filtering") or "{}")


def reports(requests: list[Entry]) -> list[Entry]:
    return [entry for entry in requests if entry["path"] in ("report/integrated/get/", GMV_MAX_REPORT)]


def of(stream: str | Stream, requests: list[Entry]) -> list[Entry]:
    """The requests for a report stream, or for another one whose requests differ only in the metrics."""
    return [entry for entry in reports(requests) if question(entry) == question_of(stream)]


def question(entry: Entry) -> str:
    """What distinguishes kinds of reports: their type, and their dimensions in any order."""
    kind = param(entry, "report_type") or " ".join(filtering(entry)["gmv_max_promotion_types"])
    return f"{kind} {' '.join(sorted(texts(entry, 'dimensions')))}"


def question_of(stream: str | Stream) -> str:
    stream = streams.of(stream)
    kind = stream.promotion_type if stream.is_gmv_max else stream.report_type
    return f"{kind} {' '.join(sorted(stream.dimensions))}"


def first_pages(requests: list[Entry]) -> list[Entry]:
    return [entry for entry in requests if (entry["page"] or 1) == 1]


def window(entry: Entry) -> Window:
    return Window(*(date.fromisoformat(param(entry, name) or "") for name in ("start_date", "end_date")))


def windows(requests: list[Entry]) -> dict[tuple[str, str], list[Window]]:
    """The windows by kind of report and advertiser, ordered by date. Requests for further metrics of the same rows have
    the same windows."""
    asked = defaultdict(set)
    for entry in first_pages(reports(requests)):
        if param(entry, "start_date"):
            asked[question(entry), entry["advertiser_id"]].add(window(entry))
    return {key: sorted(found, key=lambda each: each.start) for key, found in asked.items()}


def first_days(stream: str, requests: list[Entry]) -> dict[str, date]:
    """The first day that a report stream requested, by account."""
    starts: dict[str, list[date]] = defaultdict(list)
    for entry in of(stream, requests):
        starts[entry["advertiser_id"]].append(window(entry).start)
    return {id: min(days) for id, days in starts.items()}


def earliest_days(simulation: Simulation) -> dict[str, date]:
    """The first day that each account can have rows on, wherever on Earth it is: its creation in UTC−12."""
    return {
        key: (datetime.fromtimestamp(row["create_time"], UTC) - timedelta(hours=12)).date()
        for key, row in accounts(simulation).items()
    }


def latest_days(simulation: Simulation, now: str) -> dict[str, date]:
    """The last day that may have begun for each account, according to the name of its zone."""
    return {key: last_begun(now, row["timezone"]) for key, row in accounts(simulation).items()}


def accounts(simulation: Simulation) -> dict[str, Entry]:
    """The truth's records of the accounts, including the sandbox's."""
    sandbox = simulation.facts["sandbox_advertiser_id"]
    rows = simulation.truth("advertiser", rows=1)["rows"]
    return rows | simulation.truth("advertiser", rows=1, advertiser_id=sandbox)["rows"]


def last_begun(now: str, zone: str | None = None) -> date:
    """The last day that may have begun in a zone; without a zone, anywhere."""
    return (moment(now) + timedelta(hours=AHEAD.get(zone or "", FURTHEST_AHEAD))).date()


def last_closed(now: str) -> date:
    """The last day that has ended everywhere: in UTC−12."""
    return (moment(now) - timedelta(hours=12)).date() - timedelta(days=1)


def moment(now: str) -> datetime:
    return datetime.fromisoformat(now)
