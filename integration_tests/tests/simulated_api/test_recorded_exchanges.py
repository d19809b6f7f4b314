"""The answers that the model of TikTok in `Tests/SimulationTests` has to give, too: `RecordedExchangesTests` compares them.

RECORD_SNAPSHOTS=1 records them again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict
from functools import cache
from typing import Any

from simulated_api.process import SimulatedAPI
from support.connector import ROOT
from support.exchanges import FLAGS, LATER, NOW, Accounts, answered, numbers

FILE = ROOT / "Tests/SimulationTests/Samples/exchanges.json"


@cache
def exchanges() -> dict[str, Any]:
    accounts = Accounts()
    requests = list(accounts.requests())
    with SimulatedAPI(*FLAGS) as api:
        assert api.advertiser_ids == accounts.ids
        moments = []
        for now in (NOW, LATER):
            api.control("POST", "clock", {"now": now})
            moments.append({
                "now": now, "numbers": {id: numbers(api, id) for id in accounts.ids},
                "answers": [answered(api, request) for request in requests]})
    return {
        "accounts": accounts.described(), "requests": [asdict(request) for request in requests], "moments": moments}


def written(document: Any, depth: int = 0) -> str:
    """As JSON, whose first three levels have a line for each of their parts."""
    if depth == 3 or not isinstance(document, dict | list) or not document:
        return json.dumps(document)
    if isinstance(document, dict):
        items = (f"{json.dumps(name)}: {written(value, depth + 1)}" for name, value in document.items())
        return "{\n" + ",\n".join(items) + "\n}"
    return "[\n" + ",\n".join(written(each, depth + 1) for each in document) + "\n]"


def test_the_answers_are_those_that_were_recorded() -> None:
    if os.environ.get("RECORD_SNAPSHOTS") == "1":
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(written(exchanges()) + "\n")
        raise AssertionError(f"recorded in {FILE.name}")
    assert exchanges() == json.loads(FILE.read_text()), "RECORD_SNAPSHOTS=1 records them again"


def test_they_are_of_all_kinds() -> None:
    """Otherwise the comparison would prove little."""
    objects = [each for account in exchanges()["accounts"] for each in account["objects"]]
    assert {each["kind"] for each in objects} == {"", "PROMOTE", "RESERVATION_TOP_VIEW"}
    assert any(each["deleted"] for each in objects) and any(each["changes"] for each in objects)
    for moment in exchanges()["moments"]:
        codes = Counter(answer["code"] for answer in moment["answers"])
        assert codes[0] > 100 and {40001, 40002, 40104, 40105} <= codes.keys(), codes
        assert sum(len(answer.get("list", ())) > 1 for answer in moment["answers"]) > 50
