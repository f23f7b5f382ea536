"""HTTP for the adapters: one request, one answer, over a keep-alive pool that many threads share.

It follows no redirect, tries nothing twice and reads no cookie: what an answer means is its caller's business.
httpcore's connections are used directly: 0.20 ms CPU per request, 0.40 by `httpx.Client` (10,000 POSTs, loopback).
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpcore

from tandem.domain.errors import Refused, Unavailable
from tandem.ports import Circuits
from tandem.providers.guard import GuardedBackend, Origin, Resolve, resolve, split
from tandem.providers.health import NoCircuits, watched
from tandem.providers.pool import Pool
from tandem.providers.streams import TimedBackend, TlsFailed, Wait


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
    networks are let through. `circuits` are asked before each request, and told how the server did.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        ca_file: Path | None = None,
        timeout: timedelta = timedelta(seconds=30),
        max_answer: int = 32 * 1024 * 1024,
        resolve: Resolve = resolve,
        circuits: Circuits | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._seconds = timeout.total_seconds()
        self._max_answer = max_answer
        self._circuits = circuits or NoCircuits()
        self._wait = Wait()
        self._backend = TimedBackend(GuardedBackend(allow_private=allow_private, resolve=resolve), self._wait)
        self._trust = _trust(ca_file)
        self._pool = Pool(trust=self._trust, backend=self._backend)

    def apart(self) -> "Transport":
        """The same with connections of its own: where a login belongs to a connection, nobody else may use that."""
        other = copy(self)
        other._pool = Pool(trust=self._trust, backend=self._backend)  # it is one of ours
        return other

    def send(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        """One request and its whole answer, whatever its status. Raise `Unavailable`, `Refused`."""
        with self._exchange(method, url, headers, content) as response:
            body = b"".join(self._chunks(response, self._wait.left(), self._max_answer))
            return Answer(response.status, _lowered(response.headers), body, url)

    @contextmanager
    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"", max_answer: int | None = None
    ) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """The same with the body bit by bit; the time its reader takes doesn't count. `max_answer` None: no limit."""
        with self._exchange(method, url, headers, content) as response:
            answer = Answer(response.status, _lowered(response.headers), b"", url)
            yield answer, self._chunks(response, self._wait.left(), max_answer)

    def close(self) -> None:
        """Close the connections that are idle; those in use close with their request."""
        self._pool.close()

    @contextmanager
    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Iterator[httpcore.Response]:
        origin, target = split(url)
        if origin.scheme != "https" and not self._allow_private:
            raise Refused("plain_http")
        where = httpcore.URL(scheme=origin.scheme.encode(), host=origin.host.encode(), port=origin.port, target=target)
        request = httpcore.Request(method, where, headers=_headers(method, origin, headers, content), content=content)
        self._wait.allow(self._seconds)
        circuit = watched(self._circuits, origin.host, origin.port)
        with circuit as exchange, self._pool.lend(where.origin) as connection:
            with _as_ours():
                response = connection.handle_request(request)
            exchange.answered(response.status, _lowered(response.headers))
            try:
                yield response
            finally:
                response.close()

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


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise Unavailable("timeout") from error
    except httpcore.LocalProtocolError as error:
        raise Refused("bad_request") from error
    except httpcore.ConnectError as error:
        raise Unavailable("tls" if isinstance(error, TlsFailed) else "unreachable") from error
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
