"""Generated pages are read by the real binary and by Python's JSON module: the records are the same.

1,000 pages by default, 2,000 with `--all`; the variable PAGES asks for more.
"""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from conftest import NOW
from support.breadth import broad
from support.connector import RECORD, Connector, configured
from support.page_model import Model, Row, agree, plain, read
from support.page_texts import PageWriter
from support.page_values import Values, values
from support.servers.page_server import ACCOUNT, PageServer

PAGES = int(os.environ.get("PAGES", broad("1000", "2000")))
PER_RUN = 2500
# Sets of values per run of the binary.
SETS = 8

METRICS = [
    "spend", "cpc", "clicks", "impressions", "reach", "campaign_name", "campaign_id", "ad_name", "ad_text",
    "campaign_budget", "conversion", "ctr",
]
CONFIG = {
    "credentials": {"auth_type": "access_token", "access_token": "t0ken", "advertiser_ids": ["7001"]},
    "start_date": "2026-11-01", "end_date": "2026-11-03", "requests_per_second": 1000, "concurrency": 8,
    "custom_reports": [{"name": "mine", "dimensions": ["ad_id", "stat_time_day"], "metrics": METRICS}],
}
COLUMNS = {"advertiser_id": "7001"}
OF_REPORTS = COLUMNS | {name: str(ACCOUNT[name]) for name in ("timezone", "currency")}


@dataclass(frozen=True)
class Case:
    """A stream whose pages are generated."""

    stream: str
    endpoint: str
    id_name: str
    rules: dict[str, Any]
    layout: str = "nested"
    inner: str | None = None
    day_name: str | None = None
    list_name: str = "list"

    @property
    def key(self) -> tuple[str, ...]:
        return (self.rules.get("key", self.id_name), *([self.day_name] if self.day_name else []))


REPORT = "report/integrated/get/#ad_id"
NESTED = {"is_report": True, "raised": "dimensions"}
FLAT = {"is_report": True, "opened": ("dimensions", "metrics")}
CASES = (
    Case("ad_groups", "adgroup/get/", "adgroup_id", {}),
    Case("pixels", "pixel/list/", "pixel_id", {}, list_name="pixels"),
    Case(
        "spark_ads", "tt_video/list/", "item_id",
        {"copies": {"item_info.item_id": "spark_ads_post_id"}, "key": "spark_ads_post_id"}, inner="item_info"),
    Case("mine", REPORT, "ad_id", NESTED, inner="dimensions", day_name="stat_time_day"),
    Case("mine", REPORT, "ad_id", FLAT, "flat", inner="dimensions", day_name="stat_time_day"),
)


