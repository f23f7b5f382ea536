"""The brake: a rolling limit on deletions. What it stops is held for a person and never released by itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.ids import LinkId

FEW = 5
"""Fewer deletions than this in a day are always let through, however small the book."""
SHARE = 0.10
MOST = 50
WINDOW = timedelta(hours=24)
LATEST_WRITE = timedelta(minutes=15)
"""A deletion is counted before it is sent, and sent this much later at most: no worker lives longer."""
KEPT = WINDOW + LATEST_WRITE


@dataclass(frozen=True, slots=True)
class Counted:
    """A deletion that was let through."""

    link: LinkId
    at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deletion to be done. `is_again`: it was counted before, and nobody knows what became of it."""

    link: LinkId
    is_again: bool = False


def is_braked(deleted: int, live: int) -> bool:
    """Whether one more is too much, after `deleted` within the window, on a connection with `live` links."""
    deletions = deleted + 1
    return deletions > MOST or (deletions >= FEW and deletions > live * SHARE)


def let_through(
    counted: Iterable[Counted], wanted: Sequence[Wanted], live: int, now: datetime
) -> tuple[tuple[Counted, ...], frozenset[LinkId]]:
    """Who may be deleted now, first come first served; and all that counts from now on, oldest first.

    A deletion that is tried again counts once, from its last try.
    """
    kept = tuple(one for one in counted if now - one.at < KEPT)
    through: set[LinkId] = set()
    for one in wanted:
        others = _without(kept, one.link) if one.is_again else kept
        if not is_braked(len(others), live):
            kept = (*others, Counted(one.link, now))
            through.add(one.link)
    return kept, frozenset(through)


def _without(counted: tuple[Counted, ...], link: LinkId) -> tuple[Counted, ...]:
    """Less the newest of this link: an older one is of a deletion that was done, and undone by a person."""
    found = [place for place, one in enumerate(counted) if one.link == link]
    return counted[: found[-1]] + counted[found[-1] + 1 :] if found else counted


def is_guarded(until: datetime | None, heard: Collection[datetime], now: datetime) -> bool:
    """Whether nothing may be deleted, for what just happened to the connection.

    It goes by when the deletions were heard of, too: what was heard of under the guard stays doubtful, however late
    its turn comes.
    """
    return until is not None and min([now, *heard]) < until
