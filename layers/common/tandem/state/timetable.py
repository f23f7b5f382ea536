"""When each connection is polled: a row for each, written only when something happens; the schedule reads them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.ids import AccountId, ConnectionId
from tandem.home import Drop, Key, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import instant, stamp, text

PAGE = 1000
_WALKED = "!walked"
"""Sorts before every id, so that it comes with the first page."""


@dataclass(frozen=True, slots=True)
class Place:
    """A connection's polls come at `first`, and then at instants that follow from it, ever more seldom."""

    connection: ConnectionId
    account: AccountId
    first: datetime


@dataclass(frozen=True, slots=True)
class Shard:
    """`walked`: up to that instant all polls were woken; None before the first walk."""

    number: int
    walked: datetime | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A connection has one row, and nothing moves in it when a poll is woken: no crash can lose or double it."""

    table: Table

    def put(self, place: Place) -> None:
        item = {"account": place.account, "first": stamp(place.first)}
        self.table.transact([Put(_key(place.connection), item)])

    def drop(self, connection: ConnectionId) -> None:
        self.table.transact([Drop(_key(connection))])

    def shards(self) -> Iterator[Shard]:
        """Everybody, shard by shard."""
        for number in range(keys.SHARDS):
            rows = list(self._rows(keys.timetable(number)))
            marks = [instant(row.item, "at") for row in rows if row.key.sort == _WALKED]
            places = tuple(_place(row) for row in rows if row.key.sort != _WALKED)
            yield Shard(number, marks[0] if marks else None, places)

    def walked(self, shard: int, until: datetime) -> None:
        """All polls of the shard up to this instant were woken."""
        self.table.transact([Put(Key(keys.timetable(shard), _WALKED), {"at": stamp(until)})])

    def _rows(self, partition: str) -> Iterator[Row]:
        rows = self.table.query(partition, limit=PAGE)
        yield from rows
        while len(rows) == PAGE:
            rows = self.table.query(partition, after=rows[-1].key.sort, limit=PAGE)
            yield from rows


def _key(connection: ConnectionId) -> Key:
    return Key(keys.timetable(keys.shard(connection)), connection)


def _place(row: Row) -> Place:
    first = instant(row.item, "first")
    if first is None:
        raise ValueError("a place says when it begins")
    return Place(ConnectionId(row.key.sort), AccountId(text(row.item, "account")), first)
