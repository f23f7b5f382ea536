"""What is left of a town when the process dies: stores, queues and sides. Nothing of a worker's memory is in it."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.simulation.hub import Hub
from tests.simulation.ledger import Ledger
from tests.simulation.messages import Message
from tests.simulation.oracle import Oracle
from tests.simulation.town import Town
from tests.simulation.truth import Truth


@dataclass(frozen=True)
class Snapshot:
    """Two that are equal go on in the same way: `last_id` only names what nobody stored."""

    now: datetime
    rows: dict[str, Any]
    blobs: dict[str, bytes]
    waiting: list[tuple[Any, ...]]
    dead: list[tuple[Any, ...]]
    truths: dict[str, Any]
    office: tuple[Any, ...]
    hooks: list[Any]
    addresses: dict[Any, str]
    ledger: Ledger
    oracle: dict[str, Any]
    last_id: int = field(compare=False, default=0)


def taken(town: Town) -> Snapshot:
    """As it is right now, in the middle of a call or between two."""
    office = town.office
    return Snapshot(
        town.hub.now,
        {partition: dict(cells) for partition, cells in town.table.rows.items() if cells},
        dict(town.sealing.blobs.kept),
        [_of_message(one) for one in town.queues.waiting],
        [_of_message(one) for one in town.queues.dead],
        {truth.name: _of_truth(truth) for truth in (town.persons, *town.books.values())},
        (list(office.hooks), set(office.open_deals), office.made_hooks),
        town.hooks + _in_hand(town),
        dict(town.addresses),
        _of_ledger(town.ledger),
        _of_oracle(town.oracle),
        town.ids.last,
    )


def put_back(town: Town, left: Snapshot) -> None:
    """Into a town that was just built, which is a process that just began."""
    town.hub.now = left.now
    town.table.rows = {partition: dict(cells) for partition, cells in left.rows.items()}
    town.sealing.blobs.kept = dict(left.blobs)
    town.queues.waiting = [Message(*one) for one in left.waiting]
    town.queues.dead = [Message(*one) for one in left.dead]
    for name, parts in left.truths.items():
        _fill(town.persons if name == town.persons.name else town.books.setdefault(name, _book(town, name)), parts)
    town.office.hooks, town.office.open_deals = list(left.office[0]), set(left.office[1])
    town.office.made_hooks = left.office[2]
    town.hooks = list(left.hooks)
    town.addresses = dict(left.addresses)
    for name in Ledger.__slots__:
        setattr(town.ledger, name, getattr(_of_ledger(left.ledger), name))
    _fill_oracle(town.oracle, left.oracle)
    town.ids.last = left.last_id


def _in_hand(town: Town) -> list[Any]:
    """A webhook whose receiver dies is sent again."""
    task = town.hub.current
    return [task.notes["heard"]] if task is not None and "heard" in task.notes else []


def _of_message(one: Message) -> tuple[Any, ...]:
    return one.queue, one.group, dict(one.body), one.due, one.tries, one.hidden_until


def _of_truth(truth: Truth) -> tuple[Any, ...]:
    marks = (truth.is_revoked, set(truth.refused), set(truth.unseen), truth.made)
    return dict(truth.items), list(truth.log), list(truth.times), *marks


def _fill(truth: Truth, parts: tuple[Any, ...]) -> None:
    items, log, times, truth.is_revoked, refused, unseen, truth.made = parts
    truth.items, truth.log, truth.times = dict(items), list(log), list(times)
    truth.refused, truth.unseen = set(refused), set(unseen)


def _book(town: Town, name: str) -> Truth:
    hub: Hub = town.hub
    return Truth(name, lambda: hub.now)


def _of_ledger(ledger: Ledger) -> Ledger:
    return replace(
        ledger,
        open_={origin: set(tokens) for origin, tokens in ledger.open_.items()},
        typed={place: set(sides) for place, sides in ledger.typed.items()},
        in_gap=set(ledger.in_gap),
        deleted={origin: set(places) for origin, places in ledger.deleted.items()},
        excused=set(ledger.excused),
    )


def _of_oracle(oracle: Oracle) -> dict[str, Any]:
    return {
        "violations": list(oracle.violations),
        "errors": list(oracle.errors),
        "writes": oracle.writes,
        "two_way": set(oracle.two_way),
        "released": set(oracle.released),
        "deletions": {key: deque(times) for key, times in oracle.deletions.items()},
    }


def _fill_oracle(oracle: Oracle, parts: dict[str, Any]) -> None:
    for name, value in parts.items():
        setattr(oracle, name, value)
    oracle.deletions = {key: deque(times) for key, times in oracle.deletions.items()}
    oracle.violations, oracle.errors = list(oracle.violations), list(oracle.errors)
    oracle.two_way, oracle.released = set(oracle.two_way), set(oracle.released)
