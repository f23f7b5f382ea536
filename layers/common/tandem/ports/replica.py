"""One side's items, for reading and writing: what a page, a write and an answer are, and what a side promises."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tandem.domain.content import Content
from tandem.domain.errors import Trouble
from tandem.domain.event import When
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a pull. `cursor` comes with the last page only: the cursor moves last.

    `seen` are items that came with their content, `hinted` those known by id (with their version where the
    feed tells it), `gone` ids that the feed says were removed: a hint too, proven by `read`. `resume` lets a
    listing that was cut off go on behind this page. `series` are those
    that a listing has or a feed tells of: their occurrences are items and mention them ("series/abc").
    """

    seen: tuple[Seen | Broken, ...] = ()
    hinted: tuple[tuple[RemoteId, Version | None], ...] = ()
    gone: tuple[RemoteId, ...] = ()
    cursor: Cursor | None = None
    resume: str = ""
    series: tuple[tuple[str, Version], ...] = ()


@dataclass(frozen=True, slots=True)
class Creation:
    """Make an item findable as `link_id` (a card's UID, a person's marker) that shows `content`.

    `instead` is a deleted item that it brings back: a side that keeps those may put that one back, under its old id.
    """

    link_id: LinkId
    content: Content
    instead: RemoteId | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Bring an item from what was `seen` to `wanted`; fields that are equal in both aren't written."""

    seen: Seen
    wanted: Content


@dataclass(frozen=True, slots=True)
class Removal:
    """Delete an item in the version it was seen in, the recoverable way where there is one."""

    seen: Seen


Write = Creation | Change | Removal


@dataclass(frozen=True, slots=True)
class Written:
    """The write was done. `seen` is what the side shows now, from the answer of the write; None after a removal.

    `overwritten` are fields whose value in the answer is neither what was seen nor what was sent: an edit that
    fell into the gap between read and write. After a removal they are what the item showed last, where it can be told.
    """

    seen: Seen | None = None
    overwritten: Content | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The write was not done, or nobody knows (`Unavailable`)."""

    error: Trouble


Known = Callable[[Sequence[tuple[RemoteId, Version]]], AbstractSet[RemoteId]]
"""Asked with ids and versions of a chunk, tells which of them need not be fetched."""


def nothing_known(_chunk: Sequence[tuple[RemoteId, Version]]) -> AbstractSet[RemoteId]:
    return frozenset()


Held = Callable[[Sequence[RemoteId]], AbstractSet[RemoteId]]
"""Asked with ids, tells which of them a link holds already."""


def nothing_held(_ids: Sequence[RemoteId]) -> AbstractSet[RemoteId]:
    return frozenset()


class Source(Protocol):
    """One side's items, contacts or events, for reading. All a one-way connection ever sees of a provider.

    Every method may raise `Retryable`, `AccessRevoked`.
    """

    def projection(self, content: Content) -> Content:
        """The item as this side would show it after it was written: what can't be held is gone. Pure, idempotent."""
        ...

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        """Everything the grant may see, in scope or not, complete or an exception: a failed fetch is no empty page.

        Where content costs requests of its own, items that `known` names aren't fetched and come as `hinted`.
        `resume` is a page's own, "" from the start; an adapter whose listing isn't paged may begin anew.
        """
        ...

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """What may have changed since the cursor, in any order, possibly repeated. Raise `CursorExpired`."""
        ...

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """Read items in the provider's own batches; each id of `ids` has an answer.

        `told_gone` are ids that an authenticated notification said were deleted. An item that is there but
        makes no sense is answered by `Broken` with its reason; it stops no other.
        """
        ...

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        """The items that bear these UIDs now, under whichever id. Empty where ids never change or nobody can ask."""
        ...


class Replica(Source, Protocol):
    """One side's items, for reading and writing."""

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """Do the writes in the provider's own batches, side by side where it allows that; answers in their order.

        `Failed` carries `StaleVersion`, `Rejected`, `Retryable` or `AccessRevoked`; one failure stops no other,
        except that after `AccessRevoked` or `RateLimited` the rest may be answered the same without a try.
        """
        ...

    def find_created(
        self, wanted: Mapping[LinkId, Content], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        """Creations whose outcome is unknown that did happen, found by what made them findable.

        Where that is only what they say, `wanted` is what was sent, and what is `held` is none of them.
        """
        ...


class Heirs(Protocol):
    """Occurrences under other ids: a series has others when it is moved, split, made of one event or made one again."""

    def in_place_of(self, lost: Mapping[RemoteId, When]) -> Mapping[RemoteId, Sequence[Seen]]:
        """Of items that are no more, by when they last were: those of the same series, or of what it was split into, on
        the same day; the nearest first. Others may hold them already. May raise `Retryable`, `AccessRevoked`.
        """
        ...
