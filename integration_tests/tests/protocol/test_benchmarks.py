"""The calculations and charts of the benchmarks, without the measurements."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from benchmarks import chart, fewest, publishing, recording, report
from benchmarks.section import Bar, Limit, Panel, Section, Table

FIRST = date(2026, 1, 1)


def days(*offsets: int, rows: int = 1) -> Counter[date]:
    return Counter({FIRST + timedelta(days=each): rows for each in offsets})


@pytest.mark.parametrize(("found", "count"), [
    (days(0, 29), 1),
    (days(0, 30), 2),
    # Windows begin where there are rows, not where other windows end.
    (days(25, 35, 54), 1),
    (days(0, rows=1000), 1),
    (days(0, rows=1001), 2),
    (days(0, 1, rows=600), 2),
    (days(), 0),
])
def test_the_fewest_requests_are_windows_laid_where_rows_are(found: Counter[date], count: int) -> None:
    assert fewest.requests("ads_reports_daily", {"1": found}) == count


def test_a_window_by_the_hour_is_a_day_long() -> None:
    assert fewest.requests("ads_reports_hourly", {"1": days(0, 1, 5), "2": days(1)}) == 4


def test_days_before_those_that_are_read_again_take_no_requests() -> None:
    since = {"1": FIRST + timedelta(days=60)}
    assert fewest.requests("ads_reports_daily", {"1": days(0, 40, 59)}, since) == 0
    assert fewest.requests("ads_reports_daily", {"1": days(0, 40, 60)}, since) == 1


def test_a_question_is_the_same_however_it_is_written() -> None:
    one = recording.question("/report/?page=1&metrics=%5B%22spend%22%5D&secret=a")
    assert one == recording.question("/report/?metrics=[%22spend%22]&page=1&secret=b")
    assert one != recording.question("/report/?metrics=[%22spend%22]&page=2")


def test_windows_as_long_as_one_another_are_the_same_question_where_windows_repeat() -> None:
    january, february, short = (
        recording.undated(recording.question(f"/report/?start_date={start}&end_date={end}"))
        for start, end in (("2026-01-01", "2026-01-30"), ("2026-02-01", "2026-03-02"), ("2026-01-01", "2026-01-29")))
    assert january == february != short


@pytest.mark.parametrize(("limit", "holds"), [
    (Limit("at most", 1.0, [0.5, 1.0, 9.0]), True),
    (Limit("at most", 1.0, [0.5, 1.1, 1.2]), False),
    (Limit("at least", 1000.0, [999.0], is_least=True), False),
    (Limit("at least", 1000.0, [1001.0], is_least=True), True),
])
def test_the_median_decides_whether_a_limit_holds(limit: Limit, holds: bool) -> None:
    assert limit.holds == holds


def document() -> dict[str, Any]:
    section = Section(
        "bytes", [Limit("a <figure>", 1.3, [1.1, 1.2, 1.5])], [Table("Bytes", ("command", "s"), [["curl & co", 1.25]])],
        [
            Panel("Rows & <bytes>", "s", [Bar("curl", 1.0, "bounds"), Bar("this", 1.2, "this", 1.1, 1.5)]),
            Panel("Logarithms", "s", [Bar("one", 0.003, "this"), Bar("other", 90.0, "airbyte")], is_log=True),
        ])
    machine = {"date": "2026-01-01", "cores": 2, "processor": "P", "memory_gb": 8, "system": "S", "curl": "curl 8"}
    return {"machine": machine, "rounds": 5, "sections": {"bytes": section.document()}}


def test_the_chart_is_a_picture_with_a_bar_for_each_value() -> None:
    root = ElementTree.fromstring(chart.svg(document()))
    bars = [each for each in root.iter("{http://www.w3.org/2000/svg}rect") if float(each.get("y", "0")) > 30]
    assert len(bars) == 4
    assert all(0 < float(each.get("width", "0")) < chart.PANEL for each in bars)


def test_limits_are_told_with_median_spread_and_verdict() -> None:
    lines = report.limits_text(document()).split("\n")
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "a <figure>", "1.20", "1.10–1.50", "≤ 1.30", "holds, noisy"]


def test_the_block_of_the_readme_takes_the_place_of_the_one_before() -> None:
    text = f"before\n{publishing.BEGIN}\nold\n{publishing.END}\nafter\n"
    once = publishing.with_block(text, r"new \1")
    assert once == f"before\n{publishing.BEGIN}\nnew \\1\n{publishing.END}\nafter\n"
    assert publishing.with_block(once, r"new \1") == once
    with pytest.raises(ValueError, match="README"):
        publishing.with_block("no place", "new")


def test_the_pages_have_the_figures_of_the_results() -> None:
    document = json.loads((publishing.RESULTS / "results.json").read_text())
    assert (publishing.RESULTS / "results.md").read_text() == publishing.tables(document)
    text = publishing.README.read_text()
    assert publishing.with_block(text, publishing.block(document)) == text
