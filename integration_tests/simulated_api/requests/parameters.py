"""Query parameters: their names, types and limits (§1).

Scalars come plain; arrays and objects as JSON text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .refusal import invalid

DEFAULT_PAGE_SIZE = 10


class Kind(StrEnum):
    """The type of a parameter."""

    TEXT = "string"
    ID = "id"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXTS = "string[]"
    IDS = "id[]"
    NUMBERS = "number[]"
    OBJECT = "object"
    OBJECTS = "object[]"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an endpoint.

    `maximum` limits a number's value or an array's length.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()


def paging(maximum: int) -> tuple[Parameter, ...]:
    """`page` and `page_size` with the endpoint's limit (§1)."""
    return (
        Parameter("page", Kind.INTEGER, minimum=1),
        Parameter("page_size", Kind.INTEGER, minimum=1, maximum=maximum),
    )


def known(parameters: tuple[Parameter, ...], query: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The parameters of a query that the endpoint knows."""
    names = {parameter.name for parameter in parameters}
    return {name: texts for name, texts in query.items() if name in names}


def parse(parameters: tuple[Parameter, ...], query: Mapping[str, list[str]]) -> dict[str, Any]:
    """The typed values of a query string; absent parameters are absent.

    Unknown parameters are refused, among them `filters` and `lifetime`. v1.3 ignores these names of v1.2 (§3.1) and
    returns something else than was meant, which a test would not notice.

    - Throws: `Refusal` 40002 that names the parameter.
    """
    known = {parameter.name: parameter for parameter in parameters}
    unknown = sorted(set(query) - set(known))
    if unknown:
        raise invalid(f"Unknown parameter(s): {unknown}. Acceptable: {sorted(known)}")
    values: dict[str, Any] = {}
    for parameter in parameters:
        texts = query.get(parameter.name, [])
        if len(texts) > 1:
            raise invalid(f"{parameter.name}: given {len(texts)} times.")
        if texts:
            values[parameter.name] = _value(parameter, texts[0])
        elif parameter.required:
            raise invalid(f"{parameter.name}: Missing data for required field.")
    return values


def _value(parameter: Parameter, text: str) -> Any:
    match parameter.kind:
        case Kind.TEXT:
            value: Any = text
        case Kind.ID:
            if not re.fullmatch(r"[0-9]{1,20}", text):
                raise invalid(f"{parameter.name}: Not a valid id.")
            value = text
        case Kind.DATE:
            value = text
        case Kind.INTEGER:
            if not re.fullmatch(r"-?[0-9]{1,18}", text):
                raise invalid(f"{parameter.name}: Not a valid integer.")
            value = int(text)
            _check_range(parameter, value)
        case Kind.BOOLEAN:
            if text not in {"true", "false", "True", "False"}:
                raise invalid(f"{parameter.name}: Not a valid boolean.")
            value = text in {"true", "True"}
        case Kind.TEXTS | Kind.IDS:
            value = strings(parameter.name, _json(parameter, text, list), parameter.maximum)
            if parameter.kind is Kind.IDS:
                check_ids(parameter.name, value)
        case Kind.OBJECT:
            value = _json(parameter, text, dict)
        case Kind.OBJECTS:
            value = _json(parameter, text, list)
            if not all(isinstance(item, dict) for item in value):
                raise invalid(f"{parameter.name}: Not a valid list of objects.")
    if parameter.choices and value not in parameter.choices:
        raise invalid(f"{parameter.name}: '{value}' is not acceptable, correct is {list(parameter.choices)}")
    return value


def strings(name: str, value: Any, maximum: int | None = None) -> tuple[str, ...]:
    """A JSON array of strings, not empty and within its limit."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid(f"{name}: Not a valid list of strings.")
    if not value:
        raise invalid(f"{name}: Shorter than minimum length 1.")
    if maximum is not None and len(value) > maximum:
        raise invalid(f"{name}: Longer than maximum length {maximum}.")
    return tuple(value)


def check_ids(name: str, values: tuple[str, ...]) -> None:
    """Ids are texts of digits in v1.3 (§7)."""
    if not all(re.fullmatch(r"[0-9]{1,20}", value) for value in values):
        raise invalid(f"{name}: Not a valid list of ids.")


def _json(parameter: Parameter, text: str, expected: type) -> Any:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise invalid(f"{parameter.name}: Not valid JSON ({error}).") from None
    if not isinstance(value, expected):
        raise invalid(f"{parameter.name}: Not a valid {parameter.kind}.")
    return value


def _check_range(parameter: Parameter, value: int) -> None:
    if parameter.minimum is not None and value < parameter.minimum:
        raise invalid(f"{parameter.name}: Must be greater than or equal to {parameter.minimum}.")
    if parameter.maximum is not None and value > parameter.maximum:
        raise invalid(f"{parameter.name}: Must be less than or equal to {parameter.maximum}.")


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list, from 1. `shift` counts rows that were added to the list since its first page was read."""

    page: int
    page_size: int
    shift: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any], default_size: int = DEFAULT_PAGE_SIZE, shift: int = 0) -> Paging:
        page = values.get("page", 1)
        return cls(page, values.get("page_size", default_size), shift if page > 1 else 0)

    def slice(self, total: int) -> slice:
        """Which rows of the unshifted list are on the page."""
        start = (self.page - 1) * self.page_size - self.shift
        return slice(max(start, 0), max(min(start + self.page_size, total), 0))

    def total(self, total: int) -> int:
        return max(total + self.shift, 0)

    def info(self, total: int) -> dict[str, int]:
        """`page_info` as TikTok writes it (§1)."""
        number = self.total(total)
        return {
            "page": self.page,
            "page_size": self.page_size,
            "total_number": number,
            "total_page": -(-number // self.page_size),
        }
