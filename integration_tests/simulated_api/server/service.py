"""The running service: the model, access to it, and the state that requests share."""

from __future__ import annotations

import gzip
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..faults.rules import Rule
from ..model.agency import Agency
from ..model.clock import Clock
from ..model.objects import Advertiser
from ..requests.parameters import Paging
from ..responses.envelope import Shape, enveloped
from ..responses.page import Page, PageCache
from .access import Access
from .rate_limit import RateLimit, SlidingWindow
from .request_log import RequestLog
from .settings import ServiceSettings
from .tasks import ReportTasks
from .timeout_limit import TimeoutLimit

COMPRESSION_LEVEL = 3
GMV_MAX_REPORT = "gmv_max/report/get/"


class Service:
    """Everything that outlives a request."""

    def __init__(
        self,
        agency: Agency,
        clock: Clock,
        settings: ServiceSettings,
        access: Access,
        faults: Sequence[Rule] = (),
    ) -> None:
        self.agency = agency
        self.clock = clock
        self.settings = settings
        self.access = access
        self.log = RequestLog()
        self.pages = PageCache(settings.cache_bytes)
        self._first_now = clock.fixed
        self._first_access = access.copy()
        self._first_faults = tuple(faults)
        self.reset()

    def reset(self) -> None:
        """Resets everything except the rendered pages, which are kept."""
        self.clock.fix(self._first_now)
        self.access = self._first_access.copy()
        self.faults = [rule.afresh() for rule in self._first_faults]
        self.log.restart()
        self.tasks = ReportTasks(self.agency.settings.seed)
        self.task_window = SlidingWindow(self.settings.task_qps, 1.0)
        self.limit()

    def limit(self, **limits: int) -> None:
        """Restarts the counts, with those limits of the settings changed."""
        settings = replace(self.settings, **limits)
        self.rate_limit = RateLimit(
            self.agency.app.id,
            settings.qps,
            settings.qpm,
            settings.advertiser_qps,
            settings.rate_penalty,
            {GMV_MAX_REPORT: (settings.gmv_max_qps, settings.gmv_max_qpm)},
        )
        self.timeout_limit = TimeoutLimit(self.agency.app.id, settings.timeout_scale)

    def body(self, page: Page, request_id: str, compressed: bool) -> bytes:
        """The whole body around a page. Expensive bodies are cached, so that their request_id repeats."""
        if page.content_type:
            return gzip.compress(page.data, COMPRESSION_LEVEL) if compressed else page.data
        shape = self.settings.shape
        if shape is Shape.COMPACT and not compressed:
            return enveloped(0, "OK", request_id, page.data, shape)
        if compressed not in page.bodies:
            body = enveloped(0, "OK", request_id, page.data, shape)
            page.bodies[compressed] = gzip.compress(body, COMPRESSION_LEVEL) if compressed else body
        return page.bodies[compressed]


@dataclass(frozen=True, slots=True)
class Call:
    """An accepted request: its typed parameters and its environment.

    `origin` is the server's own address. `notes` go into the log: what TikTok advises against but answers. The
    rest is a fault's doing: `shift` counts the rows that came into the list since its first page was read,
    `late_rows` those of a report that are yet to come, `refused_field` is not acceptable any more, and
    `task_outcome` is how a task is to end, with its message.
    """

    service: Service
    path: str
    values: dict[str, Any]
    sandbox: bool
    shift: int = 0
    late_rows: int = 0
    refused_field: str | None = None
    task_outcome: tuple[str, str] | None = None
    origin: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def now(self) -> int:
        return self.service.clock.now()

    @property
    def advertiser(self) -> Advertiser:
        """The requested advertiser; 40001 if it is not granted."""
        return self.service.access.advertiser(self.values["advertiser_id"], self.sandbox)

    @property
    def paging(self) -> Paging:
        return Paging.of(self.values, shift=self.shift)

    def key(self, query: Hashable, now: int) -> Hashable:
        """The key of a page in the cache."""
        return (self.path, self.sandbox, query, self.paging, now)
