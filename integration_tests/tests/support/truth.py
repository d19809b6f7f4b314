"""What the simulated account knows of itself, and records, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from support import streams
from support.simulation import Simulation

Rows = dict[str, dict[str, Any]]

# The member of a record that holds the object's name.
NAMES = {"advertisers": "name", "campaigns": "campaign_name", "ad_groups": "adgroup_name", "ads": "ad_name"}


def expected(
    simulation: Simulation, stream: str, *, start: str = "2026-09-01", end: str | None = None,
    include_deleted: bool | None = None, advertiser_ids: Iterable[str] | None = None,
    metrics: Iterable[str] | None = None,
) -> Rows:
    """The rows by key that a perfect read gives; deleted objects as the connector has them by default.

    ``metrics`` are those of a report that are looked at, else all.
    """
    conditions: dict[str, Any] = {"rows": 1}
    if streams.is_report(stream):
        conditions |= {"what": "report", **streams.report_query(stream)}
        if metrics is not None:
            conditions["metrics"] = ",".join(metrics)
        if streams.cursor_of(stream):
            conditions |= {"start": start, **({"end": end} if end else {})}
    else:
        conditions["what"] = streams.ENTITIES[stream]
    if streams.is_report(stream) if include_deleted is None else include_deleted:
        conditions["include_deleted"] = 1
    rows: Rows = {}
    for advertiser_id in [None] if advertiser_ids is None else advertiser_ids:
        only = {"advertiser_id": advertiser_id} if advertiser_id else {}
        answer = simulation.truth(**conditions, **only)
        for key, row in answer["rows"].items():
            rows[key] = _report_row(row) if streams.is_report(stream) else _entity_row(key, row)
    return rows


def top_view(simulation: Simulation, stream: str) -> Rows:
    """The objects of TopView campaigns, deleted ones too: TikTok gives them only to who asks for them alone, so
    they have a suite of their own."""
    if streams.is_report(stream) or stream == "advertisers":
        return {}
    answer = simulation.truth(
        streams.ENTITIES[stream], rows=1, include_deleted=1, buying_types="RESERVATION_TOP_VIEW")
    return {key: {**_entity_row(key, row), "deleted": row["deleted"]} for key, row in answer["rows"].items()}


def without(rows: Rows, keys: Iterable[str]) -> Rows:
    return {key: row for key, row in rows.items() if key not in set(keys)}


def seen(stream: str, records: Iterable[dict[str, Any]]) -> Rows:
    """Records in the form of the truth. A later one of the same key takes the place of an earlier one."""
    return {key(stream, record): _comparable(stream, record) for record in records}


def key(stream: str, record: dict[str, Any]) -> str:
    """The key of a record as the truth writes it."""
    parts = [str(record[name]) for name in streams.key_of(stream)]
    if streams.is_report(stream):
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


def _comparable(stream: str, record: dict[str, Any]) -> dict[str, Any]:
    if streams.is_report(stream):
        metrics = record["metrics"]
        return {name: _decimal(metrics[name]) for name in streams.numeric_metrics(stream)}
    times = ("create_time", "modify_time") if "campaign_id" in record else ("create_time",)
    row = {"advertiser_id": record["advertiser_id"], "name": record[NAMES[stream]]}
    row |= {name: _spaced(record.get(name)) for name in times}
    if stream == "advertisers":
        row |= {name: record[name] for name in ("timezone", "currency")}
    return row


def _decimal(value: Any) -> Decimal | None:
    assert value is None or type(value) in (int, Decimal), f"{value!r} is not a number"
    return None if value is None else Decimal(value)


def _spaced(value: Any) -> Any:
    """2026-11-03T12:00:00 as the API writes it; anything else as it is."""
    return value.replace("T", " ") if isinstance(value, str) and value[10:11] == "T" else value
