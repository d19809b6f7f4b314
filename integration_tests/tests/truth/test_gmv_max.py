"""GMV Max as in TikTok's pages (1824721673497601, 1824722485971009, 1826463372290177): the requests, the campaigns that
TikTok hides, and shops that it refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import asked, selection, streams, truth
from support.connector import FAST, Connector, Run
from support.offers import FLAT, PRODUCTION, Offer
from support.simulation import Simulation
from support.streams import GMV_MAX_REPORT, Stream
from support.typed import typed

CAMPAIGNS, STORES = "gmv_max/campaign/get/", "gmv_max/store/list/"
PRODUCT, LIVE = (f"gmv_max_{kind}_campaign_reports_daily" for kind in ("product", "live"))
START, LATER = "2026-08-20", "2026-11-04T12:00:00Z"
NO_STATUS_ALL = {
    "path": "^gmv_max/report/", "filtering": "STATUS_ALL", "times": "always",
    "effect": {
        "kind": "code", "code": 40002,
        "message": "filtering.campaign_statuses: 'STATUS_ALL' is not acceptable, correct is ['STATUS_DELETE']"}}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulation]:
    """Answers take a moment, so that requests can overlap."""
    with Simulation.start("--now", NOW, "--latency", "0.02") as simulation:
        yield simulation


@pytest.fixture(autouse=True)
def undisturbed(account: Simulation) -> Iterator[None]:
    account.reset()
    yield
    account.reset()


def read(
    account: Simulation, folder: Path, *names: str, state: Any = None, now: str = NOW, offer: Offer = PRODUCTION,
    **fields: Any,
) -> Run:
    account.set_clock(now)
    account.clear_requests()
    catalog = selection.catalog((streams.offered(offer)[name].description for name in names), "incremental")
    config = account.config(**{"start_date": START, "requests_per_second": 1000, **offer.settings, **fields})
    run = Connector(folder, account.base_url).run("read", config, catalog, state, now=now, variables=FAST)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    return run


def warnings(run: Run) -> list[str]:
    return [
        message["log"]["message"] for message in run.of_type("LOG") if message["log"]["level"] == "WARN"]


def stores(account: Simulation, *, available: bool) -> list[dict[str, Any]]:
    return [store for store in account.list(STORES) if store["is_gmv_max_available"] == available]


def assert_whole(account: Simulation, stream: Stream, run: Run, **conditions: Any) -> None:
    expected = truth.expected(account, stream, **{"start": START, **conditions})
    assert expected and truth.differences(expected, truth.seen(stream, run.records[stream.name])) == []
    keys = Counter(truth.key(stream, record) for record in run.records[stream.name])
    assert max(keys.values()) == 1


@pytest.mark.parametrize("concurrency", (1, 32))
def test_a_shop_that_is_refused_is_asked_about_once_and_all_others_are_read(
    concurrency: int, account: Simulation, tmp_path: Path
) -> None:
    run = read(account, tmp_path, PRODUCT, LIVE, concurrency=concurrency)
    refused = stores(account, available=False)
    assert len(refused) > 2
    failed = [entry for entry in account.requests(path=GMV_MAX_REPORT) if entry["code"] != 0]
    asked_about = Counter(
        (asked.filtering(entry)["gmv_max_promotion_types"][0], entry["advertiser_id"], *asked.texts(entry, "store_ids"))
        for entry in failed)
    assert asked_about == Counter(
        (kind, store["advertiser_id"], store["store_id"]) for kind in ("PRODUCT", "LIVE") for store in refused)
    for name in (PRODUCT, LIVE):
        assert_whole(account, streams.of(name), run)
        assert run.statuses[name][-1] == "COMPLETE"
        for store in refused:
            [told] = [text for text in warnings(run) if f"`{name}`" in text and f"shop {store['store_id']})" in text]
            assert f"advertiser {store['advertiser_id']}" in told and "request_id" in told
            assert f"Store {store['store_id']} is not available for GMV Max of this advertiser." in told
    assert len(warnings(run)) == 2 * len(refused)


def test_a_shop_that_is_refused_does_not_hold_the_cursor(account: Simulation, tmp_path: Path) -> None:
    first = read(account, tmp_path, PRODUCT)
    later = read(account, tmp_path, PRODUCT, state=first.state, now=LATER)
    earliest = asked.first_days(PRODUCT, account.requests())
    refused = stores(account, available=False)
    assert refused and {earliest[store["advertiser_id"]] for store in refused} == {
        earliest[store["advertiser_id"]] for store in stores(account, available=True)}
    assert min(map(str, earliest.values())) > "2026-10-25"
    assert len(warnings(later)) == len(refused)


def test_an_account_without_shops_costs_no_report_request(account: Simulation, tmp_path: Path) -> None:
    with_shops = {store["advertiser_id"] for store in account.list(STORES)}
    [without] = set(account.advertiser_ids) - with_shops
    run = read(account, tmp_path, PRODUCT, LIVE, "gmv_max_stores", "gmv_max_campaigns", advertiser_ids=[without])
    paths = Counter(entry["path"] for entry in account.requests())
    assert (paths[GMV_MAX_REPORT], paths[STORES], paths[CAMPAIGNS]) == (0, 1, 1)
    assert warnings(run) == []
    read(account, tmp_path, "gmv_max_campaigns", advertiser_ids=[without], include_deleted=True)
    assert Counter(entry["path"] for entry in account.requests())[CAMPAIGNS] == 2


@pytest.mark.parametrize("offer", (PRODUCTION, FLAT), ids=str)
@pytest.mark.parametrize("name", (PRODUCT, LIVE))
def test_what_is_asked_exists_at_the_level_and_every_value_is_of_its_type(
    name: str, offer: Offer, account: Simulation, tmp_path: Path
) -> None:
    stream = streams.offered(offer)[name]
    run = read(account, tmp_path, name, offer=offer, start_date="2026-10-20")
    count = {PRODUCT: 16, LIVE: 28}[name] - stream.is_flat
    assert {len(asked.texts(entry, "metrics")) for entry in account.requests(path=GMV_MAX_REPORT)} == {count}
    assert len(stream.metrics) == count
    schemas = stream.columns if stream.is_flat else stream.columns["metrics"]["properties"]
    rows = account.list(
        **{**stream.query(stream.metrics), "include_deleted": 1, "start": "2026-10-20",
           "end": asked.last_begun(NOW)}, rows=1)
    expected = {
        (row["dimensions"]["campaign_id"], row["dimensions"]["stat_time_day"].replace(" ", "T")):
        {metric: typed(value, schemas[metric]) for metric, value in row["metrics"].items()}
        for row in rows}
    found = {
        (record["campaign_id"], record["stat_time_day"]):
        {metric: stream.metrics_of(record)[metric] for metric in stream.metrics}
        for record in run.records[name]}
    assert expected and truth.differences(_named(expected), _named(found)) == []
    assert not any("meta" in message["record"] for message in run.of_type("RECORD"))


def _named(rows: dict[tuple[str, str], dict[str, Any]]) -> truth.Rows:
    return {"|".join(key): row for key, row in rows.items()}


def test_reports_need_no_permission_for_campaigns(account: Simulation, tmp_path: Path) -> None:
    account.set_access(missing_scopes=[CAMPAIGNS])
    run = read(account, tmp_path, PRODUCT, LIVE)
    for name in (PRODUCT, LIVE):
        assert_whole(account, streams.of(name), run)
    assert CAMPAIGNS not in {entry["path"] for entry in account.requests()}


def test_deleted_campaigns_are_read_where_tiktok_has_no_word_for_all_statuses(
    account: Simulation, tmp_path: Path
) -> None:
    account.add_faults(NO_STATUS_ALL)
    run = read(account, tmp_path, PRODUCT, concurrency=1)
    assert_whole(account, streams.of(PRODUCT), run)
    kept = truth.expected(account, PRODUCT, start=START, include_deleted=False)
    assert len(kept) < len(run.records[PRODUCT])
    statuses = [asked.filtering(entry)["campaign_statuses"] for entry in account.requests(path=GMV_MAX_REPORT)]
    assert statuses.count(["STATUS_ALL"]) == 1
    assert not any("STATUS_ALL" in text for text in warnings(run))


@pytest.mark.parametrize("include_deleted", (False, True))
def test_deleted_campaigns_are_listed_on_request_each_once(
    include_deleted: bool, account: Simulation, tmp_path: Path
) -> None:
    stream = streams.of("gmv_max_campaigns")
    run = read(account, tmp_path, stream.name, include_deleted=include_deleted, page_size=3)
    assert_whole(account, stream, run, include_deleted=include_deleted)
    assert bool(deleted(run.records[stream.name])) == include_deleted
    assert not [entry for entry in account.requests(path=CAMPAIGNS) if entry["code"] != 0]
    # From its state, it delivers the changes, including deletions.
    later = read(
        account, tmp_path, stream.name, state=run.state, now="2026-11-20T12:00:00Z", include_deleted=include_deleted)
    whole = truth.expected(account, stream, start=START, include_deleted=include_deleted)
    first, then = (truth.seen(stream, each.records[stream.name]) for each in (run, later))
    known = {**first, **then}
    assert truth.differences(whole, {key: row for key, row in known.items() if key in whole or include_deleted}) == []
    gone = deleted(later.records[stream.name]) & (first.keys() - deleted(run.records[stream.name]))
    assert bool(gone) == include_deleted


def deleted(records: list[dict[str, Any]]) -> set[str]:
    return {record["campaign_id"] for record in records if "DELETE" in record["secondary_status"]}
