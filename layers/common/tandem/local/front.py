"""The front: an ASGI application that hands each request to its function and sends what the function answers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tandem.domain.fault import place_of
from tandem.local.function import LoadedFunction
from tandem.local.http_event import Answer, json_answer, to_answer, to_event
from tandem.local.pool import Pool
from tandem.local.routes import Match, Routes
from tandem.local.rush import Rush

logger = logging.getLogger("tandem")

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_RECEIVERS = "receive_"
_PUSH_LIMIT = 256 * 1024
_LIMIT = 1024 * 1024
_THREADS = 4
_RECEIVING = 8
"""Receivers wait for the disk together and share its commits; more of them would only wait for Python."""

_HEALTHY = json_answer(200, {"status": "ok"})
_NOT_FOUND = json_answer(404, {"message": "Not Found"})
_TOO_LARGE = json_answer(413, {"message": "Request Entity Too Large"})
_FAILED = json_answer(500, {"message": "Internal Server Error"})
_STOPPING = json_answer(503, {"message": "Service Unavailable"})


class Front:
    """Receivers of pushes have threads of their own: a page that waits for a provider must not keep a push waiting."""

    def __init__(self, routes: Routes, functions: Mapping[str, LoadedFunction], rush: Rush) -> None:
        """`functions` by their folder."""
        self._routes = routes
        self._functions = functions
        self._rush = rush
        self._receivers = Pool("receivers", _RECEIVING)
        self._others = Pool("functions", _THREADS)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except asyncio.CancelledError:
            answer = _STOPPING
        await _send(answer, send)

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> Answer:
        path = scope["raw_path"].decode("latin-1")
        if path == "/health":
            return _HEALTHY
        match = self._routes.find(scope["method"], path)
        if match is None:
            return _NOT_FOUND
        is_push = match.route.function.folder.startswith(_RECEIVERS)
        body = await _read(scope, receive, _PUSH_LIMIT if is_push else _LIMIT)
        if body is None:
            return _TOO_LARGE
        if not is_push:
            return await self._invoke(match, self._others, scope, body)
        with self._rush.push():
            return await self._invoke(match, self._receivers, scope, body)

    async def _invoke(self, match: Match, pool: Pool, scope: Mapping[str, Any], body: bytes) -> Answer:
        function = self._functions[match.route.function.folder]
        try:
            return to_answer(await pool.run(function.invoke, to_event(scope, body, match, datetime.now(UTC))))
        except Exception as error:  # the edge of the process: noted, and the caller learns that it failed
            logger.error("function failed", extra={"function": function.name} | place_of(error))
            return _FAILED


async def _read(scope: Mapping[str, Any], receive: Receive, limit: int) -> bytes | None:
    """The body, None if it is larger than the limit; what is announced as larger isn't even read."""
    for name, value in scope["headers"]:
        if name == b"content-length" and int(value) > limit:
            return None
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


async def _send(answer: Answer, send: Send) -> None:
    length = (b"content-length", b"%d" % len(answer.body))
    headers = answer.headers if answer.status in {204, 304} else [*answer.headers, length]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if answer.status in {204, 304} else answer.body})
