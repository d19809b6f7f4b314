"""An account that two connectors read one after the other, and the rows that both of them together have delivered."""

from __future__ import annotations

from datetime import date
from typing import Any

from support import comparison, streams, truth
from support.airbyte import Household
from support.connector import Run
from support.streams import LEVELS, WINDOW

Rows = dict[str, dict[str, Any]]

OF_OBJECTS = ("advertiser_id", "name", "campaign_name", "adgroup_name", "ad_name", *truth.OBJECT_TIMES)
# The text that Airbyte's connector writes for a time that is null.
NO_TIME = "None"


class Account:
    """``objects`` are the objects as of the moment to which the clock was last moved."""

    def __init__(self, household: Household, start: date, **settings: Any) -> None:
        self.household = household
        self.simulation = household.simulation
        self.start = start
        self.config = self.simulation.config(start_date=str(start), **settings)
        self.objects: dict[str, dict[str, Any]] = {}

    def move(self, now: str) -> None:
        self.simulation.set_clock(now)
        self.simulation.clear_requests()
        self.objects = {}
        for entity in ("campaign", "adgroup", "ad"):
            self.objects |= self.simulation.truth(entity, rows=1, include_deleted=1)["rows"]

    @property
    def deleted(self) -> set[str]:
        return {id for id, row in self.objects.items() if row["deleted"]}

    def truth(self, stream: str, metrics: set[str]) -> Rows:
        measured = [name for name in streams.numeric_metrics(stream) if name in metrics] if metrics else None
        rows = truth.expected(
            self.simulation, stream, start=str(self.start), include_deleted=True, metrics=measured)
        return self.of_either(stream, rows)

    def rows(self, stream: str, *runs: Run) -> Rows:
        """The rows that runs have delivered; a later row replaces an earlier one with the same key."""
        records = [self.in_our_words(stream, record) for run in runs for record in run.records[stream]]
        return self.of_either(stream, truth.seen(stream, records))

    def of_either(self, stream: str, rows: Rows) -> Rows:
        """Without what only ours has: the account in the key, and the days that a lifetime sums up. Of an object,
        what tells it from what it was before."""
        if not streams.is_report(stream):
            return {key: {name: row[name] for name in OF_OBJECTS if name in row} for key, row in rows.items()}
        return {
            key.split("|", 1)[1]: {name: value for name, value in row.items() if name not in WINDOW}
            for key, row in rows.items()}

    def in_our_words(self, stream: str, record: dict[str, Any]) -> dict[str, Any]:
        """A record of either connector with the types of ours."""
        record = {**record, **{name: str(record[name]) for name in LEVELS if name in record}}
        if record.get("modify_time") == NO_TIME:
            record["modify_time"] = None
        if streams.is_report(stream):
            record = {**dict.fromkeys(WINDOW), **record}
            if "advertiser_id" not in record:
                record["advertiser_id"] = self.objects[record[streams.key_of(stream)[0]]]["advertiser_id"]
            metrics = {name: record["metrics"].get(name) for name in streams.numeric_metrics(stream)}
            record["metrics"] = {
                name: value if value is None else comparison.decimal(value) for name, value in metrics.items()}
        return record


def day_of(stream: str, key: str) -> date:
    return date.fromisoformat(key.split("|")[streams.key_of(stream).index(streams.cursor_of(stream) or "")][:10])


def cursors(run: Run, stream: str) -> dict[str, str]:
    field = streams.cursor_of(stream)
    states = run.stream_state(stream)["states"]
    return {each["partition"]["advertiser_id"]: each["cursor"][field] for each in states}


def handed_on(run: Run) -> list[dict[str, Any]]:
    """The last states, as an orchestrator keeps them."""
    return [{"type": "STREAM", "stream": state["stream"]} for state in run.state]


def metrics_of(run: Run, stream: str) -> set[str]:
    """The metrics that Airbyte's connector requests: its records keep every metric, null or not."""
    return {name for record in run.records[stream] for name in record.get("metrics", {})}


def unlike(expected: Rows, actual: Rows) -> set[str]:
    """The keys of rows that are missing, unexpected or different from what is expected."""
    return (expected.keys() ^ actual.keys()) | {
        key for key in expected.keys() & actual.keys() if not expected[key].items() <= actual[key].items()}
