"""HTTP for the adapters: one request, one answer, over a keep-alive pool that many threads share.

It follows no redirect, tries nothing twice and reads no cookie: what an answer means is its caller's business.
httpcore's pool is called directly: 0.34 ms CPU per request, 0.52 by `httpx.Client` (10,000 POSTs, loopback).
"""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpcore

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.guard import GuardedBackend, Origin, Resolve, resolve, split

_CONNECTIONS = 32
_IDLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` by lower-case name, repeated ones joined by a comma; `body` is empty where it is streamed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Transport:
    """`timeout` is the most that one request may wait in all; `max_answer` the most bytes that `send` takes in.

    `ca_file` (PEM) is trusted beside the public authorities. With `allow_private` plain http and addresses on private
    networks are let through.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        ca_file: Path | None = None,
        timeout: timedelta = timedelta(seconds=30),
        max_answer: int = 32 * 1024 * 1024,
        resolve: Resolve = resolve,
    ) -> None:
        self._allow_private = allow_private
        self._seconds = timeout.total_seconds()
        self._max_answer = max_answer
        self._wait = _Wait()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(ca_file),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=_TimedBackend(GuardedBackend(allow_private=allow_private, resolve=resolve), self._wait),
        )

    def send(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        """One request and its whole answer, whatever its status. Raise `Unavailable`, `Refused`."""
        response = self._open(method, url, headers, content)
        try:
            body = b"".join(self._chunks(response, self._wait.left(), self._max_answer))
        finally:
            response.close()
        return Answer(response.status, _lowered(response.headers), body, url)

    @contextmanager
    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"", max_answer: int | None = None
    ) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """The same with the body bit by bit; the time its reader takes doesn't count. `max_answer` None: no limit."""
        response = self._open(method, url, headers, content)
        try:
            answer = Answer(response.status, _lowered(response.headers), b"", url)
            yield answer, self._chunks(response, self._wait.left(), max_answer)
        finally:
            response.close()

    def close(self) -> None:
        self._pool.close()

    def _open(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> httpcore.Response:
        origin, target = split(url)
        if origin.scheme != "https" and not self._allow_private:
            raise Refused("plain_http")
        request = httpcore.Request(
            method=method,
            url=httpcore.URL(scheme=origin.scheme.encode(), host=origin.host.encode(), port=origin.port, target=target),
            headers=_headers(method, origin, headers, content),
            content=content,
            extensions={"timeout": {"connect": self._seconds, "pool": self._seconds}},
        )
        self._wait.allow(self._seconds)
        with _as_ours():
            return self._pool.handle_request(request)

    def _chunks(self, response: httpcore.Response, seconds: float, limit: int | None) -> Iterator[bytes]:
        chunks, received = iter(cast("Iterator[bytes]", response.stream)), 0
        while True:
            self._wait.allow(seconds)
            with _as_ours():
                chunk = next(chunks, None)
            if chunk is None:
                return
            seconds, received = self._wait.left(), received + len(chunk)
            if limit is not None and received > limit:
                raise Unavailable("answer_too_large")
            yield chunk


class _Wait(threading.local):
    """Until when the request that this thread is busy with may wait; a request never changes its thread."""

    until = 0.0

    def allow(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds

    def left(self) -> float:
        return self.until - time.monotonic()


class _TlsFailed(httpcore.ConnectError):
    """No secure connection: an unknown authority, another name, a protocol that is too old."""


class _TimedBackend(httpcore.NetworkBackend):
    """Hands out streams that keep to the request's own end, which httpcore's timeouts per read don't know."""

    def __init__(self, backend: httpcore.NetworkBackend, wait: _Wait) -> None:
        self._backend = backend
        self._wait = wait

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # what is left of the request's time is the truer one
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(host, port, self._wait.left(), local_address, socket_options)
        return _TimedStream(stream, self._wait)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, wait: _Wait) -> None:
        self._stream = stream
        self._wait = wait

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._seconds())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._seconds())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._seconds())
        except httpcore.ConnectError as error:
            # Told apart here, since the pool drops the cause on the way.
            raise (_TlsFailed() if isinstance(error.__cause__, ssl.SSLError) else error) from error.__cause__
        return _TimedStream(stream, self._wait)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _seconds(self) -> float:
        seconds = self._wait.left()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the request's time is up")
        return seconds


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise Unavailable("timeout") from error
    except httpcore.LocalProtocolError as error:
        raise Refused("bad_request") from error
    except httpcore.ConnectError as error:
        raise Unavailable("tls" if isinstance(error, _TlsFailed) else "unreachable") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Unavailable("unreachable") from error


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = httpcore.default_ssl_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


def _headers(method: str, origin: Origin, headers: Mapping[str, str], content: bytes) -> list[tuple[bytes, bytes]]:
    sent = [(b"host", origin.header), (b"accept-encoding", b"identity")]
    sent += [(name.encode("ascii"), value.encode()) for name, value in headers.items()]
    if content or method in ("POST", "PUT", "PATCH"):
        sent.append((b"content-length", str(len(content)).encode()))
    return sent


def _lowered(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    lowered: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("ascii").lower(), value.decode("latin-1")
        lowered[key] = f"{lowered[key]}, {text}" if key in lowered else text
    return lowered
