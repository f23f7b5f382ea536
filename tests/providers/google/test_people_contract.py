"""Google's contacts pass the suite of their port against the stand-in, with a group as their scope."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId
from tandem.ports import Replica
from tests.contracts.contact_contract import BEA, ContactContract
from tests.contracts.place import Place, listed, made
from tests.providers.google.address_book import AddressBook
from tests.providers.google.office import Office

NOON = [{"givenName": 12}]


class GooglePlace:
    """People work in Google's own pages."""

    conditional = True
    tells_removals = True
    lists_outsiders = True
    finds_uids = True

    def __init__(self, office: Office) -> None:
        self.book = AddressBook(office)
        self.book.group = self.book.new_group("Kunden")

    def replica(self) -> Replica:
        return self.book.contacts()

    def revoked(self) -> Replica:
        return self.book.contacts(self.book.office.grant("1//0dead"))

    def down(self) -> Replica:
        self.book.office.standin.control("fail", {"path": "/v1/.*", "status": 503, "times": 1000})
        return self.replica()

    def add(self, contact: Contact) -> RemoteId:
        return self.book.add(contact)

    def retitle(self, remote: RemoteId, title: str) -> None:
        jobs = self.book.kept(remote).get("organizations", [{}])
        self.book.change(remote, organizations=[{**jobs[0], "title": title}])

    def remove(self, remote: RemoteId) -> None:
        self.book.edit("delete", person=remote)

    def put_out(self, remote: RemoteId) -> None:
        self.book.edit("leave", person=remote, group=self.book.group)

    def spoil(self, remote: RemoteId) -> None:
        """The next answers about it make no sense."""
        standin = self.book.office.standin
        headers = {"authorization": f"Bearer {self.book.office.tokens()['access_token']}"}
        shown = [self._asked(headers, one["name"]) for one in self.book.everybody()]
        spoiled = [{**one, "names": NOON} if one["resourceName"] == remote else one for one in shown]
        responses = [{"requestedResourceName": one["resourceName"], "person": one} for one in spoiled]
        told = {
            "/v1/people:batchGet": {"responses": responses},
            "/v1/people/me/connections": {"connections": spoiled, "nextSyncToken": "CA"},
        }
        for path, body in told.items():
            standin.control("fail", {"path": path, "status": 200, "body": body})

    def _asked(self, headers: dict[str, str], name: str) -> Any:
        url = f"{self.book.office.standin.said['people_url']}v1/{name}"
        fields = "names,emailAddresses,memberships,metadata"
        return self.book.office.standin.http.get(url, params={"personFields": fields}, headers=headers).json()

    def unknown(self) -> RemoteId:
        return RemoteId("people/c12345")

    def now(self) -> datetime:
        return datetime.now(UTC)


class TestGoogleContacts(ContactContract):
    @pytest.fixture
    def place(self, office: Office) -> Place:
        return GooglePlace(office)

    def test_a_second_creation_for_one_link_is_refused_where_the_side_can(self, place: Place, replica: Replica) -> None:
        """It can't: no id of ours is one of Google's. So whoever doesn't know the outcome looks for the first."""
        made(replica, BEA)
        made(replica, BEA)

        assert len(listed(replica)) == 2
