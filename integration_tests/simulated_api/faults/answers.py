"""An HTTP answer, and the faults that change its content."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; `code` is the envelope's, None if there is no envelope."""

    body: bytes
    code: int | None = 0
    message: str = "OK"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    rows: int = 0


Settings = Mapping[str, Any]


def _status(answer: Answer, settings: Settings) -> Answer:
    body = str(settings["body"]).replace("{status}", str(settings["status"]))
    return Answer(body.encode(), None, "", settings["status"], settings["headers"], "text/html")


def _code(answer: Answer, settings: Settings) -> Answer:
    envelope = {
        "code": settings["code"],
        "message": settings["message"],
        "request_id": "" if _is_file(answer) else json.loads(answer.body).get("request_id", ""),
        "data": {},
    }
    return Answer(json.dumps(envelope).encode(), settings["code"], settings["message"])


def _empty(answer: Answer, settings: Settings) -> Answer:
    return replace(answer, body=b"", rows=0)


def _malformed(answer: Answer, settings: Settings) -> Answer:
    """A stray brace in the middle of the body."""
    middle = answer.body.find(b",", len(answer.body) // 2)
    return replace(answer, body=answer.body[:middle] + b"}{" + answer.body[middle:])


def _shape(answer: Answer, settings: Settings) -> Answer:
    return Answer(str(settings["body"]).encode(), None, "")


def _null_data(answer: Answer, settings: Settings) -> Answer:
    if _is_file(answer):
        return answer
    return replace(answer, body=_edited(answer.body, lambda envelope: envelope.update(data=None)), rows=0)


def _no_page_info(answer: Answer, settings: Settings) -> Answer:
    if _is_file(answer):
        return answer
    return replace(
        answer, body=_edited(answer.body, lambda envelope: envelope["data"].pop("page_info", None))
    )


def _truncate(answer: Answer, settings: Settings) -> Answer:
    """A body that ends early although its framing is right."""
    return replace(answer, body=answer.body[: int(len(answer.body) * settings["fraction"])])


def _invalid_utf8(answer: Answer, settings: Settings) -> Answer:
    return replace(answer, body=_into_text(answer.body, b"\xff\xc3("))


def _lone_surrogate(answer: Answer, settings: Settings) -> Answer:
    return replace(answer, body=_into_text(answer.body, b"\\ud83d"))


def _redirect(answer: Answer, settings: Settings) -> Answer:
    return Answer(b"", None, "", settings["status"], {"Location": settings["location"]}, "text/html")


ANSWER_EFFECTS: dict[str, Callable[[Answer, Settings], Answer]] = {
    "status": _status,
    "code": _code,
    "empty": _empty,
    "malformed": _malformed,
    "shape": _shape,
    "null_data": _null_data,
    "no_page_info": _no_page_info,
    "truncate": _truncate,
    "invalid_utf8": _invalid_utf8,
    "lone_surrogate": _lone_surrogate,
    "redirect": _redirect,
}


def _is_file(answer: Answer) -> bool:
    """Whether the body is a report task's output, which has no envelope."""
    return answer.content_type == "text/csv"


def _edited(body: bytes, edit: Callable[[dict[str, Any]], Any]) -> bytes:
    envelope = json.loads(body)
    edit(envelope)
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()


def _into_text(body: bytes, piece: bytes) -> bytes:
    """The piece at the start of the first name of a record, else of the message."""
    for marker in (b'_name":"', b'"name":"', b'"message":"'):
        at = body.find(marker)
        if at >= 0:
            at += len(marker)
            return body[:at] + piece + body[at:]
    return body
