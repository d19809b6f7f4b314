"""Whether the simulated API refuses what it should, and for the right reason."""

from __future__ import annotations

from typing import Any

BAD_REQUEST = 40002


def is_refusal(envelope: dict[str, Any], words: str) -> bool:
    """Whether a request was refused for what is wrong in it, which the message names in those words."""
    return envelope["code"] == BAD_REQUEST and words in envelope["message"] and envelope["data"] == {}
