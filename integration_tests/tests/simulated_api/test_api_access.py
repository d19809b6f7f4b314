"""Who may read what in the simulated API: tokens, apps, grants, scopes, and the sandbox."""

from __future__ import annotations

from typing import Any

from conftest import NOW
from simulated_api.process import SimulatedAPI

REPORT = "report/integrated/get/"


def daily(**changes: Any) -> dict[str, Any]:
    """A correct report request with changes."""
    return {
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": ["ad_id", "stat_time_day"],
        "start_date": "2026-10-05",
        "end_date": "2026-11-03",
        **changes,
    }


def test_tokens_and_apps(api: SimulatedAPI) -> None:
    app = {"app_id": api.ready["app_id"], "secret": api.ready["secret"]}
    path = "oauth2/advertiser/get/"
    granted = api.envelope(path, app)
    assert [row["advertiser_id"] for row in granted["data"]["list"]] == api.advertiser_ids
    assert set(granted["data"]) == {"list"}
    assert api.envelope(path, app, token=None)["code"] == 40104
    assert api.envelope(path, app, token="wrong")["code"] == 40105
    assert api.envelope(path, app, token=api.ready["sandbox_access_token"])["code"] == 40105
    assert api.envelope(path, {**app, "secret": "wrong"})["code"] == 40101
    assert api.envelope(path, {"app_id": app["app_id"]})["code"] == 40002
    other = api.envelope(path, {"app_id": api.ready["other_app_id"], "secret": api.ready["other_secret"]})
    assert other["code"] == 40000 and "app and token do not match" in other["message"]


def test_advertisers_that_are_not_granted(api: SimulatedAPI) -> None:
    assert api.envelope("ad/get/", {"advertiser_id": "7000000000000000000"})["code"] == 40001
    assert api.envelope("ad/get/", {"advertiser_id": api.ready["sandbox_advertiser_id"]})["code"] == 40001
    mixed = [api.advertiser_ids[0], "7000000000000000000"]
    assert api.envelope("advertiser/info/", {"advertiser_ids": mixed})["code"] == 40001
    assert api.envelope("advertiser/info/", {"advertiser_ids": ["1"] * 101})["code"] == 40002
    info = api.envelope("advertiser/info/", {"advertiser_ids": api.advertiser_ids})
    assert "page_info" not in info["data"] and len(info["data"]["list"]) == 6


def test_unknown_parameters_are_ignored_on_demand(api: SimulatedAPI) -> None:
    """TikTok ignores some parameters of Airbyte's connector: a page size of accounts, and filters by their old name."""
    deleted = [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]
    requests: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "advertiser/info/": ({}, {"page_size": 1}),
        REPORT: (daily(page_size=1000), {"filters": deleted, "lifetime": True}),
    }
    with SimulatedAPI("--now", NOW, "--lenient") as lenient:
        for path, (params, unknown) in requests.items():
            ids = lenient.advertiser_ids
            account = {"advertiser_ids": ids} if path != REPORT else {"advertiser_id": ids[0]}
            plain, odd = (lenient.envelope(path, {**account, **params, **more}) for more in ({}, unknown))
            assert odd["data"] == plain["data"] and plain["data"]["list"]
            assert api.envelope(path, {**account, **params, **unknown})["code"] == 40002


def test_a_missing_scope_names_the_endpoint() -> None:
    with SimulatedAPI("--now", NOW, "--missing-scope", "/adgroup/get/") as api:
        account = {"advertiser_id": api.advertiser_ids[0]}
        envelope = api.envelope("adgroup/get/", account)
        assert envelope["code"] == 40001
        assert "does not grant you /adgroup/get/:GET permission" in envelope["message"]
        assert api.envelope("ad/get/", account)["code"] == 0


