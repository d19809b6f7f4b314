"""The cases of the fault matrix. Many run at a time, because they spend most of their time waiting."""

from __future__ import annotations

import queue
import subprocess
from collections.abc import Container, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from support.certificates import Authority
from support.connector import FAST, Run
from support.fault_matrix import Fault
from support.fault_outcomes import Whole
from support.faulty_reads import NOW, FaultyReads, Kind, records_of
from support.servers.relay import Match, Relay, Stroke
from support.sessions import Session
from support.simulation import Simulation
from support.truth import Rows

# Each case uses two accounts of its own, so this many run at a time.
PAIRS = 16
# Every sixth account is empty.
FLAGS = ("--now", NOW, "--advertisers", "40", "--ads-per-advertiser", "6", "--no-special")
# A request has at least four pages.
PAGES_AT_LEAST = 4


@dataclass(frozen=True)
class Case:
    """A fault, on one of the pages of a request of that kind."""

    fault: Fault
    page: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.fault}-{self.page}-{self.kind}"

    def number(self, last: int) -> int:
        """The number of the page if it is the last one."""
        return {"first": 1, "middle": (last + 1) // 2, "last": last}[self.page]


@dataclass
class Trial:
    """One case with its two accounts."""

    case: Case
    reads: FaultyReads
    struck: str
    spared: str
    known: dict[tuple[str, ...], Rows]
    options: dict[str, Any]
    code: int | None = None

    @property
    def kind(self) -> Kind:
        return self.case.kind

    @property
    def comes_in_less(self) -> bool:
        """Whether the disturbed request can be split into fewer days or objects, or smaller pages."""
        return self.kind.window is not None or self.options["page_size"] > 1

    def times_asked_again(self) -> int:
        """How often the disturbed request was repeated unchanged."""
        requests = self.reads.account.requests(advertiser_id=self.struck)
        struck = [request for request in requests if request["fault"]][-1]
        same = [each for each in requests if (each["path"], each["params"]) == (struck["path"], struck["params"])]
        return sum(each["sequence"] > struck["sequence"] for each in same)

    def rows(self, run: Run) -> Rows:
        return self.reads.rows(self.kind.stream, run)

    def truth(self, *accounts: str) -> Rows:
        """The truth, which does not change and is cached."""
        question = (self.kind.stream, *(accounts or self.reads.accounts))
        if question not in self.known:
            self.known[question] = self.reads.truth(*question)
        return self.known[question]

    def resumed(self, run: Run) -> list[str]:
        return self.reads.resumed(self.kind.stream, run, **self.options)


@dataclass
class Matrix:
    """The outcomes of cases. All cases start when the first outcome is requested."""

    cases: Iterable[Case]
    folder: Path
    _stack: ExitStack = field(default_factory=ExitStack)
    _futures: dict[str, Future[str]] = field(default_factory=dict)
    _pairs: queue.SimpleQueue[tuple[str, str]] = field(default_factory=queue.SimpleQueue)
    _known: dict[tuple[str, ...], Rows] = field(default_factory=dict)

    def __enter__(self) -> Matrix:
        self.account = self._stack.enter_context(Simulation.start(*FLAGS))
        ids = iter([id for place, id in enumerate(self.account.advertiser_ids) if place % 6 != 5])
        for _ in range(PAIRS):
            self._pairs.put((next(ids), next(ids)))
        authority, stranger = (Authority.make(self._made(name)) for name in ("authority", "stranger"))
        self._authority = authority.certificate
        self._certificates = (authority.issue("IP:127.0.0.1"), stranger.issue("IP:127.0.0.1"))
        pool = self._stack.enter_context(ThreadPoolExecutor(PAIRS))
        # The longest ones start first, so that none runs alone at the end.
        for number, case in enumerate(sorted(self.cases, key=lambda case: -case.fault.limit)):
            self._futures[str(case)] = pool.submit(self._try, case, self._made(f"case-{number}"))
        self._stack.callback(lambda: pool.shutdown(cancel_futures=True))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def outcome(self, case: Case) -> str:
        """The outcome of the case.

        - Raises: `AssertionError` if it is not the expected one.
        """
        return self._futures[str(case)].result()

    def outcome_or_failure(self, case: Case) -> str:
        error = self._futures[str(case)].exception()
        return "**FAILED**" if error else self._futures[str(case)].result()

    def _made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder

    def _try(self, case: Case, folder: Path) -> str:
        pair = self._pairs.get()
        try:
            return self._tried(case, folder, *pair)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it has not ended within {case.fault.limit} s") from None
        finally:
            self.account.clear_faults(*pair)
            self._pairs.put(pair)

    def _tried(self, case: Case, folder: Path, struck: str, spared: str) -> str:
        fault, kind = case.fault, case.kind
        counts = {each: records_of(self.account, kind, each) for each in (struck, spared)}
        page_size = max(1, min(counts.values()) // PAGES_AT_LEAST)
        matches = {
            each: Match(
                page=case.number(-(-count // page_size)), advertiser_id=each, path=kind.path,
                start_date=(kind.window or (None,))[0])
            for each, count in counts.items() if each == struck or fault.is_of_all_accounts}
        options: dict[str, Any] = {"page_size": page_size, "variables": FAST}
        with ExitStack() as stack:
            base_url = self.account.base_url
            if fault.stroke:
                certificates = None if fault.stroke is Stroke.REFUSE else self._certificates
                relay = stack.enter_context(Relay(base_url, matches[struck], fault.stroke, certificates))
                base_url = relay.base_url

                def meanwhile(session: Session) -> None:
                    """The host is down until the connector has noticed, or for ever."""
                    if isinstance(fault.outcome, Whole):
                        session.wait_for(lambda lines: any(fault.outcome.log in line for line in lines))
                        relay.heal()

                options["meanwhile"] = meanwhile
                options["variables"] = {**FAST, "SSL_CERT_FILE": str(self._authority)}
            reads = FaultyReads(self.account, folder, accounts=(struck, spared), base_url=base_url)
            if not fault.stroke:
                self.account.add_faults(*(
                    {**match.rule, "times": fault.times, "effect": fault.effect} for match in matches.values()))
            run = reads.read(kind.stream, timeout=fault.limit, **options, **fault.settings)
            if fault.stroke:
                assert relay.struck == 1, "the fault has disturbed no request"
                relay.heal()
                del options["meanwhile"]
            else:
                self._check_struck(fault, matches)
            code = fault.effect.get("code") if isinstance(fault.effect, dict) else None
            trial = Trial(case, reads, struck, spared, self._known, options, code)
            return fault.outcome_of(kind.stream).judge(trial, run)

    def _check_struck(self, fault: Fault, accounts: Container[str]) -> None:
        struck = [rule["struck"] for rule in self.account.faults() if rule["rule"]["advertiser_id"] in accounts]
        wanted = fault.times if isinstance(fault.times, int) else None
        met = [each == wanted if wanted else each > 0 for each in struck]
        assert met and all(met), f"the fault has disturbed {struck} requests"
