"""Lists of all kinds whose pages are inconsistent, and the records that should be read from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support import selection, streams
from support.offers import PRODUCTION, WIDE
from support.selection import FEW
from support.servers.list_server import Answer, Ask, page

FIRST, SECOND = "7000000000000000001", "7000000000000000002"
DAY = "2026-11-02"
# Records of the accounts' lists, ten a page.
COUNT, SIZE = 30, 10


@dataclass(frozen=True)
class List:
    """A stream, the list that it reads, and its records by their numbers."""

    stream: str
    path: str
    key: str
    metrics: tuple[str, ...] | None = FEW
    name: str = "list"

    def __str__(self) -> str:
        return f"{self.stream}{' joined' if self.is_joined else ''}"

    @property
    def is_joined(self) -> bool:
        """Reading all metrics takes two requests for each page, whose rows are joined."""
        return self.metrics is None

    def record(self, ask: Ask, number: int) -> dict[str, Any]:
        id = str(1_700_000_000_000_000_000 + number)
        if self.path == REPORT_PATH:
            return {
                "dimensions": {"ad_id": id, "stat_time_day": f"{DAY} 00:00:00"},
                "metrics": {metric: "1" for metric in ask.values("metrics")}}
        return {
            self.key: id, "advertiser_id": ask.account, "create_time": "2026-11-01 00:00:00",
            "modify_time": f"{DAY} 00:00:{number % 60:02}"}

    def is_asked(self, ask: Ask) -> bool:
        """Whether the request is for the stream itself. Its other requests, such as those for TopView or other days, get
        empty answers."""
        if ask.path != self.path or "TOP_VIEW" in ask.query.get("filtering", ""):
            return False
        return "start_date" not in ask.query or ask.query["start_date"] <= DAY <= ask.query["end_date"]

    def catalog(self) -> dict[str, Any]:
        stream = streams.offered(WIDE if self.is_joined else PRODUCTION)[self.stream]
        return selection.catalog([selection.with_metrics(stream, self.metrics)], "incremental")

    def keys(self, records: list[dict[str, Any]], account: str = FIRST) -> list[int]:
        """The numbers of the records that were read for an account."""
        return [
            int(record[self.key]) - 1_700_000_000_000_000_000 for record in records
            if record.get("advertiser_id", account) == account]


REPORT_PATH = "report/integrated/get/"
LISTS = (
    List("campaigns", "campaign/get/", "campaign_id"),
    List("creative_assets_images", "file/image/ad/search/", "image_id"),
    List("pixels", "pixel/list/", "pixel_id", name="pixels"),
    List("ads_reports_daily", REPORT_PATH, "ad_id"),
    List("ads_reports_daily", REPORT_PATH, "ad_id", metrics=None),
)

# The list at the time of a request: the numbers of the page's records, their total number, and the number of pages; None
# for a list that is null.
Page = tuple[list[int] | None, int, int]
Disturbance = Callable[[Ask], Page]


def undisturbed(ask: Ask, numbers: list[int] | None = None) -> Page:
    numbers = list(range(COUNT)) if numbers is None else numbers
    return numbers[(ask.page - 1) * SIZE:ask.page * SIZE], len(numbers), max(1, -(-len(numbers) // SIZE))


def script(of: List, disturbance: Disturbance) -> Callable[[Ask], Answer | None]:
    def answer(ask: Ask) -> Answer | None:
        if not of.is_asked(ask):
            return None
        numbers, total, pages = disturbance(ask)
        records = None if numbers is None else [of.record(ask, number) for number in numbers]
        return page(records, ask.page, pages, total, SIZE, of.name)

    return answer


def is_first_half(ask: Ask) -> bool:
    """Whether it is the first of two requests for the same rows, or the only one."""
    return "metrics" not in ask.query or "spend" in json.loads(ask.query["metrics"])
