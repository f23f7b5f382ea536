"""The brake: a rolling limit on deletions. What it stops is held for a person and never released by itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.ids import LinkId

FEW = 5
"""Fewer deletions than this in a day are always let through, however small the book."""
SHARE = 0.10
MOST = 50
SERIES = 4
"""Series that count as one deletion each, if all of them is gone; the occurrences of more count one by one."""
WINDOW = timedelta(hours=24)
LATEST_WRITE = timedelta(minutes=15)
"""A deletion is counted before it is sent, and sent this much later at most: no worker lives longer."""
KEPT = WINDOW + LATEST_WRITE


@dataclass(frozen=True, slots=True)
class Counted:
    """A deletion that was let through. `whole` is the series that it went with, "" where it went alone."""

    link: LinkId
    at: datetime
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deletion to be done. `is_again`: it was counted before, and nobody knows what became of it.

    `whole` is the series that it goes with: all of that is gone.
    """

    link: LinkId
    is_again: bool = False
    whole: str = ""


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
        then = (*others, Counted(one.link, now, one.whole))
        weight, heavier = weight_of(others), weight_of(then)
        if heavier == weight or not is_braked(heavier - 1, live):
            kept = then
            through.add(one.link)
    return kept, frozenset(through)


def weight_of(counted: Iterable[Counted]) -> int:
    """As how many deletions these count.

    A series is one, up to as many occurrences as a day may lose at most. Only the first few are: a person cancels one
    or two a day, and whoever cancels all of them may be somebody else.
    """
    alone, sizes = 0, dict[str, int]()
    for one in counted:
        if one.whole:
            sizes[one.whole] = sizes.get(one.whole, 0) + 1
        else:
            alone += 1
    whole = list(sizes.values())
    return alone + sum(1 + max(size - MOST, 0) for size in whole[:SERIES]) + sum(whole[SERIES:])


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
