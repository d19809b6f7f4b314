"""A business error: HTTP 200 with a code, a message and empty data (§1, §4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

INVALID_REQUEST = 40000
NO_PERMISSION = 40001
INVALID_PARAMETER = 40002
THROTTLED = 40100
INVALID_APP = 40101
TOKEN_MISSING = 40104
TOKEN_INCORRECT = 40105
INVALID_AUTH_CODE = 40110


class Refusal(Exception):
    """The envelope's code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def invalid(message: str) -> Refusal:
    """40002, the answer to any parameter that is not acceptable."""
    return Refusal(INVALID_PARAMETER, message)


def invalid_metrics(names: Iterable[str]) -> Refusal:
    """40002 as reports refuse metrics, all of them at once."""
    return invalid(
        "Please correct the information in invalid metric fields and try again. "
        f"Invalid metric fields: {list(names)}. "
    )


def check_fields(fields: Iterable[str], acceptable: Sequence[str]) -> None:
    """Refuses the first of `fields` that is not acceptable, with the list of those that are (§2)."""
    for index, name in enumerate(fields):
        if name not in acceptable:
            raise invalid(
                f"fields.{index}: one or more value of the param is not acceptable, "
                f"correct is {list(acceptable)}, error is {name}"
            )
