"""What the connector asked of the API, as the request log has it."""

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

# How many hours ahead of UTC the clocks of the simulated accounts may be, as far as the names of their zones tell. A
# fixed offset stands for a place that has summer time, perhaps, or half hours; of a place only the area counts.
# Anything else may be the furthest zone on Earth.
AHEAD = {"Etc/GMT+8": -6, "UTC": 2, "Asia/Tokyo": 13, "Europe/Berlin": 5}
FURTHEST_AHEAD = 14

# Lists that are streams, and tell what other requests are about: the accounts, their audiences, pixels and shops.
LOOKED_UP = ("oauth2/advertiser/get/", "dmp/custom_audience/list/", "pixel/list/", "gmv_max/store/list/")


@dataclass(frozen=True)
class Window:
    """The days that a report request asks for, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def repeated(requests: list[Entry]) -> list[str]:
    """What was asked more than once. A list of several pages ends with another look at its first page, for whoever
    reads it: it may be a stream, and tell what the requests of another one are about."""
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
    """Whether it was asked to know what other requests are about. Of campaigns and ad groups that is a few fields,
    while their streams say which of them they want; or a single campaign, which shows that there are such."""
    if is_special_look_up(entry):
        return True
    return entry["path"] in LOOKED_UP or (
        entry["path"] in ("campaign/get/", "adgroup/get/") and not param(entry, "filtering"))


def is_special_look_up(entry: Entry) -> bool:
    """Whether it asks for one campaign, to learn whether an account has any that are bought as TopView, or Promote."""
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
    """What was asked for a report stream, or for another one that asks the same but for the metrics."""
    return [entry for entry in reports(requests) if question(entry) == question_of(stream)]


def question(entry: Entry) -> str:
    """What tells kinds of reports apart: their type, and what they are grouped by, in whatever order."""
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
    """The windows by kind of report and advertiser, by date. Requests for further metrics of the same rows have the
    same windows."""
    asked = defaultdict(set)
    for entry in first_pages(reports(requests)):
        if param(entry, "start_date"):
            asked[question(entry), entry["advertiser_id"]].add(window(entry))
    return {key: sorted(found, key=lambda each: each.start) for key, found in asked.items()}


def first_days(stream: str, requests: list[Entry]) -> dict[str, date]:
    """The first day that a report stream asked for, by account."""
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
    """The last day that may have begun for each account, by the name of its zone."""
    return {key: last_begun(now, row["timezone"]) for key, row in accounts(simulation).items()}


def accounts(simulation: Simulation) -> dict[str, Entry]:
    """What the truth tells of the accounts, the sandbox's too."""
    sandbox = simulation.facts["sandbox_advertiser_id"]
    rows = simulation.truth("advertiser", rows=1)["rows"]
    return rows | simulation.truth("advertiser", rows=1, advertiser_id=sandbox)["rows"]


def last_begun(now: str, zone: str | None = None) -> date:
    """The last day that may have begun in a zone; without one, somewhere."""
    return (moment(now) + timedelta(hours=AHEAD.get(zone or "", FURTHEST_AHEAD))).date()


def last_closed(now: str) -> date:
    """The last day that has ended everywhere: in UTC−12."""
    return (moment(now) - timedelta(hours=12)).date() - timedelta(days=1)


def moment(now: str) -> datetime:
    return datetime.fromisoformat(now)
