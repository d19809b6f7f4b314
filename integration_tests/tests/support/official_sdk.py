"""What TikTok's official SDK for Python knows of the API, as a judge of requests that somebody else has sent.

The methods come from the installed package: each is called with a client that sends nothing, which tells its path.
What the package leaves out of the descriptions that it is generated from, such as enumerations and the largest pages,
stands in `data/official_limits.json`, with what states it: files of TikTok's repository `tiktok-business-api-sdk` and
their commits, and pages of its documents.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from business_api_client.api_client import ApiClient
from business_api_client.configuration import Configuration

from support.asked import Entry

ROOT = "/open_api/v1.3/"
LIMITS = Path(__file__).parents[1] / "data" / "official_limits.json"
TOKEN = "access_token"
TOKEN_HEADER = "Access-Token"
WHOLE_NUMBER = re.compile(r"-?\d+")
BOOLEANS = {"true": True, "false": False}
# The types that are none of the SDK's models.
NATIVE: dict[str, type] = {"str": str, "int": int, "bool": bool, "float": float, "object": dict}
# What stands in the texts of the package that describe parameters and members.
PARAMETER = re.compile(r":param (?P<type>[\w\[\]]+) (?P<name>\w+):(?P<text>.*)")
RANGE = re.compile(r"Value range: (\d+)-(\d+)")
LEAST = re.compile(r"Value range: ≥ (\d+)")
LENGTHS = re.compile(r"Length range is \[(\d+), (\d+)\]")
LONGEST = re.compile(r"(?:At most|Max size:) (\d+)")
ENUMERATION = re.compile(r"Enum values(.*)", re.DOTALL)
ENUMERATED = re.compile(r"`([A-Z_]+)`")
# The kinds of conditions whose values the package wants as an array in a text, and how many if it says so.
OF_ARRAYS: dict[str, int | None] = {"IN": None, "BETWEEN": 2}


@dataclass(frozen=True)
class Complaint:
    """What the SDK holds against a request: where, and what is wrong there."""

    path: str
    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path} {self.place}: {self.fault}"


@dataclass(frozen=True)
class Limits:
    """Limits of a number, of a list's length, the values that a text may have, the members that an object must have."""

    least: int | None = None
    most: int | None = None
    shortest: int | None = None
    longest: int | None = None
    values: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Limits:
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()})

    @classmethod
    def told_in(cls, text: str) -> Limits:
        """Those in a text of the package."""
        facts: dict[str, Any] = {}
        if found := RANGE.search(text):
            facts |= {"least": int(found[1]), "most": int(found[2])}
        elif found := LEAST.search(text):
            facts |= {"least": int(found[1])}
        if found := LENGTHS.search(text):
            facts |= {"shortest": int(found[1]), "longest": int(found[2])}
        elif found := LONGEST.search(text):
            facts |= {"longest": int(found[1])}
        if (found := ENUMERATION.search(text)) and (values := ENUMERATED.findall(found[1])):
            facts |= {"values": values}
        return cls.of(facts)

    def faults(self, value: Any) -> Iterator[str]:
        match value:
            case bool():
                pass
            case int():
                if self.least is not None and value < self.least:
                    yield f"is less than {self.least}"
                if self.most is not None and value > self.most:
                    yield f"is more than {self.most}"
            case str():
                if self.values and value not in self.values:
                    yield f"has no value {value}"
            case dict():
                yield from (f"lacks {name}" for name in self.members if name not in value)
            case list():
                if self.shortest is not None and len(value) < self.shortest:
                    yield f"has fewer than {self.shortest} elements"
                if self.longest is not None and len(value) > self.longest:
                    yield f"has more than {self.longest} elements"
                for element in value:
                    yield from self.faults(element)


@dataclass(frozen=True)
class Parameter:
    type: str
    text: str


@dataclass(frozen=True)
class Method:
    """A method of the SDK, and the request that it makes."""

    owner: type
    name: str
    path: str
    verb: str
    required: frozenset[str]
    parameters: dict[str, Parameter]

    @property
    def body(self) -> str | None:
        """The type of its body, if it has one."""
        return self.parameters["body"].type if "body" in self.parameters else None

    def call(self, client: ApiClient, **arguments: Any) -> Any:
        return getattr(self.owner(client), self.name)(**arguments)


class Recorder(ApiClient):
    """A client that keeps what it would send. It needs neither threads nor connections."""

    def __init__(self) -> None:
        self.path = self.verb = ""
        self.sent: dict[str, Any] = {}

    def __del__(self) -> None:
        pass

    def call_api(
        self, resource_path: str, method: str, path_params: Any = None, query_params: Any = None,
        header_params: Any = None, body: Any = None, collection_formats: Any = None, **_: Any,
    ) -> None:
        self.path, self.verb = resource_path, method
        query = self.parameters_to_tuples(self.sanitize_for_serialization(query_params), collection_formats)
        members = self.sanitize_for_serialization(body) or {}
        self.sent = {name: plain(value) for name, value in [*query, *members.items()]}


