"""A calendar's listings: all of it, what changed, and the occurrences that come into the window.

Series are followed as series, so that one change of a series is one item of the feed; their occurrences are asked for
within the window alone. The cursor holds Google's sync token and the day up to which occurrences were brought.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from tandem.domain.errors import CursorExpired, Rejected
from tandem.domain.ids import Cursor, Version
from tandem.domain.sight import Broken, Seen, Tombstone
from tandem.ports import Page
from tandem.providers.google.call import Call, Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.sights import Reader
from tandem.providers.google.window import Window

PAGE = {"maxResults": "2500"}


@dataclass(frozen=True, slots=True)
class Feed:
    client: GoogleClient
    calendar: str
    reader: Reader

    @property
    def path(self) -> str:
        return f"calendars/{quote(self.calendar, safe='')}/events"

    def everything(self, window: Window) -> Iterator[Page]:
        """All single events, then the occurrences within the window; the cursor comes with the last page."""
        token = ""
        for page in self.client.pages(Call("GET", self.path, {**PAGE, "showDeleted": "false"})):
            items = page.get("items", [])
            singles = self._page([item for item in items if not _is_of_series(item)])
            yield replace(singles, series=tuple(_named(item) for item in items if _is_series(item)))
            token = page.get("nextSyncToken", token)
        yield from self._occurrences(window)
        yield Page(cursor=_cursor(token, window))

    def changes(self, cursor: Cursor, window: Window) -> Iterator[Page]:
        """Series that changed bring all their occurrences within the window. Raise `CursorExpired`."""
        token, until = _read(cursor)
        for page in self.client.pages(Call("GET", self.path, {**PAGE, "syncToken": token})):
            items = page.get("items", [])
            yield self._page([item for item in items if not _is_series(item)])
            yield Page(series=tuple(_named(item) for item in items if _is_cancelled(item)))
            for series in (item for item in items if _is_series(item)):
                yield self._of_series(series, window)
            token = page.get("nextSyncToken", token)
        yield from self._occurrences(window.since(until))
        yield Page(cursor=_cursor(token, window))

    def instances(self, series: str, window: Window) -> Iterator[Json]:
        path = f"{self.path}/{quote(series, safe='')}/instances"
        for page in self.client.pages(Call("GET", path, {**PAGE, **window.query})):
            yield from page.get("items", [])

    def _of_series(self, series: Json, window: Window) -> Page:
        """Whatever is linked of it is looked at, too: an occurrence may be gone without a word of its own."""
        page = self._page(self._still_there(str(series["id"]), window))
        return replace(page, series=(_named(series),))

    def _still_there(self, series: str, window: Window) -> Sequence[Json]:
        """A series that is deleted between the feed and this question has none."""
        try:
            return list(self.instances(series, window))
        except Rejected:
            return []

    def _occurrences(self, window: Window) -> Iterator[Page]:
        if not window:
            return
        query = {**PAGE, **window.query, "singleEvents": "true"}
        for page in self.client.pages(Call("GET", self.path, query)):
            yield self._page([item for item in page.get("items", []) if item.get("recurringEventId")])

    def _page(self, items: Sequence[Json]) -> Page:
        sights = [self.reader.sight(item) for item in items]
        seen = tuple(one for one in sights if isinstance(one, Seen | Broken))
        return Page(seen=seen, gone=tuple(one.remote_id for one in sights if isinstance(one, Tombstone)))


def _is_series(item: Json) -> bool:
    return bool(item.get("recurrence")) and not _is_cancelled(item)


def _is_cancelled(item: Json) -> bool:
    """Nothing but its id is told of it for certain: it may have been a series."""
    return item.get("status") == "cancelled"


def _named(series: Json) -> tuple[str, Version]:
    return f"series/{series['id']}", Version(str(series.get("etag", "")))


def _is_of_series(item: Json) -> bool:
    return _is_series(item) or bool(item.get("recurringEventId"))


def _cursor(token: str, window: Window) -> Cursor:
    return Cursor(f"{window.last.isoformat()} {token}")


def _read(cursor: Cursor) -> tuple[str, date]:
    day, _, token = cursor.partition(" ")
    try:
        return token, date.fromisoformat(day)
    except ValueError as error:
        raise CursorExpired("unreadable") from error
