"""Bugs on the way to a side: how it is read, written and listened to."""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from tandem.domain.contact import Contact
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen, Sight, Tombstone, Unseen
from tandem.ports import Change, Failed, Held, Write, Written, nothing_held
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
)
