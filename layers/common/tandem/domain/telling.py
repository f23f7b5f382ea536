"""Which of the things that wait for a person they are to be told of by mail, and when to look again. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tandem.domain.ids import ConnectionId

SETTLED = timedelta(minutes=20)
"""So long a cause must have stood: a short outage tells nobody, and what is parked had its first retry by then."""


class Cause(StrEnum):
    """`dead`: a grant no longer works. `held`: what waits for a decision. `parked`: records that can't be written."""

    DEAD = "dead"
    HELD = "held"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Standing:
    """A cause as it stands. `since` is when the oldest of what is there now came, `count` how much there is.

    `mark` names the grant that died, for all connections that use it; another one after it was given anew.
    """

    connection: ConnectionId
    cause: Cause
    since: datetime
    count: int = 1
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """The person was told of this cause at this instant."""

    connection: ConnectionId
    cause: Cause
    at: datetime
    mark: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """`news` go into one letter. `again`: when the next cause will have stood long enough, and on which connection."""

    news: tuple[Standing, ...]
    again: tuple[datetime, ConnectionId] | None = None


def view(standing: Iterable[Standing], notes: Sequence[Note], now: datetime) -> View:
    untold = [one for one in standing if not is_told(one, notes)]
    ripe = tuple(one for one in untold if now - one.since >= SETTLED)
    coming = [(one.since + SETTLED, one.connection) for one in untold if one not in ripe]
    return View(ripe, min(coming, default=None))


def is_told(one: Standing, notes: Iterable[Note]) -> bool:
    """A cause is the same one until all that was told of is over: what stands then came after the letter.

    So nobody needs to see the end. A dead grant is the same whatever the connection, and however often it is tried.
    """
    return any(_is_of(note, one) for note in notes if note.cause is one.cause)


def _is_of(note: Note, one: Standing) -> bool:
    if one.mark and note.mark == one.mark:
        return True
    return note.connection == one.connection and note.at >= one.since


def noted(
    notes: Iterable[Note], news: Sequence[Standing], living: frozenset[ConnectionId], now: datetime
) -> list[Note]:
    """With the news, and without connections that are gone."""
    told = [Note(one.connection, one.cause, now, one.mark) for one in news]
    replaced = {(one.connection, one.cause) for one in told}
    kept = [one for one in notes if one.connection in living and (one.connection, one.cause) not in replaced]
    return [*kept, *told]
