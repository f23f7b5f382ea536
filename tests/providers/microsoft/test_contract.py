"""Graph's contacts pass the suite of their port against the stand-in: those of a folder, and those of a category."""

from datetime import UTC, datetime

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId
from tandem.ports import Replica
from tandem.providers.microsoft.mapping import to_body
from tests.contracts.contact_contract import ContactContract
from tests.contracts.place import Place
from tests.providers.microsoft.mailbox import Mailbox


class FolderPlace:
    """People work in Outlook; whoever is put out is moved to the default folder."""

    conditional = True
    makes_once = False
    tells_removals = True
    lists_outsiders = False
    finds_uids = False

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.folder = mailbox.new_folder()
        self.group = f"folder:{self.folder}"

    def replica(self) -> Replica:
        return self.mailbox.contacts(self.group)

    def revoked(self) -> Replica:
        self.mailbox.standin.control("revoke", {"email": self.mailbox.desk.email})
        return self.mailbox.contacts(self.group)

    def down(self) -> Replica:
        self.mailbox.standin.control("fail", {"drop": "before", "times": 10_000})
        return self.replica()

    def add(self, contact: Contact) -> RemoteId:
        return self.mailbox.add(contact, self.folder)

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.mailbox.edit("patch", remote, contact={"jobTitle": title})

    def remove(self, remote: RemoteId) -> None:
        self.mailbox.edit("delete", remote)

    def put_out(self, remote: RemoteId) -> None:
        self.mailbox.edit("move", remote)

    def spoil(self, remote: RemoteId) -> None:
        self.mailbox.edit("spoil", remote, contact={"personalNotes": "x" * 300_000})

    def unknown(self) -> RemoteId:
        return RemoteId("AAkALgAAAAAAHYQDEapmEc2byACqACOTk5OTk5OTk5")

    def now(self) -> datetime:
        return datetime.now(UTC)


class CategoryPlace(FolderPlace):
    """Whoever is put out loses the category."""

    lists_outsiders = True

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(mailbox)
        self.group = "category:Kunden"

    def add(self, contact: Contact) -> RemoteId:
        return self.mailbox.add({**to_body(contact), "categories": ["Kunden", "Rote Kategorie"]}, self.folder)

    def put_out(self, remote: RemoteId) -> None:
        self.mailbox.edit("patch", remote, contact={"categories": ["Rote Kategorie"]})


class TestContactsOfAFolder(ContactContract):
    @pytest.fixture
    def place(self, mailbox: Mailbox) -> Place:
        return FolderPlace(mailbox)


class TestContactsOfACategory(ContactContract):
    @pytest.fixture
    def place(self, mailbox: Mailbox) -> Place:
        return CategoryPlace(mailbox)
