"""A table that counts what DynamoDB would: units by size of the item, double in a transaction, and calls."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.ports import Add, Check, Item, Key, Operation, Put, Row, Table, Value
from tandem.state.connections import Connection
from tandem.state.reading import read_means
from tandem.usecases.world import Opened, World

ATTRIBUTES = 35
"""Bytes of the names and numbers that a row has beside its keys and its item."""


@dataclass
class CountingTable:
    table: Table
    counts: Counter[str] = field(default_factory=Counter)
    transaction_limit: int = 100

    def get(self, keys: Sequence[Key]) -> dict[Key, Row]:
        rows = self.table.get(keys)
        self.counts["calls"] += bool(keys)
        for key in set(keys):
            self.counts["read_units"] += _read(_size(key, rows[key].item) if key in rows else 0)
        return rows

    def query(self, partition: str, *, prefix: str = "", after: str = "", limit: int = 100) -> list[Row]:
        return self._counted(self.table.query(partition, prefix=prefix, after=after, limit=limit))

    def query_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[Row]]:
        return {one: self._counted(rows) for one, rows in self.table.query_each(partitions, limit=limit).items()}

    def query_newest(self, partition: str, *, prefix: str = "", before: str = "", limit: int = 100) -> list[Row]:
        return self._counted(self.table.query_newest(partition, prefix=prefix, before=before, limit=limit))

    def sorts_newest(self, partition: str, *, before: str = "", limit: int = 100) -> list[str]:
        """DynamoDB counts the rows whole."""
        return [row.key.sort for row in self.query_newest(partition, before=before, limit=limit)]

    def sorts_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[str]]:
        return {partition: self.sorts_newest(partition, limit=limit) for partition in dict.fromkeys(partitions)}

    def transact(self, operations: Sequence[Operation]) -> None:
        is_plain = len(operations) == 1 and not isinstance(operations[0], Check)
        for operation in operations:
            self._write(operation.key, _item(operation), 1 if is_plain else 2)
        self.counts["calls"] += bool(operations)
        self.table.transact(operations)

    def upsert(self, items: Mapping[Key, Item]) -> dict[Key, Row]:
        for key, item in items.items():
            self._write(key, item, 1)
        self.counts["calls"] += len(items)
        return self.table.upsert(items)

    def _counted(self, rows: list[Row]) -> list[Row]:
        self.counts["calls"] += 1
        self.counts["read_units"] += _read(sum(_size(row.key, row.item) for row in rows))
        return rows

    def _write(self, key: Key, item: Mapping[str, Value], times: int) -> None:
        before = self.table.get([key]).get(key)
        size = max(_size(key, item), _size(key, before.item) if before else 0)
        self.counts["write_units"] += times * math.ceil(size / 1024)


@dataclass
class CountingInScene:
    """Takes the place of a scene's scissors: counts where those would cut."""

    table: CountingTable | None = None
    of_table: tuple[str, ...] = ()
    of_sides: tuple[str, ...] = ()

    def wrap(self, port: Any, _: tuple[str, ...]) -> Any:
        self.table = CountingTable(port)
        return self.table

    def cut(self, _port: Any, _names: tuple[str, ...]) -> dict[str, Any]:
        return {}


@dataclass
class ReadingReplicas:
    """Reads what the replicas of `bootstrap` read of the table before they open; then opens those in memory."""

    world: World

    def open(self, connection: Connection) -> Opened:
        read_means(self.world.companies, self.world.accounts, connection)
        return self.world.replicas.open(connection)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world.replicas, name)


def _item(operation: Operation) -> Mapping[str, Value]:
    match operation:
        case Put():
            return operation.item
        case Add():
            return dict(operation.amounts)
        case _:
            return {}


def _size(key: Key, item: Mapping[str, Value]) -> int:
    values = sum(len(name) + _bytes(value) for name, value in item.items())
    return len(key.partition) + len(key.sort) + ATTRIBUTES + values


def _bytes(value: Value) -> int:
    if isinstance(value, str):
        return len(value.encode())
    return len(value) if isinstance(value, bytes) else 8


def _read(size: int) -> int:
    return max(1, math.ceil(size / 4096))
