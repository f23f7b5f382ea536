"""The one SQLite file: durable at each commit, and safe for the threads of several processes."""

import os
import sqlite3
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tandem.domain.errors import Unavailable

_BUSY_SECONDS = 30.0

# Rows stay in the order of their writing and only the small index is in the order of keys: with keys as random as ours
# that took a quarter of the time that WITHOUT ROWID took to insert rows of 1 KB (measured with SQLite 3.40).
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS rows(partition TEXT NOT NULL, sort TEXT NOT NULL, version INTEGER NOT NULL,"
    " item BLOB NOT NULL, expires REAL, PRIMARY KEY(partition, sort))",
    "CREATE INDEX IF NOT EXISTS rows_by_expiry ON rows(expires) WHERE expires IS NOT NULL",
)


def create(path: Path) -> None:
    """Make the file and its rows where they are missing; only this user can read them. Idempotent."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its own files beside it the same mode
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        _enter_wal(connection)
        for statement in _SCHEMA:
            connection.execute(statement)
    finally:
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit that any thread may use, one at a time."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous=FULL")  # WAL with NORMAL may lose the last commits at a power cut
    connection.execute("PRAGMA cache_size=-8000")  # KiB
    connection.execute("PRAGMA wal_autocheckpoint=2000")  # pages; more makes the odd commit wait long
    return connection


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Two processes that start at once meet here; SQLite's own waiting does not cover the change of the mode."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


class Readers:
    """Connections for reading, as many as there are threads that read at once; each sees every commit."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._is_closed = False
        weakref.finalize(self, _close_all, self._idle).atexit = False

    @contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection]:
        """Raise `Unavailable` for what SQLite can't do."""
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)
        except sqlite3.Error as error:
            raise Unavailable("table_unavailable", type(error).__name__) from error

    def _take(self) -> sqlite3.Connection:
        if self._is_closed:
            raise sqlite3.ProgrammingError("closed")
        try:
            return self._idle.pop()
        except IndexError:
            return connect(self._path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._is_closed:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        self._is_closed = True
        _close_all(self._idle)


def _close_all(connections: deque[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
