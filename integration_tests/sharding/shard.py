#!/usr/bin/env python3
"""Splits the accounts of an agency among several connections or pods, and moves their states with them.

    shard.py assign 4 < accounts > shards.txt
    shard.py assign 6 --before shards.txt < accounts > more-shards.txt
    shard.py split shards.txt state.jsonl folder
    shard.py join folder/*/state.jsonl > state.jsonl

`accounts` are ids, or the connector's output for the stream `advertiser_ids`. `shards.txt` has a line for each shard: its
accounts, separated by commas, as in the configuration's `advertiser_ids`. States are the connector's output, which may
include records; `split` writes folder/0/state.jsonl and so on.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

State = dict[str, Any]
Shards = list[list[str]]

# The members of a stream's state for an unfinished full refresh, and for a stream without a cursor.
FULL_REFRESH = "full_refresh"
NO_CURSOR = "__ab_no_cursor_state_message"


def assign(accounts: Iterable[str], count: int, before: Shards | None = None) -> Shards:
    """Splits accounts evenly. Each stays in its previous shard, and new ones go to the smallest; only if the number of
    shards changes, as few accounts as possible move."""
    accounts = list(dict.fromkeys(accounts))
    if count > len(accounts):
        raise ValueError(f"{len(accounts)} accounts cannot be divided among {count} shards")
    before = before or []
    known = set(accounts)
    shards = [[id for id in shard if id in known] for shard in before[:count]]
    shards += [[] for _ in range(count - len(shards))]
    placed = {id for shard in shards for id in shard}
    for id in accounts:
        if id not in placed:
            min(shards, key=len).append(id)
    while count != len(before) and max(map(len, shards)) - min(map(len, shards)) > 1:
        min(shards, key=len).append(max(shards, key=len).pop())
    # A connection without a list of accounts would read all of them.
    if not all(shards):
        raise ValueError(f"a shard has lost all of its accounts: divide them anew, or among fewer than {count}")
    return shards


def split(states: dict[str, State], accounts: Iterable[str]) -> dict[str, State]:
    """The part of the streams' states about some accounts."""
    chosen = set(accounts)
    return {stream: _part(state, chosen) for stream, state in states.items()}


def _part(state: State, accounts: set[str]) -> State:
    # One cursor for all accounts is also valid for these.
    if "states" not in state or state.get("use_global_cursor"):
        return state
    entries = [entry for entry in state["states"] if str(entry["partition"]["advertiser_id"]) in accounts]
    part = {**state, "states": entries}
    if "state" in part:
        del part["state"]
        if cursors := [entry["cursor"] for entry in entries]:
            part["state"] = _least(cursors)
    return part


def join(shards: list[dict[str, State]]) -> dict[str, State]:
    """The joined states of streams of all shards. An unfinished full refresh of a shard starts from the beginning."""
    streams = dict.fromkeys(stream for states in shards for stream in states)
    joined = {stream: _whole(stream, [states.get(stream) for states in shards]) for stream in streams}
    return {stream: state for stream, state in joined.items() if state}


def _whole(stream: str, states: list[State | None]) -> State | None:
    # A shard without a state has not read anything of the stream.
    told = [{name: value for name, value in (state or {}).items() if name != FULL_REFRESH} for state in states]
    if all(NO_CURSOR in state for state in told):
        return {NO_CURSOR: True}
    told_of_accounts = [state for state in told if state and NO_CURSOR not in state]
    if not told_of_accounts:
        return None
    entries: dict[str, State] = {}
    for state in told_of_accounts:
        if "states" not in state or state.get("use_global_cursor"):
            raise ValueError(f"the state of {stream} is one for all accounts: read it once, and it has one for each")
        for entry in state["states"]:
            # An account in two shards has certainly been read up to the earlier cursor.
            key = json.dumps(entry["partition"], sort_keys=True)
            known = entries.setdefault(key, entry)
            entries[key] = min(known, entry, key=lambda each: list(each["cursor"].values()))
    whole = {"use_global_cursor": False, "states": list(entries.values())}
    # It must not be set before every account has a cursor.
    if all(state.get("state") for state in told):
        whole["state"] = _least(state["state"] for state in told)
    # The days before it have not been read of every account.
    starts = [state["start_date"] for state in told_of_accounts if "start_date" in state]
    if starts:
        whole["start_date"] = max(starts)
    return {**whole, "lookback_window": max(state.get("lookback_window", 0) for state in told_of_accounts)}


def _least(cursors: Iterable[dict[str, str]]) -> dict[str, str]:
    return min(cursors, key=lambda cursor: list(cursor.values()))


def read_accounts(text: str) -> list[str]:
    """Ids in a text, or those of records of accounts."""
    records = [json.loads(line)["record"]["data"] for line in text.splitlines() if '"RECORD"' in line]
    found = [str(record["advertiser_id"]) for record in records] or re.split(r"[\s,]+", text.strip())
    if bad := [id for id in found if not re.fullmatch(r"\d{1,25}", id)]:
        raise ValueError(f"{bad[0][:40]!r} is not an account's id")
    return found


def read_shards(path: Path) -> Shards:
    return [read_accounts(line) for line in path.read_text().splitlines() if line.strip()]


def read_states(path: Path) -> dict[str, State]:
    """The last state of each stream in JSON lines or in a list of messages."""
    states: dict[str, State] = {}
    for message in _messages(path.read_text()):
        state = message.get("state", message)
        if "stream" not in state:
            raise ValueError(f"{path} has a state that is not one of a stream")
        stream = state["stream"]
        states[stream["stream_descriptor"]["name"]] = stream.get("stream_state") or {}
    return states


def _messages(text: str) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(text or "[]")
    except json.JSONDecodeError:
        lines = text.split("\n")
        # Text after the last line break is an incomplete line.
        document = [json.loads(line) for line in lines[:-1] if '"STATE"' in line or '"STREAM"' in line]
        document = [each for each in document if each.get("type") in ("STATE", "STREAM")]
    yield from document if isinstance(document, list) else [document]


def write_states(states: dict[str, State]) -> str:
    return "".join(
        json.dumps({"type": "STATE", "state": {"type": "STREAM", "stream": {
            "stream_descriptor": {"name": stream}, "stream_state": state}}}, separators=(",", ":")) + "\n"
        for stream, state in states.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("assign", help="splits the accounts of standard input")
    command.add_argument("count", type=int)
    command.add_argument("--before", type=Path, help="the existing shards")
    command = commands.add_parser("split", help="divides a state")
    command.add_argument("shards", type=Path)
    command.add_argument("state", type=Path)
    command.add_argument("folder", type=Path)
    command = commands.add_parser("join", help="joins the states of all shards")
    command.add_argument("states", type=Path, nargs="+")
    options = parser.parse_args()
    try:
        if options.command == "assign":
            before = read_shards(options.before) if options.before else None
            for shard in assign(read_accounts(sys.stdin.read()), options.count, before):
                print(",".join(shard))
        elif options.command == "split":
            states = read_states(options.state)
            for index, accounts in enumerate(read_shards(options.shards)):
                folder = options.folder / str(index)
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "state.jsonl").write_text(write_states(split(states, accounts)))
        else:
            print(write_states(join([read_states(path) for path in options.states])), end="")
    except (ValueError, OSError) as error:
        sys.exit(f"{parser.prog}: {error}")


if __name__ == "__main__":
    main()
