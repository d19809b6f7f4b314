"""Checks whether TikTok's official SDK for Python would send the same requests."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import dataclass, field
from typing import Any

from support.asked import Entry
from support.official_limits import Limits, written_limits
from support.official_sdk import TOKEN, TOKEN_HEADER, Method, Recorder, methods, models, plain

WHOLE_NUMBER = re.compile(r"-?\d+")
BOOLEANS = {"true": True, "false": False}
# The types that are not models of the SDK.
NATIVE: dict[str, type] = {"str": str, "int": int, "bool": bool, "float": float, "object": dict}
# The kinds of conditions whose values the package wants as an array in a string, and how many, if it says so.
OF_ARRAYS: dict[str, int | None] = {"IN": None, "BETWEEN": 2}


@dataclass(frozen=True)
class Complaint:
    """A complaint of the SDK about a request: the place, and what is wrong there."""

    path: str
    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path} {self.place}: {self.fault}"


def complaints(entry: Entry) -> list[Complaint]:
    """The SDK's complaints about a request of the simulation's log."""
    return Trial(entry).complaints


@dataclass
class Trial:
    """The check of one request. ``looked_at`` counts its parameters, and the members of those that are objects."""

    entry: Entry
    complaints: list[Complaint] = field(default_factory=list)
    looked_at: int = 0

    def __post_init__(self) -> None:
        method = methods().get(self.entry["path"])
        if method is None:
            self._complain("", "has no method")
        elif method.verb != self.entry["method"]:
            self._complain("", f"is {method.verb}, not {self.entry['method']}")
        else:
            self._judge(method)

    def _judge(self, method: Method) -> None:
        if TOKEN in method.parameters and TOKEN_HEADER not in self.entry["headers"]:
            self._complain(TOKEN_HEADER, "is missing")
        values = {name: texts[0] for name, texts in self.entry["params"].items()}
        for name, texts in self.entry["params"].items():
            if len(texts) > 1:
                self._complain(name, "is given more than once")
        if method.body:
            types = models()[method.body].swagger_types
            parsed = {name: parsed_text(types.get(name, "str"), text) for name, text in values.items()}
            arguments = {"body": self._typed("", method.body, parsed)}
        else:
            types = {name: each.type for name, each in method.parameters.items()}
            arguments = {}
            for name, text in values.items():
                type_ = self._model_beside(method, name, types.get(name, "str"))
                known = method.parameters.get(name)
                arguments[name] = self._typed(
                    name, type_, parsed_text(type_, text), known.text if known else "")
        for name in method.required - arguments.keys() - {TOKEN}:
            self._complain(name, "is missing")
            arguments[name] = "anything"
        self._repeat(method, arguments)

    def _repeat(self, method: Method, arguments: dict[str, Any]) -> None:
        """Has the SDK make the same request."""
        recorder = Recorder()
        try:
            method.call(recorder, **arguments, access_token="anything")
        except TypeError as error:
            # The SDK names the first parameter that it does not know.
            self._complain(str(error).split("'")[1], "is no parameter")
            return
        for name, texts in self.entry["params"].items():
            if not self.complaints and not is_within(plain(texts[0]), recorder.sent.get(name)):
                self._complain(name, "is sent by the SDK otherwise")

    def _typed(self, place: str, type_: str, value: Any, text: str = "") -> Any:
        """The value as the SDK expects it, with its models in place of objects. ``text`` is its description."""
        self.looked_at += 1 if place else 0
        of_list = re.fullmatch(r"list\[(.+)\]", type_)
        if type(value) is not (list if of_list else NATIVE.get(type_, dict)):
            self._complain(place, f"is no {type_}")
            return value
        for limits in (Limits.told_in(text), written_limits().get(self.entry["path"], {}).get(place, Limits())):
            for fault in limits.faults(value):
                self._complain(place, fault)
        if of_list:
            return [self._element(place, of_list[1], element) for element in value]
        return value if type_ in NATIVE else self._built(place, type_, value)

    def _element(self, place: str, type_: str, value: Any) -> Any:
        """An element of a list. Limits apply to the list."""
        if type(value) is not NATIVE.get(type_, dict):
            self._complain(place, f"has an element that is no {type_}")
            return value
        return value if type_ in NATIVE else self._built(place, type_, value)

    def _built(self, place: str, type_: str, members: dict[str, Any]) -> Any:
        model = models()[type_]
        attributes = {name: attribute for attribute, name in model.attribute_map.items()}
        arguments = {}
        for name, value in members.items():
            inner = f"{place}.{name}" if place else name
            if name not in attributes:
                self._complain(inner, "is no parameter" if not place else f"is no member of {type_}")
                continue
            attribute = attributes[name]
            text = inspect.getdoc(getattr(model, attribute)) or ""
            arguments[attribute] = self._typed(inner, model.swagger_types[attribute], value, text)
        if members.get("filter_type") in OF_ARRAYS and isinstance(members.get("filter_value"), str):
            self._judge_array(f"{place}.filter_value", members["filter_value"], OF_ARRAYS[members["filter_type"]])
        try:
            return model(**arguments)
        except ValueError as error:
            name = str(error).split("`")[1]
            self._complain(f"{place}.{name}" if place else name, "is missing")
            return members

    def _judge_array(self, place: str, text: str, length: int | None) -> None:
        values = parsed_text("list", text)
        if not isinstance(values, list):
            self._complain(place, "is no array")
        elif length is not None and len(values) != length:
            self._complain(place, f"has not {length} elements")

    @staticmethod
    def _model_beside(method: Method, parameter: str, type_: str) -> str:
        """For a parameter declared as `object`, the model that is named after parameter and method, if there is one."""
        name = f"{parameter}_{method.name}".title().replace("_", "")
        return type_.replace("object", name) if name in models() else type_

    def _complain(self, place: str, fault: str) -> None:
        complaint = Complaint(self.entry["path"], place, fault)
        if complaint not in self.complaints:
            self.complaints.append(complaint)


def parsed_text(type_: str, text: str) -> Any:
    """The value of a parameter that is written as text; the text itself if it is not of that type."""
    match type_:
        case "str":
            return text
        case "int":
            return int(text) if WHOLE_NUMBER.fullmatch(text) else text
        case "bool":
            return BOOLEANS.get(text, text)
    try:
        return json.loads(text)
    except ValueError:
        return text


def is_within(part: Any, whole: Any) -> bool:
    """Whether another value contains everything in this one. Its objects may have more members, because the SDK's models
    send the defaults of members that were not set."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and is_within(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(is_within, part, whole))
    return part == whole
