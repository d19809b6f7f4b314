"""Records what the connector does, byte for byte, so that two builds of it can be compared.

    integration_tests/.venv/bin/python integration_tests/behavior.py FOLDER
    SOURCE_TIKTOK_MARKETING=… integration_tests/.venv/bin/python integration_tests/behavior.py OTHER
    diff -r FOLDER OTHER

It records `spec`; what `discover` offers in production and sandbox, for each granularity of older configurations and in both
layouts; and the records, final states, statuses and requests of a full and an incremental read of all streams of a simulated
account with a fixed seed and clock. Requests are sent one at a time: what one stream has read can save another stream a
request, so their order matters.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "tests")]

from support import offers, selection, streams  # noqa: E402
from support.connector import BINARY, Connector, Run  # noqa: E402
from support.offers import Offer  # noqa: E402
from support.simulation import FEW_ADS, Simulation  # noqa: E402

FIRST, SECOND = "2026-11-03T12:00:00Z", "2026-11-05T12:00:00Z"
START = "2026-10-26"
GRANULARITIES = (None, "LIFETIME", "DAY", "HOUR")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    spec = subprocess.run([str(BINARY), "spec"], capture_output=True, text=True, check=True)
    write(folder / "spec.json", [spec.stdout.strip()])
    for sandbox in (False, True):
        for granularity in GRANULARITIES:
            for layout in ("nested", "flat"):
                offer = Offer(sandbox, granularity, layout)
                write(folder / f"discover {offer}.jsonl", map(text, offers.catalog(offer)))
    with Simulation.start("--now", FIRST, *FEW_ADS) as account:
        full = read(account, folder, "full_refresh", FIRST)
        tell(folder, "full", full, account)
        begun = read(account, folder, "incremental", FIRST)
        account.set_clock(SECOND)
        account.clear_requests()
        tell(folder, "incremental", read(account, folder, "incremental", SECOND, begun.state), account)


def read(account: Simulation, folder: Path, mode: str, now: str, state: Any = None) -> Run:
    account.clear_requests()
    catalog = selection.catalog((stream.description for stream in streams.offered().values()), mode)
    config = account.config(start_date=START, requests_per_second=1000, concurrency=1)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    run = Connector(work, account.base_url).run("read", config, catalog, state, now=now)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    for file in work.iterdir():
        file.unlink()
    work.rmdir()
    return run


def tell(folder: Path, name: str, run: Run, account: Simulation) -> None:
    records = (f"{stream} {text(record)}" for stream, found in run.records.items() for record in found)
    write(folder / f"{name} records.txt", sorted(records))
    write(folder / f"{name} states.txt", sorted(
        f"{stream} {text(run.stream_state(stream))}" for stream in run.records if streams.of(stream).cursor))
    write(folder / f"{name} requests.txt", sorted(
        f"{entry['method']} {entry['path']} {text(entry['params'])}" for entry in account.requests()))
    write(folder / f"{name} statuses.txt", sorted(
        f"{stream} {' '.join(statuses)}" for stream, statuses in run.statuses.items()))


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=exact)


def exact(value: Any) -> str:
    assert isinstance(value, Decimal), value
    return str(value)


def write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
