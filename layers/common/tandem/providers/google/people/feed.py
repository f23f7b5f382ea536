"""An address book's listings: all of it, and what changed since a sync token (people.connections.list)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tandem.domain.errors import CursorExpired, Rejected, StaleVersion, Unavailable
from tandem.domain.ids import Cursor, RemoteId, Version
from tandem.domain.sight import Broken, Seen
from tandem.ports import Known, Page
from tandem.providers.google.call import Json
from tandem.providers.google.people.book import Book
from tandem.providers.google.people.cursor import decoded, encoded
from tandem.providers.google.people.pictures import Pictures, url_of
from tandem.providers.google.people.sights import name_of, source_of

SYNCED = {"requestSyncToken": "true"}
CHUNK = 100
"""Contacts whose pictures are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`pictures` are fetched for one-way connections alone."""

    book: Book
    pictures: Pictures | None

    def everything(self, known: Known, resume: str) -> Iterator[Page]:
        """Pages of 1000. A page token that is too old makes it begin anew; the cursor comes with the last page."""
        token, left = "", ""
        for page in self._listing(resume):
            persons = page["connections"]
            self.book.check_group(persons)
            token, left = str(page.get("nextSyncToken") or ""), str(page.get("nextPageToken") or "")
            if left:
                *chunks, last = list(self._pages(persons, known)) or [Page()]
                yield from chunks
                yield Page(seen=last.seen, hinted=last.hinted, resume=left)
            else:
                yield from self._pages(persons, known)
        if not token:
            raise Unavailable("bad_answer", "no_sync_token")
        yield Page(cursor=encoded(token, self.book.reader.group))

    def _listing(self, resume: str) -> Iterator[Json]:
        try:
            yield from self.book.pages({**SYNCED, **({"pageToken": resume} if resume else {})})
        except Rejected as rejected:
            if not resume:
                raise Unavailable("bad_answer", rejected.reason) from rejected
            yield from self._listing("")

    def _pages(self, persons: Sequence[Json], known: Known) -> Iterator[Page]:
        if self.pictures is None:
            yield Page(seen=self._seen(persons))
            return
        for at in range(0, len(persons), CHUNK):
            yield self._pictured(persons[at : at + CHUNK], known, self.pictures)

    def _pictured(self, persons: Sequence[Json], known: Known, pictures: Pictures) -> Page:
        """Whose picture would have to be fetched is asked about first."""
        costly = [(name_of(one), _version(one)) for one in persons if url_of(one)]
        spared = known(costly) if costly else frozenset()
        wanted = [one for one in persons if name_of(one) not in spared]
        pictures.fetch(wanted)
        return Page(seen=self._seen(wanted), hinted=tuple(one for one in costly if one[0] in spared))

    def _seen(self, persons: Sequence[Json]) -> tuple[Seen | Broken, ...]:
        sights = (self.book.reader.sight(one) for one in persons)
        return tuple(one for one in sights if one is not None)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """The feed may lag by minutes, and show what was before a write of ours: what it tells is looked at by a read.

        Who has another name is told by the old one as well. Raise `CursorExpired`.
        """
        token = decoded(cursor, self.book.reader.group)
        for page in self._since(token):
            persons: list[Json] = page["connections"]
            there = [one for one in persons if not _is_deleted(one)]
            self.book.check_group(there)
            gone = tuple(name_of(one) for one in persons if _is_deleted(one))
            former = tuple((RemoteId(name), None) for one in there for name in _former(one))
            token = str(page.get("nextSyncToken") or token)
            if self.pictures is None:
                yield Page(seen=self._seen(there), hinted=former, gone=gone)
            else:
                hints = ((name_of(one), _version(one)) for one in there)
                yield Page(hinted=(*former, *hints), gone=gone)
        yield Page(cursor=encoded(token, self.book.reader.group))

    def _since(self, token: str) -> Iterator[Json]:
        """A token that expired is told by 400 or 410; one that is no good for this question, by 400 as well."""
        try:
            yield from self.book.pages({**SYNCED, "syncToken": token})
        except StaleVersion as stale:  # the status of a failed precondition, without a reason that says which
            raise CursorExpired("token") from stale
        except Rejected as rejected:
            if rejected.reason != "validation_failed":
                raise Unavailable("bad_answer", rejected.reason) from rejected
            raise CursorExpired("token") from rejected


def _is_deleted(person: Json) -> bool:
    metadata = person.get("metadata")
    return isinstance(metadata, dict) and metadata.get("deleted") is True


def _former(person: Json) -> list[str]:
    metadata = person.get("metadata")
    names = metadata.get("previousResourceNames", []) if isinstance(metadata, dict) else []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _version(person: Json) -> Version:
    return Version(str((source_of(person) or {}).get("etag", "")))
