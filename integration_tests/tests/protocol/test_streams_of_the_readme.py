"""The table of `Schemas/README.md` agrees with `discover`, and names the endpoint that each stream is really read from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import asked, readme, selection, streams
from support.connector import FAST, ROOT, Connector
from support.offers import PRODUCTION, SANDBOX
from support.selection import FEW
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"
# The requests about accounts that every stream needs.
OF_ACCOUNTS = ("oauth2/advertiser/get/", "advertiser/info/")


def test_the_table_has_all_streams_in_their_order() -> None:
    assert list(readme.listed()) == streams.names()


def test_key_cursor_and_environments_are_those_of_discover() -> None:
    offers = {"production": streams.offered(PRODUCTION), "sandbox": streams.offered(SANDBOX)}
    for name in streams.names():
        listed, stream = readme.row(name), streams.of(name)
        assert (listed.key, listed.cursor) == (stream.key, stream.cursor), name
        assert listed.environments == [each for each, offered in offers.items() if name in offered], name


def test_contents_and_document_are_those_that_the_schema_names() -> None:
    for name in streams.names():
        listed = readme.row(name)
        description = streams.of(name).description["json_schema"]["description"]
        assert description == f"{listed.contents}. {listed.document or ''}".strip(), name


def test_each_document_is_linked_once() -> None:
    """Each link is defined once below the table, however many streams are read from its endpoint."""
    text = (ROOT / "Schemas/README.md").read_text()
    documents = {listed.document for listed in readme.listed().values() if listed.document}
    assert sorted(re.findall(r"https://business-api\S+", text)) == sorted(documents)


@pytest.mark.parametrize("name", streams.of_endpoints())
def test_a_stream_is_read_from_its_endpoint_alone(name: str, account: Simulation, tmp_path: Path) -> None:
    """The only other requests are look-ups: accounts, ids, the campaigns' objectives."""
    stream = streams.of(name)
    account.clear_requests()
    config = account.config(start_date="2026-11-03", requests_per_second=1000)
    catalog = selection.catalog([selection.with_metrics(stream, FEW)])
    run = Connector(tmp_path, account.base_url).run("read", config, catalog, now=NOW, variables=FAST)
    assert run.returncode == 0 and run.records[name], run.stdout[-2000:] + run.stderr
    others = [entry for entry in account.requests() if entry["path"] != stream.endpoint]
    assert len(others) < len(account.requests())
    assert [entry["path"] for entry in others if not is_look_up(entry)] == []


def is_look_up(entry: asked.Entry) -> bool:
    return entry["path"] in OF_ACCOUNTS or asked.is_look_up(entry)
