"""What the simulated account knows of itself, and records, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from support import asked, streams
from support.simulation import Simulation
from support.stream import WINDOW, Stream

Rows = dict[str, dict[str, Any]]

# The member of a record that holds the object's name.
NAMES = {"advertisers": "name", "campaigns": "campaign_name", "ad_groups": "adgroup_name", "ads": "ad_name"}


def expected(
    simulation: Simulation, stream: str | Stream, *, start: str = "2026-09-01", end: str | None = None,
    include_deleted: bool | None = None, advertiser_ids: Iterable[str] | None = None,
    metrics: Iterable[str] | None = None,
) -> Rows:
    """The rows by key that a perfect read gives; deleted objects as the connector has them by default.

    ``metrics`` are those of a report that are looked at, else all.
    """
    stream = streams.of(stream)
    conditions: dict[str, Any] = {"rows": 1}
    if stream.is_report if include_deleted is None else include_deleted:
        conditions["include_deleted"] = 1
    if stream.is_report:
        conditions |= {"what": "report", **stream.query(None if metrics is None else list(metrics))}
        if stream.is_lifetime:
            ids = simulation.advertiser_ids if advertiser_ids is None else advertiser_ids
            return _lifetimes(simulation, stream, conditions, start, end, ids)
        conditions |= {"start": start, **({"end": end} if end else {})}
    else:
        conditions["what"] = streams.ENTITIES[stream.name]
    rows: Rows = {}
    for advertiser_id in [None] if advertiser_ids is None else advertiser_ids:
        only = {"advertiser_id": advertiser_id} if advertiser_id else {}
        answer = simulation.truth(**conditions, **only)
        for key, row in answer["rows"].items():
            rows[key] = _report_row(row) if stream.is_report else _entity_row(key, row)
    return rows


def lifetime_windows(
    simulation: Simulation, stream: Stream, advertiser_id: str, start: str, end: str | None = None
) -> list[tuple[date, date]]:
    """The days that each lifetime row of an account sums up: its whole life where TikTok does so, years where it
    does not. Where it never does, a read begins at its start date."""
    first, last = asked.earliest_days(simulation)[advertiser_id], asked.last_begun(simulation.now)
    if stream.has_lifetime_query:
        if simulation.serves_lifetime(stream.level):
            return [(first, last)]
    else:
        first = max(first, date.fromisoformat(start))
        last = min(last, date.fromisoformat(end or str(last)))
    days = timedelta(days=stream.longest_window)
    count = max(-(-(last - first + timedelta(days=1)) // days), 0)
    firsts = [first + number * days for number in range(count)]
    return [(each, min(each + days - timedelta(days=1), last)) for each in firsts]


def _lifetimes(
    simulation: Simulation, stream: Stream, conditions: dict[str, Any], start: str, end: str | None,
    advertiser_ids: Iterable[str],
) -> Rows:
    rows: Rows = {}
    for id in advertiser_ids:
        for window in lifetime_windows(simulation, stream, id, start, end):
            texts = dict(zip(WINDOW, map(str, window), strict=True))
            is_query = stream.has_lifetime_query and simulation.serves_lifetime(stream.level)
            days = {} if is_query else {"start": window[0], "end": window[1]}
            for key, row in simulation.truth(**conditions, **days, advertiser_id=id)["rows"].items():
                full = "|".join([key, *(texts[name] for name in stream.key if name in WINDOW)])
                # Where the key does not tell windows apart, the last one counts.
                rows[full] = {**_report_row(row), **texts}
    return rows


def top_view(simulation: Simulation, stream: str | Stream) -> Rows:
    """The objects of TopView campaigns, deleted ones too: TikTok gives them only to who asks for them alone, so
    they have a suite of their own."""
    stream = streams.of(stream)
    if stream.is_report or stream.name == "advertisers":
        return {}
    answer = simulation.truth(
        streams.ENTITIES[stream.name], rows=1, include_deleted=1, buying_types="RESERVATION_TOP_VIEW")
    return {key: {**_entity_row(key, row), "deleted": row["deleted"]} for key, row in answer["rows"].items()}


def without(rows: Rows, keys: Iterable[str]) -> Rows:
    gone = set(keys)
    return {key: row for key, row in rows.items() if key not in gone}


def seen(
    stream: str | Stream, records: Iterable[dict[str, Any]], metrics: Iterable[str] | None = None
) -> Rows:
    """Records in the form of the truth. A later one of the same key takes the place of an earlier one."""
    stream = streams.of(stream)
    names = stream.numeric_metrics if metrics is None else list(metrics)
    return {key(stream, record): _comparable(stream, record, names) for record in records}


def key(stream: str | Stream, record: dict[str, Any]) -> str:
    """The key of a record as the truth writes it."""
    stream = streams.of(stream)
    parts = [str(record[name]) for name in stream.key]
    if stream.is_report:
        return "|".join([record["advertiser_id"], *map(_spaced, parts)])
    return parts[0]


def differences(expected: Rows, actual: Rows) -> list[str]:
    """What is missing, too much or different, a few of each: empty when the two are equal."""
    told = [f"missing: {key} {expected[key]}" for key in list(expected.keys() - actual.keys())[:4]]
    told += [f"too much: {key} {actual[key]}" for key in list(actual.keys() - expected.keys())[:4]]
    unequal = [key for key in expected.keys() & actual.keys() if expected[key] != actual[key]]
    for key in unequal[:4]:
        fields = [name for name in expected[key] if expected[key][name] != actual[key].get(name)]
        told += [f"{key} {name}: {expected[key][name]!r} became {actual[key].get(name)!r}" for name in fields[:4]]
    counts = (len(expected.keys() - actual.keys()), len(actual.keys() - expected.keys()), len(unequal))
    return [*told, "missing %d, too much %d, different %d" % counts] if any(counts) else []


def sums(rows: Rows, metrics: Iterable[str]) -> dict[str, Decimal]:
    """Exact sums over report rows; a value that is not there counts as nothing."""
    return {name: sum((row[name] for row in rows.values() if row[name] is not None), Decimal(0)) for name in metrics}


def _report_row(row: dict[str, str]) -> dict[str, Any]:
    return {name: None if text == "-" else Decimal(text) for name, text in row.items()}


def _entity_row(key: str, row: dict[str, Any]) -> dict[str, Any]:
    facts = {"advertiser_id": row.get("advertiser_id", key), "name": row["name"], "create_time": row["create_time"]}
    if "modify_time" in row:
        return {**facts, "modify_time": row["modify_time"]}
    return {**facts, "timezone": row["timezone"], "currency": row["currency"]}


def _comparable(stream: Stream, record: dict[str, Any], metrics: list[str]) -> dict[str, Any]:
    if stream.is_report:
        found = stream.metrics_of(record)
        row = {name: _decimal(found[name]) for name in metrics}
        return {**row, **{name: record[name] for name in WINDOW}} if stream.is_lifetime else row
    times = ("create_time", "modify_time") if "campaign_id" in record else ("create_time",)
    row = {"advertiser_id": record["advertiser_id"], "name": record[NAMES[stream.name]]}
    row |= {name: _spaced(record.get(name)) for name in times}
    if stream.name == "advertisers":
        row |= {name: record[name] for name in ("timezone", "currency")}
    return row


def _decimal(value: Any) -> Decimal | None:
    assert value is None or type(value) in (int, Decimal), f"{value!r} is not a number"
    return None if value is None else Decimal(value)


def _spaced(value: Any) -> Any:
    """2026-11-03T12:00:00 as the API writes it; anything else as it is."""
    return value.replace("T", " ") if isinstance(value, str) and value[10:11] == "T" else value
