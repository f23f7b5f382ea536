"""What the operations of a transaction are in DynamoDB's words: one request each, its condition within."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, assert_never

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from tandem.aws.row_format import EXPIRES, ITEM, PARTITION, VERSION, second_of, to_map
from tandem.home import Add, Check, Drop, Expect, Key, Operation, Put, Value


class Kind(StrEnum):
    UPDATE = "update"
    DELETE = "delete"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Step:
    """`otherwise` is what is tried in its place where only its condition failed: nobody asked for that condition."""

    kind: Kind
    key: Key
    actions: tuple[Action, ...] = ()
    condition: Condition | None = None
    otherwise: "Callable[[], Step] | None" = None


def to_step(operation: Operation, now: datetime) -> Step:
    """Raise ValueError for an item that fits no row."""
    match operation:
        case Put(key, item, expect, expires):
            return Step(Kind.UPDATE, key, write(item, expect, expires), _expected(expect, now))
        case Drop(key, Expect.ABSENT):
            return Step(Kind.CHECK, key, condition=_absent(now))
        case Drop(key, expect):
            return Step(Kind.DELETE, key, condition=_expected(expect, now))
        case Check(key, expect):
            return Step(Kind.CHECK, key, condition=_expected(expect, now))
        case Add():
            return _addition(operation, now)
        case _:
            assert_never(operation)


def write(item: Mapping[str, Value], expect: Expect | int, expires: datetime | None) -> tuple[Action, ...]:
    """Set the whole item. A row made without a condition starts at a random version (see `ports.Row`)."""
    time = Path(EXPIRES).set(second_of(expires)) if expires else Path(EXPIRES).remove()
    return (Path(ITEM).set(to_map(item)), Path(VERSION).set(_next_version(expect)), time)


def _absent(now: datetime) -> Condition:
    past: Condition = Path(EXPIRES) <= now.timestamp()
    condition: Condition = Path(PARTITION).does_not_exist() | past
    return condition


def _next_version(expect: Expect | int) -> Any:
    if expect is Expect.ABSENT:
        return 1
    if expect is Expect.ANY:
        return (Path(VERSION) | secrets.randbits(48)) + 1
    return expect + 1


def _expected(expect: Expect | int, now: datetime) -> Condition | None:
    if expect is Expect.ANY:
        return None
    return _absent(now) if expect is Expect.ABSENT else (Path(VERSION) == expect) & _alive(now)


def _alive(now: datetime) -> Condition:
    to_come: Condition = Path(EXPIRES) > now.timestamp()
    condition: Condition = Path(EXPIRES).does_not_exist() | to_come
    return condition


def _addition(addition: Add, now: datetime) -> Step:
    """To a row that is there; DynamoDB can't add to a map that isn't, so making one is what is tried next."""
    actions = [_plus([ITEM, name], amount) for name, amount in addition.amounts.items()]
    if addition.expires:
        actions.append(Path(EXPIRES).set(second_of(addition.expires)))
    condition = Path(PARTITION).exists() & _alive(now)
    otherwise = partial(_beginning, addition, now)
    return Step(Kind.UPDATE, addition.key, (*actions, _plus([VERSION], 1)), condition, otherwise)


def _beginning(addition: Add, now: datetime) -> Step:
    actions = write(addition.amounts, Expect.ANY, addition.expires)
    return Step(Kind.UPDATE, addition.key, actions, _absent(now), partial(_addition, addition, now))


def _plus(path: list[str], amount: int) -> Action:
    return Path(path).set((Path(path) | 0) + amount)
