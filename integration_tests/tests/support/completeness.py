"""What has arrived, against what there is."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from support.connector import Run
from support.simulation import Simulation

METRICS = ("spend", "impressions", "clicks")

Rows = dict[str, Any]


def committed(run: Run) -> dict[str, list[dict[str, Any]]]:
    """The records that a destination keeps of a run which broke off: those before each stream's last state."""
    kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
    open_records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message in run.messages:
        if message["type"] == "RECORD":
            open_records[message["record"]["stream"]].append(message["record"]["data"])
        elif message["type"] == "STATE":
            name = message["state"]["stream"]["stream_descriptor"]["name"]
            kept[name] += open_records.pop(name, [])
    return kept


def report_rows(records: list[dict[str, Any]]) -> Rows:
    """Key → metrics of records of ads_reports_daily, the last of a key counting."""
    return {
        f"{record['advertiser_id']}|{record['ad_id']}|{record['stat_time_day'][:10]}": {
            name: Decimal(record["metrics"][name] or 0) for name in METRICS}
        for record in records
    }


def true_report_rows(simulation: Simulation, start: str, **conditions: Any) -> Rows:
    truth = simulation.truth(
        "report", start=start, metrics=",".join(METRICS), include_deleted=1, rows=1, **conditions)
    return {
        key.removesuffix(" 00:00:00"): {name: number(value) for name, value in row.items()}
        for key, row in truth["rows"].items()
    }


def number(text: str) -> Decimal:
    return Decimal(0 if text == "-" else text)


def entity_rows(records: list[dict[str, Any]], entity: str) -> Rows:
    """Id → name and time of records of an entity stream, the last of an id counting."""
    return {
        record[f"{entity}_id"]: (record[f"{entity}_name"], (record.get("modify_time") or "").replace("T", " "))
        for record in records
    }


def true_entity_rows(simulation: Simulation, entity: str, **conditions: Any) -> Rows:
    truth = simulation.truth(entity, rows=1, **conditions)
    return {id: (row["name"], row["modify_time"] or "") for id, row in truth["rows"].items()}


def difference(found: Rows, true: Rows) -> dict[str, Any]:
    """What is missing, invented or different, a few of each; empty when nothing is."""
    kinds = {
        "missing": [key for key in true if key not in found],
        "invented": [key for key in found if key not in true],
        "different": [(key, found[key], true[key]) for key in true if key in found and found[key] != true[key]],
    }
    return {kind: (len(keys), keys[:3]) for kind, keys in kinds.items() if keys}
