"""Reads the attributes of a stored item by their type; writes many operations in as few transactions as hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tandem.domain.errors import Conflict
from tandem.home import Key, Operation, Row, Table, Value


def text(item: Mapping[str, Value], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def number(item: Mapping[str, Value], name: str) -> int:
    value = item.get(name)
    return value if isinstance(value, int) else 0


def flag(item: Mapping[str, Value], name: str) -> bool:
    return item.get(name) is True


def instant(item: Mapping[str, Value], name: str) -> datetime | None:
    value = item.get(name)
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def stamp(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def get_one(table: Table, key: Key) -> Row | None:
    return table.get([key]).get(key)


def transact_all(table: Table, operations: Sequence[Operation]) -> None:
    """Write unconditional operations, as many transactions as they need; in order, not as one."""
    limit = table.transaction_limit
    for start in range(0, len(operations), limit):
        table.transact(operations[start : start + limit])


def transact_each(table: Table, operations: Sequence[Operation]) -> bool:
    """Write each operation whose condition holds, skip the others; together where all hold: then True."""
    limit, is_whole = table.transaction_limit, True
    for start in range(0, len(operations), limit):
        batch = operations[start : start + limit]
        try:
            table.transact(batch)
        except Conflict:
            is_whole = False
            if len(batch) > 1:
                middle = len(batch) // 2
                transact_each(table, batch[:middle])
                transact_each(table, batch[middle:])
    return is_whole