def test_grants_can_be_taken_back(api: SimulatedAPI) -> None:
    ad_request = {"advertiser_id": api.advertiser_ids[0]}
    app = {"app_id": api.ready["app_id"], "secret": api.ready["secret"]}
    api.control("POST", "access", {"revoked_advertisers": api.advertiser_ids[:1]})
    assert api.envelope("ad/get/", ad_request)["code"] == 40001
    assert len(api.envelope("oauth2/advertiser/get/", app)["data"]["list"]) == 5
    api.control("POST", "access", {"no_grants": True})
    assert api.envelope("oauth2/advertiser/get/", app)["data"]["list"] == []
    api.control("POST", "access", {"token_revoked": True})
    assert api.envelope("ad/get/", ad_request)["code"] == 40105
    api.control("POST", "access", {"revoked_advertisers": [], "no_grants": False, "token_revoked": False})
    assert api.envelope("ad/get/", ad_request)["code"] == 0


def test_paths_need_their_slash_and_their_method(api: SimulatedAPI) -> None:
    assert api.get("ad/get").status == 404
    assert api.get("nothing/get/").status == 404


def test_the_sandbox_is_a_smaller_world(api: SimulatedAPI) -> None:
    id = api.ready["sandbox_advertiser_id"]
    ads = api.envelope("ad/get/", {"advertiser_id": id}, sandbox=True)
    assert ads["code"] == 0 and ads["data"]["list"]
    assert all("secondary_status" not in ad for ad in ads["data"]["list"])
    app = {"app_id": api.ready["app_id"], "secret": api.ready["secret"]}
    assert api.envelope("oauth2/advertiser/get/", app, sandbox=True)["code"] == 40001
    assert api.envelope("ad/get/", {"advertiser_id": api.advertiser_ids[0]}, sandbox=True)["code"] == 40001
    assert (
        api.envelope("ad/get/", {"advertiser_id": id}, sandbox=True, token=api.ready["access_token"])["code"]
        == 40105
    )
    report = {"advertiser_id": id, **daily()}
    assert api.envelope(REPORT, report, sandbox=True)["data"]["list"]
    advertiser_level = {**report, "data_level": "AUCTION_ADVERTISER", "dimensions": ["advertiser_id"]}
    assert api.envelope(REPORT, advertiser_level, sandbox=True)["code"] == 40002
    assert api.envelope(REPORT, {**report, "enable_total_metrics": True}, sandbox=True)["code"] == 40002


LIFETIME_CODES = {
    "": {"ADVERTISER": 40002, "CAMPAIGN": 0, "ADGROUP": 0, "AD": 0},
    "--advertiser-lifetime": {"ADVERTISER": 0, "CAMPAIGN": 0, "ADGROUP": 0, "AD": 0},
    "--no-lifetime": {"ADVERTISER": 40002, "CAMPAIGN": 40002, "ADGROUP": 40002, "AD": 40002},
}


def assert_lifetimes(api: SimulatedAPI, flag: str = "") -> None:
    for level, code in LIFETIME_CODES[flag].items():
        wanted = daily(
            advertiser_id=api.advertiser_ids[0],
            dimensions=[f"{level.lower()}_id"],
            data_level=f"AUCTION_{level}",
            query_lifetime=True,
        )
        envelope = api.envelope(REPORT, wanted)
        assert envelope["code"] == code, level
        if code:
            assert envelope["message"] == f"query_lifetime: Not supported at AUCTION_{level}."
        else:
            assert envelope["data"]["list"], level


def test_lifetimes_are_had_at_some_levels(api: SimulatedAPI) -> None:
    """By advertiser only with a flag: the documents support it, but Airbyte found it refused."""
    assert_lifetimes(api)
    for flag in filter(None, LIFETIME_CODES):
        with SimulatedAPI("--now", NOW, flag) as other:
            assert_lifetimes(other, flag)


def test_the_sandbox_can_be_the_root() -> None:
    with SimulatedAPI("--now", NOW, "--advertiser-lifetime", "--sandbox") as api:
        sandbox = {"advertiser_id": api.ready["sandbox_advertiser_id"]}
        token = api.ready["sandbox_access_token"]
        lifetime = daily(dimensions=["advertiser_id"], data_level="AUCTION_ADVERTISER", query_lifetime=True)
        refused = api.envelope(REPORT, {**sandbox, **lifetime}, token=token)
        assert refused["code"] == 40002 and "sandbox" in refused["message"]
        assert api.envelope("ad/get/", sandbox, token=token)["code"] == 0
