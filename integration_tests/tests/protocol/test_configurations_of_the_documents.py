"""The configurations that the documents show: accepted by the connector, and by `spec`, as Airbyte holds them against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
import pytest

from support.connector import ROOT, Connector

PAGES = ("README.md", "Schemas/custom-reports.md", "Schemas/data.md", "Schemas/from-airbyte.md", "integration_tests/sharding/README.md")
BLOCK = re.compile(r"^```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# The heading of what `spec` does not describe.
COMMAND_LINE = "## On the command line"
CREDENTIALS = {
    "auth_type": "oauth2.0", "app_id": "7000000000000000001", "secret": "${TIKTOK_SECRET}",
    "access_token": "${TIKTOK_ACCESS_TOKEN}"}
VARIABLES = {
    "TIKTOK_SECRET": "a-secret", "TIKTOK_ACCESS_TOKEN": "a-token",
    "TIKTOK_ADVERTISER_IDS": "7000000000000000001,7000000000000000002"}


@dataclass(frozen=True)
class Example:
    page: str
    config: dict[str, Any]
    is_for_command_line: bool


def of_page(page: str) -> Iterator[Example]:
    text = (ROOT / page).read_text()
    for block in BLOCK.finditer(text):
        part = block[1].strip()
        # Some blocks are a field of the configuration.
        document = json.loads(part if part.startswith("{") else f"{{{part}}}")
        if "credentials" in document or part.startswith('"'):
            yield Example(page, {"credentials": CREDENTIALS, **document}, COMMAND_LINE in text[:block.start()])


EXAMPLES = [example for page in PAGES for example in of_page(page)]
NAMES = [f"{example.page} {number}" for number, example in enumerate(EXAMPLES)]


@cache
def validator() -> jsonschema.Draft7Validator:
    [message] = Connector(ROOT, "").run("spec").of_type("SPEC")
    return jsonschema.Draft7Validator(message["spec"]["connectionSpecification"])


def objections(config: Any) -> list[str]:
    return [error.message for error in validator().iter_errors(config)]


def test_there_are_examples_of_both_kinds() -> None:
    kinds = [example.is_for_command_line for example in EXAMPLES]
    assert kinds.count(False) >= 5 and kinds.count(True) >= 1
    assert len({example.page for example in EXAMPLES}) == 3


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_is_accepted_without_a_warning(example: Example, connector: Connector) -> None:
    streams = connector.run("discover", example.config, variables=VARIABLES)
    assert streams.returncode == 0, streams.stdout[:1000]
    assert [m for m in streams.of_type("LOG") if m["log"]["level"] == "WARN"] == []
    fields = set(example.config)
    if "custom_reports" in fields:
        names = {each["name"] for each in streams.of_type("CATALOG")[0]["catalog"]["streams"]}
        assert len(names) > 60 + len(example.config["custom_reports"])


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_matches_the_specification_unless_it_is_for_the_command_line(example: Example) -> None:
    assert bool(objections(example.config)) == example.is_for_command_line, objections(example.config)


# Other writings that the documents promise for the command line only, with the field that `spec` refuses.
COMMAND_LINE_FORMS: dict[str, Any] = {
    "ids as a text": {"advertiser_ids": "7000000000000000001,7000000000000000002"},
    "ids as a reference": {"advertiser_ids": "${TIKTOK_ADVERTISER_IDS}"},
    "a report as a text": {"custom_reports": ["custom:campaign_id,stat_time_day:clicks,cpc"]},
    "reports as a text": {"custom_reports": "custom:campaign_id,stat_time_day:clicks,cpc"},
    "metrics as a text": {"extra_metrics": "skan_conversion"},
    "a number as a text": {"attribution_window": "3"},
    "a switch as a text": {"include_deleted": "true"},
    "a day as a reference": {"start_date": "${TIKTOK_START}"},
}
# Writings that both take.
FORMS: dict[str, Any] = {
    "ids as references": {"advertiser_ids": ["${TIKTOK_ADVERTISER_IDS}"]},
    "the short form within an object": {"custom_reports": [{"definition": "custom:campaign_id:clicks"}]},
    "a number with a fraction of zeros": {"attribution_window": 3.0, "page_size": 100.0},
    "fields of an orchestrator": {"__injected_declarative_manifest": {}},
}


@pytest.mark.parametrize("form", COMMAND_LINE_FORMS | FORMS)
def test_a_form_is_accepted_where_the_documents_say(form: str, connector: Connector) -> None:
    config = {"credentials": CREDENTIALS, **(COMMAND_LINE_FORMS | FORMS)[form]}
    run = connector.run("discover", config, variables=VARIABLES | {"TIKTOK_START": "2026-01-01"})
    assert run.returncode == 0, run.stdout
    assert bool(objections(config)) == (form in COMMAND_LINE_FORMS), objections(config)
