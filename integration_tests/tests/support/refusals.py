"""Whether the simulated API refuses what it should, and for the right reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

BAD_REQUEST = 40002


def is_refusal(envelope: dict[str, Any], words: str) -> bool:
    """Whether a request was refused for what is wrong in it, which the message names in those words."""
    return envelope["code"] == BAD_REQUEST and words in envelope["message"] and envelope["data"] == {}


def not_refused(cases: Mapping[str, tuple[Any, ...]], ask: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The answers, by the names of the cases, that are no refusals for the reason that each case names last.

    ``ask`` takes what a case has before it, and gives the envelope.
    """
    assert cases, "nothing was asked"
    answers = {name: ask(*request) for name, (*request, _) in cases.items()}
    return {name: envelope for name, envelope in answers.items() if not is_refusal(envelope, cases[name][-1])}
