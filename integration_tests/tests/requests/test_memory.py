"""The memory that a read needs: it does not grow with the amount of data, and stays below what the README says."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import run
from conftest import NOW
from support.breadth import broad
from support.connector import FAST, Connector, configured
from support.servers.page_server import PageServer
from support.simulation import Simulation

PAGES = broad(1200, 3000)
ROWS = 1000
# The numbers of pages after which the memory is measured. By the first, everything that is kept has been allocated.
MARKS = broad((300, 600, 900, 1200), (300, 1000, 2000, 3000))
# With fewer pages, the limit is lower.
MOST_GROWTH = broad(1.05, 1.15)
MOST_MEGABYTES = 60
# Of all streams, as the README says.
MOST_MEGABYTES_IN_ALL = 100

METRICS = [
    "spend", "cpc", "clicks", "impressions", "reach", "campaign_name", "ad_name", "conversion", "ctr",
]
CONFIG = {
    "credentials": {"auth_type": "access_token", "access_token": "t0ken", "advertiser_ids": ["7001"]},
    "start_date": "2026-11-01", "end_date": "2026-11-03", "requests_per_second": 1000, "concurrency": 8,
    "custom_reports": [{"name": "mine", "dimensions": ["ad_id", "stat_time_day"], "metrics": METRICS}],
}


class Report(Sequence[bytes]):
    """Pages of a report without repeated rows. At some of them, the memory of the client is measured."""

    def __init__(self) -> None:
        self.process = 0
        self.megabytes: dict[int, float] = {}
        # Values that fit and values that do not: notes about the latter must not be kept in memory either.
        rows = [
            {
                "dimensions": {"ad_id": f"17@@@@{row:04}", "stat_time_day": "2026-11-03 00:00:00"},
                "metrics": {name: "n/a" if row % 50 == 0 else f"{row}.50" for name in METRICS},
            }
            for row in range(ROWS)]
        info = {"page": 1, "page_size": ROWS, "total_number": PAGES * ROWS, "total_page": PAGES}
        data = {"list": rows, "page_info": info}
        self._page = json.dumps({"code": 0, "message": "OK", "data": data}).encode()

    def __len__(self) -> int:
        return PAGES

    def __getitem__(self, index: int) -> bytes:  # type: ignore[override]
        if index + 1 in MARKS:
            status = Path(f"/proc/{self.process}/status").read_text()
            self.megabytes[index + 1] = int(status.split("VmRSS:")[1].split()[0]) / 1024
        return self._page.replace(b"@@@@", f"{index:04}".encode())


def test_memory_is_the_same_however_many_pages_there_are(tmp_path: Path) -> None:
    report = Report()
    with PageServer({"report/integrated/get/#ad_id": report}) as server:
        connector = Connector(tmp_path, server.address)
        catalog = configured(connector.discover(CONFIG, NOW), "mine")
        arguments = connector.arguments("read", CONFIG, catalog)
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=connector.environment(NOW)) as process:
            report.process = process.pid
            # If the read does not end, the test must fail instead of hanging.
            end = threading.Timer(300, process.kill)
            end.start()
            assert process.stdout is not None
            lines = sum(block.count(b"\n") for block in iter(lambda: process.stdout.read(1 << 20), b""))
            process.wait()
            end.cancel()
    assert process.returncode == 0
    assert lines > PAGES * ROWS
    told = ", ".join(f"{pages} pages: {report.megabytes[pages]:.1f} MB" for pages in MARKS)
    print(told)
    assert max(report.megabytes.values()) < MOST_MEGABYTES, told
    assert report.megabytes[MARKS[-1]] < report.megabytes[MARKS[0]] * MOST_GROWTH, told


def test_all_streams_of_some_accounts_fit_into_the_published_memory(tmp_path: Path) -> None:
    with Simulation.start("--now", NOW, "--advertisers", "3", "--no-special", "--gzip") as simulation:
        connector = Connector(tmp_path, simulation.base_url)
        config = simulation.config(start_date="2026-11-01", api_level="ultimate")
        catalog = connector.discover(config)
        arguments = connector.arguments(
            "read", config, configured(catalog, *(stream["name"] for stream in catalog["streams"])))
        sample = run(arguments, connector.environment(NOW, **FAST), into=tmp_path / "output")
    told = f"{sample.peak_megabytes:.1f} MB in {sample.seconds:.1f} s"
    print(told)
    assert sample.peak_megabytes < MOST_MEGABYTES_IN_ALL, told
