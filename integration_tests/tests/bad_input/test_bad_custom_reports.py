"""Custom reports that TikTok would refuse: each gives an error before any read, with the wrong part and the remedy."""

from __future__ import annotations

import pytest

from support.connector import Connector
from support.simulation import Simulation
from support.snapshots import Snapshot
from support.verdicts import refusal_of

WRONG = {
    "two ids": ("custom:campaign_id,ad_id:spend", "custom_reports[0].dimensions"),
    "an audience by the hour": (
        dict(name="x", report_type="AUDIENCE", dimensions=["ad_id", "gender", "stat_time_hour"], metrics=["spend"]),
        "custom_reports[0].dimensions"),
    "a metric of another level": ("custom:campaign_id,stat_time_day:spend,ad_name", "custom_reports[0].metrics"),
    "a metric that audiences lack": (
        "custom:ad_id,gender,stat_time_day:complete_payment", "custom_reports[0].metrics"),
    "the name of another stream": (
        dict(name="ads", dimensions=["ad_id"], metrics=["spend"]), "custom_reports[0].name"),
    "the status of another level": (
        dict(name="x", dimensions=["ad_id"], metrics=["spend"],
            filters=[{"field_name": "campaign_status", "filter_value": ["STATUS_ALL"]}]),
        "custom_reports[0].filters[0].field_name"),
    "a Business Center's without its id": (
        dict(name="x", report_type="BC", dimensions=["advertiser_id"], metrics=["spend"]),
        "custom_reports[0].bc_id"),
    "a life by the day": (
        dict(name="x", dimensions=["ad_id", "stat_time_day"], metrics=["spend"], query_lifetime=True),
        "custom_reports[0].query_lifetime"),
    "a filter without values": ("custom:campaign_id:spend:campaign_ids", "custom_reports[0]"),
    "a text of another form": ("campaign_id:spend", "custom_reports[0]"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_one_is_refused_with_the_part_and_the_remedy(
    case: str, connector: Connector, shared_simulation: Simulation, snapshot: Snapshot
) -> None:
    report, part = WRONG[case]
    message = refusal_of(connector.run("check", shared_simulation.config(custom_reports=[report])))
    assert message.startswith(f"`{part}`")
    assert message.count(".") >= 2, "a remedy behind what is wrong"
    snapshot.matches(message)


def test_an_unknown_name_is_a_warning_that_names_the_nearest(
    connector: Connector, shared_simulation: Simulation
) -> None:
    """TikTok decides in the end: it may know more than the lists."""
    config = shared_simulation.config(
        requests_per_second=1000, custom_reports=["typo=custom:campaign_id,stat_time_day:spend,clickss"])
    catalog = connector.discover(config)
    stream = next(each for each in catalog["streams"] if each["name"] == "typo")
    run = connector.run(
        "read", config,
        {"streams": [{"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "append"}]})
    assert run.returncode == 0, run.stdout
    warnings = [text for text in run.logs if "clickss" in text]
    assert "Did you mean `clicks`?" in warnings[0]
    assert "TikTok refuses" in warnings[1]
    records = run.records["typo"]
    assert records and all("clickss" not in record["metrics"] for record in records)
