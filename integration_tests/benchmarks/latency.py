"""Twenty accounts over two years with slow answers: how close the wall time is to what the rate limit allows."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from support import airbyte
from support.airbyte import Household
from support.connector import Connector

from . import peer
from .measuring import Sample, say
from .reading import read
from .section import Bar, Cell, Limit, Panel, Section, Table
from .workshop import NOW, Workshop, catalog, days_ago

STREAMS = ("ads_reports_daily", "ad_groups_reports_daily", "campaigns_reports_daily", "advertisers_reports_daily")
LEVELS = {"basic": 10, "ultimate": 50}
SERVERS_SECONDS = 60
# Accounts that are older than two years; the section on requests uses them, too. They create few objects later, so that
# the server renders its pages quickly.
GROWN = (
    "--now", NOW, "--anchor", str(days_ago(740)), "--days-between-births", "90", "--cache-mb", "2048")
PEER_SECONDS, QUICK_PEER_SECONDS = 60.0, 10.0


@dataclass(frozen=True)
class Case:
    """``latency`` in seconds, and the app's level, whose limit per second the server enforces to the request."""

    latency: float
    level: str
    most: float

    @property
    def rate(self) -> int:
        return LEVELS[self.level]

    @property
    def name(self) -> str:
        return f"{self.latency:g} s latency, {self.rate} requests/s"

    @property
    def limits(self) -> dict[str, int]:
        return {"qps": self.rate, "qpm": self.rate * SERVERS_SECONDS}


CASES = (Case(0.2, "basic", 1.05), Case(0.2, "ultimate", 1.10), Case(2.0, "basic", 1.10))


@dataclass(frozen=True)
class Trial:
    """One read, how many requests the server has answered, and how many it has refused."""

    sample: Sample
    requests: int
    refused: int
    most_in_flight: int

    def times_of_ideal(self, case: Case) -> float:
        """The wall time by that of as many requests at the limit."""
        return self.sample.seconds * case.rate / self.requests


class Account:
    """Both connectors, reading one simulated account with late answers."""

    def __init__(self, workshop: Workshop, household: Household) -> None:
        self.household = household
        self._start = str(workshop.first_day)
        self._variables = {"SSL_CERT_FILE": str(household.authority.certificate)}
        self._connector = Connector(workshop.new_folder("latency"), household.simulation.base_url)
        # Once without limits, so that every page has been rendered.
        self._read({"requests_per_second": 1000, "concurrency": 64})

    def _read(self, fields: Mapping[str, Any]) -> Trial:
        simulation = self.household.simulation
        simulation.clear_requests()
        done = read(
            self._connector, simulation.config(start_date=self._start, **fields), catalog(*STREAMS),
            **self._variables)
        stats = simulation.stats()
        answered = stats["codes"]["0"]
        return Trial(done.sample, answered, stats["requests"] - answered, stats["max_in_flight"])

    def trial(self, case: Case) -> Trial:
        self.household.simulation.set_limits(**case.limits)
        return self._read({"api_level": case.level})

    def airbyte(self, case: Case, most_seconds: float) -> tuple[peer.PeerRun, int]:
        """Airbyte's connector on the first stream alone, for so long at most, and its requests."""
        simulation = self.household.simulation
        simulation.set_limits(**case.limits)
        simulation.clear_requests()
        config = simulation.config(start_date=self._start)
        done = peer.read(self.household.airbyte, config, STREAMS[:1], most_seconds=most_seconds)
        return done, simulation.stats()["requests"]


def measure(workshop: Workshop) -> Section:
    section = Section("latency")
    count = 4 if workshop.is_quick else 20
    flags = (*GROWN, "--advertisers", str(count))
    with ExitStack() as stack:
        accounts = {
            case.name: Account(workshop, stack.enter_context(
                Household.open(workshop.new_folder("household"), *flags, "--latency", str(case.latency))))
            for case in CASES
        }
        trials: dict[str, list[Trial]] = {case.name: [] for case in CASES}
        # They wait for minutes and compute for seconds, so those of a round run at the same time.
        together = stack.enter_context(ThreadPoolExecutor(len(CASES)))
        for number in range(workshop.rounds):
            for case, trial in zip(
                CASES, together.map(lambda case: accounts[case.name].trial(case), CASES), strict=True
            ):
                trials[case.name].append(trial)
                say(f"  round {number + 1}: {case.name}: {trial.sample.seconds:.1f} s, {trial.requests} requests")
        lines = [_line(case, trials[case.name]) for case in CASES]
        bars = []
        for case in CASES:
            times = [trial.times_of_ideal(case) for trial in trials[case.name]]
            limit = Limit(f"{case.name}, wall time by requests ÷ limit", case.most, times)
            # Of all rounds together, because a median would hide a refusal in a single round.
            refused = Limit(
                f"{case.name}, requests that the server refused", 0, [sum(each.refused for each in trials[case.name])])
            section.limits += [limit, refused]
            bars.append(Bar(case.name, limit.found, "this", min(times), max(times)))
        if airbyte.IS_INSTALLED:
            case = CASES[0]
            most = QUICK_PEER_SECONDS if workshop.is_quick else PEER_SECONDS
            done, count = accounts[case.name].airbyte(case, most)
            part = f"{STREAMS[0]} alone" + ("" if done.is_whole else f", stopped after {most:g} s")
            times_of_ideal = done.seconds * case.rate / count
            lines.append([
                f"Airbyte 4.7.0, {case.name}, {part}", 1, count, round(done.seconds, 1), None,
                round(times_of_ideal, 2), round(count / done.seconds, 1), None])
            bars.append(Bar(f"Airbyte, {case.latency:g} s, {case.rate} requests/s", times_of_ideal, "airbyte"))
            section.runs["Airbyte"] = {"seconds": done.seconds, "requests": count, "is_whole": done.is_whole}
        else:
            section.notes.append(airbyte.NOT_INSTALLED)
    section.panels.append(Panel(
        "Wall time, times of requests ÷ limit",
        f"{count} accounts, {len(STREAMS)} daily streams since {workshop.first_day}",
        [Bar("as the rate limit allows", 1.0, "bounds"), *bars]))
    section.tables.append(Table(
        "Latency",
        ("", "runs", "requests", "wall s", "spread", "times of requests ÷ limit", "requests/s", "most in flight"),
        lines, ["The server enforces the limit in exact sliding windows of a second and a minute. The cases of a round "
                "go side by side, each before a server of its own."]))
    section.runs |= {
        name: [{"seconds": each.sample.seconds, "requests": each.requests, "refused": each.refused} for each in found]
        for name, found in trials.items()}
    return section


def _line(case: Case, trials: list[Trial]) -> list[Cell]:
    by_time = sorted(trials, key=lambda trial: trial.sample.seconds)
    middle = by_time[len(by_time) // 2]
    seconds = middle.sample.seconds
    spread = f"{by_time[0].sample.seconds:.1f}–{by_time[-1].sample.seconds:.1f}"
    return [
        case.name, len(trials), middle.requests, round(seconds, 1), spread, round(middle.times_of_ideal(case), 3),
        round(middle.requests / seconds, 1), max(trial.most_in_flight for trial in trials)]
