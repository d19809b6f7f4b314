"""Checks that the simulated API refuses what it should, and for the right reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

BAD_REQUEST = 40002


def is_refusal(envelope: dict[str, Any], words: str) -> bool:
    """Whether a request was refused for its own mistake, which the message names in those words."""
    return envelope["code"] == BAD_REQUEST and words in envelope["message"] and envelope["data"] == {}


def not_refused(cases: Mapping[str, tuple[Any, ...]], ask: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The answers, by name of the case, that are not refusals for the reason in the case's last element.

    ``ask`` takes the other elements of a case and returns the envelope.
    """
    assert cases, "nothing was asked"
    answers = {name: ask(*request) for name, (*request, _) in cases.items()}
    return {name: envelope for name, envelope in answers.items() if not is_refusal(envelope, cases[name][-1])}
