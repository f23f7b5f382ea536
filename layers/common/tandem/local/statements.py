"""What a transaction's operations are in SQL: one statement per kind, its condition within."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from tandem.domain.errors import Conflict
from tandem.home import Add, Check, Drop, Expect, Key, Operation, Put, Value
from tandem.local.item import decode, encode

# A row made without a condition starts at a random version: one that was dropped and came back must not pass for the
# one that somebody read. Whoever makes a row on the condition that there is none knows its version: 1.
_WRITE = (
    "INSERT INTO rows(partition, sort, item, expires, version) VALUES (?, ?, ?, ?, (random() & 0xffffffffffff) + 2)"
    " ON CONFLICT(partition, sort)"
    " DO UPDATE SET version = version + 1, item = excluded.item, expires = excluded.expires"
)
_WRITE_ABSENT = (
    "INSERT INTO rows(partition, sort, item, expires, version) VALUES (?, ?, ?, ?, 1)"
    " ON CONFLICT(partition, sort)"
    " DO UPDATE SET version = 1, item = excluded.item, expires = excluded.expires WHERE rows.expires <= ?"
)
_WRITE_VERSION = (
    "UPDATE rows SET item = ?, expires = ?, version = version + 1"
    " WHERE partition = ? AND sort = ? AND version = ? AND (expires IS NULL OR expires > ?)"
)
_DROP = "DELETE FROM rows WHERE partition = ? AND sort = ?"
_DROP_VERSION = _DROP + " AND version = ? AND (expires IS NULL OR expires > ?)"
_READ = "SELECT version, item, expires FROM rows WHERE partition = ? AND sort = ? AND (expires IS NULL OR expires > ?)"
_PURGE = (
    "DELETE FROM rows WHERE (partition, sort) IN"
    " (SELECT partition, sort FROM rows WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)"
)

Parameters = tuple[str | int | bytes | float | None, ...]


@dataclass(slots=True)
class Transaction:
    """Operations, made ready in the caller's thread so that the one who commits has little left to do.

    Keys are distinct, so the order among them does not matter, and those of one kind run as one statement.
    """

    now: float
    free: dict[str, list[Parameters]] = field(default_factory=dict)
    conditional: dict[str, list[Parameters]] = field(default_factory=dict)
    checks: list[tuple[Key, Expect | int]] = field(default_factory=list)
    additions: list[Add] = field(default_factory=list)

    def __call__(self, connection: sqlite3.Connection) -> None:
        """Raise `Conflict` if a condition fails; the savepoint around it takes back what was written."""
        for key, expect in self.checks:
            self._check(connection, key, expect)
        for statement, rows in self.conditional.items():
            if connection.executemany(statement, rows).rowcount != len(rows):
                raise Conflict("condition_failed")
        for statement, rows in self.free.items():
            connection.executemany(statement, rows)
        for addition in self.additions:
            self._add(connection, addition)

    def _check(self, connection: sqlite3.Connection, key: Key, expect: Expect | int) -> None:
        found = connection.execute(_READ, (*key, self.now)).fetchone()
        if expect is not Expect.ANY and (found[0] if found else Expect.ABSENT) != expect:
            raise Conflict("condition_failed")

    def _add(self, connection: sqlite3.Connection, addition: Add) -> None:
        found = connection.execute(_READ, (*addition.key, self.now)).fetchone()
        item: dict[str, Value] = decode(found[1]) if found else {}
        for name, amount in addition.amounts.items():
            before = item.get(name, 0)
            item[name] = (before if isinstance(before, int) else 0) + amount
        before = found[2] if found else None
        expires = addition.expires.timestamp() if addition.expires else before
        connection.execute(_WRITE, (*addition.key, encode(item), expires))


def prepare(operations: Sequence[Operation], now: float) -> Transaction:
    """Raise ValueError for a key that appears twice, or an item that fits no row."""
    if len({operation.key for operation in operations}) != len(operations):
        raise ValueError("a key appears at most once in a transaction")
    transaction = Transaction(now)
    for operation in operations:
        _sort_in(transaction, operation)
    return transaction


def _sort_in(transaction: Transaction, operation: Operation) -> None:
    match operation:
        case Put():
            _sort_in_put(transaction, operation)
        case Drop(key, Expect.ANY):
            transaction.free.setdefault(_DROP, []).append(key)
        case Drop(key, Expect.ABSENT) | Check(key, Expect.ABSENT):
            transaction.checks.append((key, Expect.ABSENT))
        case Drop(key, version):
            transaction.conditional.setdefault(_DROP_VERSION, []).append((*key, version, transaction.now))
        case Check(key, expect):
            transaction.checks.append((key, expect))
        case Add():
            transaction.additions.append(operation)
        case _:
            assert_never(operation)


def _sort_in_put(transaction: Transaction, put: Put) -> None:
    stored, key, now = encode(put.item), put.key, transaction.now
    expires = put.expires.timestamp() if put.expires else None
    if put.expect is Expect.ANY:
        transaction.free.setdefault(_WRITE, []).append((*key, stored, expires))
    elif put.expect is Expect.ABSENT:
        transaction.conditional.setdefault(_WRITE_ABSENT, []).append((*key, stored, expires, now))
    else:
        transaction.conditional.setdefault(_WRITE_VERSION, []).append((stored, expires, *key, put.expect, now))


def exchange(
    connection: sqlite3.Connection, items: Sequence[tuple[Key, bytes]], now: float
) -> list[tuple[Key, int, bytes]]:
    """Write whatever stands there; answer the version and item of each row that stood there, the item as stored."""
    before = [(key, version, item) for key, _ in items for version, item, _ in connection.execute(_READ, (*key, now))]
    connection.executemany(_WRITE, [(*key, stored, None) for key, stored in items])
    return before


def purge(connection: sqlite3.Connection, now: float, limit: int) -> int:
    """Remove rows past their time; answer how many."""
    return connection.execute(_PURGE, (now, limit)).rowcount
