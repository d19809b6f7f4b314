"""A list is complete if it has as many records as TikTok counts, on one page or several, for each account separately. If
it does not match, it is requested again; if the mismatch remains, it is reported. A record that may be missing is always
reported."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from support.breadth import broad
from support.disturbed_lists import (
    COUNT,
    FIRST,
    LISTS,
    SECOND,
    SIZE,
    List,
    Page,
    is_first_half,
    undisturbed,
)
from support.faulty_reads import said
from support.list_reads import ALL, assert_complete, run, run_at, warnings
from support.servers.list_server import Ask, ListServer, answer, page

# Of the lists of objects, by default one that takes fields, and one whose list has another name.
USUAL = broad([LISTS[0], *LISTS[2:]], LISTS)
BY_LIST = pytest.mark.parametrize("read", USUAL, ids=str)


@BY_LIST
def test_a_list_that_nothing_disturbs_is_read_once(read: List, tmp_path: Path) -> None:
    done, asks = run(tmp_path, read, undisturbed)
    assert_complete(done, read)
    assert warnings(done) == []
    assert len(done.records[read.stream]) == COUNT
    # Each page, and the first one again.
    parts = 2 if read.is_joined else 1
    assert len(asks) == 3 * parts + 1


@pytest.mark.parametrize("number", (1, 2, 3))
@BY_LIST
def test_a_page_that_lists_nothing_is_asked_for_again(read: List, number: int, tmp_path: Path) -> None:
    def disturbance(ask: Ask) -> Page:
        numbers, total, pages = undisturbed(ask)
        return (None if ask.times % 2 else [] if number == 3 else None, total, pages) if (
            ask.page == number and ask.times < 3) else (numbers, total, pages)

    done, _ = run(tmp_path, read, disturbance)
    assert_complete(done, read)
    assert warnings(done) == []


@pytest.mark.parametrize("number", (1, 3))
@BY_LIST
def test_a_page_that_never_lists_anything_fails_the_stream(read: List, number: int, tmp_path: Path) -> None:
    def disturbance(ask: Ask) -> Page:
        numbers, total, pages = undisturbed(ask)
        return (None if ask.page == number else numbers), total, pages

    done, _ = run(tmp_path, read, disturbance)
    assert done.returncode == 1
    assert done.statuses[read.stream][-1] == "INCOMPLETE"
    [error] = done.errors
    assert FIRST in error["error"]["message"]
    assert f"page {number} of 3 lists nothing, although {COUNT} records are counted" in error["error"]["internal_message"]


@pytest.mark.parametrize(("number", "count"), ((1, COUNT), (2, COUNT), (3, COUNT), (1, 7)))
@BY_LIST
def test_a_short_page_is_read_again(read: List, number: int, count: int, tmp_path: Path) -> None:
    """For a list of three pages, or of one."""
    numbers = ALL[:count]

    def disturbance(ask: Ask) -> Page:
        records, total, pages = undisturbed(ask, numbers)
        return records[:4] if ask.page == number and ask.times < 3 else records, total, pages

    done, _ = run(tmp_path, read, disturbance)
    assert_complete(done, read, numbers)
    assert warnings(done) == []


@pytest.mark.parametrize("counted", (COUNT + 1, 8))
@BY_LIST
def test_a_count_that_is_always_off_is_told_with_both_numbers(read: List, counted: int, tmp_path: Path) -> None:
    numbers = ALL if counted > COUNT else ALL[:7]

    def disturbance(ask: Ask) -> Page:
        records, _, pages = undisturbed(ask, numbers)
        return records, counted, pages

    done, asks = run(tmp_path, read, disturbance)
    assert_complete(done, read, numbers)
    assert max(Counter(json.dumps(ask.query, sort_keys=True) for ask in asks).values()) == 3
    [warning] = warnings(done)
    assert f"counts {counted} records but lists {len(numbers)}" in warning and FIRST in warning


@pytest.mark.parametrize("listed", (1, 4))
@BY_LIST
def test_a_single_page_of_fewer_records_than_counted_is_told_with_both_numbers(
    read: List, listed: int, tmp_path: Path
) -> None:
    done, asks = run(tmp_path, read, lambda ask: (ALL[:listed], 5, 1))
    assert done.returncode == 0 and done.statuses[read.stream][-1] == "COMPLETE", said(done)
    assert max(Counter(json.dumps(ask.query, sort_keys=True) for ask in asks).values()) == 3
    [warning] = warnings(done)
    assert f"counts 5 records but lists {listed}" in warning and FIRST in warning


@pytest.mark.parametrize("numbers", (
    [0, 1, 1, 2], [0, 0, 0, 1], [*range(9), 9, 9, *range(10, 20)], [*range(12), 12, 12, *range(13, 15)]),
    ids=("two", "three", "on two pages", "on the second page"))
@BY_LIST
def test_records_with_equal_keys_are_all_delivered(read: List, numbers: list[int], tmp_path: Path) -> None:
    done, _ = run(tmp_path, read, lambda ask: undisturbed(ask, numbers))
    assert done.returncode == 0 and done.statuses[read.stream][-1] == "COMPLETE", said(done)
    got = Counter(read.keys(done.records[read.stream]))
    wanted = Counter(numbers)
    assert set(got) == set(wanted) and all(got[number] >= wanted[number] for number in wanted)
    if read.path == "report/integrated/get/":
        assert got == wanted, "the same rows, whatever is selected"
    [warning] = warnings(done)
    repeated = len(numbers) - len(wanted)
    assert f"records whose key came before in the same answer: {repeated}." in warning and FIRST in warning


@pytest.mark.parametrize("number", (1, 2, 3))
@pytest.mark.parametrize(("read", "half"), [
    (read, half) for read in USUAL for half in ("both requests", "the first request", "the second request")
    if read.is_joined or half == "both requests"], ids=str)
def test_a_row_in_place_of_another_has_the_list_read_again(
    read: List, number: int, half: str, tmp_path: Path
) -> None:

    def disturbance(ask: Ask) -> Page:
        records, total, pages = undisturbed(ask)
        is_meant = half == "both requests" or is_first_half(ask) == (half == "the first request")
        if ask.page == number and ask.times == 1 and is_meant:
            records[5] = 23 if number < 3 else 3
        return records, total, pages

    done, _ = run(tmp_path, read, disturbance)
    assert_complete(done, read)
    assert warnings(done) == []
    if read.is_joined:
        [metrics] = {len(record["metrics"]) for record in done.records[read.stream]}
        assert metrics > 100, "no row lacks the metrics of a request"


@BY_LIST
def test_accounts_are_counted_each_by_itself(read: List, tmp_path: Path) -> None:
    """The first account's count is always wrong, which must not affect the second one's."""
    def disturbance(ask: Ask) -> Page:
        if ask.account == FIRST:
            return *undisturbed(ask, ALL[:24])[:1], 25, 3
        records, total, pages = undisturbed(ask)
        if ask.page == 2 and ask.times == 1:
            records[5] = 3
        return records, total, pages

    done, _ = run(tmp_path, read, disturbance, (FIRST, SECOND))
    assert_complete(done, read, ALL[:24])
    assert_complete(done, read, ALL, SECOND)
    assert len(warnings(done)) == 1 and FIRST in warnings(done)[0]


@BY_LIST
def test_more_pages_than_there_are_records_are_no_list(read: List, tmp_path: Path) -> None:
    done, asks = run(tmp_path, read, lambda ask: ([0] if ask.page == 1 else [], 1, 2**31))
    assert done.returncode == 1 and done.statuses[read.stream][-1] == "INCOMPLETE"
    assert "2147483648 pages, although 1 records are counted" in done.errors[0]["error"]["internal_message"]
    assert len(asks) < 50


@BY_LIST
def test_a_list_that_grows_with_every_page_comes_to_an_end(read: List, tmp_path: Path) -> None:
    done, asks = run(
        tmp_path, read,
        lambda ask: (list(range((ask.page - 1) * SIZE, ask.page * SIZE)), ask.page * SIZE + SIZE, ask.page + 1))
    assert done.returncode == 1 and done.statuses[read.stream][-1] == "INCOMPLETE"
    assert len(asks) < 600


@BY_LIST
def test_pages_that_repeat_each_other_are_no_list(read: List, tmp_path: Path) -> None:
    """The API ignores the requested page number."""
    done, asks = run(tmp_path, read, lambda ask: (ALL[:SIZE], COUNT, 3))
    assert done.returncode == 1 and done.statuses[read.stream][-1] == "INCOMPLETE"
    assert len(asks) < 50


@pytest.mark.parametrize("gone", (0, 9))
@BY_LIST
def test_an_object_that_slides_to_a_page_that_was_read_is_not_missed(read: List, gone: int, tmp_path: Path) -> None:
    """Between the first page and the second, a record of the first page disappears and another one is added at the end."""
    after = [number for number in range(COUNT + 1) if number != gone]
    seen: list[int] = []

    def disturbance(ask: Ask) -> Page:
        seen.append(ask.page)
        return undisturbed(ask, ALL if set(seen) == {1} and len(seen) <= (2 if read.is_joined else 1) else after)

    done, _ = run(tmp_path, read, disturbance)
    assert_complete(done, read, after)


def test_objects_that_requests_are_about_are_looked_up_whole(tmp_path: Path) -> None:
    """Audiences are listed before their details are requested: none is lost when the list is too short for a moment."""
    read = List("audience_details", "dmp/custom_audience/get/", "audience_id")

    def respond(ask: Ask) -> dict[str, object] | None:
        if ask.path == "dmp/custom_audience/list/":
            numbers, total, pages = undisturbed(ask)
            if ask.page == 2 and ask.times == 1:
                numbers = [*numbers[:4], 3, *numbers[5:]]
            return page([{"audience_id": str(1_700_000_000_000_000_000 + n)} for n in numbers], ask.page, pages, total)
        ids = ask.values("custom_audience_ids")
        return answer({"list": [{"audience_details": {"audience_id": id}} for id in ids]})

    with ListServer((FIRST,), respond) as server:
        done = run_at(tmp_path, read, server)
    assert_complete(done, read)


def test_a_row_that_one_request_never_tells_of_comes_without_its_metrics(tmp_path: Path) -> None:
    """Requested three times, because the row may have been added between the requests."""
    read = LISTS[-1]

    def disturbance(ask: Ask) -> Page:
        return undisturbed(ask, ALL if is_first_half(ask) else ALL[:-1])

    done, _ = run(tmp_path, read, disturbance)
    assert_complete(done, read)
    whole = max(len(record["metrics"]) for record in done.records[read.stream])
    partial = read.keys([record for record in done.records[read.stream] if len(record["metrics"]) < whole])
    assert partial == ALL[-1:]
    [warning] = warnings(done)
    assert "different rows in each of 3 reads. Rows that lack the metrics of some answers: 1." in warning and FIRST in warning
