"""The few things that an ASGI application does by hand: read a body, send an answer, cut the connection."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
LOOPBACK = ("127.0.0.1", "::1", "")


class Answer(Protocol):
    """As each stand-in has its own."""

    @property
    def status(self) -> int: ...

    @property
    def body(self) -> bytes: ...

    @property
    def content_type(self) -> str: ...

    @property
    def headers(self) -> dict[str, str]: ...


async def read_body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def send_answer(send: Send, answer: Answer) -> None:
    headers = [(b"content-length", b"%d" % len(answer.body))] if answer.status not in (204, 304) else []
    if answer.body:
        headers.append((b"content-type", answer.content_type.encode()))
    headers += [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def cut(scope: Scope) -> None:
    """End the connection without an answer; the server notices in the next turns of its loop."""
    scope["sandbox.cut"]()
    for _ in range(3):
        await asyncio.sleep(0)


def is_local(scope: Scope) -> bool:
    return (scope.get("client") or ("",))[0] in LOOPBACK


def raw_path(scope: Scope) -> str:
    """Percent-encoded: an identifier may hold a slash."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1")


def headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
