"""TikTok's official SDK for Python: its methods by the path that they request, its models, and its client.

The methods come from the installed package: each is called with a client that sends nothing and records the path.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from business_api_client.api_client import ApiClient
from business_api_client.configuration import Configuration

ROOT = "/open_api/v1.3/"
TOKEN = "access_token"
TOKEN_HEADER = "Access-Token"
# Patterns in the package's descriptions of parameters.
PARAMETER = re.compile(r":param (?P<type>[\w\[\]]+) (?P<name>\w+):(?P<text>.*)")


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
    """A client that records what it would send. It needs neither threads nor connections."""

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
    """The value of a parameter, which is JSON text in a query or a member of a body."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


@cache
def methods() -> dict[str, Method]:
    """The SDK's methods by the path that they request."""
    found: dict[str, Method] = {}
    for owner in _classes("business_api_client.api"):
        for name, function in inspect.getmembers(owner, inspect.isfunction):
            if not name.startswith("_") and not name.endswith("_with_http_info"):
                method = _method(owner, name, function)
                found.setdefault(method.path, method)
    return found


@cache
def models() -> dict[str, Any]:
    """The SDK's models by name, including those that it does not export."""
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


class Client:
    """The SDK's own client, for an API at another address than TikTok's."""

    def __init__(self, base_url: str, token: str) -> None:
        configuration = Configuration()
        configuration.host = base_url.removesuffix(ROOT)
        self.sdk = ApiClient(configuration)
        self.token = token

    def ask(self, path: str, **arguments: Any) -> dict[str, Any]:
        """The data of the answer of the path's method; a refusal is an exception of the SDK."""
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
        """The answer of a path for which the SDK has no method, requested over the SDK's connections."""
        response = self.sdk.rest_client.GET(
            self.sdk.configuration.host + ROOT + path, headers={TOKEN_HEADER: self.token},
            query_params=list(parameters.items()))
        return response.data.decode()