def plain(value: Any) -> Any:
    """The value of a parameter, whether it is JSON in a query or stands in a body."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


@cache
def methods() -> dict[str, Method]:
    """The SDK's methods by the path that they ask."""
    found: dict[str, Method] = {}
    for owner in _classes("business_api_client.api"):
        for name, function in inspect.getmembers(owner, inspect.isfunction):
            if not name.startswith("_") and not name.endswith("_with_http_info"):
                method = _method(owner, name, function)
                found.setdefault(method.path, method)
    return found


@cache
def models() -> dict[str, Any]:
    """The SDK's models by name, also those that it has and does not hand out."""
    return {model.__name__: model for model in _classes("business_api_client.models")}


def _classes(name: str) -> Iterator[type]:
    package = importlib.import_module(name)
    for each in pkgutil.iter_modules(package.__path__, name + "."):
        module = importlib.import_module(each.name)
        yield from (found for _, found in inspect.getmembers(module, inspect.isclass) if found.__module__ == each.name)


def _method(owner: type, name: str, function: Callable[..., Any]) -> Method:
    signature = inspect.signature(function).parameters.values()
    required = [each.name for each in signature if each.kind is each.POSITIONAL_OR_KEYWORD and each.name != "self"]
    parameters = {
        match["name"]: Parameter(match["type"], match["text"])
        for match in PARAMETER.finditer(inspect.getdoc(function) or "")}
    recorder = Recorder()
    getattr(owner(recorder), name)(**dict.fromkeys(required, "anything"))
    return Method(
        owner, name, recorder.path.removeprefix(ROOT), recorder.verb, frozenset(required), parameters)


@cache
def written_limits() -> dict[str, dict[str, Limits]]:
    """Those beside the package, by path and place."""
    return {
        path: {place: Limits.of(limits) for place, limits in facts.items() if place != "source"}
        for path, facts in json.loads(LIMITS.read_text()).items()}


def complaints(entry: Entry) -> list[Complaint]:
    """What the SDK holds against a request of the simulation's log."""
    return Trial(entry).complaints


@dataclass
class Trial:
    """The judgement of one request. ``looked_at`` counts its parameters, and the members of those that are objects."""

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
            # It names the first parameter that it does not know.
            self._complain(str(error).split("'")[1], "is no parameter")
            return
        for name, texts in self.entry["params"].items():
            if not self.complaints and not is_within(plain(texts[0]), recorder.sent.get(name)):
                self._complain(name, "is sent by the SDK otherwise")

    def _typed(self, place: str, type_: str, value: Any, text: str = "") -> Any:
        """The value as the SDK wants it, with its models in place of objects. ``text`` is what describes it."""
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
        """An element of a list, whose limits are the list's."""
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
        """Where a method says just `object`, the model that is named after parameter and method, if there is one."""
        name = f"{parameter}_{method.name}".title().replace("_", "")
        return type_.replace("object", name) if name in models() else type_

    def _complain(self, place: str, fault: str) -> None:
        complaint = Complaint(self.entry["path"], place, fault)
        if complaint not in self.complaints:
            self.complaints.append(complaint)


def parsed_text(type_: str, text: str) -> Any:
    """The value of a parameter that is written as text; the text itself where it is none of that type."""
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
    """Whether everything in a value is in another one, too, whose objects may have more members: the SDK's models send
    the defaults of what was not said."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and is_within(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(is_within, part, whole))
    return part == whole


class Client:
    """The SDK's own client, for an API at another address than TikTok's."""

    def __init__(self, base_url: str, token: str) -> None:
        configuration = Configuration()
        configuration.host = base_url.removesuffix(ROOT)
        self.sdk = ApiClient(configuration)
        self.token = token

    def ask(self, path: str, **arguments: Any) -> dict[str, Any]:
        """What the answer of the path's method holds; a refusal is an exception of the SDK's."""
        return methods()[path].call(self.sdk, access_token=self.token, **arguments)["data"]

    def records(self, path: str, place: str = "list", page_size: int = 20, **arguments: Any) -> list[dict[str, Any]]:
        """The records of all pages. Where all fit on one, TikTok may leave out how many there are."""
        records: list[dict[str, Any]] = []
        page = pages = 1
        while page <= pages:
            paging = {"page": page, "page_size": page_size} if "page" in methods()[path].parameters else {}
            data = self.ask(path, **paging, **arguments)
            records += data[place]
            pages = data.get("page_info", {}).get("total_page", 1)
            page += 1
        return records

    def download(self, path: str, **parameters: str) -> str:
        """What a path answers that the SDK has no method for, with the SDK's connections all the same."""
        response = self.sdk.rest_client.GET(
            self.sdk.configuration.host + ROOT + path, headers={TOKEN_HEADER: self.token},
            query_params=list(parameters.items()))
        return response.data.decode()
