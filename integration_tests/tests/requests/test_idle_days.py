"""`skip_idle_days`: no requests for days without delivery, and no row is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW
from support import asked, offers, selection, streams, truth
from support.asked import Window
from support.breadth import broad
from support.connector import FAST, Connector, Run
from support.selection import FEW
from support.simulation import Simulation

# Accounts of all kinds, and two more whose ads never deliver. In spring some of the others had only just begun.
AGENCY = ("--advertisers", broad("7", "8"), "--idle-advertisers", "2", "--ads-per-advertiser", "6")
START, END = "2026-04-01", "2026-05-10"
# The start date of reads that need the hours of several weeks up to now.
RECENT, FEW_WEEKS = broad("2026-10-18", "2026-10-10"), broad("2026-10-18", "2026-10-01")
LATER = "2026-11-05T03:30:00Z"
DAILY, AUDIENCE, HOURLY = "ads_reports_daily", "campaigns_audience_reports_daily", "campaigns_reports_hourly"
OWN = "own_countries"
SKIPPING = {
    DAILY: None, AUDIENCE: None, "advertisers_audience_reports_by_country_daily": None, HOURLY: None,
    "advertisers_reports_by_country_hourly": None}
# Reports of other types, and streams without days.
OTHERS = ("gmv_max_product_campaign_reports_daily", "campaigns_reports_lifetime", "playable_material_reports_lifetime")
OWN_REPORT = {
    "name": OWN, "dimensions": ["campaign_id", "country_code", "stat_time_day"], "metrics": ["spend", "impressions"]}

DAYS_TO_SETTLE = 2
PROBE = "BASIC advertiser_id stat_time_day"
PROBED_BY = "real_time_result"
Windows = dict[tuple[str, str], list[Window]]


class Reads:
    """Reads of one account with and without the option."""

    def __init__(self, account: Simulation, folder: Path) -> None:
        self.account, self.folder = account, folder

    def read(
        self, *names: str, skip: bool, mode: str = "full_refresh", state: Any = None, now: str = NOW, **fields: Any
    ) -> Run:
        run = self.end(*names, skip=skip, mode=mode, state=state, now=now, **fields)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr
        return run

    def end(self, *names: str, skip: bool, mode: str, state: Any = None, now: str = NOW, **fields: Any) -> Run:
        """A read, however it ends."""
        self.account.set_clock(now)
        self.account.clear_requests()
        config = self.account.config(
            **{"requests_per_second": 1000, "start_date": START, "custom_reports": [OWN_REPORT], **fields},
            **({"skip_idle_days": True} if skip else {}))
        connector = Connector(self.folder, self.account.base_url)
        offered = {each["name"]: streams.Stream(each) for each in connector.discover(config)["streams"]}
        catalog = selection.catalog(
            (selection.with_metrics(offered[name], FEW) for name in names or (*SKIPPING, OWN, *OTHERS)), mode=mode)
        return connector.run("read", config, catalog, state, now=now, variables=FAST)


@pytest.fixture(scope="module")
def agency() -> Iterator[Simulation]:
    with Simulation.start("--now", NOW, *AGENCY) as account:
        yield account


@pytest.fixture
def reads(agency: Simulation, tmp_path: Path) -> Iterator[Reads]:
    yield Reads(agency, tmp_path)
    agency.clear_faults()
    agency.set_access(revoked_advertisers=[], token_revoked=False)


def is_probe(entry: asked.Entry) -> bool:
    return PROBED_BY in asked.texts(entry, "metrics")


def probes(requests: list[asked.Entry]) -> Counter[str]:
    """How many look-ups of idle days there were, by account."""
    return Counter(entry["advertiser_id"] for entry in requests if is_probe(entry))


def windows(requests: list[asked.Entry]) -> Windows:
    """The windows of all other requests."""
    return asked.windows([entry for entry in requests if not is_probe(entry)])


def active_days(account: Simulation, start: str, now: str) -> dict[str, set[date]]:
    """The days on which each account delivered something."""
    rows = account.truth(
        "report", rows=1, data_level="AUCTION_ADVERTISER", dimensions="advertiser_id,stat_time_day", metrics="spend",
        include_deleted=1, start=start, end=asked.last_begun(now))["rows"]
    days: dict[str, set[date]] = {id: set() for id in account.advertiser_ids}
    for key in rows:
        id, *_, day = key.split("|")
        days[id].add(date.fromisoformat(day[:10]))
    return days


def comes_of_days(kind: str) -> bool:
    return kind.split()[0] in ("BASIC", "AUDIENCE") and "stat_time" in kind


def needed(all_windows: Windows, active: dict[str, set[date]], now: str) -> tuple[Windows, Counter[str]]:
    """The parts of those windows that have to be requested, and how many look-ups are needed to know them."""
    settled = asked.last_closed(now) - timedelta(days=DAYS_TO_SETTLE)
    wanted: Windows = {}
    spared: dict[str, list[Window]] = {}
    for (kind, id), found in all_windows.items():
        if comes_of_days(kind):
            spared.setdefault(id, []).extend(window for window in found if window.end <= settled)
    counts: Counter[str] = Counter()
    for id, found in spared.items():
        if found:
            days = (max(window.end for window in found) - min(window.start for window in found)).days + 1
            counts[id] = -(-days // 30)
    counts = Counter({id: count for id, count in counts.items() if len(spared[id]) > count})
    for (kind, id), found in all_windows.items():
        kept = [
            window for window in found
            if not comes_of_days(kind) or id not in counts or window.end > settled
            or any(window.start <= day <= window.end for day in active[id])]
        if kept:
            wanted[kind, id] = kept
    return wanted, counts


def rows(run: Run) -> dict[str, list[str]]:
    """The records of each stream, sorted."""
    return {name: sorted(map(repr, records)) for name, records in run.records.items()}


def states(run: Run) -> dict[str, Any]:
    """The cursor of each account of each stream."""
    told = {}
    for message in run.state:
        state = message["stream"]["stream_state"]
        cursors = {entry["partition"]["advertiser_id"]: entry["cursor"] for entry in state.get("states", [])}
        told[message["stream"]["stream_descriptor"]["name"]] = {**state, "states": cursors}
    return told


PERIODS = {"of old": {"end_date": END}, "up to now": {"start_date": RECENT}}
MODES = ("full_refresh", "incremental")


@pytest.mark.parametrize(
    ("mode", "period"),
    broad([*zip(MODES, PERIODS, strict=True)], [(mode, period) for mode in MODES for period in PERIODS]))
def test_no_row_and_no_day_is_lost_with_far_fewer_requests(
    mode: str, period: str, reads: Reads, agency: Simulation
) -> None:
    fields = PERIODS[period]
    whole = reads.read(skip=False, mode=mode, **fields)
    all_requests = agency.requests()
    assert not probes(all_requests)
    run = reads.read(skip=True, mode=mode, **fields)
    requests = agency.requests()
    active = active_days(agency, fields.get("start_date", START), NOW)
    wanted, asking = needed(windows(all_requests), active, NOW)
    assert windows(requests) == wanted
    assert probes(requests) == asking
    assert rows(run) == rows(whole)
    assert states(run) == states(whole)
    assert run.statuses == whole.statuses
    for name in SKIPPING:
        metrics = [metric for metric in streams.numeric_metrics(name) if metric in FEW]
        start, end = fields.get("start_date", START), fields.get("end_date")
        expected = truth.expected(agency, name, start=start, end=end, metrics=metrics)
        assert truth.differences(expected, truth.seen(name, run.records[name], metrics)) == []


def test_the_agency_has_days_of_both_kinds(agency: Simulation) -> None:
    """Otherwise the test above would prove little."""
    agency.set_clock(NOW)
    active = active_days(agency, START, NOW)
    days = {date.fromisoformat(START) + timedelta(days=day) for day in range(40)}
    kinds = [bool(days & found) + 2 * bool(days - found) for found in active.values()]
    assert {2, 3} <= set(kinds)
    assert not any(active[id] for id in agency.advertiser_ids[-2:])


def test_an_idle_account_takes_a_request_in_thirty_days_and_those_of_the_latest(
    reads: Reads, agency: Simulation
) -> None:
    start = "2026-08-01"
    reads.read(HOURLY, skip=True, start_date=start)
    id = agency.advertiser_ids[-1]
    days = windows(agency.requests())[asked.question_of(HOURLY), id]
    settled = asked.last_closed(NOW) - timedelta(days=DAYS_TO_SETTLE)
    first, last = asked.earliest_days(agency)[id], asked.latest_days(agency, NOW)[id]
    first = max(first, date.fromisoformat(start))
    assert days == [Window(day, day) for day in (settled + timedelta(days=1 + n) for n in range((last - settled).days))]
    assert probes(agency.requests())[id] == -(-((settled - first).days + 1) // 30)


def test_further_reads_go_on_from_the_states_of_either_kind(reads: Reads, agency: Simulation) -> None:
    first = {skip: reads.read(skip=skip, mode="incremental", start_date=FEW_WEEKS) for skip in (False, True)}
    assert states(first[True]) == states(first[False])
    whole = reads.read(skip=False, mode="incremental", state=first[True].state, now=LATER, start_date=FEW_WEEKS)
    all_windows = windows(agency.requests())
    run = reads.read(skip=True, mode="incremental", state=first[False].state, now=LATER, start_date=FEW_WEEKS)
    wanted, asking = needed(all_windows, active_days(agency, FEW_WEEKS, LATER), LATER)
    assert windows(agency.requests()) == wanted
    assert probes(agency.requests()) == asking
    assert (rows(run), states(run)) == (rows(whole), states(whole))


def test_where_it_could_save_no_request_nothing_is_asked_about_days(reads: Reads, agency: Simulation) -> None:
    """A single report takes as many requests as the look-up of idle days would."""
    reads.read(DAILY, *OTHERS, skip=True, end_date=END)
    assert not probes(agency.requests())
    reads.read(DAILY, skip=True, report_window_days=7, end_date=END)
    assert probes(agency.requests())
    reads.read(DAILY, AUDIENCE, skip=True, end_date=END)
    assert probes(agency.requests())


# Refusals of the look-up of idle days, matched by the metric that only it requests.
REFUSALS = {
    "of the account": {"kind": "code", "code": 40001, "message": "No permission."},
    "of a parameter": {"kind": "code", "code": 40002, "message": "Invalid metric fields: ['real_time_result']"},
    "as too large": {"kind": "code", "code": 40067, "message": "The query is too large."},
    "of an unknown kind": {"kind": "code", "code": 40003, "message": "No."},
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_leaves_everything_to_be_asked_for(refusal: str, reads: Reads, agency: Simulation) -> None:
    fields = {"start_date": FEW_WEEKS, "patience_minutes": 1}
    names = broad((DAILY, AUDIENCE, HOURLY), ())
    whole = reads.read(*names, skip=False, **fields)
    all_windows = windows(agency.requests())
    agency.add_faults({"path": "^report/", "metric": PROBED_BY, "times": "always", "effect": REFUSALS[refusal]})
    run = reads.read(*names, skip=True, **fields)
    assert probes(agency.requests())
    assert windows(agency.requests()) == all_windows
    assert (rows(run), states(run), run.statuses) == (rows(whole), states(whole), whole.statuses)
    warnings = [
        message["log"]["message"] for message in run.of_type("LOG")
        if message["log"]["level"] == "WARN" and "idle" in message["log"]["message"]]
    assert len(warnings) == 1


def test_a_refusal_of_one_account_leaves_the_others_as_they_are(reads: Reads, agency: Simulation) -> None:
    whole = reads.read(skip=False, end_date=END)
    all_windows = windows(agency.requests())
    id = agency.advertiser_ids[-1]
    agency.add_faults({
        "path": "^report/", "metric": PROBED_BY, "advertiser_id": id, "times": "always",
        "effect": REFUSALS["of the account"]})
    run = reads.read(skip=True, end_date=END)
    active = active_days(agency, START, NOW)
    active[id] = {window.start for key, found in all_windows.items() if key[1] == id for window in found}
    wanted, _ = needed(all_windows, active, NOW)
    assert windows(agency.requests()) == wanted
    assert rows(run) == rows(whole)


def test_a_fault_that_passes_is_waited_out(reads: Reads, agency: Simulation) -> None:
    agency.add_faults(*(
        {"path": "^report/", "metric": PROBED_BY, "nth": nth, "effect": effect}
        for nth, effect in ((1, {"kind": "status", "status": 502}), (2, {"kind": "malformed"}), (3, {"kind": "reset"}))))
    run = reads.read(HOURLY, skip=True, end_date=END)
    ids = [entry["advertiser_id"] for entry in agency.requests() if not is_probe(entry)]
    assert not set(agency.advertiser_ids[-2:]) & set(ids)
    assert run.records[HOURLY]


def test_a_refused_token_ends_the_sync(reads: Reads, agency: Simulation) -> None:
    agency.add_faults({
        "path": "^report/", "metric": PROBED_BY, "times": "always",
        "effect": {"kind": "code", "code": 40105, "message": "Access token is incorrect or has been revoked."}})
    run = reads.end(HOURLY, skip=True, mode="full_refresh", end_date=END)
    assert run.returncode == 1
    assert "access_token" in run.errors[0]["error"]["message"]


def test_the_sandbox_has_no_report_that_could_tell(tmp_path: Path, agency: Simulation) -> None:
    agency.clear_requests()
    config = agency.sandbox_config(requests_per_second=1000, skip_idle_days=True, start_date="2026-10-20")
    offered = streams.offered(offers.SANDBOX)
    catalog = selection.catalog(selection.with_metrics(offered[name], FEW) for name in (DAILY, AUDIENCE, HOURLY))
    run = Connector(tmp_path, agency.facts["sandbox_base_url"]).run("read", config, catalog, now=NOW)
    assert run.returncode == 0, run.stdout[-2000:]
    assert agency.requests() and not probes(agency.requests())
    assert [entry for entry in agency.requests() if entry["code"] != 0] == []
