"""Configurations that Airbyte's connector has saved since version 0.1.0: valid here, with the streams of that time."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from support.connector import Connector
from support.offers import PRODUCTION, SANDBOX, Offer, catalog
from support.simulation import Simulation

PROD = {"app_id": "7000", "secret": "s", "access_token": "t"}
ENVIRONMENT = {"environment": "prod", "app_id": "7000", "secret": "s"}
TEST_ACCOUNT = {"advertiser_id": "7001", "access_token": "t"}
DAYS = {"start_date": "2016-09-01", "end_date": "2026-10-31"}

# By the first version with that shape (its changelog tells): what it saved or accepted, and what that offers here.
SAVED: dict[str, tuple[dict[str, Any], Offer]] = {
    "0.1.0, production": (
        {"environment": ENVIRONMENT, "access_token": "t", "start_date": "2016-09-01"}, PRODUCTION),
    "0.1.0, production without a name": (
        {"environment": {"app_id": "7000", "secret": "s"}, "access_token": "t"}, PRODUCTION),
    "0.1.0, the app's id as a number": (
        {"environment": {**ENVIRONMENT, "app_id": 7000}, "access_token": "t"}, PRODUCTION),
    "0.1.0, sandbox": (
        {"environment": {"environment": "sandbox", "advertiser_id": "7001"}, "access_token": "t"}, SANDBOX),
    "0.1.0, the sandbox's account as a number": (
        {"environment": {"environment": "sandbox", "advertiser_id": 7001}, "access_token": "t"}, SANDBOX),
    "0.1.0, sandbox without a name": (
        {"environment": {"advertiser_id": 7001}, "access_token": "t", "start_date": "2021-01-01"}, SANDBOX),
    "0.1.2, lifetimes": (
        {"environment": ENVIRONMENT, "access_token": "t", "report_granularity": "LIFETIME"},
        Offer(granularity="LIFETIME")),
    "0.1.2, days": (
        {"environment": ENVIRONMENT, "access_token": "t", "report_granularity": "DAY"}, Offer(granularity="DAY")),
    "0.1.2, hours of a sandbox": (
        {"environment": {"advertiser_id": "7001"}, "access_token": "t", "report_granularity": "HOUR"},
        Offer(sandbox=True, granularity="HOUR")),
    "0.1.4, OAuth": ({"credentials": {"auth_type": "oauth2.0", **PROD}, "start_date": "2016-09-01"}, PRODUCTION),
    "0.1.4, a token of production": ({"credentials": {"auth_type": "prod_access_token", **PROD}}, PRODUCTION),
    "0.1.4, sandbox": ({"credentials": {"auth_type": "sandbox_access_token", **TEST_ACCOUNT}}, SANDBOX),
    "0.1.4, the default of the credentials beside the older shape": (
        {"credentials": {}, "environment": ENVIRONMENT, "access_token": "t"}, PRODUCTION),
    "0.1.4, production without its kind": ({"credentials": PROD}, PRODUCTION),
    "0.1.4, sandbox without its kind": ({"credentials": TEST_ACCOUNT}, SANDBOX),
    "0.1.11, an end": ({"credentials": {"auth_type": "oauth2.0", **PROD}, **DAYS}, PRODUCTION),
    "0.1.14, a hidden granularity": (
        {"credentials": {"auth_type": "prod_access_token", **PROD}, **DAYS, "report_granularity": "DAY"},
        Offer(granularity="DAY")),
    "2.0.4, one account": (
        {"credentials": {"auth_type": "oauth2.0", **PROD, "advertiser_id": "7001"}, **DAYS}, PRODUCTION),
    "3.0.1, an attribution window": (
        {"credentials": {"auth_type": "oauth2.0", **PROD}, **DAYS, "attribution_window": 3}, PRODUCTION),
    "3.4.0, deleted objects": (
        {"credentials": {"auth_type": "oauth2.0", **PROD}, "attribution_window": 0, "include_deleted": True},
        PRODUCTION),
    "4.7.0, all fields": (
        {"credentials": {"auth_type": "oauth2.0", **PROD, "advertiser_id": "7001"}, **DAYS, "attribution_window": 364,
         "include_deleted": False}, PRODUCTION),
    "4.7.0, sandbox": (
        {"credentials": {"auth_type": "sandbox_access_token", **TEST_ACCOUNT}, **DAYS, "include_deleted": False},
        SANDBOX),
    "5.1.0, days of a request": (
        {"credentials": {"auth_type": "oauth2.0", **PROD}, **DAYS, "report_granularity": 30}, PRODUCTION),
}


@pytest.mark.parametrize("version", SAVED)
def test_a_saved_configuration_offers_the_streams_of_its_environment(
    version: str, connector: Connector, shared_simulation: Simulation
) -> None:
    config, offer = SAVED[version]
    run = connector.run("discover", config)
    assert run.returncode == 0, run.stdout
    # Discovery makes no request and warns of nothing.
    assert [message["type"] for message in run.messages] == ["CATALOG"]
    assert run.of_type("CATALOG")[0]["catalog"]["streams"] == catalog(offer)


# Airbyte's form takes these no longer either, since 0.1.10: its connectors read them all the same.
UNKNOWN_TO_THE_FORM = {
    "0.1.4, a token of production", "0.1.4, the default of the credentials beside the older shape",
    "0.1.14, a hidden granularity"}


@pytest.mark.parametrize("version", [version for version in SAVED if version not in UNKNOWN_TO_THE_FORM])
def test_a_saved_configuration_is_valid_by_the_form(version: str, connector: Connector) -> None:
    # Airbyte validates saved configurations against the form before every sync.
    specification = connector.run("spec").of_type("SPEC")[0]["spec"]["connectionSpecification"]
    config, _ = SAVED[version]
    jsonschema.Draft7Validator(specification).validate(config)


def test_the_shapes_offer_different_streams() -> None:
    offers = {offer for _, offer in SAVED.values()}
    names = {offer: frozenset(stream["name"] for stream in catalog(offer)) for offer in offers}
    assert len(set(names.values())) == len(offers) == 5
