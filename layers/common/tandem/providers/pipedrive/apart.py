"""Activities under names of their own ("activity/17"): Pipedrive counts persons from one, too, and both may be linked.

The engine's claims, leases and notifications tell items of a company apart by their id alone.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.domain.content import Content
from tandem.domain.ids import ACTIVITY, Cursor, LinkId, RemoteId, activity_id
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Creation, Failed, Held, Known, Page, Replica, Write, Written, nothing_held, nothing_known


@dataclass(frozen=True, slots=True)
class Apart:
    """Implements `Replica` over one whose ids are bare numbers."""

    inner: Replica

    def projection(self, content: Content) -> Content:
        return self.inner.projection(content)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        return map(_page, self.inner.list_all(known, resume))

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        return map(_page, self.inner.changes(cursor))

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """What bears no such name is no activity: it is answered as unseen."""
        ours = [one for one in ids if one.startswith(ACTIVITY)]
        found = self.inner.read([_bare(one) for one in ours], {_bare(one) for one in told_gone})
        return {one: Unseen(one) for one in ids} | {activity_id(bare): _sight(one) for bare, one in found.items()}

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        return {uid: _seen(one) for uid, one in self.inner.find_uids(uids).items()}

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return map(_answer, self.inner.write([_write(one) for one in writes]))

    def find_created(
        self, wanted: Mapping[LinkId, Content], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        def bare(ids: Sequence[RemoteId]) -> AbstractSet[RemoteId]:
            return frozenset(map(_bare, held([activity_id(one) for one in ids])))

        return {link: _seen(one) for link, one in self.inner.find_created(wanted, since, bare).items()}


def _bare(remote: RemoteId) -> RemoteId:
    return RemoteId(remote.removeprefix(ACTIVITY))


def _seen(seen: Seen) -> Seen:
    return replace(seen, remote_id=activity_id(seen.remote_id))


def _sight(sight: Sight) -> Sight:
    match sight:
        case Tombstone(remote, successor):
            return Tombstone(activity_id(remote), activity_id(successor) if successor is not None else None)
        case Seen() | Unseen() | Broken():
            return replace(sight, remote_id=activity_id(sight.remote_id))
        case _:
            return sight


def _page(page: Page) -> Page:
    return replace(
        page,
        seen=tuple(replace(one, remote_id=activity_id(one.remote_id)) for one in page.seen),
        hinted=tuple((activity_id(remote), version) for remote, version in page.hinted),
        gone=tuple(map(activity_id, page.gone)),
    )


def _write(write: Write) -> Write:
    if isinstance(write, Creation):
        return write
    return replace(write, seen=replace(write.seen, remote_id=_bare(write.seen.remote_id)))


def _answer(answer: Written | Failed) -> Written | Failed:
    if isinstance(answer, Written) and answer.seen is not None:
        return Written(_seen(answer.seen), answer.overwritten)
    return answer
