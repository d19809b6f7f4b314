"""A connection changes to Airbyte's connector during a full refresh by this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from support import airbyte, streams
from support.account import Account, handed_on, metrics_of, unlike
from support.airbyte import Household
from support.connector import FAST, Run, configured
from support.refreshes import MEMBER

pytestmark = pytest.mark.skipif(not airbyte.IS_INSTALLED, reason=airbyte.NOT_INSTALLED)

NOW, ITS_CLOCK = "2026-11-03T23:30:00Z", "2026-11-04T12:00:00Z"
FLAGS = ("--now", NOW, "--advertisers", "3", "--ads-per-advertiser", "3", "--no-special")
# With days, with another kind of cursor, and without a cursor.
STREAMS = ("advertisers_reports_daily", "campaigns", "audiences")


@dataclass(frozen=True)
class Midway:
    account: Account
    first: Run
    second: Run


@pytest.fixture(scope="module")
def midway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Midway]:
    with Household.open(tmp_path_factory.mktemp("midway"), *FLAGS, clock=ITS_CLOCK) as household:
        account = Account(household, date(2026, 9, 25), attribution_window=3, include_deleted=True)
        account.move(NOW)
        refused = household.simulation.advertiser_ids[-1]
        household.simulation.add_faults(*({
            "path": streams.of(name).endpoint, "advertiser_id": refused, "times": "always",
            "effect": {"kind": "code", "code": 20001, "message": "Simulated."}} for name in STREAMS))
        config = {**account.config, "requests_per_second": 1000, "concurrency": 1}
        catalog = configured(
            {"streams": [*streams.discovered().values()]}, *STREAMS, mode="full_refresh")
        first = household.ours.run(
            "read", config, catalog, now=NOW, variables={**FAST, "SSL_CERT_FILE": str(household.authority.certificate)})
        household.simulation.clear_faults()
        second = household.airbyte.read(
            account.config, *STREAMS, state=handed_on(first), offered=streams.discovered())
        yield Midway(account, first, second)


@pytest.mark.parametrize("stream", STREAMS)
def test_its_states_tell_of_the_refresh(stream: str, midway: Midway) -> None:
    assert midway.first.statuses[stream][-1] == "INCOMPLETE"
    told = midway.first.stream_state(stream)[MEMBER]
    assert told["complete"] == midway.account.simulation.advertiser_ids[:-1]


@pytest.mark.parametrize("stream", STREAMS)
def test_airbyte_s_passes_over_what_it_does_not_know(stream: str, midway: Midway) -> None:
    assert midway.second.returncode == 0, midway.second.stdout[-2000:]
    assert midway.second.statuses[stream][-1] == "COMPLETE"
    assert MEMBER not in str(midway.second.stream_state(stream))


def test_the_days_that_are_left_are_read(midway: Midway) -> None:
    stream, account = STREAMS[0], midway.account
    expected = account.truth(stream, metrics_of(midway.second, stream))
    assert unlike(expected, account.rows(stream, midway.first, midway.second)) == set()


def test_a_list_is_read_again(midway: Midway) -> None:
    accounts = {record["advertiser_id"] for record in midway.second.records["audiences"] if "advertiser_id" in record}
    assert accounts <= set(midway.account.simulation.advertiser_ids) and midway.second.records["audiences"]
