"""Bugs on the way to a side: how it is read, written and listened to."""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from tandem.domain.contact import Contact
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Seen, Sight, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Held, Page, Write, Written, nothing_held
from tests.simulation.bugs.bug import Bug, through
from tests.simulation.bugs.replica import Through
from tests.simulation.town import Town


class _NeverLooks(Through):
    def find_created(
        self, wanted: Mapping[LinkId, Contact], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        return {}


class _UnseenIsGone(Through):
    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        sights = self.inner.read(ids, told_gone)
        return {one: Tombstone(one) if isinstance(sight, Unseen) else sight for one, sight in sights.items()}


class _DropsTheRest(Through):
    """Writes the fields that it knows, and nothing else is left of the item."""

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return self.inner.write([self._bare(one) for one in writes])

    def _bare(self, write: Write) -> Write:
        return replace(write, seen=replace(write.seen, raw="")) if isinstance(write, Change) else write


class _Blind(Through):
    """Writes on the version that is there, whatever was read."""

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        now = self.inner.read([one.seen.remote_id for one in writes if not isinstance(one, Creation)])
        return self.inner.write([_on(one, now) for one in writes])


def _on(write: Write, now: Mapping[RemoteId, Sight]) -> Write:
    there = None if isinstance(write, Creation) else now.get(write.seen.remote_id)
    if isinstance(write, Creation) or not isinstance(there, Seen):
        return write
    return replace(write, seen=replace(write.seen, version=there.version))


class _TakesItsWord(Through):
    """Whatever somebody said is gone is gone."""

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        sights = dict(self.inner.read(ids, told_gone))
        return sights | {one: Tombstone(one) for one in told_gone & sights.keys()}


class _MissingIsEmpty(Through):
    """A field that isn't shown passes for one that was emptied."""

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        return {one: _whole(sight) for one, sight in self.inner.read(ids, told_gone).items()}


def _whole(sight: Any) -> Any:
    return replace(sight, content=replace(sight.content, missing=frozenset())) if isinstance(sight, Seen) else sight


class _CursorFirst(Through):
    """The cursor is kept with the first page that a feed tells, and not with the last."""

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        pages = list(self.inner.changes(cursor))
        for page in pages:
            yield replace(page, cursor=pages[-1].cursor)


def _both(town: Town, wrapper: type[Through]) -> None:
    through(town, crm=wrapper, book=wrapper)


WAYS = (
    Bug(
        "blind_create",
        "A create whose answer was lost is sent again without a look for what the first one made.",
        ("I3",),
        lambda town: _both(town, _NeverLooks),
    ),
    Bug(
        "unseen_is_deleted",
        "An item that is left out of an answer is taken for deleted.",
        ("I5",),
        lambda town: _both(town, _UnseenIsGone),
    ),
    Bug(
        "unmapped_dropped",
        "A write sends the fields that are mapped, and drops all else that the card had.",
        ("I10",),
        lambda town: through(town, book=_DropsTheRest),
    ),
    Bug(
        "no_condition",
        "A write is sent on whichever version is there, not on the one that was read.",
        ("I2",),
        lambda town: through(town, book=_Blind),
    ),
    Bug(
        "a_word_is_proof",
        "What a feed, a listing or a webhook says is gone is taken for deleted, and nobody looks.",
        ("I2", "I5"),
        lambda town: _both(town, _TakesItsWord),
    ),
    Bug(
        "missing_is_empty",
        "A field that a side doesn't show is taken for one that a person emptied.",
        ("I1", "I2", "I6", "I9"),
        lambda town: _both(town, _MissingIsEmpty),
    ),
    Bug(
        "cursor_first",
        "The cursor is kept with the first page of a feed: what the rest told is lost by a crash.",
        ("I12",),
        lambda town: _both(town, _CursorFirst),
    ),
)
