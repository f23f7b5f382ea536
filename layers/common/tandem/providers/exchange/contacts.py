"""The contacts of one mailbox, as a source for one-way connections and a replica for two-way ones.

    door = Door(url=…, transport=transport, username=…, password=…, auth=…)
    ExchangeSource(ews=Ews(door), group=rules.group)       # has no way to write, and brings photos
    ExchangeContacts(ews=Ews(door), group=rules.group)

A remote id is EWS's item id, which changes when a contact is moved to another folder; its uid then finds it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import datetime

from tandem.domain.content import Content, as_contact
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Failed, Group, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.exchange import feed
from tandem.providers.exchange.calls import Ews
from tandem.providers.exchange.cursor import encoded
from tandem.providers.exchange.finding import find_by_keys, find_by_markers
from tandem.providers.exchange.folders import groups_of, scope_of
from tandem.providers.exchange.mapping import projection
from tandem.providers.exchange.sights import CHUNK, KEY, read_contacts
from tandem.providers.exchange.writing import Writer


class ExchangeSource:
    """The port `Source`; `group` is what `ExchangeGroups` names, None for all folders of contacts."""

    with_photos = True

    def __init__(self, *, ews: Ews, group: str | None = None) -> None:
        self._ews = ews
        self._group = group
        self._scope = scope_of(group)

    def projection(self, content: Content) -> Content:
        return projection(as_contact(content))

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:  # noqa: ARG002
        """All contacts in chunks of 100. It begins anew when it was cut off: what is known isn't fetched again.

        Each folder's state is taken before its contacts are fetched, so an edit during the listing is told later.
        """
        states: dict[str, str] = {}
        for folder in feed.folders_of(self._ews, self._scope):
            found: dict[str, Version] = {}
            for portion in feed.portions(self._ews, folder, ""):
                found = {one: version for one, version in found.items() if one not in portion.gone} | portion.there
                states[folder] = portion.state
            yield from self._pages(feed.versions_of(found), known)
        yield Page(cursor=encoded(self._group, states))

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """Hints since the cursor; one request for each folder, and one for the folders where all are meant."""
        return feed.changes(self._ews, self._scope, self._group, cursor)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        found = dict(zip(ids, self._sights(ids), strict=True))
        lost = {remote for remote, one in found.items() if isinstance(one, Unseen) and remote in told_gone}
        return {remote: Tombstone(remote) if remote in lost else one for remote, one in found.items()}

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        """In any folder of contacts, the chosen one or not: what is in the deleted items is deleted."""
        keys = [uid.removeprefix(KEY) for uid in uids if uid.startswith(KEY)]
        markers = [uid for uid in uids if uid and not uid.startswith(KEY)]
        found = [*find_by_keys(self._ews, keys), *find_by_markers(self._ews, markers)]
        return _by_uid(self._seen(found), uids)

    def _pages(self, listed: Sequence[tuple[RemoteId, Version]], known: Known) -> Iterator[Page]:
        rest = list(listed)
        while rest:
            fetched: list[RemoteId] = []
            hinted: list[tuple[RemoteId, Version | None]] = []
            while rest and len(fetched) < CHUNK:
                room = CHUNK - len(fetched)
                chunk, rest = rest[:room], rest[room:]
                spared = known(chunk)
                fetched += [remote for remote, _ in chunk if remote not in spared]
                hinted += [one for one in chunk if one[0] in spared]
            sights = self._sights(fetched)
            yield Page(seen=tuple(one for one in sights if isinstance(one, Seen | Broken)), hinted=tuple(hinted))

    def _sights(self, ids: Sequence[RemoteId]) -> Iterator[Sight]:
        return read_contacts(self._ews, ids, self._scope, with_photos=self.with_photos)

    def _seen(self, ids: Sequence[RemoteId]) -> list[Seen]:
        return [one for one in self._sights(ids) if isinstance(one, Seen)]


class ExchangeContacts(ExchangeSource):
    """The port `Replica`. Photos are for one-way connections alone, so they aren't fetched."""

    with_photos = False

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return Writer(self._ews, self._scope).write(writes)

    def find_created(
        self,
        wanted: Mapping[LinkId, Content],
        since: datetime,  # noqa: ARG002
        held: Held = nothing_held,  # noqa: ARG002
    ) -> Mapping[LinkId, Seen]:
        """By the marker that they were made with, wherever they were put since."""
        found = _by_uid(self._seen(find_by_markers(self._ews, list(wanted))), list(wanted))
        return {link: found[link] for link in wanted if link in found}


class ExchangeGroups:
    """The port `Groups` for one mailbox."""

    def __init__(self, ews: Ews) -> None:
        self._ews = ews

    def groups(self) -> Sequence[Group]:
        return groups_of(self._ews)


def _by_uid(found: Iterable[Seen], wanted: Sequence[str]) -> dict[str, Seen]:
    """The first of each, which is the oldest: a copy has its original's uid."""
    first: dict[str, Seen] = {}
    for one in found:
        first.setdefault(one.uid, one)
    return {uid: first[uid] for uid in wanted if uid in first}
