"""A business error: HTTP 200 with a code, a message and empty data (§1, §4)."""

from __future__ import annotations

INVALID_REQUEST = 40000
NO_PERMISSION = 40001
INVALID_PARAMETER = 40002
THROTTLED = 40100
INVALID_APP = 40101
TOKEN_MISSING = 40104
TOKEN_INCORRECT = 40105


class Refusal(Exception):
    """The envelope's code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def invalid(message: str) -> Refusal:
    """40002, the answer to any parameter that is not acceptable."""
    return Refusal(INVALID_PARAMETER, message)
