"""The selections of a list of objects, as a parameter or as a key of `filtering`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .parameters import Kind, Parameter, check_ids, strings
from .refusal import invalid

# How a record is compared with the request. Some keys are accepted but not simulated.
ANY_OF, EQUALS, CONTAINS, UNHEEDED = "any of", "equals", "contains", "unheeded"


@dataclass(frozen=True, slots=True)
class Selection:
    """One selection: its type, and the field of a record that it is about (dotted when nested)."""

    name: str
    kind: Kind
    how: str
    field: str
    maximum: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def parameter(self) -> Parameter:
        return Parameter(self.name, self.kind, maximum=self.maximum)

    def passes(self, record: Mapping[str, Any], wanted: Any) -> bool:
        """Whether the record is selected."""
        value = None if self.how == UNHEEDED else value_at(record, self.field)
        match self.how:
            case "any of":
                return value in wanted
            case "equals":
                return value == wanted
            case "contains":
                return isinstance(value, str) and wanted.lower() in value.lower()
            case _:
                return True


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The field at that dotted path, or None."""
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def check_choices(selection: Selection, value: Any) -> None:
    """Refuses values beyond an enumeration."""
    values = value if isinstance(value, tuple) else (value,)
    for each in values:
        if selection.choices and each not in selection.choices:
            told = f"'{each}' is not acceptable, correct is {list(selection.choices)}"
            raise invalid(f"{selection.name}: {told}")


def parse_filtering(selections: tuple[Selection, ...], filtering: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of a `filtering` object. A key that the endpoint does not have is refused."""
    known = {selection.name: selection for selection in selections}
    unknown = sorted(set(filtering) - set(known))
    if unknown:
        raise invalid(f"filtering: Unknown field(s) {unknown}, acceptable are {sorted(known)}")
    return {name: _value(known[name], value) for name, value in filtering.items()}


def _value(selection: Selection, value: Any) -> Any:
    name = f"filtering.{selection.name}"
    match selection.kind:
        case Kind.IDS | Kind.TEXTS:
            value = strings(name, value, selection.maximum)
            if selection.kind is Kind.IDS:
                check_ids(name, value)
        case Kind.INTEGER:
            _check(name, value, isinstance(value, int) and not isinstance(value, bool), "integer")
        case Kind.BOOLEAN:
            _check(name, value, isinstance(value, bool), "boolean")
        case Kind.NUMBERS:
            right = isinstance(value, list) and all(isinstance(item, int | float) for item in value)
            _check(name, value, right, "list of numbers")
        case _:
            _check(name, value, isinstance(value, str), "string")
    check_choices(selection, value)
    return value


def _check(name: str, value: Any, right: bool, expected: str) -> None:
    if not right:
        raise invalid(f"{name}: Not a valid {expected}.")
