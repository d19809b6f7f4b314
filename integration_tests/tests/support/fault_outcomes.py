"""The possible outcomes of a fault, and how to recognize them in a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from support import truth
from support.connector import Run
from support.faulty_reads import Kind, said, told, warnings
from support.truth import Rows

CONFIGURATION, SYSTEM, TRANSIENT = "config_error", "system_error", "transient_error"


class Trial(Protocol):
    """A read of one kind with a fault."""

    kind: Kind
    # The account with the fault, and another one in the same read.
    struck: str
    spared: str
    # The answer's envelope, if the fault is of that kind.
    code: int | None

    @property
    def comes_in_less(self) -> bool: ...

    def times_asked_again(self) -> int: ...
    def rows(self, run: Run) -> Rows: ...
    def truth(self, *accounts: str) -> Rows: ...
    def resumed(self, run: Run) -> list[str]: ...


class Outcome(Protocol):
    """A possible outcome of a fault."""

    def judge(self, trial: Trial, run: Run) -> str:
        """The outcome of the run in a few words.

        - Raises: `AssertionError` if the run had another outcome.
        """
        ...


@dataclass(frozen=True)
class Whole:
    """All rows, each once. ``log`` is the log's text about the fault.

    ``asks_for_less``: after a timeout, the connector sends smaller requests if it can, instead of the same one again.
    """

    is_throttled: bool = False
    asks_for_less: bool = False
    log: str = ""

    def judge(self, trial: Trial, run: Run) -> str:
        assert run.returncode == 0, said(run)
        assert run.errors == []
        statuses = run.statuses[trial.kind.stream]
        assert (statuses[0], statuses[-1]) == ("STARTED", "COMPLETE") and "INCOMPLETE" not in statuses, statuses
        rows = trial.rows(run)
        assert (unlike := truth.differences(trial.truth(), rows)) == [], unlike
        count = len(run.records[trial.kind.stream])
        assert count == len(rows), f"{count} records of {len(rows)} rows"
        assert any(self.log in log for log in run.logs), run.logs
        if self.asks_for_less and trial.comes_in_less:
            assert trial.times_asked_again() == 0, "it repeats a request that has timed out"
        announced = "RATE_LIMITED" in reasons(run, trial.kind.stream)
        assert announced == self.is_throttled, "RATE_LIMITED is" + ("" if announced else " not") + " announced"
        return "all rows"


@dataclass(frozen=True)
class Broken:
    """An error of one of these types whose message has these words about the remedy, and a state from which the next
    read reaches the truth.

    ``names_place``: the message names the account and the window of the request. ``spares_others``: other accounts
    are read completely.
    """

    failure_types: Sequence[str]
    words: Sequence[str]
    names_place: bool = True
    spares_others: bool = True

    def judge(self, trial: Trial, run: Run) -> str:
        stream = trial.kind.stream
        message = told(run, stream)
        failure_type = message.split(":")[0]
        assert failure_type in self.failure_types, message
        wanted = [stream, *self.words]
        if self.names_place:
            wanted += [trial.struck, *(trial.kind.window or ())[:1]]
        if trial.code is not None:
            wanted += [str(trial.code), "request_id 2026"]
        assert not (absent := [word for word in wanted if word not in message]), (absent, message)
        if self.spares_others:
            found = {key: row for key, row in trial.rows(run).items() if key in trial.truth(trial.spared)}
            assert (unlike := truth.differences(trial.truth(trial.spared), found)) == [], unlike
        assert (unlike := trial.resumed(run)) == [], unlike
        return f"{failure_type}, resumed to all rows"


@dataclass(frozen=True)
class LeftOut:
    """The account is skipped with one warning, and read once it is granted again."""

    def judge(self, trial: Trial, run: Run) -> str:
        stream = trial.kind.stream
        assert run.returncode == 0, said(run)
        assert run.errors == [] and run.statuses[stream][-1] == "COMPLETE"
        told_of = warnings(run)
        assert len(told_of) == 1, told_of
        for word in (stream, trial.struck, str(trial.code), "request_id 2026", "`exclude_advertiser_ids`"):
            assert word in told_of[0], (word, told_of[0])
        own, others = trial.truth(trial.struck), trial.truth(trial.spared)
        rows = trial.rows(run)
        beside = {key: row for key, row in rows.items() if key not in own}
        assert (unlike := truth.differences(others, beside)) == [], unlike
        read = {key: row for key, row in rows.items() if key in own}
        assert (unlike := truth.differences({key: own[key] for key in read}, read)) == [], unlike
        assert (unlike := trial.resumed(run)) == [], unlike
        return "left out with a warning, resumed to all rows"


def reasons(run: Run, stream: str) -> list[str]:
    """The reasons that a stream gave for being rate limited."""
    statuses = (message["trace"].get("stream_status") or {} for message in run.of_type("TRACE"))
    return [
        reason["type"] for status in statuses if (status.get("stream_descriptor") or {}).get("name") == stream
        for reason in status.get("reasons") or []]
