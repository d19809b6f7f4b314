"""The README's table of streams says what `discover` says, and where each stream is really read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import asked, readme, selection, streams
from support.connector import Connector
from support.offers import PRODUCTION, SANDBOX
from support.selection import FEW
from support.simulation import Simulation

NOW = "2026-11-03T12:00:00Z"
PAGE_OF_DOCUMENT = "https://business-api.tiktok.com/portal/docs?id="
# What every stream has to know of the accounts.
OF_ACCOUNTS = ("oauth2/advertiser/get/", "advertiser/info/")


def test_the_table_has_all_streams_in_their_order() -> None:
    assert list(readme.listed()) == streams.names()


def test_key_cursor_and_environments_are_those_of_discover() -> None:
    offers = {"production": streams.offered(PRODUCTION), "sandbox": streams.offered(SANDBOX)}
    for name in streams.names():
        listed, stream = readme.row(name), streams.of(name)
        assert (listed.key, listed.cursor) == (stream.key, stream.cursor), name
        assert listed.environments == [each for each, offered in offers.items() if name in offered], name


def test_the_document_is_the_one_that_the_schema_names() -> None:
    for name in streams.names():
        description = streams.of(name).description["json_schema"]["description"]
        page = PAGE_OF_DOCUMENT + document if (document := readme.row(name).document) else ""
        assert description.endswith(page) and (page or PAGE_OF_DOCUMENT not in description), name


@pytest.mark.parametrize("name", streams.of_endpoints())
def test_a_stream_is_read_from_its_endpoint_alone(name: str, account: Simulation, tmp_path: Path) -> None:
    """Beside it only that is asked for which tells what to ask: accounts, ids, the campaigns' objectives."""
    stream = streams.of(name)
    account.clear_requests()
    config = account.config(start_date="2026-11-03", requests_per_second=1000)
    catalog = selection.catalog([selection.with_metrics(stream, FEW)])
    run = Connector(tmp_path, account.base_url).run("read", config, catalog, now=NOW)
    assert run.returncode == 0 and run.records[name], run.stdout[-2000:] + run.stderr
    others = [entry for entry in account.requests() if entry["path"] != stream.endpoint]
    assert len(others) < len(account.requests())
    assert [entry["path"] for entry in others if not is_look_up(entry)] == []


def is_look_up(entry: asked.Entry) -> bool:
    return entry["path"] in OF_ACCOUNTS or asked.is_look_up(entry)
