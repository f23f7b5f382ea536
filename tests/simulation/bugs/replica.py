"""A replica that hands everything on: the wrapper in which bugs of the way to a side are planted."""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.contact import Contact
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Seen, Sight
from tandem.ports import Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tests.simulation.twins.book import BookPort
from tests.simulation.twins.office import PersonsPort


@dataclass
class Through:
    """The honest port, unchanged."""

    inner: BookPort | PersonsPort

    def projection(self, contact: Contact) -> Contact:
        return self.inner.projection(contact)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        return self.inner.list_all(known, resume)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        return self.inner.changes(cursor)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        return self.inner.read(ids, told_gone)

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        return self.inner.find_uids(uids)

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return self.inner.write(writes)

    def find_created(
        self, wanted: Mapping[LinkId, Contact], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        return self.inner.find_created(wanted, since, held)
