"""A check names the streams that the token cannot read, each with its permission, and succeeds if others can be read."""

from __future__ import annotations

import pytest

from conftest import NOW
from support.checks import account, check, refused, restored, succeeded, tool, warnings  # noqa: F401 (fixtures)
from support.connector import FAST, Connector
from support.simulation import Simulation
from support.snapshots import Snapshot

# What else the same permission is needed for.
NEEDED_FOR = {
    "report/integrated/get/": ["ads_reports_lifetime", "more"], "campaign/get/": ["campaigns", "pixel_instant_page_events"],
    "ad/get/": ["ads"], "dmp/custom_audience/list/": ["audiences", "audience_details"],
    "pixel/list/": ["pixels", "pixel_events_statistics"], "gmv_max/store/list/": ["gmv_max_stores", "gmv_max_product_campaign_reports_daily", " and "],
    "creative/portfolio/list/": ["creative_assets_portfolios"], "tt_video/list/": ["spark_ads"],
}


@pytest.mark.parametrize("scope", NEEDED_FOR)
def test_a_missing_permission_is_told_with_the_streams_that_need_it(
    scope: str, tool: Connector, account: Simulation, snapshot: Snapshot
) -> None:
    account.set_access(missing_scopes=[scope])
    run = check(tool, account.config())
    succeeded(run)
    told = warnings(run)
    assert told
    for text in told:
        for word in (f"`{scope}`", "permission", "Grant", "cannot be read"):
            assert word in text, (word, text)
    for word in NEEDED_FOR[scope]:
        assert word in told[0]
    snapshot.matches("\n".join(told))


def test_a_read_agrees_with_the_check_about_what_cannot_be_read(tool: Connector, account: Simulation) -> None:
    account.set_access(missing_scopes=["pixel/list/", "adgroup/get/"])
    told = " ".join(warnings(check(tool, account.config())))
    run = tool.read(account.config(), "pixels", "ad_groups", "campaigns", now=NOW, variables=FAST)
    failed = {name for name, statuses in run.statuses.items() if statuses[-1] == "INCOMPLETE"}
    assert failed == {"pixels", "ad_groups"}
    assert all(f"`{name}`" in told for name in failed) and "`campaigns`" not in told


def test_an_app_that_may_read_nothing_is_refused(tool: Connector, account: Simulation, snapshot: Snapshot) -> None:
    run = check(tool, account.config())
    scopes = {request["path"] for request in account.requests()} - {"oauth2/advertiser/get/", "advertiser/info/"}
    succeeded(run)
    account.clear_requests()
    account.set_access(missing_scopes=sorted(scopes))
    snapshot.matches(refused(tool, account, account.config(), "`campaigns`", "permission", "Grant"))


def test_an_endpoint_that_does_not_answer_is_told_within_seconds(
    tool: Connector, account: Simulation, snapshot: Snapshot
) -> None:
    account.add_faults({"path": "pixel/list/", "times": "always", "effect": {"kind": "stall", "seconds": 60}})
    run = check(tool, account.config(), **FAST)
    succeeded(run)
    [told] = [text for text in run.logs if "`pixels`" in text]
    assert "has not answered" in told or "does not answer in time" in told
