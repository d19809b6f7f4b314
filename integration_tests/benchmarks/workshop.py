"""What the sections of one run share: its sizes, a folder, a certificate authority, and rendered pages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from support import selection, streams
from support.certificates import Authority
from support.connector import Connector
from support.simulation import Simulation

from .measuring import run, say
from .recording import Recording, keep

TODAY = datetime.now(UTC).date()
# Airbyte's connector uses the machine's clock.
NOW = f"{TODAY - timedelta(days=1)}T12:00:00Z"
STREAM = "ads_reports_daily"
# Of some 200 that there are by default.
METRICS = 50
ADS = 10_000
WINDOW_DAYS = 30


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


# An account that is 1,400 days old, so that three years of it can be read.
BULK = ("--now", NOW, "--anchor", str(days_ago(1000)), "--advertisers", "1", "--cache-mb", "8192")
BULK_START = days_ago(1040)
# Servers that render at the same time.
RENDERERS = 2


@dataclass
class Workshop:
    """``rounds`` are the runs of each command; ``is_quick`` makes everything small, to try the suite itself. ``other`` is
    another build of the connector to compare with."""

    folder: Path
    rounds: int
    starts: int
    is_quick: bool
    other: Path | None = None
    _folders: int = field(default=0, init=False)
    _reports: dict[tuple[int, int], Recording] = field(default_factory=dict, init=False)

    @cached_property
    def authority(self) -> Authority:
        return Authority.make(self.new_folder("authority"))

    @property
    def first_day(self) -> date:
        """The first day of reports by day. It is not a multiple of 30 days ago, because then Airbyte's connector ends with
        a window of 31 days, which is refused."""
        return days_ago(100 if self.is_quick else 2 * 365)

    def new_folder(self, name: str) -> Path:
        self._folders += 1
        folder = self.folder / f"{self._folders}-{name}"
        folder.mkdir()
        return folder

    @property
    def many_days(self) -> int:
        """The days of the large report: a million rows."""
        return 5 if self.is_quick else 100

    def report(self, days: int, ads: int = ADS) -> Recording:
        """The pages of so many days of an account with so many ads, rendered once for all sections."""
        if (days, ads) not in self._reports:
            say(f"rendering {days * ads:,} rows")
            self._reports[days, ads] = recording = rendered_report(self, ads, days)
            megabytes, compressed = recording.bytes / 1e6, recording.compressed_bytes / 1e6
            say(f"  {len(recording.targets)} pages, {megabytes:,.0f} MB, compressed {compressed:,.0f} MB")
        return self._reports[days, ads]


def catalog(*names: str, metrics: int | None = METRICS, mode: str = "incremental") -> dict[str, Any]:
    """A configured catalog of streams, with so many metrics of each report."""
    chosen = [streams.of(name) for name in names]
    return selection.catalog(
        (selection.with_metrics(each, each.metrics[:metrics] if each.is_report else None) for each in chosen), mode)


def bulk_config(simulation: Simulation, days: int, **fields: Any) -> dict[str, Any]:
    """So many days of the account's first advertiser, as fast as possible."""
    return simulation.config(**{
        "start_date": str(BULK_START), "end_date": str(BULK_START + timedelta(days=days - 1)),
        "requests_per_second": 1000, "advertiser_ids": simulation.advertiser_ids[:1], **fields})


def rendered_report(workshop: Workshop, ads: int, days: int) -> Recording:
    """The pages of a read of those days: rendered once by several simulated APIs, each with a part of the windows."""
    recording = Recording(workshop.new_folder("recording"))
    with ThreadPoolExecutor(RENDERERS) as pool:
        for answers in pool.map(lambda part: _render(workshop, recording.folder, ads, part), _parts(days)):
            recording.extend(answers)
    return recording


def _parts(days: int) -> Sequence[tuple[int, int]]:
    """First day and number of days of roughly equal parts, which end where windows end."""
    windows = -(-days // WINDOW_DAYS)
    first = windows // RENDERERS * WINDOW_DAYS
    return [part for part in ((0, first), (first, days - first)) if part[1]]


def _render(workshop: Workshop, folder: Path, ads: int, part: tuple[int, int]) -> list[dict[str, Any]]:
    start = BULK_START + timedelta(days=part[0])
    with Simulation.start(*BULK, "--gzip", "--rows-per-day", str(ads)) as simulation:
        config = bulk_config(simulation, part[1])
        config |= {"start_date": str(start), "end_date": str(start + timedelta(days=part[1] - 1))}
        connector = Connector(workshop.new_folder("render"), simulation.base_url)
        run(connector.arguments("read", config, catalog(STREAM)), connector.environment(NOW))
        return keep(simulation, folder, simulation.requests())
