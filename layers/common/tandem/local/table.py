"""The table of one machine: rows in SQLite, durable at each acknowledged write."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from tandem.home import Clock, Item, Key, Operation, Row
from tandem.local.commit import GroupCommit
from tandem.local.database import Readers, connect, create
from tandem.local.item import decode, encode
from tandem.local.statements import exchange, prepare, purge

_RANGE = (
    "SELECT sort, version, item FROM rows WHERE partition = ? AND sort >= ? AND sort < ?"
    " AND (expires IS NULL OR expires > ?)"
)
_FORWARD = _RANGE + " ORDER BY sort LIMIT ?"
_BACKWARD = _RANGE + " ORDER BY sort DESC LIMIT ?"
_SORTS = (
    "SELECT sort FROM rows WHERE partition = ? AND sort < ? AND (expires IS NULL OR expires > ?)"
    " ORDER BY sort DESC LIMIT ?"
)
_ONE = "SELECT sort, version, item FROM rows WHERE partition = ? AND sort = ? AND (expires IS NULL OR expires > ?)"
_NO_BOUND = b""
"""SQLite orders any bytes after any text."""

_PURGE_EVERY = timedelta(minutes=1)
_PURGE_AT_ONCE = 500


class SqliteTable:
    """Table for the threads of this process and for other processes on the same file. Call `close` at the end."""

    transaction_limit = 2000

    def __init__(self, path: Path, clock: Clock) -> None:
        create(path)
        self._clock = clock
        self._readers = Readers(path)
        self._commits = GroupCommit(connect(path))
        self._purge_at = clock.now()

    def get(self, keys: Sequence[Key]) -> dict[Key, Row]:
        now = self._now()
        rows: dict[Key, Row] = {}
        with self._readers.borrow() as connection:
            for key in keys:
                for _, version, item in connection.execute(_ONE, (*key, now)):
                    rows[key] = Row(key, version, decode(item))
        return rows

    def query(self, partition: str, *, prefix: str = "", after: str = "", limit: int = 100) -> list[Row]:
        # The text that follows `after` in order is itself with a NUL added.
        start = max(prefix, after + "\0") if after else prefix
        return self._select(_FORWARD, partition, start, _end_of(prefix), limit)

    def query_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[Row]]:
        return {partition: self.query(partition, limit=limit) for partition in dict.fromkeys(partitions)}

    def query_newest(self, partition: str, *, prefix: str = "", before: str = "", limit: int = 100) -> list[Row]:
        end = _end_of(prefix)
        if before and (isinstance(end, bytes) or before < end):
            end = before
        return self._select(_BACKWARD, partition, prefix, end, limit)

    def sorts_newest(self, partition: str, *, before: str = "", limit: int = 100) -> list[str]:
        with self._readers.borrow() as connection:
            found = connection.execute(_SORTS, (partition, before or _NO_BOUND, self._now(), limit)).fetchall()
        return [sort for (sort,) in found]

    def sorts_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[str]]:
        return {partition: self.sorts_newest(partition, limit=limit) for partition in dict.fromkeys(partitions)}

    def _select(self, statement: str, partition: str, start: str, end: str | bytes, limit: int) -> list[Row]:
        with self._readers.borrow() as connection:
            found = connection.execute(statement, (partition, start, end, self._now(), limit)).fetchall()
        return [Row(Key(partition, sort), version, decode(item)) for sort, version, item in found]

    def transact(self, operations: Sequence[Operation]) -> None:
        if len(operations) > self.transaction_limit:
            raise ValueError(f"a transaction holds at most {self.transaction_limit} operations")
        if not operations:
            return
        for operation in operations:
            _require(operation.key)
        self._commits.submit(prepare(operations, self._now()))
        self._purge_if_due()

    def upsert(self, items: Mapping[Key, Item]) -> dict[Key, Row]:
        """In one transaction, or in few where there are very many: others wait for each."""
        for key in items:
            _require(key)
        stored, now = [(key, encode(item)) for key, item in items.items()], self._now()
        before: list[tuple[Key, int, bytes]] = []
        for start in range(0, len(stored), self.transaction_limit):
            some = stored[start : start + self.transaction_limit]
            before += self._commits.submit(partial(exchange, items=some, now=now))
        self._purge_if_due()
        return {key: Row(key, version, decode(item)) for key, version, item in before}

    def close(self) -> None:
        self._readers.close()
        self._commits.close()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _purge_if_due(self) -> None:
        now = self._clock.now()
        if now < self._purge_at:
            return
        self._purge_at = now + _PURGE_EVERY
        removed = self._commits.submit(partial(purge, now=now.timestamp(), limit=_PURGE_AT_ONCE))
        if removed == _PURGE_AT_ONCE:
            self._purge_at = now


def _end_of(prefix: str) -> str | bytes:
    """The bound that all text with this prefix is below, and none after it."""
    stem = prefix.rstrip("\U0010ffff")
    if not stem:
        return _NO_BOUND
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(0xE000 if following == 0xD800 else following)  # surrogates are no text


def _require(key: Key) -> None:
    if not key.partition or not key.sort:
        raise ValueError("a key has a partition and a sort, neither empty")  # DynamoDB takes no empty key
