"""What is left of a town when the process dies: stores, queues and sides. Nothing of a worker's memory is in it."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.simulation.judging.ledger import Ledger
from tests.simulation.judging.oracle import Oracle
from tests.simulation.judging.words import Words
from tests.simulation.story.hub import Hub
from tests.simulation.town import Town
from tests.simulation.twins.messages import Message
from tests.simulation.twins.truth import Truth

Parts = dict[str, Any]

OF_TOWN = ("addresses", "was_put_back", "is_abroad")
OF_TRUTH = tuple(name for name in Truth.__slots__ if name not in {"name", "now", "on_change", "writing"})
OF_OFFICE = ("hooks", "open_deals", "made_hooks")
AROUND = {"words", "hub", "weather", "ledger", "crm_of", "book_of", "links", "tell"}
OF_ORACLE = tuple(name for name in Oracle.__slots__ if name not in AROUND)
OF_WORDS = tuple(name for name in Words.__slots__ if name not in {"fail", "follows", "holder", "place"})


@dataclass(frozen=True)
class Snapshot:
    """Two that are equal go on in the same way: `last_id` only names what nobody stored."""

    now: datetime
    rows: Parts
    blobs: dict[str, bytes]
    waiting: list[tuple[Any, ...]]
    dead: list[tuple[Any, ...]]
    truths: Parts
    office: Parts
    hooks: list[Any]
    town: Parts
    ledger: Parts
    oracle: Parts
    last_id: int = field(compare=False, default=0)
    words: Parts = field(compare=False, default_factory=dict)
    """Counted by calls, of which a snapshot taken within one has one less than a death there."""


def taken(town: Town) -> Snapshot:
    """As it is right now, in the middle of a call or between two."""
    return Snapshot(
        town.hub.now,
        {partition: dict(cells) for partition, cells in town.table.rows.items() if cells},
        dict(town.sealing.blobs.kept),
        [_of_message(one) for one in town.queues.waiting],
        [_of_message(one) for one in town.queues.dead],
        {truth.name: _parts(truth, OF_TRUTH) for truth in town.truths},
        _parts(town.office, OF_OFFICE),
        town.hooks + _in_hand(town),
        _parts(town, OF_TOWN),
        _parts(town.ledger, Ledger.__slots__),
        _parts(town.oracle, OF_ORACLE),
        town.ids.last,
        _parts(town.words, OF_WORDS),
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
    _fill(town.office, left.office)
    town.hooks = list(left.hooks)
    _fill(town, left.town)
    _fill(town.ledger, left.ledger)
    _fill(town.oracle, left.oracle)
    _fill(town.words, left.words)
    town.ids.last = left.last_id


def _in_hand(town: Town) -> list[Any]:
    """A webhook whose receiver dies is sent again."""
    task = town.hub.current
    return [task.notes["heard"]] if task is not None and "heard" in task.notes else []


def _of_message(one: Message) -> tuple[Any, ...]:
    return one.queue, one.group, dict(one.body), one.due, one.tries, one.hidden_until


def _book(town: Town, name: str) -> Truth:
    hub: Hub = town.hub
    return Truth(name, lambda: hub.now)


def _parts(whole: object, names: Iterable[str]) -> Parts:
    return {name: _copied(getattr(whole, name)) for name in names}


def _fill(whole: object, parts: Parts) -> None:
    for name, part in parts.items():
        setattr(whole, name, _copied(part))


def _copied(part: Any) -> Any:
    """What is in a container never changes; but for containers in a dict."""
    if isinstance(part, dict):
        kept = part.copy()
        kept.update({key: _copied(value) for key, value in part.items()})
        return kept
    return part.copy() if isinstance(part, list | set | deque) else part
