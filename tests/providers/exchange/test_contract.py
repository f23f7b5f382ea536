"""The adapter of Exchange passes the suite of its port at the stand-in, with a category as its group, a folder, or all.

A contact that leaves a folder has another id from then on; what says of a category is told of folders in their words.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Tombstone
from tandem.ports import Creation, Replica, Written
from tandem.providers.exchange.contacts import ExchangeContacts
from tests.contracts.contact_contract import BEA, ContactContract
from tests.contracts.place import Place, last_cursor, link, listed, made, seen, told
from tests.providers.exchange.office import Office
from tests.servers import free_port


class Desk:
    """People work in Outlook, past EWS."""

    conditional = True
    tells_removals = True
    finds_uids = True

    def __init__(self, office: Office, group: str, *, lists_outsiders: bool) -> None:
        self.office = office
        self.group = group or None
        self.lists_outsiders = lists_outsiders
        self.added = 0

    def replica(self) -> Replica:
        return self.office.contacts(self.group)

    def revoked(self) -> Replica:
        return ExchangeContacts(ews=self.office.ews(password="changed"), group=self.group)

    def down(self) -> Replica:
        url = f"http://127.0.0.1:{free_port()}/EWS/Exchange.asmx"
        return ExchangeContacts(ews=self.office.ews(url=url), group=self.group)

    def add(self, contact: Contact) -> RemoteId:
        self.added += 1
        (answer,) = self.replica().write([Creation(LinkId(f"{0xADD0000 + self.added:032x}"), contact)])
        assert isinstance(answer, Written)
        assert answer.seen is not None
        return answer.seen.remote_id

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.office.mailbox.change(remote, JobTitle=title)

    def remove(self, remote: RemoteId) -> None:
        self.office.mailbox.do("delete", id=remote)

    def put_out(self, remote: RemoteId) -> None:
        self.office.mailbox.change(remote, Categories=None)

    def spoil(self, remote: RemoteId) -> None:
        self.office.mailbox.do("spoil", id=remote)

    def unknown(self) -> RemoteId:
        return RemoteId("AAMkAGIx" + "A" * 60)

    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(minutes=1)


class ExchangeContract(ContactContract):
    def test_a_second_creation_for_one_link_is_refused_where_the_side_can(self, place: Place, replica: Replica) -> None:
        """EWS can't: nothing makes a creation unique. Of several, the same one is found each time, the first."""
        first, second = made(replica, BEA), made(replica, BEA)

        found = place.replica().find_created({link(1): BEA}, place.now())

        assert first.remote_id != second.remote_id
        assert {name: one.remote_id for name, one in found.items()} == {link(1): first.remote_id}


class TestExchangeByCategory(ExchangeContract):
    @pytest.fixture
    def place(self, office: Office) -> Place:
        return Desk(office, "category:Kunden", lists_outsiders=True)


class TestExchangeByFolder(ExchangeContract):
    @pytest.fixture
    def place(self, office: Office) -> Place:
        return Desk(office, f"folder:{office.mailbox.add_folder('Kunden')}", lists_outsiders=False)

    def test_what_is_out_of_scope_is_told_as_that(self, place: Place, replica: Replica) -> None:
        inside, outside = place.add(self.samples.little), place.add(self.samples.rich)
        before = seen(replica, outside)
        after = self._moved(place, outside)

        shown = {remote: one.in_scope for remote, one in listed(replica).items()}

        assert shown == {inside: True}
        assert replica.read([outside])[outside] == Tombstone(outside)
        assert replica.find_uids([before.uid])[before.uid].remote_id == after
        assert not seen(replica, after).in_scope

    def test_changes_tell_what_left_the_scope(self, place: Place, replica: Replica) -> None:
        remote = place.add(self.samples.little)
        cursor = last_cursor(list(replica.list_all()))

        self._moved(place, remote)

        assert remote in told(list(replica.changes(cursor)))

    def _moved(self, place: Place, remote: RemoteId) -> RemoteId:
        assert isinstance(place, Desk)
        return RemoteId(place.office.mailbox.move(remote, "contacts"))


class TestExchangeWhole(ExchangeContract):
    """All folders: nothing is ever out of scope, and a move from folder to folder is none."""

    @pytest.fixture
    def place(self, office: Office) -> Place:
        office.mailbox.add_folder("Noch mehr")
        return Desk(office, "", lists_outsiders=True)

    @pytest.fixture
    def replica(self, place: Place) -> Replica:
        return place.replica()

    def test_what_is_out_of_scope_is_told_as_that(self, place: Place, replica: Replica) -> None:
        remote = place.add(self.samples.little)
        before = seen(replica, remote)
        assert isinstance(place, Desk)
        mailbox = place.office.mailbox

        after = mailbox.move(remote, mailbox.add_folder("Dritter"))

        assert set(listed(replica)) == {after}
        found = replica.find_uids([before.uid])[before.uid]
        assert (found.remote_id, found.in_scope, found.content) == (after, True, before.content)

    def test_changes_tell_what_left_the_scope(self, place: Place, replica: Replica) -> None:
        """A new folder is told of from its first contact on, one that is gone takes the cursor with it."""
        remote = place.add(self.samples.little)
        cursor = last_cursor(list(replica.list_all()))
        assert isinstance(place, Desk)
        mailbox = place.office.mailbox

        after = mailbox.move(remote, mailbox.add_folder("Dritter"))

        assert {remote, after} <= told(list(replica.changes(cursor)))
