"""Sides in memory: persons with owners, and address books with each way there is to leave a group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tandem.domain.contact import Contact, Photo
from tandem.domain.ids import RemoteId, UserId
from tandem.domain.sight import Seen
from tandem.ports import CrmUser, Known, Page, Replica, nothing_known
from tests.memory import ANNA, BEN, PNG, MemoryContacts, MemoryDesk
from tests.usecases.choices.people import FAMILY, TITLE


def remote_of(side: MemoryContacts, given: str) -> RemoteId:
    return next(remote for remote, one in side.live().items() if one.name.given == given)


def titles_of(side: MemoryContacts) -> dict[str, str]:
    live = list(side.live().values())
    assert len({one.name.given for one in live}) == len(live), "somebody is there twice"
    return {one.name.given: one.job_title for one in live}


@dataclass
class ScopedPersons(MemoryContacts):
    """Each is in the scope or not, as their owner and their name say."""

    is_crm: bool = True
    scope: str = "own"

    def _seen(self, remote: RemoteId) -> Seen:
        stored = self.items[remote]
        is_in = {"own": stored.owner == ANNA, "visible": True, "filter:1": stored.contact.name.family == FAMILY}
        return replace(super()._seen(remote), in_scope=is_in[self.scope])


class MemoryPersons:
    def __init__(self) -> None:
        self.side = ScopedPersons()
        self.told = MemoryDesk(self.side)

    def replica(self, scope: str) -> Replica:
        self.side.scope = scope
        return self.side

    def scope(self, kind: str) -> str:
        return "filter:1" if kind == "filter" else kind

    def replica_of_colleague(self) -> Replica:
        return self.side

    def desk(self) -> Any:
        return self.told

    def desk_of_colleague(self) -> Any:
        colleague = CrmUser(BEN, "Ben Beispiel", "ben@example.com")
        self.told.colleagues = (colleague,)
        return replace(self.told, me=BEN)

    def colleague(self) -> UserId:
        return BEN

    def add(self, contact: Contact, *, by_colleague: bool = False) -> None:
        self.side.add(contact, owner=BEN if by_colleague else ANNA)

    def retitle(self, given: str, title: str = TITLE) -> str:
        person = remote_of(self.side, given)
        self.side.edit(person, job_title=title)
        return person

    def rename(self, given: str, family: str) -> str:
        person = remote_of(self.side, given)
        self.side.edit(person, name=replace(self.side.items[person].contact.name, family=family))
        return person

    def hand_over(self, given: str) -> str:
        person = remote_of(self.side, given)
        self.side.items[person].owner = BEN
        self.side.put_in(person, in_scope=True)
        return person

    def deal(self, given: str) -> str:
        person = remote_of(self.side, given)
        self.told.open_deals.add(person)
        return person

    def remove(self, given: str) -> str:
        person = remote_of(self.side, given)
        self.side.remove(person)
        return person

    def ids(self) -> Mapping[str, str]:
        return {one.name.given: remote for remote, one in self.side.live().items()}

    def titles(self) -> Mapping[str, str]:
        return titles_of(self.side)

    def pictured(self) -> frozenset[str]:
        return frozenset(self.side.items[person].contact.name.given for person in self.told.photos)


@dataclass
class MarkedBook(MemoryContacts):
    """A group is a mark on a contact, as at Google, with a category, or in a card that names its members."""

    is_crm: bool = False
    pictures: set[RemoteId] = field(default_factory=set)

    def _seen(self, remote: RemoteId) -> Seen:
        seen = super()._seen(remote)
        return replace(seen, photo=PNG) if remote in self.pictures else seen

    def leave(self, remote: RemoteId) -> None:
        self.put_in(remote, in_scope=False)

    def enter(self, remote: RemoteId) -> None:
        self.put_in(remote, in_scope=True)


@dataclass
class FolderBook(MarkedBook):
    """A group is a folder, as Graph has them: nobody lists who is in another one."""

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        outside = {remote for remote, one in self.items.items() if not one.in_scope}
        for page in super().list_all(known, resume):
            yield replace(page, seen=tuple(one for one in page.seen if one.remote_id not in outside))


@dataclass
class MovingBook(FolderBook):
    """A folder as Exchange has them: whoever is moved has another id from then on."""

    def leave(self, remote: RemoteId) -> None:
        self._move(remote, in_scope=False)

    def enter(self, remote: RemoteId) -> None:
        self._move(remote, in_scope=True)

    def _move(self, remote: RemoteId, *, in_scope: bool) -> None:
        to = self._new_id(len(self.items) + 1)
        self.items[to] = replace(self.items[remote], in_scope=in_scope, version=self._tick(to))
        self.remove(remote)


class MemoryBook:
    def __init__(self, side: MarkedBook) -> None:
        self.side = side

    def source(self) -> MarkedBook:
        return self.side

    replica = source

    def add(self, contact: Contact, *, inside: bool = True) -> None:
        self.side.add(contact, in_scope=inside)

    def picture(self, given: str) -> None:
        remote = remote_of(self.side, given)
        self.side.pictures.add(remote)
        self.side.edit(remote, photo=Photo("0" * 64, "image/png"))

    def retitle(self, given: str, title: str = TITLE) -> None:
        self.side.edit(remote_of(self.side, given), job_title=title)

    def remove(self, given: str) -> None:
        self.side.remove(remote_of(self.side, given))

    def put_out(self, given: str) -> None:
        self.side.leave(remote_of(self.side, given))

    def put_in(self, given: str) -> None:
        self.side.enter(remote_of(self.side, given))

    def titles(self) -> Mapping[str, str]:
        return titles_of(self.side)


BOOKS: Mapping[str, type[MarkedBook]] = {"mark": MarkedBook, "folder": FolderBook, "folder that renames": MovingBook}
