"""Example answers of TikTok's documents, and some of the live API, with invented ids and names: each record is delivered in
both layouts, with every value, as its schema says."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from support.breadth import broad
from support.connector import Connector, Run, configured
from support.servers.list_server import Answer, Ask, ListServer, answer, page

EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[1] / "data/example_answers.json").read_text())
NOW = "2025-12-05T12:00:00Z"
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)Z?")
# Values that become null, by their paths, and why.
NULLED: dict[str, str] = {}


def named(example: dict[str, Any]) -> str:
    return f"{example['stream']} of {example['document']}"


def records(example: dict[str, Any]) -> list[dict[str, Any]]:
    [name] = [name for name, value in example["data"].items() if isinstance(value, list)]
    return example["data"][name]


def account(example: dict[str, Any]) -> str:
    first = records(example)[0]
    return str(first.get("advertiser_id") or first.get("dimensions", {}).get("advertiser_id") or "7100000000000000001")


def day(example: dict[str, Any]) -> str | None:
    dimensions = records(example)[0].get("dimensions", {})
    times = [value for name, value in dimensions.items() if name.startswith("stat_time")]
    return times[0][:10] if times else None


def read(example: dict[str, Any], layout: str, folder: Path) -> tuple[Run, dict[str, Any]]:
    """The stream, read from a service that gives this answer to the first matching request; and its schema."""
    given: list[str] = []

    def respond(ask: Ask) -> Answer | None:
        if ask.path == "gmv_max/store/list/" and example["path"] != ask.path:
            return answer({"store_list": [{"store_id": "1", "is_gmv_max_available": True}]})
        window = ask.query.get("start_date", ""), ask.query.get("end_date", "9")
        is_meant = ask.path == example["path"] and (day(example) is None or window[0] <= day(example) <= window[1])
        # TopView, the second kind of GMV Max campaigns, and further metrics of the same rows are requested separately.
        subject = re.sub(r'"metrics":.*?\]', "", json.dumps({k: v for k, v in ask.query.items() if k != "metrics"}))
        if not is_meant or (given and subject != given[0]):
            return page([], 1, 1, 0)
        given.append(subject)
        return answer(example["data"])

    start = day(example) or "2025-12-01"
    config: dict[str, Any] = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": start, "end_date": start, "requests_per_second": 1000, "concurrency": 1, "report_layout": layout}
    if custom := example.get("custom_report"):
        config["custom_reports"] = [{"name": example["stream"], **custom}]
    with ListServer((account(example),), respond) as server:
        if example["stream"] == "advertisers":
            server.answers["advertiser/info/"] = answer(example["data"])
        connector = Connector(folder, server.address)
        catalog = configured(connector.discover(config, NOW), example["stream"])
        done = connector.run("read", config, catalog, now=NOW)
    assert done.returncode == 0, done.stdout[-2000:]
    return done, catalog["streams"][0]["stream"]["json_schema"]


@pytest.mark.parametrize(("example", "layout"), [
    pytest.param(example, layout, id=f"{named(example)}, {layout}") for example in EXAMPLES
    # The layout affects only reports.
    for layout in (("nested", "flat") if "report" in example["path"] else broad(("nested",), ("nested", "flat")))])
def test_every_record_is_handed_on_with_every_value(example: dict[str, Any], layout: str, tmp_path: Path) -> None:
    done, schema = read(example, layout, tmp_path)
    lines = [line for line in done.lines if line.startswith('{"type":"RECORD"')]
    assert len(lines) == len(records(example))
    validator = Draft7Validator(schema)
    for line, given in zip(lines, records(example), strict=True):
        record = json.loads(line)["record"]
        assert [error.message for error in validator.iter_errors(record["data"])] == []
        assert "meta" not in record, record["meta"]
        data = json.loads(line, parse_float=Decimal)["record"]["data"]
        assert lost(given, data, layout) == []


def lost(given: dict[str, Any], data: dict[str, Any], layout: str) -> list[str]:
    """The values of an API record that are missing in the delivered one."""
    missing = []
    for name, value in given.items():
        is_opened = name == "metrics" or name == "dimensions"
        if is_opened and layout == "flat":
            # The record has the account's own currency there.
            missing += [path for path in lost(value, data, "nested") if path != "currency"]
        elif name not in data:
            missing.append(name)
        elif isinstance(value, dict) and isinstance(data[name], dict):
            missing += [f"{name}.{path}" for path in lost(value, data[name], "nested")]
        elif not same(value, data[name]) and name not in NULLED:
            missing.append(f"{name}: {value!r} became {data[name]!r}")
    return missing


def same(given: Any, got: Any) -> bool:
    if isinstance(given, list) and isinstance(got, list):
        return len(given) == len(got) and all(map(same, given, got))
    if isinstance(given, dict) and isinstance(got, dict):
        return lost(given, got, "nested") == []
    if given == "-" or given is None:
        return got is None
    if isinstance(given, str) and (time := TIME.fullmatch(given)) and isinstance(got, str):
        return "T".join(time.groups()) == got.removesuffix("Z").replace(" ", "T")
    if isinstance(given, str) and isinstance(got, (int, Decimal)) and not isinstance(got, bool):
        return Decimal(given) == Decimal(got)
    if isinstance(got, str) and isinstance(given, (int, float)) and not isinstance(given, bool):
        return got == str(given)
    if isinstance(got, Decimal):
        return Decimal(str(given)) == got
    return given == got
