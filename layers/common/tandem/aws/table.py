"""The table of AWS: rows in DynamoDB. One operation is one plain request, several are one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from tandem.aws.row_format import EXPIRES, SORT, is_past, key_attributes, to_row
from tandem.aws.steps import write
from tandem.aws.tables import Tables
from tandem.aws.writing import carry_out
from tandem.home import Clock, Expect, Item, Key, Operation, Row

Found = TypeVar("Found")

_BATCH = 100
"""Keys that one BatchGetItem takes."""
_AT_ONCE = 8
"""Queries side by side, of one caller."""


class DynamoTable:
    """Table for any number of processes. Raise `Unavailable` where DynamoDB gives no answer or lets us wait.

    A single operation on a condition is not repeatable without a trace: where the answer to it was lost and the client
    sent it again, it may raise `Conflict` over its own write. Whoever gets a `Conflict` reads again.
    """

    transaction_limit = 100

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock

    def get(self, keys: Sequence[Key]) -> dict[Key, Row]:
        if len(keys) == 1:
            return self._rows(self._tables.get_item(keys[0]))
        distinct = list(dict.fromkeys(keys))
        rows: dict[Key, Row] = {}
        for start in range(0, len(distinct), _BATCH):
            rows |= self._rows(
                self._tables.batch_get([key_attributes(key) for key in distinct[start : start + _BATCH]])
            )
        return rows

    def query(self, partition: str, *, prefix: str = "", after: str = "", limit: int = 100) -> list[Row]:
        if after and after > prefix and not after.startswith(prefix):
            return []
        start = after if after.startswith(prefix) else ""
        return self._select(partition, prefix, start, limit, forward=True)

    def query_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[Row]]:
        """Side by side: DynamoDB has no batch of queries."""
        return _each(partial(self.query, limit=limit), partitions)

    def query_newest(self, partition: str, *, prefix: str = "", before: str = "", limit: int = 100) -> list[Row]:
        if before and before <= prefix:
            return []
        start = before if before.startswith(prefix) else ""
        return self._select(partition, prefix, start, limit, forward=False)

    def sorts_newest(self, partition: str, *, before: str = "", limit: int = 100) -> list[str]:
        """DynamoDB reads the rows all the same; but only their keys travel."""
        found: list[str] = []
        now = self._clock.now()
        resume: Mapping[str, Any] | None = key_attributes(Key(partition, before)) if before else None
        while len(found) < limit:
            rows, resume = self._tables.query(partition, "", resume, limit - len(found), False, [SORT, EXPIRES])
            found += [row[SORT]["S"] for row in _standing(rows, now)]
            if resume is None:
                break
        return found

    def sorts_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[str]]:
        return _each(partial(self.sorts_newest, limit=limit), partitions)

    def transact(self, operations: Sequence[Operation]) -> None:
        if len(operations) > self.transaction_limit:
            raise ValueError(f"a transaction holds at most {self.transaction_limit} operations")
        if len({operation.key for operation in operations}) != len(operations):
            raise ValueError("a key appears at most once in a transaction")
        for operation in operations:
            _require(operation.key)
        if operations:
            carry_out(self._tables, operations, self._clock.now())

    def upsert(self, items: Mapping[Key, Item]) -> dict[Key, Row]:
        """One request after the other: a transaction costs twice as much, and tells nothing of what stood there."""
        for key in items:
            _require(key)
        before: dict[Key, Row] = {}
        for key, item in items.items():
            before |= self._rows(self._tables.exchange(key, write(item, Expect.ANY, None)))
        return before

    def _select(self, partition: str, prefix: str, start: str, limit: int, *, forward: bool) -> list[Row]:
        """Pages until there are enough: rows past their time are counted by DynamoDB and not by us."""
        rows: list[Row] = []
        resume: Mapping[str, Any] | None = key_attributes(Key(partition, start)) if start else None
        while len(rows) < limit:
            found, resume = self._tables.query(partition, prefix, resume, limit - len(rows), forward)
            rows += self._rows(found).values()
            if resume is None:
                break
        return rows

    def _rows(self, found: Sequence[Mapping[str, Any]]) -> dict[Key, Row]:
        now = self._clock.now()
        return {row.key: row for row in map(to_row, _standing(found, now))}


def _each(ask: Callable[[str], list[Found]], partitions: Sequence[str]) -> dict[str, list[Found]]:
    distinct = list(dict.fromkeys(partitions))
    if len(distinct) < 2:
        return {partition: ask(partition) for partition in distinct}
    with ThreadPoolExecutor(min(_AT_ONCE, len(distinct))) as pool:
        return dict(zip(distinct, pool.map(ask, distinct), strict=True))


def _standing(found: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Mapping[str, Any]]:
    return (attributes for attributes in found if not is_past(attributes, now))


def _require(key: Key) -> None:
    if not key.partition or not key.sort:
        raise ValueError("a key has a partition and a sort, neither empty")
