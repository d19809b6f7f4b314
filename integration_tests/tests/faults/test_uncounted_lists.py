"""A list that does not say how many records it has is read to a page that is not full."""

from __future__ import annotations

from pathlib import Path

from support.disturbed_lists import FIRST, List
from support.list_reads import assert_complete, run_at
from support.servers.list_server import Ask, ListServer, answer


def test_a_list_without_count_that_fills_its_last_page_is_read_on(tmp_path: Path) -> None:
    """Saved audiences have no count: a full page may be the last one."""
    read = List("saved_audiences", "dmp/saved_audience/list/", "saved_audience_id", name="saved_audiences")
    for count in (3, 4, 5):
        def respond(ask: Ask, count: int = count) -> dict[str, object] | None:
            first = (ask.page - 1) * int(ask.query["page_size"])
            records = [read.record(ask, n) for n in range(first, min(count, first + int(ask.query["page_size"])))]
            return answer({"saved_audiences": records}) if ask.path == read.path else None

        with ListServer((FIRST,), respond) as server:
            done = run_at(tmp_path, read, server, page_size=2)
            asks = [ask for ask in server.asks if read.is_asked(ask)]
        assert_complete(done, read, list(range(count)))
        assert len(done.records[read.stream]) == count
        assert max(ask.page for ask in asks) == count // 2 + 1


def test_a_list_without_count_that_repeats_its_page_is_no_list(tmp_path: Path) -> None:
    read = List("saved_audiences", "dmp/saved_audience/list/", "saved_audience_id", name="saved_audiences")

    def respond(ask: Ask) -> dict[str, object] | None:
        records = [read.record(ask, n) for n in range(2)]
        return answer({"saved_audiences": records}) if ask.path == read.path else None

    with ListServer((FIRST,), respond) as server:
        done = run_at(tmp_path, read, server, page_size=2)
        assert len(server.asks) < 20
    assert done.returncode == 1 and done.statuses[read.stream][-1] == "INCOMPLETE"
    assert "repeat each other" in done.errors[0]["error"]["internal_message"]
