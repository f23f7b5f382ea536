"""Network streams that keep to the end of the request they serve, and send a request in one piece."""

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore


class Wait(threading.local):
    """Until when the request that this thread is busy with may wait; a request never changes its thread."""

    until = 0.0

    def allow(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds

    def left(self) -> float:
        return self.until - time.monotonic()


class TlsFailed(httpcore.ConnectError):
    """No secure connection: an unknown authority, another name, a protocol that is too old."""


class TimedBackend(httpcore.NetworkBackend):
    """Timeouts per read, which is all that httpcore knows, would let a slow answer drip on for ever."""

    def __init__(self, backend: httpcore.NetworkBackend, wait: Wait) -> None:
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
    """Holds back what is written until something is to be read: head and body in one packet, one system call less."""

    def __init__(self, stream: httpcore.NetworkStream, wait: Wait) -> None:
        self._stream = stream
        self._wait = wait
        self._unsent: list[bytes] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        if self._unsent:
            self._send()
        return self._stream.read(max_bytes, self._seconds())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        if buffer:
            self._unsent.append(buffer)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._seconds())
        except httpcore.ConnectError as error:
            raise (TlsFailed() if isinstance(error.__cause__, ssl.SSLError) else error) from error.__cause__
        return _TimedStream(stream, self._wait)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _send(self) -> None:
        whole, self._unsent = b"".join(self._unsent), []
        try:
            self._stream.write(whole, self._seconds())
        except httpcore.WriteError:
            # A server may refuse a large body before it is through: then its answer is already there to be read.
            return

    def _seconds(self) -> float:
        seconds = self._wait.left()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the request's time is up")
        return seconds
