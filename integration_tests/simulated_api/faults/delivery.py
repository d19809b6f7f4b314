"""The faults that change how an answer is sent over the wire, and the normal delivery."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from .answers import Answer

Settings = Mapping[str, Any]


async def deliver(request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
    """The answer, whole and framed by its length."""
    response = web.Response(
        body=answer.body, status=answer.status, content_type=answer.content_type, headers=answer.headers
    )
    await response.prepare(request)
    await response.write_eof()
    return response


async def _reset(request: web.BaseRequest, answer: Answer, settings: Settings) -> web.StreamResponse:
    """A connection reset before any byte."""
    _abort(request)
    return web.Response()


async def _cut(request: web.BaseRequest, answer: Answer, settings: Settings) -> web.StreamResponse:
    """A connection reset in the middle of the body."""
    response = await _begun(request, answer, len(answer.body))
    await response.write(answer.body[: int(len(answer.body) * settings["fraction"])])
    await asyncio.sleep(0.05)  # lets the bytes reach the reader before the reset discards them
    _abort(request)
    return response


async def _stall(request: web.BaseRequest, answer: Answer, settings: Settings) -> web.StreamResponse:
    """Silence, before any byte or after some; then a reset or the rest (`then`: reset, answer)."""
    after = settings["after_bytes"]
    if not after:
        await _silence(request, settings["seconds"])
        if gone(request):
            return web.Response()
        if settings["then"] == "answer":
            return await deliver(request, answer)
        return await _reset(request, answer, settings)
    response = await _begun(request, answer, len(answer.body))
    await response.write(answer.body[:after])
    await _silence(request, settings["seconds"])
    if settings["then"] == "answer":
        await response.write(answer.body[after:])
        await response.write_eof()
    else:
        _abort(request)
    return response


async def _silence(request: web.BaseRequest, seconds: float) -> None:
    """Waits, but no longer than the client does."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not gone(request):
        await asyncio.sleep(min(left, 0.01))


def gone(request: web.BaseRequest) -> bool:
    """Whether the client has closed the connection."""
    return request.transport is None or request.transport.is_closing()


async def _drip(request: web.BaseRequest, answer: Answer, settings: Settings) -> web.StreamResponse:
    """The whole body, a few bytes at a time."""
    response = await _begun(request, answer, len(answer.body))
    for start in range(0, len(answer.body), settings["bytes"]):
        await response.write(answer.body[start : start + settings["bytes"]])
        await asyncio.sleep(settings["interval"])
    await response.write_eof()
    return response


async def _content_length(request: web.BaseRequest, answer: Answer, settings: Settings) -> web.StreamResponse:
    """A length that is wrong by `delta`, then the end of the connection."""
    head = (
        f"HTTP/1.1 {answer.status} OK\r\nContent-Type: {answer.content_type}\r\n"
        f"Content-Length: {max(len(answer.body) + settings['delta'], 0)}\r\n\r\n"
    )
    assert request.transport is not None
    request.transport.write(head.encode() + answer.body)
    request.transport.close()
    return web.Response()


async def _truncated_gzip(request: web.BaseRequest, answer: Answer, settings: Settings) -> web.StreamResponse:
    """A gzip stream that ends early, with correct framing, whether or not gzip was requested."""
    whole = gzip.compress(answer.body, 1)
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    cut = Answer(
        whole[: int(len(whole) * settings["fraction"])],
        answer.code,
        answer.message,
        answer.status,
        headers,
        answer.content_type,
        answer.rows,
    )
    return await deliver(request, cut)


Delivery = Callable[[web.BaseRequest, Answer, Settings], Awaitable[web.StreamResponse]]

DELIVERY_EFFECTS: dict[str, Delivery] = {
    "reset": _reset,
    "cut": _cut,
    "stall": _stall,
    "drip": _drip,
    "content_length": _content_length,
    "truncated_gzip": _truncated_gzip,
}


async def _begun(request: web.BaseRequest, answer: Answer, length: int) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_type = answer.content_type
    response.content_length = length
    await response.prepare(request)
    return response


def _abort(request: web.BaseRequest) -> None:
    """A reset instead of an orderly close: a zero linger time makes the kernel send RST."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
