"""The contacts of one mailbox, as a source for one-way connections and a replica for two-way ones.

    GraphSource(client=client, group=rules.group)      # has no way to write, and reads photos
    GraphContacts(client=client, group=rules.group)    # writes, and leaves photos alone

`group` is what `MicrosoftGroups` names, None for the whole mailbox. A remote id is an immutable id of Graph's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import datetime

from tandem.domain.content import Content, as_contact
from tandem.domain.errors import CursorExpired, Rejected
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight
from tandem.ports import Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.microsoft import cursor as cursors, feed
from tandem.providers.microsoft.answers import NOT_FOUND, identified, listed
from tandem.providers.microsoft.call import Call, Json
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.folders import Folders, contacts_of
from tandem.providers.microsoft.lookup import Lookup
from tandem.providers.microsoft.mapping import projection
from tandem.providers.microsoft.marks import BOTH, Marks, marked, marks_of
from tandem.providers.microsoft.photos import Picture, pictures_of
from tandem.providers.microsoft.scope import scope_of
from tandem.providers.microsoft.search import found_by_link
from tandem.providers.microsoft.sights import Reader
from tandem.providers.microsoft.writing import Writer
from tandem.providers.owed import owing


class GraphSource:
    """The port `Source`."""

    _reads_photos = True

    def __init__(self, *, client: GraphClient, group: str | None = None) -> None:
        self._client = client
        self._group = group
        self._scope = scope_of(group)
        self._folders = Folders(client)
        self._reader = Reader(self._scope, has_photos=self._reads_photos)
        self._lookup = Lookup(client, self._folders, self._reader)

    def projection(self, content: Content) -> Content:
        return projection(as_contact(content))

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:  # noqa: ARG002
        """All contacts, 200 a page. It begins anew when it was cut off. What is told twice comes as a hint then."""
        links: dict[str, str] = {}
        told: set[str] = set()
        for folder in self._followed():
            marks = self._marks(folder)
            for items in feed.listing(self._client, folder, links):
                yield self._page(items, marks, known, told)
        yield Page(cursor=cursors.encoded(self._group, links))

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """Hints since the cursor, folder by folder. Where a folder is gone, all is listed anew: nothing says what of
        it was deleted."""
        links = cursors.decoded(cursor, group=self._group)
        followed = self._followed()
        if not links or set(links) - set(followed):
            raise CursorExpired("folder_gone")
        for folder in followed:
            yield from feed.changes(self._client, folder, links)
        yield Page(cursor=cursors.encoded(self._group, links))

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """Read contacts, 20 in a request, wherever they are in the mailbox by now."""
        return self._lookup.read(ids, told_gone)

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:  # noqa: ARG002
        """Immutable ids never change."""
        return {}

    def _followed(self) -> list[str]:
        return [self._scope.folder] if self._scope.folder else [one.id for one in self._folders.all()]

    def _marks(self, folder: str) -> Mapping[str, Marks]:
        """Delta shows none; a folder has few, or none. A mailbox that finds none by them has them in no listing."""
        query = {"$filter": marked(), "$expand": BOTH, "$select": "id", "$top": "1000"}
        try:
            pages = list(self._client.pages(Call("GET", contacts_of(folder), query)))
        except Rejected as rejected:
            if rejected.reason == NOT_FOUND:
                raise feed.gone_with(rejected) from rejected
            return {}
        return {identified(item)["id"]: marks_of(item) for page in pages for item in listed(page)}

    def _page(self, items: Iterable[Json], marks: Mapping[str, Marks], known: Known, told: set[str]) -> Page:
        named = [(item, RemoteId(str(item["id"]))) for item in items]
        again = {remote for _, remote in named if remote in told}
        pictured = [(one, feed.version_of(item)) for item, one in named if self._is_pictured(marks.get(one))]
        spared = (known(pictured) if pictured else frozenset()) | again
        pictures = pictures_of(self._client, [remote for remote, _ in pictured if remote not in spared])
        told |= {remote for _, remote in named}
        seen = [self._sight(item, marks, pictures) for item, remote in _once(named) if remote not in spared]
        return Page(seen=tuple(seen), hinted=tuple(_hint(item) for item, one in named if one in spared))

    def _sight(
        self, item: Json, marks: Mapping[str, Marks], pictures: Mapping[RemoteId, Picture | None]
    ) -> Seen | Broken:
        remote = RemoteId(str(item["id"]))
        sight = self._reader.sight(item, marks.get(remote, Marks()), pictures.get(remote))
        is_owed = self._is_pictured(marks.get(remote)) and remote not in pictures
        return owing(sight) if is_owed and isinstance(sight, Seen) else sight

    def _is_pictured(self, marks: Marks | None) -> bool:
        return self._reads_photos and marks is not None and marks.has_photo


class GraphContacts(GraphSource):
    """The port `Replica`. Writes go out 20 in a request, each with the etag that it was decided on."""

    _reads_photos = False

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return Writer(self._client, self._scope, self._reader, self._lookup).write(writes)

    def find_created(
        self,
        wanted: Mapping[LinkId, Content],
        since: datetime,  # noqa: ARG002
        held: Held = nothing_held,  # noqa: ARG002
    ) -> Mapping[LinkId, Seen]:
        """By the name that was sent with them: in the folder that they were made in, else in any other."""
        items = found_by_link(self._client, self._folders, self._scope, list(wanted))
        sights = {link_id: self._reader.sight(item) for link_id, item in items.items()}
        return {link_id: sight for link_id, sight in sights.items() if isinstance(sight, Seen)}


def _once(named: Iterable[tuple[Json, RemoteId]]) -> Iterable[tuple[Json, RemoteId]]:
    """The last of each on the page."""
    return {remote: (item, remote) for item, remote in named}.values()


def _hint(item: Json) -> tuple[RemoteId, Version | None]:
    return RemoteId(str(item["id"])), feed.version_of(item)
