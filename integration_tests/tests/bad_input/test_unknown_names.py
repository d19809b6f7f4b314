"""Names that no field of the configuration has, through the commands: refused where other data would be read, else told."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import NOW
from support.connector import Connector, configured
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import error_of, refusal_of

REPORT = {"name": "a", "dimensions": ["campaign_id", "stat_time_day"], "metrics": ["spend"]}
FILTER = {"field_name": "campaign_ids", "filter_value": ["1794628413100110"]}

# The fields of the configuration, the path that the message must name, and the name that it must suggest.
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a comparison with a letter missing": (
        {"custom_reports": [{**REPORT, "filters": [{**FILTER, "filter_typ": "NOT_IN"}]}]},
        "custom_reports[0].filters[0].filter_typ", "filter_type"),
    "a comparison in another style": (
        {"custom_reports": [{**REPORT, "filters": [{**FILTER, "filterType": "NOT_IN"}]}]},
        "custom_reports[0].filters[0].filterType", "filter_type"),
    "a part of a report": (
        {"custom_reports": [{**REPORT, "dimension": ["ad_id"]}]}, "custom_reports[0].dimension", "dimensions"),
    "the stream of extra metrics": (
        {"extra_metrics": [{"streams": "ads_reports", "metrics": ["skan_conversion"]}]},
        "extra_metrics[0].streams", "stream"),
    "accounts at the top": ({"advertiserIds": ["7088700064761010000"]}, "advertiserIds", "advertiser_ids"),
    "accounts by another name": ({"account_ids": ["7088700064761010000"]}, "account_ids", "advertiser_ids"),
    "a day": ({"start_dat": "2026-09-01"}, "start_dat", "start_date"),
    "deleted objects": ({"includeDeleted": False}, "includeDeleted", "include_deleted"),
}


def answers(connector: Connector, config: dict[str, Any]) -> str:
    """The message with which every command refuses."""
    message = error_of(connector.run("discover", config, now=NOW))
    assert refusal_of(connector.run("check", config, now=NOW)) == message
    assert error_of(connector.run("read", config, {"streams": []}, now=NOW)) == message
    return message


@pytest.mark.parametrize("case", REFUSED)
def test_a_name_that_would_change_the_data_is_refused(
    case: str, connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    fields, path, meant = REFUSED[case]
    message = answers(connector, shared_simulation.config(**fields))
    assert f"`{path}`" in message and f"Did you mean `{meant}`?" in message
    snapshot.matches(message)


@pytest.mark.parametrize("name", ("advertiser_Id", "account_id", "start_date"))
def test_a_name_within_the_credentials_that_would_change_the_data_is_refused(
    name: str, connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    config = shared_simulation.config()
    config["credentials"][name] = "7088700064761010000"
    message = answers(connector, config)
    assert f"`credentials.{name}`" in message
    snapshot.matches(message)


@pytest.mark.parametrize("wrapper", ("config", "configuration", "connectionConfiguration", "sourceConfiguration"))
def test_a_configuration_within_another_object_is_recognized(
    wrapper: str, connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    message = answers(connector, {"name": "TikTok", wrapper: shared_simulation.config()})
    assert f"inside `{wrapper}`" in message
    snapshot.matches(message)


def test_names_that_change_nothing_are_warned_of_at_every_depth(
    connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    config = shared_simulation.config(
        page_siz=5, concurrency_level=3, __injected_declarative_manifest={}, requests_per_second=1000)
    config["credentials"]["scope"] = [4]
    config["credentials"]["page_size"] = 5
    catalog = configured(connector.discover(config), "advertisers")
    run = connector.run("read", config, catalog, now=NOW)
    assert run.returncode == 0, run.stdout
    warnings = [m["log"]["message"] for m in run.of_type("LOG") if m["log"]["level"] == "WARN"]
    assert len(warnings) == 4
    snapshot.matches("\n".join(warnings))


@pytest.mark.parametrize("time", ("noon", "2026-11-03T12:00:00+02:00", "1762171200"))
def test_a_time_of_tests_that_cannot_be_read_is_not_taken_for_today(
    time: str, connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    message = refusal_of(connector.run("check", shared_simulation.config(), now=time))
    assert error_of(connector.run("discover", shared_simulation.config(), now=time)) == message
    assert "TIKTOK_NOW" in message and time in message
    snapshot.matches(message)
