"""The contacts of one Google account, as a source for one-way connections and a replica for two-way ones.

A remote id is a resource name (`people/c123`), which Google may change; a version is the etag of the contact source.
`group` is the resource name of a contact group, None for all contacts.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta

from tandem.domain.content import Content, as_contact
from tandem.domain.errors import Unavailable
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Clock, Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.google.call import Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.people.book import Book
from tandem.providers.google.people.feed import Feed
from tandem.providers.google.people.marked import Marked, contact_name
from tandem.providers.google.people.person import projection
from tandem.providers.google.people.pictures import Pictures
from tandem.providers.google.people.sights import OURS, Reader
from tandem.providers.google.people.writing import Writer
from tandem.providers.transport import Transport

LAG = timedelta(minutes=5)
"""A creation of unknown outcome may show in no list for so long ("several minutes", people.connections.list)."""


class _Reading:
    """What sources and replicas have in common."""

    def __init__(self, book: Book, pictures: Pictures | None) -> None:
        self._book = book
        self._pictures = pictures
        self._feed = Feed(book, pictures)
        self._moved: dict[str, Seen] = {}
        self._gone: set[RemoteId] = set()

    def projection(self, content: Content) -> Content:
        return projection(as_contact(content))

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        """Pages of 1000 that come with their content; one that was cut off goes on behind its last page."""
        yield from self._feed.everything(known, resume)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        yield from self._feed.changes(cursor)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """200 in a request, as they are now, whatever the feed still shows. Who is not found was deleted.

        Who has another name by now is gone under the old one, and found by its uid.
        """
        found = self._book.read(list(dict.fromkeys(ids))) if ids else {}
        there = [one for one in found.values() if one is not None]
        self._book.check_group(there)
        if self._pictures is not None:
            self._pictures.fetch(there)
        return {remote: self._sight(remote, found[remote], told_gone) for remote in ids}

    def _sight(self, remote: RemoteId, person: Json | None, told_gone: AbstractSet[RemoteId]) -> Sight:
        sight = self._book.reader.sight(person) if person is not None else None
        if isinstance(sight, Broken):
            return replace(sight, remote_id=remote)
        if sight is not None and sight.remote_id == remote:
            return sight
        self._gone.add(remote)
        if sight is not None:
            self._moved[sight.uid] = sight
        is_proof = person is None or sight is not None or remote in told_gone or bool(person.get("metadata"))
        return Tombstone(remote) if is_proof else Unseen(remote)

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        """Who has another name since they were last read; and by the name that the id of a contact makes.

        A link's id tells no name: it is looked for in all the book, but not for whom a read just found gone.
        """
        found = {uid: self._moved[uid] for uid in uids if uid in self._moved}
        left = {contact_name(uid): uid for uid in uids if uid not in found and not OURS.fullmatch(uid)}
        names = [name for name in left if name and name not in self._gone]
        persons = self._book.read(names) if names else {}
        sights = ((left[name], self._book.reader.sight(one)) for name, one in persons.items() if one is not None)
        found |= {uid: one for uid, one in sights if isinstance(one, Seen) and one.uid == uid}
        ours = [LinkId(uid) for uid in uids if OURS.fullmatch(uid) and uid not in found]
        found |= self._marked(ours) if ours and not self._gone else {}
        self._gone.clear()
        return found

    def _marked(self, ours: Sequence[LinkId]) -> Mapping[str, Seen]:
        return {str(link): one for link, one in Marked(self._book).find(ours, None).items()}


class GoogleContactsSource(_Reading):
    """The port `Source`, which can't write. It brings pictures along, by `transport`."""

    def __init__(self, *, client: GoogleClient, group: str | None, transport: Transport) -> None:
        pictures = Pictures(transport, {})
        super().__init__(Book(client, Reader(group, pictures.of)), pictures)


class GoogleContacts(_Reading):
    """The port `Replica`. Batches go out one after the other, as Google wants the writes of one user."""

    def __init__(self, *, client: GoogleClient, group: str | None, clock: Clock) -> None:
        super().__init__(Book(client, Reader(group)), None)
        self._clock = clock

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return iter(Writer(self._book).write(writes))

    def find_created(
        self,
        wanted: Mapping[LinkId, Content],
        since: datetime,
        held: Held = nothing_held,  # noqa: ARG002
    ) -> Mapping[LinkId, Seen]:
        """By the mark that they were sent with. Raise `Unavailable` while one that is missing may just not show yet."""
        found = Marked(self._book).find(list(wanted), since)
        if found.keys() != wanted.keys() and self._clock.now() < since + LAG:
            raise Unavailable("write_lag")
        return found
