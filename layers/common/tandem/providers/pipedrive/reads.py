"""One kind of item as Pipedrive lists it, tells of its changes and answers for ids, whatever kind that is.

What the items say is the caller's business: each method is given `show`, which makes sights of those that live.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from json import dumps, loads
from typing import TypeVar

from tandem.domain.errors import AccessRevoked, CursorExpired, Rejected
from tandem.domain.ids import Cursor, RemoteId
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Clock, Page
from tandem.providers.pipedrive.client import NO_QUERY, Client, Json, Query
from tandem.providers.pipedrive.envelope import identified, item as item_of
from tandem.providers.pipedrive.operations import Operation
from tandem.providers.pipedrive.times import read_stamp, stamp

Show = Callable[[Sequence[Json]], tuple[Seen | Broken, ...]]
_Item = TypeVar("_Item")

_LAG = timedelta(seconds=10)
"""How long before an answer a change may have been stamped that the answer didn't show yet."""


class Reader:
    """`listing` and `getting` are the operations of the kind, `query` goes along with each listing."""

    def __init__(
        self,
        *,
        client: Client,
        clock: Clock,
        listing: Operation,
        getting: Operation,
        query: Query = NO_QUERY,
        workers: int = 8,
    ) -> None:
        self._client = client
        self._clock = clock
        self._listing = listing
        self._getting = getting
        self._query = query
        self._workers = workers

    def list_all(self, show: Show, resume: str = "", narrowed: Query = NO_QUERY) -> Iterator[Page]:
        """Pages of 500 that come with their content."""
        since, cursor = _resumed(resume)
        for items, following in reading(self._client.pages(self._listing, {**self._query, **narrowed}, cursor)):
            since = since or stamp((self._client.server_time or self._clock.now()) - _LAG)
            seen = _page(items, show).seen
            end = Cursor(dumps({"since": since})) if not following else None
            yield Page(seen=seen, cursor=end, resume=dumps({"since": since, "cursor": following}) if following else "")

    def changes(self, show: Show, cursor: Cursor) -> Iterator[Page]:
        """Items updated since the cursor, whatever the scope: so who left it is noticed.

        An item edited during the walk moves to its end, where a page border may hide another; so a walk of several
        pages is repeated from the last time it saw until one page holds all that is left.
        """
        since = asked = seen_until = _since(cursor)
        handled: set[int] = set()
        began: datetime | None = None
        is_walking = True
        while is_walking:
            is_walking = False
            query = {**self._query, "updated_since": stamp(asked), "sort_by": "update_time"}
            for items, following in reading(self._client.pages(self._listing, query)):
                fresh = [item for item in items if _digest(item) not in handled]
                handled.update(map(_digest, fresh))
                began = began or self._client.server_time or self._clock.now()
                seen_until = max([seen_until, *_updates(items)])
                yield _page(fresh, show)
                is_walking = is_walking or (bool(following) and seen_until > asked)
            asked = seen_until
        yield Page(cursor=Cursor(dumps({"since": stamp(max(since, (began or since) - _LAG))})))

    def read(self, show: Show, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId]) -> Mapping[RemoteId, Sight]:
        """In batches of 100; those left out are asked for one by one."""
        items = list(map(identified, reading(self._client.by_ids(self._listing, list(ids), self._query))))
        live = [item for item in items if not item.get("is_deleted")]
        sights: dict[RemoteId, Sight] = {seen.remote_id: seen for seen in show(live)}
        left_out = [each for each in ids if each not in sights]
        with ThreadPoolExecutor(self._workers) as pool:
            sights |= zip(left_out, pool.map(lambda each: self._read_one(show, each, told_gone), left_out), strict=True)
        return sights

    def _read_one(self, show: Show, remote: RemoteId, told_gone: AbstractSet[RemoteId]) -> Sight:
        """A direct answer "deleted" is proof; "not found" is proof only together with an authenticated notification."""
        try:
            item = identified(item_of(self._client.get(self._getting, remote)))
        except Rejected as error:
            is_gone = error.reason in ("not_found", "gone") and remote in told_gone
            return Tombstone(remote) if is_gone else Unseen(remote)
        return Tombstone(remote) if item.get("is_deleted") else show([item])[0]


def reading(pages: Iterator[_Item]) -> Iterator[_Item]:
    """A refusal to read at all is no fault of a record: the grant lacks the scope for it."""
    try:
        yield from pages
    except Rejected as error:
        raise AccessRevoked(error.reason, error.detail) from error


def _page(items: Sequence[Json], show: Show) -> Page:
    items = [identified(item) for item in items]
    gone = tuple(RemoteId(str(item["id"])) for item in items if item.get("is_deleted"))
    return Page(seen=show([item for item in items if not item.get("is_deleted")]), gone=gone)


def _updates(items: Sequence[Json]) -> Iterator[datetime]:
    for item in items:
        with suppress(ValueError, TypeError, KeyError):
            yield read_stamp(item["update_time"])


def _digest(item: Json) -> int:
    """Tells an item's states apart; `update_time` doesn't, since it ends at the second."""
    return hash(dumps(item))


def _since(cursor: Cursor) -> datetime:
    try:
        return read_stamp(loads(cursor)["since"])
    except (ValueError, TypeError, KeyError) as error:
        raise CursorExpired("bad_cursor") from error


def _resumed(resume: str) -> tuple[str, str]:
    if not resume:
        return "", ""
    state = loads(resume)
    return state["since"], state["cursor"]
