"""The fakes in memory pass the suites of the ports that they stand for, so that a test may trust them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import AccessRevoked, Unavailable
from tandem.domain.ids import RemoteId, UserId
from tandem.ports import Change, Crm, Replica
from tests.contracts.contact_contract import ContactContract
from tests.contracts.crm_contract import CrmContract, Workplace
from tests.contracts.place import Place
from tests.memory import ANNA, BEN, MemoryContacts, MemoryDesk


class MemoryPlace:
    lists_outsiders = True
    finds_uids = True

    def __init__(self, side: MemoryContacts) -> None:
        self.side = side
        self.conditional = self.tells_removals = not side.is_crm

    def replica(self) -> Replica:
        return self.side

    def revoked(self) -> Replica:
        return replace(self.side, down=AccessRevoked("unauthorized"))

    def down(self) -> Replica:
        return replace(self.side, down=Unavailable("server_error"))

    def add(self, contact: Contact) -> RemoteId:
        return self.side.add(contact)

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.side.edit(remote, job_title=title)

    def remove(self, remote: RemoteId) -> None:
        self.side.remove(remote)

    def put_out(self, remote: RemoteId) -> None:
        self.side.put_in(remote, in_scope=False)

    def spoil(self, remote: RemoteId) -> None:
        self.side.items[remote].is_broken = True

    def unknown(self) -> RemoteId:
        return RemoteId("nobody")

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)


class TestMemoryPersons(ContactContract):
    @pytest.fixture
    def place(self) -> Place:
        return MemoryPlace(MemoryContacts(is_crm=True))


class TestMemoryCards(ContactContract):
    @pytest.fixture
    def place(self) -> Place:
        return MemoryPlace(MemoryContacts(is_crm=False))


class MemoryOffice:
    def __init__(self) -> None:
        self.desk = MemoryDesk(MemoryContacts(is_crm=True))

    def crm(self) -> Crm:
        return self.desk

    def plain_user(self) -> Crm:
        return replace(self.desk, is_admin=False)

    def revoked(self) -> Crm:
        return replace(self.desk, down=AccessRevoked("unauthorized"))

    def down(self) -> Crm:
        return replace(self.desk, down=Unavailable("server_error"))

    def add_person(self, mail: str) -> RemoteId:
        return self.desk.persons.add(Contact(name=Name("Somebody"), emails=(Entry(mail, "work", primary=True),)))

    def remove_person(self, person: RemoteId) -> None:
        self.desk.persons.remove(person)

    def open_deal(self, person: RemoteId) -> None:
        self.desk.open_deals.add(person)

    def picture_of(self, person: RemoteId) -> object:
        return self.desk.photos.get(person)

    def rename_by_hand(self, person: RemoteId, name: str) -> UserId:
        self.desk.persons.edit(person, name=_named(name))
        return BEN

    def rename_by_api(self, person: RemoteId, name: str) -> UserId:
        seen = self.desk.persons._seen(person)
        list(self.desk.persons.write([Change(seen, replace(seen.content, name=_named(name)))]))
        return ANNA


def _named(name: str) -> Name:
    given, _, family = name.partition(" ")
    return Name(given=given, family=family)


class TestMemoryDesk(CrmContract):
    @pytest.fixture
    def office(self) -> Workplace:
        return MemoryOffice()
