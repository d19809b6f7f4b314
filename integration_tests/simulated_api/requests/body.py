"""Parameters in the JSON body of a POST: the same names as in a query, each of its own JSON type (§3.7)."""

from __future__ import annotations

import json
from typing import Any

from .parameters import Kind, Parameter
from .refusal import invalid

JSON_TYPES: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.ID: str,
    Kind.DATE: str,
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.TEXTS: list,
    Kind.IDS: list,
    Kind.OBJECT: dict,
    Kind.OBJECTS: list,
}


def body_parameters(
    parameters: tuple[Parameter, ...], body: bytes, content_type: str, query: dict[str, list[str]]
) -> dict[str, list[str]]:
    """The body's members as the texts that a query would have; their types are checked here.

    - Throws: `Refusal` 40002 for a body that is not an object, and for a member of another type.
    """
    if content_type != "application/json":
        raise invalid(f"Content-Type: '{content_type}' is not acceptable, correct is application/json.")
    if query:
        raise invalid(f"Parameters {sorted(query)} belong into the body.")
    try:
        document = json.loads(body)
    except ValueError as error:
        raise invalid(f"The request body is not valid JSON ({error}).") from None
    if not isinstance(document, dict):
        raise invalid("The request body is not a JSON object.")
    kinds = {parameter.name: parameter.kind for parameter in parameters}
    for name, value in document.items():
        kind = kinds.get(name)
        if kind is not None and type(value) is not JSON_TYPES[kind]:
            raise invalid(f"{name}: Not a valid {kind}.")
    return texts_of(document)


def logged_parameters(body: bytes) -> dict[str, list[str]]:
    """The body's members for the log and for fault rules, as far as they can be read."""
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return texts_of(document) if isinstance(document, dict) else {}


def texts_of(document: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
        for name, value in document.items()
    }