def pages_of(case: Case, schema: dict[str, Any], count: int, number: int) -> list[bytes]:
    """So many pages, the same in every run: hypothesis generates some sets of values, and each set is used for a share of
    the pages."""
    sets: list[tuple[Values, Random]] = []

    @seed(number)
    @settings(
        max_examples=SETS, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck))
    @given(values(), st.integers(0, 2**32))
    def collect(values: Values, seed: int) -> None:
        sets.append((values, Random(seed)))

    collect()
    pages: list[list[str]] = []
    writer = PageWriter(nested(schema, case), *sets[0], case.id_name, case.key, case.inner, case.day_name)
    for index in range(count):
        writer.values, writer.random = sets[index * len(sets) // count]
        pages.append([writer.record() for _ in range(1 + index % 3)])
    info = {"page_size": 20, "total_number": writer.records, "total_page": count}
    return [
        writer.page(case.list_name, records, {"page": page_number, **info})
        for page_number, records in enumerate(pages, 1)]


def nested(schema: dict[str, Any], case: Case) -> dict[str, Any]:
    """The members that an API record may have."""
    properties = schema["properties"]
    if case.layout == "nested":
        return properties
    dimensions = {name: properties[name] for name in case.key}
    metrics = {name: properties[name] for name in METRICS}
    rest = {name: value for name, value in properties.items() if name not in dimensions | metrics}
    return {**rest, "dimensions": {"properties": dimensions}, "metrics": {"properties": metrics}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.stream}-{case.layout}")
def test_records_are_those_that_python_reads(case: Case, tmp_path: Path) -> None:
    share = max(PAGES // len(CASES), 1)
    for number, start in enumerate(range(0, share, PER_RUN)):
        check(case, tmp_path, min(PER_RUN, share - start), number)


def check(case: Case, folder: Path, count: int, number: int) -> None:
    config = CONFIG | {"report_layout": case.layout}
    catalog = Connector(folder, "https://127.0.0.1/").discover(config, NOW)
    [stream] = [each for each in catalog["streams"] if each["name"] == case.stream]
    rules = {name: value for name, value in case.rules.items() if name != "key"}
    columns = OF_REPORTS if case.rules.get("is_report") else COLUMNS
    model = Model(stream["json_schema"], columns, **rules)
    pages = pages_of(case, stream["json_schema"], count, number)
    assert len(pages) == count
    with PageServer({case.endpoint: pages}) as server:
        run = Connector(folder, server.address).run(
            "read", config, configured(catalog, case.stream, mode="full_refresh"), now=NOW)
    assert run.returncode == 0, run.errors
    actual = records_of(run.stdout, case)
    differences, rows = [], 0
    for text in pages:
        read_text, has_infinite = portable(text.decode())
        for record in dict(dict(read(read_text))["data"])[case.list_name]:
            rows += 1
            row = model.row(record)
            found = actual.pop(tuple(row.data[name] for name in case.key), None)
            if has_infinite and found:
                row = replace(row, nulled=row.nulled | {
                    name for name in found.nulled if name.split(".")[0] in row.data or "." in name})
            if told := difference(row, found):
                differences.append((len(text), told, text.decode()))
    assert not differences, "%d records of %d, the shortest page:\n%s\n%s" % (
        len(differences), rows, *min(differences)[1:])
    assert not actual, f"too much: {list(actual)[:3]}"
    assert rows >= count


def portable(text: str) -> tuple[str, bool]:
    """The page with what other parsers refuse replaced: escaped halves of surrogate pairs by U+FFFD, infinite numbers by
    null. Whether there was such a number."""
    halves = r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(u[dD][89a-fA-F]\w\w)|.)"
    numbers = 0

    def replaced(token: re.Match[str]) -> str:
        nonlocal numbers
        if token[0].startswith('"'):
            return re.sub(halves, lambda found: "\\ufffd" if found[1] else found[0], token[0])
        if math.isfinite(float(token[0])):
            return token[0]
        numbers += 1
        return "null"

    return re.sub(r'"(?:\\.|[^"\\])*"|-?[0-9][0-9.eE+-]*', replaced, text), numbers > 0


def records_of(output: str, case: Case) -> dict[tuple[Any, ...], Row]:
    """The binary's records, by key."""
    rows = {}
    for line in output.split("\n"):
        if not line.startswith(RECORD):
            continue
        record = dict(dict(read(line))["record"])
        names = [name for name, _ in record["data"]]
        assert len(names) == len(set(names)), line
        changes = [dict(change) for change in dict(record.get("meta", [])).get("changes", [])]
        assert {change["change"] for change in changes} <= {"NULLED", "TRUNCATED"}, line
        row = Row(plain(record["data"]), {change["field"] for change in changes if change["change"] == "NULLED"})
        key = tuple(row.data[name] for name in case.key)
        assert key not in rows, line
        rows[key] = row
    return rows


def difference(expected: Row, actual: Row | None) -> str:
    """The difference from the expected record; empty if there is none."""
    if actual is None:
        return f"missing: {expected.data}"
    if expected.nulled != actual.nulled:
        return f"null-ed were {sorted(actual.nulled)} instead of {sorted(expected.nulled)}"
    for name in expected.data | actual.data:
        pair = [row.data.get(name, "absent") for row in (expected, actual)]
        if (name in expected.data) != (name in actual.data) or not agree(*pair):
            return f"{name}: {pair[0]!r} became {pair[1]!r}"
    return ""
