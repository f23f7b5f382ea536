"""The contacts of one CardDAV address book, as a source for one-way connections and a replica for two-way ones.

    client = DavClient(transport=transport, username=..., password=...)
    CardDavSource(client=client, url=book_url, group=rules.group)      # has no way to write
    CardDavContacts(client=client, url=book_url, group=rules.group)

`url` is the address book itself, as `discovery.discover` finds it. A remote id is the absolute path of a card; a card
that Tandem makes is `<link id>.vcf` with the link id as UID.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import datetime

from tandem.domain.content import Content, as_contact
from tandem.domain.errors import Rejected
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.icloud import feed
from tandem.providers.icloud.book import CHUNK, AddressBook
from tandem.providers.icloud.card import member_uid
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.groups import Scope, scope_of
from tandem.providers.icloud.mapping import projection
from tandem.providers.icloud.pictures import LinkedPictures
from tandem.providers.icloud.sights import sight_of
from tandem.providers.icloud.writing import Writer, path_for

Answered = Seen | Broken | Tombstone | Unseen


class CardDavSource:
    """The port `Source`; `group` is what `CardDavGroups` names, None for the whole book."""

    def __init__(self, *, client: DavClient, url: str, group: str | None = None) -> None:
        self._book = AddressBook(client=client, url=url)
        self._group = group
        self._pictures = LinkedPictures(client, self._book.url)

    def projection(self, content: Content) -> Content:
        return projection(as_contact(content))

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:  # noqa: ARG002
        """All contacts in chunks of 100. It begins anew when it was cut off: what is known isn't fetched again.

        The cursor is taken before the first card is fetched, so an edit during the listing is told by `changes`.
        """
        scope = scope_of(self._book, self._group)
        listing, cursor = feed.listed(self._book, self._group, scope)
        rest = sorted(listing.items())
        at = 0
        while at < len(rest):
            fetched: list[str] = []
            hinted: list[tuple[RemoteId, Version | None]] = []
            while at < len(rest) and len(fetched) < CHUNK:
                chunk = [(RemoteId(path), version) for path, version in rest[at : at + CHUNK - len(fetched)]]
                at += len(chunk)
                spared = known(chunk)
                fetched += [path for path, _ in chunk if path not in spared]
                hinted += [item for item in chunk if item[0] in spared]
            yield Page(seen=tuple(self._items(fetched, scope)), hinted=tuple(hinted))
        yield Page(cursor=cursor)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """Hints since the cursor; one request where nothing changed. Who entered or left the group is hinted too."""
        return feed.changes(self._book, self._group, cursor)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """Read cards by multiget. One that a whole answer left out is `Unseen`, unless its removal was told too."""
        if not ids:
            return {}
        sights = self._sights(ids, scope_of(self._book, self._group))
        found = {sight.remote_id: sight for sight in self._pictured(sights)}
        for remote_id in ids:
            if isinstance(found.setdefault(remote_id, Unseen(remote_id)), Unseen) and remote_id in told_gone:
                found[remote_id] = Tombstone(remote_id)
        return {remote_id: found[remote_id] for remote_id in ids}

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        """Servers and their users move cards: the UID stays, RFC 6350 6.7.6."""
        asked = {member_uid(uid): uid for uid in uids if uid}
        found = self._bearing(list(asked.values()), scope_of(self._book, self._group)) if asked else []
        return {asked[member_uid(item.uid)]: item for item in found if member_uid(item.uid) in asked}

    def _items(self, paths: Sequence[str], scope: Scope) -> Iterator[Seen | Broken]:
        return (sight for sight in self._pictured(self._sights(paths, scope)) if isinstance(sight, Seen | Broken))

    def _pictured(self, sights: Iterator[Answered]) -> Iterable[Answered]:
        """With what the cards only link to; an inline picture is a part of its card."""
        return self._pictures.beside(sights)

    def _sights(self, paths: Sequence[str], scope: Scope) -> Iterator[Answered]:
        return (sight_of(path, member, scope) for path, member in self._book.fetch(paths))

    def _bearing(self, uids: Sequence[str], scope: Scope) -> list[Seen]:
        try:
            sights = [sight_of(path, member, scope) for path, member in self._book.find_uids(uids)]
        except Rejected:  # the server knows no queries
            return []
        return [sight for sight in sights if isinstance(sight, Seen)]


class CardDavContacts(CardDavSource):
    """The port `Replica`. Writes go out four at a time, each with the ETag that it was decided on."""

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """Answers in order. A card that the server altered while storing it has no version: it is read when heard."""
        return Writer(self._book, self._group).write(writes)

    def find_created(
        self,
        wanted: Mapping[LinkId, Content],
        since: datetime,  # noqa: ARG002
        held: Held = nothing_held,  # noqa: ARG002
    ) -> Mapping[LinkId, Seen]:
        """By the href that they were sent to, else by UID: a server may have moved them. They join the chosen group."""
        by_path = {RemoteId(path_for(self._book, link_id)): link_id for link_id in wanted}
        scope = scope_of(self._book, self._group)
        found = {
            by_path[item.remote_id]: item for item in self._seen(list(by_path), scope) if item.remote_id in by_path
        }
        lost = {member_uid(link_id): link_id for link_id in wanted if link_id not in found}
        for item in self._bearing(list(lost), scope):
            if member_uid(item.uid) in lost:
                found[lost[member_uid(item.uid)]] = item
        return Writer(self._book, self._group).joined(found)

    def _pictured(self, sights: Iterator[Answered]) -> Iterable[Answered]:
        """Photos go one way only."""
        return sights

    def _seen(self, paths: Sequence[str], scope: Scope) -> Iterator[Seen]:
        return (sight for sight in self._sights(paths, scope) if isinstance(sight, Seen))
