"""What is due when, besides polls: a sparse index, in shards so that no partition grows hot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from tandem.domain.ids import ConnectionId
from tandem.home import Drop, Key, Put, Row, Table
from tandem.state import keys

PAGE = 1000


class Duty(StrEnum):
    """`retry`: of what is parked. `channel`: of pushes, to be renewed. `tell`: of what its owner is to be told of.

    One walk finds all kinds.
    """

    SWEEP = "sweep"
    RETRY = "retry"
    CHANNEL = "channel"
    TELL = "tell"


class Entry(NamedTuple):
    duty: Duty
    connection: ConnectionId
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """To move an entry, put the new one before the old one is dropped: who is cut off in between leaves both.

    So an entry may be out of date. Whoever is told of one looks at the connection, which says what holds.
    """

    table: Table

    def put(self, duty: Duty, connection: ConnectionId, at: datetime) -> None:
        self.table.transact([self.entry(duty, connection, at)])

    def entry(self, duty: Duty, connection: ConnectionId, at: datetime) -> Put:
        """The operation that puts it, for a transaction with what it is about."""
        return Put(_key(duty, connection, at), {"connection": connection})

    def drop(self, duty: Duty, connection: ConnectionId, at: datetime) -> None:
        self.table.transact([Drop(_key(duty, connection, at))])

    def until(self, now: datetime) -> Iterator[Entry]:
        """The entries whose instant has come, oldest first within a shard."""
        for number in range(keys.SHARDS):
            found = map(_entry, self._rows(keys.due(number)))
            yield from takewhile(lambda entry: entry.at <= now, found)

    def _rows(self, partition: str) -> Iterator[Row]:
        rows = self.table.query(partition, limit=PAGE)
        yield from rows
        while len(rows) == PAGE:
            rows = self.table.query(partition, after=rows[-1].key.sort, limit=PAGE)
            yield from rows


def _entry(row: Row) -> Entry:
    instant, duty, connection = row.key.sort.split("/", 2)
    return Entry(Duty(duty), ConnectionId(connection), datetime.fromisoformat(instant))


def _key(duty: Duty, connection: ConnectionId, at: datetime) -> Key:
    sort = f"{at.isoformat(timespec='microseconds')}/{duty}/{connection}"
    return Key(keys.due(keys.shard(connection)), sort)
