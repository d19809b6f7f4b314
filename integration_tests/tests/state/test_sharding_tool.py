"""shard.py splits accounts so that they stay in their shards, and states so that nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.indexed_job import SHARDING

sys.path.insert(0, str(SHARDING))
import shard  # noqa: E402


@given(
    st.lists(st.integers(1, 10**18).map(str), min_size=1, max_size=40, unique=True),
    st.lists(st.integers(1, 10**18).map(str), max_size=10, unique=True), st.data())
def test_accounts_are_in_one_shard_each_and_stay_there(
    accounts: list[str], new: list[str], data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(accounts)))
    before = shard.assign(accounts, count)
    sizes = {len(each) for each in before}
    assert max(sizes) - min(sizes) <= 1 and sorted(sum(before, [])) == sorted(accounts)
    everyone = list(dict.fromkeys([*new, *accounts]))
    after = shard.assign(everyone, count, before)
    assert all(earlier == later[: len(earlier)] for earlier, later in zip(before, after, strict=True))
    assert sorted(sum(after, [])) == sorted(everyone)
    other = data.draw(st.integers(1, len(accounts)))
    moved = shard.assign(accounts, other, before)
    assert sorted(sum(moved, [])) == sorted(accounts) and all(moved)
    sizes = {len(each) for each in moved}
    assert max(sizes) - min(sizes) <= 1
    # No account that stays has moved to another shard.
    stayed = sum(len(set(earlier) & set(later)) for earlier, later in zip(before, moved, strict=False))
    assert stayed >= sum(min(len(earlier), min(sizes)) for earlier in before[:other])


def test_shards_without_accounts_are_refused(tmp_path: Path) -> None:
    """Because a connection without a list of accounts reads all of them."""
    for arguments, text in (([3], "1 2"), ([2, "--before", tmp_path / "before"], "1\n3")):
        (tmp_path / "before").write_text("1,3\n2\n")
        done = subprocess.run(
            [str(SHARDING / "shard.py"), "assign", *map(str, arguments)], input=text, capture_output=True, text=True)
        assert done.returncode == 1 and done.stdout == "" and "shard" in done.stderr, done


def test_states_that_do_not_go_together_are_refused_or_begin_anew() -> None:
    def state(day: str, *accounts: str) -> dict[str, Any]:
        entries = [{"partition": {"advertiser_id": id}, "cursor": {"stat_time_day": day}} for id in accounts]
        return {"use_global_cursor": False, "states": entries, "state": {"stat_time_day": day}, "lookback_window": 0}

    earlier, later = state("2026-10-01", "1", "2"), state("2026-11-01", "2", "3")
    [joined] = shard.join([{"a": earlier}, {"a": later}]).values()
    days = {entry["partition"]["advertiser_id"]: entry["cursor"]["stat_time_day"] for entry in joined["states"]}
    assert days == {"1": "2026-10-01", "2": "2026-10-01", "3": "2026-11-01"}
    assert joined["state"] == {"stat_time_day": "2026-10-01"}
    # A shard that has not read the stream has no cursor, so it does not count for the earliest one.
    assert "state" not in shard.join([{"a": earlier}, {}])["a"]
    # A connection that was in the middle of a full refresh starts it from the beginning.
    refresh = {"full_refresh": {"as_of": "2026-11-03T00:00:00Z", "question": "q", "complete": ["1"]}}
    assert shard.join([{"a": refresh}, {"a": {shard.NO_CURSOR: True}}]) == {}
    assert shard.join([{"a": {shard.NO_CURSOR: True, **refresh}}] * 2) == {"a": {shard.NO_CURSOR: True}}
    with pytest.raises(ValueError, match="all accounts"):
        shard.join([{"a": earlier}, {"a": {"stat_time_day": "2026-10-01"}}])


def test_a_part_of_a_state_is_about_its_accounts_alone() -> None:
    entries = [
        {"partition": {"advertiser_id": id}, "cursor": {"stat_time_day": day}}
        for id, day in (("1", "2026-10-01"), ("2", "2026-11-01"))]
    state = {"use_global_cursor": False, "states": entries, "state": {"stat_time_day": "2026-10-01"}}
    assert shard.split({"a": state}, ["2"]) == {
        "a": {"use_global_cursor": False, "states": entries[1:], "state": {"stat_time_day": "2026-11-01"}}}
    assert shard.split({"a": state}, ["3"]) == {"a": {"use_global_cursor": False, "states": []}}
    plain = {"stat_time_day": str(date(2026, 10, 1))}
    assert shard.split({"a": plain}, ["3"]) == {"a": plain}


def test_the_last_whole_state_of_a_stream_counts(tmp_path: Path) -> None:
    """The output of a connector that was killed in the middle of a line."""
    def line(day: str) -> str:
        return shard.write_states({"a": {"stat_time_day": day}})

    record = '{"type":"RECORD","record":{"stream":"a","data":{"name":"\\"STATE\\""},"emitted_at":1}}\n'
    path = tmp_path / "state.jsonl"
    path.write_text(line("2026-10-01") + record + line("2026-10-02") + line("2026-10-03")[:-9])
    assert shard.read_states(path) == {"a": {"stat_time_day": "2026-10-02"}}
    path.write_text("[" + line("2026-10-01").strip() + "]")
    assert shard.read_states(path) == {"a": {"stat_time_day": "2026-10-01"}}
    path.write_text("")
    assert shard.read_states(path) == {}
