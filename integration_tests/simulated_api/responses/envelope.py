"""The envelope around every answer, in TikTok's usual form or in unusual legal ones (§1)."""

from __future__ import annotations

import json
from enum import StrEnum

from .odd import odd_json


class Shape(StrEnum):
    """How an envelope is written."""

    COMPACT = "compact"
    PRETTY = "pretty"
    ODD = "odd"


def enveloped(code: int, message: str, request_id: str, data: bytes, shape: Shape) -> bytes:
    """The body of an answer around its rendered `data`."""
    told = json.dumps(message, ensure_ascii=False)
    head = f'{{"code":{code},"message":{told},"request_id":"{request_id}","data":'
    body = b"".join((head.encode(), data, b"}"))
    match shape:
        case Shape.COMPACT:
            return body
        case Shape.PRETTY:
            return json.dumps(json.loads(body), ensure_ascii=False, indent=2).encode()
        case Shape.ODD:
            return odd_json(body).encode()
