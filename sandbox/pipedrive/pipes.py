"""A small HTTP/1.1 client on persistent connections, as webhooks need it: send, learn the status, never follow."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Callable
from typing import cast
from urllib.parse import SplitResult, urlsplit

import httptools

Done = Callable[[int], None]
NO_ANSWER = 0
STALE = -1


class Pipe(asyncio.Protocol):
    """One connection, one request at a time; `free` tells whether it may take one."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._done: Done | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._is_used = self._is_heard = False

    @property
    def is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    @property
    def is_free(self) -> bool:
        return self._done is None

    def send(self, data: bytes, timeout: float, done: Done) -> None:
        """`done` is called once: with the status, NO_ANSWER, or STALE if an idle connection was already closed."""
        assert self.transport is not None
        self._is_heard = False
        self._done = done
        self._parser = httptools.HttpResponseParser(self)
        self._timer = asyncio.get_running_loop().call_later(timeout, self._time_out)
        self.transport.write(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # a stream's, by create_connection

    def data_received(self, data: bytes) -> None:
        if self._parser is None:
            return
        self._is_heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def on_message_complete(self) -> None:
        assert self._parser is not None
        status = self._parser.get_status_code()
        self._is_used = True
        if not self._parser.should_keep_alive() and self.transport is not None:
            self.transport.close()
        self._finish(status)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        self.transport = None
        self._finish(STALE if self._is_used and not self._is_heard else NO_ANSWER)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _time_out(self) -> None:
        self._finish(NO_ANSWER)
        self.close()

    def _finish(self, status: int) -> None:
        done, self._done, self._parser = self._done, None, None
        if self._timer is not None:
            self._timer.cancel()
        if done is not None:
            done(status)


async def open_pipe(url: SplitResult) -> Pipe:
    """Raises OSError where nobody listens."""
    loop = asyncio.get_running_loop()
    secure = ssl.create_default_context() if url.scheme == "https" else None
    port = url.port or (443 if secure else 80)
    _, pipe = await loop.create_connection(Pipe, url.hostname or "", port, ssl=secure)
    return pipe


def head(method: str, url: str, user: str | None, password: str | None) -> bytes:
    """The request up to the content length, which differs from event to event."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", "User-Agent: Pipedrive Webhooks"]
    if user is not None:
        token = b64encode(f"{user}:{password or ''}".encode()).decode()
        lines.append(f"Authorization: Basic {token}")
    return ("\r\n".join([*lines, "Content-Type: application/json", "Content-Length: "])).encode()
