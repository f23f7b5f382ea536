"""Keeps connections open between requests. httpcore's own pool looks at each connection for each other one, twice a
request; with eight of them that is a third of a request's CPU."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

_MOST = 32
_IDLE_SECONDS = 30.0


class Pool:
    """Thread-safe. As many connections as are in use at once; the 32 used last are kept for half a minute."""

    def __init__(self, *, trust: ssl.SSLContext, backend: httpcore.NetworkBackend) -> None:
        self._trust = trust
        self._backend = backend
        self._lock = threading.Lock()
        self._idle: list[httpcore.HTTPConnection] = []

    @contextmanager
    def lend(self, origin: httpcore.Origin) -> Iterator[httpcore.HTTPConnection]:
        """A connection for one request, closed afterwards if its answer wasn't read to the end."""
        connection = self._kept(origin) or self._new(origin)
        try:
            yield connection
        finally:
            self._take_back(connection)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _kept(self, origin: httpcore.Origin) -> httpcore.HTTPConnection | None:
        """The one used last, so that the others grow old; those the server closed meanwhile are let go."""
        while connection := self._pop(origin):
            if not connection.has_expired():
                return connection
            connection.close()
        return None

    def _pop(self, origin: httpcore.Origin) -> httpcore.HTTPConnection | None:
        with self._lock:
            for place in range(len(self._idle) - 1, -1, -1):
                if self._idle[place].can_handle_request(origin):
                    return self._idle.pop(place)
        return None

    def _new(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        return httpcore.HTTPConnection(
            origin, ssl_context=self._trust, keepalive_expiry=_IDLE_SECONDS, network_backend=self._backend
        )

    def _take_back(self, connection: httpcore.HTTPConnection) -> None:
        if not connection.is_available():
            connection.close()
            return
        with self._lock:
            self._idle.append(connection)
            surplus = self._idle.pop(0) if len(self._idle) > _MOST else None
        if surplus is not None:
            surplus.close()
