"""The simulated account's truth and the delivered records, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from support import asked, objects, streams
from support.objects import Scope
from support.simulation import Simulation
from support.streams import WINDOW, Stream

Rows = dict[str, dict[str, Any]]
# The metrics to compare where it matters whether all rows were delivered, not their values.
METRICS = ("spend", "impressions", "clicks")
# The levels of a reconciliation.
RECONCILED = ("campaigns", "ad_groups", "ads")
# For objects, these are in the API's own form, which is also that of cursors.
OBJECT_TIMES = ("create_time", "modify_time")


def expected(
    simulation: Simulation, stream: str | Stream, *, start: str = "2026-09-01", end: str | None = None,
    include_deleted: bool | None = None, advertiser_ids: Iterable[str] | None = None,
    metrics: Iterable[str] | None = None, window_days: int = 30, without: Iterable[str] = (),
) -> Rows:
    """The rows by key that a perfect read gives; deleted objects are handled as by the connector's default.

    ``metrics`` are the metrics of a report to compare, by default all; ``window_days`` is the number of days in one
    request. ``without`` are kinds of campaigns that a report is read without.
    """
    stream = streams.of(stream)
    if include_deleted is None:
        include_deleted = not stream.is_of_objects
    if stream.is_reconciliation:
        return _reconciled(
            simulation, start=start, end=end, include_deleted=include_deleted, advertiser_ids=advertiser_ids,
            window_days=window_days, without=without)
    ids = [None] if advertiser_ids is None or stream.is_of_token else list(advertiser_ids)
    if not stream.is_report:
        rows = {}
        for id in ids:
            scope = Scope(simulation, id, start, end, include_deleted, window_days)
            rows |= _by_key(stream, objects.records(stream, scope))
        return rows
    conditions: dict[str, Any] = {"rows": 1, **({"include_deleted": 1} if include_deleted else {})}
    conditions |= {"without": ",".join(without)} if without else {}
    conditions |= stream.query(None if metrics is None else list(metrics))
    if stream.is_lifetime:
        return _lifetimes(simulation, stream, conditions, start, end, advertiser_ids or simulation.advertiser_ids)
    if stream.is_gmv_max:
        end = end or str(asked.last_begun(simulation.now))
    conditions |= {"start": start, **({"end": end} if end else {})}
    rows = {}
    for id in ids:
        rows |= _report_rows(simulation, stream, conditions | ({"advertiser_id": id} if id else {}))
    return rows


def _reconciled(simulation: Simulation, **conditions: Any) -> Rows:
    """The rows of a reconciliation: sums over the rows of the reports that it uses."""
    parts = {"": ("advertisers_reports_daily", METRICS)}
    parts |= {f"{level}_": (f"{level}_reports_daily", METRICS) for level in RECONCILED}
    parts |= {f"gmv_max_{kind}_": (f"gmv_max_{kind}_campaign_reports_daily", ("cost",)) for kind in ("product", "live")}
    sums: dict[str, dict[str, Decimal]] = {}
    for prefix, (name, metrics) in parts.items():
        for key, row in expected(simulation, name, metrics=metrics, **conditions).items():
            advertiser_id, *_, day = key.split("|")
            amounts = sums.setdefault("|".join([advertiser_id, advertiser_id, day]), {})
            for metric in metrics:
                amounts[prefix + metric] = amounts.get(prefix + metric, Decimal(0)) + (row[metric] or 0)
    return {key: _reconciled_row(amounts) for key, amounts in sums.items()}


def _reconciled_row(sums: dict[str, Decimal]) -> dict[str, Any]:
    own = {metric: sums.get(metric, Decimal(0)) for metric in METRICS}
    row = dict(own)
    for level in RECONCILED:
        for metric in METRICS:
            amount = sums.get(f"{level}_{metric}", Decimal(0))
            row |= {f"{level}_{metric}": amount, f"{level}_{metric}_difference": own[metric] - amount}
    return {**row, "gmv_max_cost": sum(sums.get(f"gmv_max_{kind}_cost", Decimal(0)) for kind in ("product", "live"))}


def lifetime_windows(
    simulation: Simulation, stream: Stream, advertiser_id: str, start: str, end: str | None = None
) -> list[tuple[date, date]]:
    """The days that each lifetime row of an account covers: its whole life where TikTok supports that, else years. For
    reports where TikTok never supports it, a read begins at its start date."""
    first, last = (
        days[advertiser_id]
        for days in (asked.earliest_days(simulation), asked.latest_days(simulation, simulation.now)))
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
            for key, row in _report_rows(simulation, stream, {**conditions, **days, "advertiser_id": id}).items():
                full = "|".join([key, *(texts[name] for name in stream.key if name in WINDOW)])
                # If the key does not include the window, the last one counts.
                told = {name: texts[name] for name in stream.own_columns if name in WINDOW}
                rows[full] = {**row, **told}
    return rows


def _report_rows(simulation: Simulation, stream: Stream, conditions: dict[str, Any]) -> Rows:
    if not stream.is_gmv_max:
        return {key: _report_row(row) for key, row in simulation.truth(**conditions)["rows"].items()}
    rows = {}
    for record in simulation.list(**conditions):
        parts = [record["advertiser_id"], *(record["dimensions"][name] for name in stream.dimensions)]
        rows["|".join(parts)] = {**_report_row(record["metrics"]), "store_id": record["store_id"]}
    return rows


def top_view(simulation: Simulation, stream: str | Stream) -> Rows:
    """The objects of TopView campaigns, including deleted ones. TikTok returns them only if they are requested
    separately, so they have their own suite."""
    stream = streams.of(stream)
    kept = _by_key(stream, objects.top_view(simulation, stream, include_deleted=False))
    everything = _by_key(stream, objects.top_view(simulation, stream, include_deleted=True))
    return {key: {**row, "deleted": key not in kept} for key, row in everything.items()}


def without(rows: Rows, keys: Iterable[str]) -> Rows:
    gone = set(keys)
    return {key: row for key, row in rows.items() if key not in gone}


def seen(
    stream: str | Stream, records: Iterable[dict[str, Any]], metrics: Iterable[str] | None = None
) -> Rows:
    """Records in the form of the truth. A later one replaces an earlier one with the same key."""
    stream = streams.of(stream)
    names = stream.numeric_metrics if metrics is None else list(metrics)
    return {key(stream, record): _comparable(stream, record, names) for record in records}


def key(stream: str | Stream, record: dict[str, Any]) -> str:
    """The key of a record as the truth writes it."""
    stream = streams.of(stream)
    parts = [str(record[name]) for name in stream.identity]
    if not stream.is_of_objects:
        return "|".join([record["advertiser_id"], *map(_spaced, parts)])
    return "|".join(parts)


def differences(expected: Rows, actual: Rows) -> list[str]:
    """What is missing, unexpected or different, a few of each; empty if both are equal."""
    told = [f"missing: {key} {expected[key]}" for key in list(expected.keys() - actual.keys())[:4]]
    told += [f"too much: {key} {actual[key]}" for key in list(actual.keys() - expected.keys())[:4]]
    unequal = [key for key in expected.keys() & actual.keys() if expected[key] != actual[key]]
    for key in unequal[:4]:
        pairs = {name: (expected[key].get(name), actual[key].get(name)) for name in expected[key] | actual[key]}
        unlike = [(name, *values) for name, values in pairs.items() if values[0] != values[1]]
        told += [f"{key} {name}: {known!r} became {found!r}" for name, known, found in unlike[:4]]
    counts = (len(expected.keys() - actual.keys()), len(actual.keys() - expected.keys()), len(unequal))
    return [*told, "missing %d, too much %d, different %d" % counts] if any(counts) else []


def sums(rows: Rows, metrics: Iterable[str]) -> dict[str, Decimal]:
    """Exact sums over report rows; a missing value counts as zero."""
    return {name: sum((row[name] for row in rows.values() if row[name] is not None), Decimal(0)) for name in metrics}


def _report_row(row: dict[str, str | None]) -> dict[str, Any]:
    return {name: None if text in (None, "-") else Decimal(text) for name, text in row.items()}


def _by_key(stream: Stream, records: Iterable[dict[str, Any]]) -> Rows:
    return {key(stream, record): _comparable(stream, record, []) for record in records}


def _comparable(stream: Stream, record: dict[str, Any], metrics: list[str]) -> dict[str, Any]:
    """A report's row with its values; an object with all of its fields."""
    if stream.is_report:
        found = stream.metrics_of(record)
        own = {name: record[name] for name in stream.own_columns}
        return {**{name: _decimal(found[name]) for name in metrics}, **own}
    if stream.is_reconciliation:
        # Reasons are sentences that contain request ids.
        beside = (*stream.key, "timezone", "currency", "reasons")
        return {name: _decimal(value) for name, value in record.items() if name not in beside}
    # Ads without a time of change show null or nothing.
    times = OBJECT_TIMES if stream.cursor else [name for name in OBJECT_TIMES if name in record]
    return {**record, **{name: _spaced(record.get(name)) for name in times}}


def _decimal(value: Any) -> Decimal | None:
    assert value is None or type(value) in (int, Decimal), f"{value!r} is not a number"
    return None if value is None else Decimal(value)


def _spaced(value: Any) -> Any:
    """2026-11-03T12:00:00 as the API writes it; anything else as it is."""
    return value.replace("T", " ") if isinstance(value, str) and value[10:11] == "T" else value
