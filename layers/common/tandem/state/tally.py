"""The tally: how many items of a connection were made, changed and deleted, by the half hour; a row for each day.

It is written in the transaction that holds the history it counts, so a try that is cancelled or repeated counts nothing
twice. Half hours, since days begin at other instants elsewhere; where a zone is a quarter off, so is its midnight.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tandem.domain.deed import Act
from tandem.domain.ids import ConnectionId
from tandem.home import Add, Key, Operation, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import instant, text

COUNTED: Mapping[str, Act] = {"c": Act.CREATE, "u": Act.UPDATE, "d": Act.DELETE}
"""By the letter that an attribute begins with: a row that is added to a hundred times a day is to stay small."""
LETTERS = {str(act): letter for letter, act in COUNTED.items()}
SLOT = timedelta(minutes=30)
KEPT = timedelta(days=32)
"""From the beginning of its day on: thirty days are whole in every zone."""
MOST_ROWS = 100
MOST_IN_A_TRANSACTION = 2
"""Rows that one transaction adds to: its history was made in an instant, into which midnight may fall."""


@dataclass(frozen=True, slots=True)
class Slot:
    """How many of each kind within the half hour that begins at `at`."""

    at: datetime
    counts: Mapping[Act, int]


def tallied(connection: ConnectionId, operations: Iterable[Operation]) -> list[Add]:
    """The additions for what these operations tell the history; none where they tell nothing that is counted."""
    found: dict[datetime, dict[str, int]] = {}
    for item in _told(keys.history(connection), operations):
        at, letter = instant(item, "at"), LETTERS.get(text(item, "action"))
        if at is not None and letter:
            amounts = found.setdefault(_day(at), {})
            name = f"{letter}{(at - _day(at)) // SLOT:02}"
            amounts[name] = amounts.get(name, 0) + 1
    return [Add(_key(connection, day), amounts, day + KEPT) for day, amounts in found.items()]


def _told(history: str, operations: Iterable[Operation]) -> Iterator[Mapping[str, str | int | bytes | bool | None]]:
    return (one.item for one in operations if isinstance(one, Put) and one.key.partition == history)


def counts_since(table: Table, connection: ConnectionId, first: datetime) -> Iterator[Slot]:
    """From the half hour of `first` on, oldest first. One query of a row for each day."""
    before = _day(first) - timedelta(days=1)
    for row in table.query(keys.tally(connection), after=_sort(before), limit=MOST_ROWS):
        yield from (one for one in _slots(row) if one.at > first - SLOT)


def _slots(row: Row) -> Iterator[Slot]:
    day = datetime.fromisoformat(row.key.sort).replace(tzinfo=UTC)
    slots: dict[int, dict[Act, int]] = {}
    for name, number in row.item.items():
        if isinstance(number, int):
            slots.setdefault(int(name[1:]), {})[COUNTED[name[0]]] = number
    return (Slot(day + place * SLOT, slots[place]) for place in sorted(slots))


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _sort(day: datetime) -> str:
    return f"{day:%Y-%m-%d}"


def _key(connection: ConnectionId, day: datetime) -> Key:
    return Key(keys.tally(connection), _sort(day))
