"""A calendar's listings: all of it, what changed, and the occurrences that come into the window.

Series are followed as series, so that one change of a series is one item of the feed; their occurrences are asked for
within the window alone. The cursor holds Google's sync token and the day up to which occurrences were brought.
"""

from collections.abc import Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from tandem.domain.errors import CollectionGone, CursorExpired, Rejected, Unavailable
from tandem.domain.ids import Cursor, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Tombstone
from tandem.ports import Page
from tandem.providers.google.access import Access, is_missing, items_of
from tandem.providers.google.call import Json
from tandem.providers.google.sights import Reader
from tandem.providers.google.window import Window

PAGE = {"maxResults": "2500"}
TO_THE_SECOND = len("2026-11-26T09:00:00")


@dataclass(frozen=True, slots=True)
class Feed:
    access: Access
    reader: Reader

    def everything(self, window: Window) -> Iterator[Page]:
        """All events but series, then the occurrences within the window; the cursor comes with the last page."""
        token, touched = "", set[str]()
        for page in self._listing(PAGE):
            items = [item for item in items_of(page) if not _is_cancelled(item)]
            events = self._page([item for item in items if not _is_series(item)])
            yield replace(events, series=tuple(_named(item) for item in items if _is_series(item)))
            touched |= {item["id"] for item in items if _is_occurrence(item)}
            token = str(page.get("nextSyncToken") or "")
        if not token:
            raise Unavailable("bad_answer", "no_sync_token")
        yield from self._occurrences(window, touched)
        yield Page(cursor=_cursor(token, window))

    def changes(self, cursor: Cursor, window: Window) -> Iterator[Page]:
        """Series that changed bring all their occurrences within the window. Raise `CursorExpired`."""
        token, until = _read(cursor)
        for page in self._since(token):
            items = items_of(page)
            events = self._page([item for item in items if not _is_series(item)])
            yield replace(events, series=tuple(_named(item) for item in items if _was_series(item)))
            changed = {item["id"]: item for item in items if _is_series(item)}
            for series in changed.values():  # however often it is told of, it is asked about once
                yield self._of_series(series, window)
            token = str(page.get("nextSyncToken") or token)
        yield from self._occurrences(window.since(until))
        yield Page(cursor=_cursor(token, window))

    def _listing(self, query: dict[str, str]) -> Iterator[Json]:
        try:
            yield from self.access.pages(self.access.path, query)
        except Rejected as rejected:
            raise (CollectionGone("calendar_missing") if is_missing(rejected) else rejected) from rejected

    def _since(self, token: str) -> Iterator[Json]:
        """A token that makes no sense is answered by 400, one that ended by 410: both lead to a listing."""
        try:
            yield from self._listing({**PAGE, "syncToken": token})
        except Rejected as rejected:
            raise CursorExpired("token") from rejected

    def _of_series(self, series: Json, window: Window) -> Page:
        """Whatever is linked of it is looked at, too: an occurrence may be gone without a word of its own.

        So is the series itself: it may have been one event until now.
        """
        page = self._page(self._still_there(str(series["id"]), window))
        name, version = _named(series)
        return replace(page, series=((name, version),), hinted=((RemoteId(series["id"]), version),))

    def _still_there(self, series: str, window: Window) -> Sequence[Json]:
        """A series that is deleted between the feed and this question has none."""
        query = {**PAGE, **window.query}
        try:
            pages = list(self.access.pages(f"{self.access.event(series)}/instances", query))
        except Rejected:
            return []
        return [item for page in pages for item in items_of(page)]

    def _occurrences(self, window: Window, touched: AbstractSet[str] = frozenset()) -> Iterator[Page]:
        """Those of all series, but for what was listed already because somebody touched it."""
        if not window:
            return
        for page in self._listing({**PAGE, **window.query, "singleEvents": "true"}):
            yield self._page([item for item in items_of(page) if _is_occurrence(item) and item["id"] not in touched])

    def _page(self, items: Sequence[Json]) -> Page:
        sights = [self.reader.sight(item) for item in items]
        seen = tuple(one for one in sights if isinstance(one, Seen | Broken))
        return Page(seen=seen, gone=tuple(one.remote_id for one in sights if isinstance(one, Tombstone)))


def _is_series(item: Json) -> bool:
    return bool(item.get("recurrence")) and not _is_cancelled(item)


def _is_occurrence(item: Json) -> bool:
    return bool(item.get("recurringEventId"))


def _is_cancelled(item: Json) -> bool:
    return item.get("status") == "cancelled"


def _was_series(item: Json) -> bool:
    """Perhaps: an event tells nothing of what it was, but one that is as it was made was never anything else."""
    made, changed = (str(item.get(name, ""))[:TO_THE_SECOND] for name in ("created", "updated"))
    is_new = made == changed != "" and not _is_cancelled(item)
    return not is_new and not _is_occurrence(item) and not _is_series(item)


def _named(series: Json) -> tuple[str, Version]:
    return f"series/{series['id']}", Version(str(series.get("etag", "")))


def _cursor(token: str, window: Window) -> Cursor:
    return Cursor(f"{window.last.isoformat()} {token}")


def _read(cursor: Cursor) -> tuple[str, date]:
    day, _, token = cursor.partition(" ")
    try:
        until = date.fromisoformat(day)
    except ValueError as error:
        raise CursorExpired("unreadable") from error
    if not token:
        raise CursorExpired("unreadable")
    return token, until
