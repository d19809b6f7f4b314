"""Reports of 20,000 and of 200,000 rows over plain loopback HTTP: time, memory and start-up.

The pages lie in the simulated API's memory before anything is timed. curl fetches the very same pages in one
process over one connection, so that its time is the server's and the wire's share.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

INTEGRATION_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(INTEGRATION_TESTS / "tests"), str(INTEGRATION_TESTS)]

from measuring import Sample, Series, in_turn, ratio, run  # noqa: E402
from support.connector import BINARY, Connector, configured  # noqa: E402
from support.simulation import Simulation  # noqa: E402

NOW = "2026-11-03T12:00:00Z"
STREAM = "ads_reports_daily"
ADS = 10_000
# As many as one request takes: pages of more are joined, which curl cannot do.
METRICS = 100
# Sizes by the last of their days: every ad delivers daily.
LAST_DAYS = {20_000: "2026-10-02", 200_000: "2026-10-20"}
MOST_TIMES_CURL = 4.0
MOST_MEGABYTES = 40.0
# Twenty pages do not always meet the fullest moment of eight in flight.
MOST_GROWTH = 1.15
MOST_TIMES_CURL_START = 3.0


class Size:
    """A read of so many rows, and curl's fetch of its pages."""

    def __init__(self, rows: int, simulation: Simulation, folder: Path) -> None:
        self.rows = rows
        folder.mkdir()
        connector = Connector(folder, simulation.base_url)
        config = simulation.config(
            start_date="2026-10-01", end_date=LAST_DAYS[rows], requests_per_second=1000,
            advertiser_ids=simulation.advertiser_ids[:1])
        catalog = configured(connector.discover(config), STREAM)
        metrics = catalog["streams"][0]["stream"]["json_schema"]["properties"]["metrics"]
        metrics["properties"] = dict(list(metrics["properties"].items())[:METRICS])
        self.arguments = connector.arguments("read", config, catalog)
        self.environment = connector.environment(NOW)
        self.bytes = self._warm_up(simulation)
        self.curl_config = folder / "curl.conf"
        self.curl_config.write_text(self._curl_config(simulation))

    def _warm_up(self, simulation: Simulation) -> int:
        """Has every page rendered, and counts the records. The size of the pages."""
        simulation.clear_requests()
        count = 0
        with subprocess.Popen(self.arguments, stdout=subprocess.PIPE, env=self.environment) as process:
            assert process.stdout is not None
            for line in process.stdout:
                count += line.startswith(b'{"type":"RECORD"')
        assert process.returncode == 0 and count == self.rows, f"{count} records, {process.returncode}"
        return sum(request["bytes"] for request in simulation.requests())

    def _curl_config(self, simulation: Simulation) -> str:
        lines = [f'header = "Access-Token: {simulation.facts["access_token"]}"', "silent", "show-error", "fail"]
        for request in simulation.requests():
            query = urlencode({name: values[0] for name, values in request["params"].items()})
            lines += [f'url = "{simulation.base_url}{request["path"]}?{query}"', 'output = "/dev/null"']
        return "\n".join(lines) + "\n"

    def read(self) -> Sample:
        return run(self.arguments, self.environment, through_cat=True)

    def curl(self) -> Sample:
        return run(["curl", "--config", str(self.curl_config)], self.environment)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command, in turn")
    parser.add_argument("--starts", type=int, default=21, help="starts of each command, in turn")
    options = parser.parse_args()
    flags = ("--now", NOW, "--advertisers", "1", "--rows-per-day", str(ADS), "--cache-mb", "2048")
    series: dict[str, Series] = {}
    ratios: dict[str, float] = {}
    with Simulation.start(*flags) as simulation, tempfile.TemporaryDirectory() as folder:
        for rows in LAST_DAYS:
            size = Size(rows, simulation, Path(folder) / str(rows))
            print(f"{rows:,} rows are {size.bytes / 1e6:.0f} MB of pages", flush=True)
            series[f"read {rows:,}"], series[f"curl {rows:,}"] = in_turn(options.rounds, size.read, size.curl)
            ratios[f"{rows:,}"] = ratio(series[f"read {rows:,}"], series[f"curl {rows:,}"], "seconds")
        environment = Connector(Path(folder), simulation.base_url).environment()
        series["spec"], series["curl --version"] = in_turn(
            options.starts,
            lambda: run([str(BINARY), "spec"], environment),
            lambda: run(["curl", "--version"], environment))
        ratios["start"] = ratio(series["spec"], series["curl --version"], "seconds")
    return report(series, ratios)


def report(series: dict[str, Series], ratios: dict[str, float]) -> int:
    """Prints the figures and writes them down; 1 when a limit is passed."""
    print(f"\n{'command':<16} {'runs':>4} {'wall s':>8} {'(spread)':>16} {'CPU s':>7} {'peak MB':>8} {'(spread)':>16}")
    for name, each in series.items():
        # A start is over before its memory has been looked at often enough.
        peak = f"{each.median('peak_megabytes'):>8.1f} {each.spread('peak_megabytes'):>16}"
        seen = peak if name[-1].isdecimal() else ""
        print(
            f"{name:<16} {len(each.samples):>4} {each.median('seconds'):>8.3f} {each.spread('seconds'):>16} "
            f"{each.median('cpu_seconds'):>7.3f} {seen}")
    most = {rows: max(series[f"read {rows:,}"].of("peak_megabytes")) for rows in LAST_DAYS}
    limits = [
        ("200,000 rows, times of curl", ratios["200,000"], MOST_TIMES_CURL),
        ("peak at 20,000 rows, MB", most[20_000], MOST_MEGABYTES),
        ("peak at 200,000 rows, MB", most[200_000], MOST_MEGABYTES),
        ("peak at 200,000 rows, times of that at 20,000", most[200_000] / most[20_000], MOST_GROWTH),
        ("start of spec, times of curl --version", ratios["start"], MOST_TIMES_CURL_START),
    ]
    print(f"\n{'':<46} {'found':>7} {'limit':>7}")
    for name, found, limit in limits:
        print(f"{name:<46} {found:>7.2f} {limit:>7.2f} {'' if found <= limit else '  too much'}")
    write(series, limits)
    return 0 if all(found <= limit for _, found, limit in limits) else 1


def write(series: dict[str, Series], limits: list[tuple[str, float, float]]) -> None:
    document: dict[str, Any] = {
        "runs": {name: [asdict(sample) for sample in each.samples] for name, each in series.items()},
        "limits": [{"figure": name, "found": found, "limit": limit} for name, found, limit in limits],
    }
    output = INTEGRATION_TESTS / "output"
    output.mkdir(exist_ok=True)
    (output / "bytes.json").write_text(json.dumps(document, indent=2))


if __name__ == "__main__":
    sys.exit(main())
