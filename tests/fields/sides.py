"""A two-way connection between the stand-in of Pipedrive and one provider's, with the real adapters on both sides."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.contact import Contact
from tandem.domain.content import as_contact
from tandem.domain.ids import LinkId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Replica, Written
from tandem.providers.microsoft.contacts import GraphContacts
from tandem.providers.transport import Transport
from tests.memory import ToldClock
from tests.providers.exchange.office import Office as Mailroom
from tests.providers.google.address_book import AddressBook
from tests.providers.google.office import Office as GoogleOffice
from tests.providers.icloud.test_contract import CardDavPlace
from tests.providers.microsoft.mailbox import Mailbox
from tests.providers.pipedrive.office import Office
from tests.usecases.scene import Scene

OTHERS = count(0xADD0000)
"""Links that nobody has: whoever makes these is another program."""


@dataclass
class Sides:
    scene: Scene
    crm: Replica
    provider: Replica

    def begin(self) -> None:
        self.scene.start(direction="two_way", crm_scope="visible")

    def sync(self) -> None:
        self.scene.refresh()

    def make(self, side: Replica, contact: Contact) -> None:
        (answer,) = side.write([Creation(LinkId(f"{next(OTHERS):032x}"), contact)])
        assert isinstance(answer, Written)

    def change(self, side: Replica, wanted: Contact) -> None:
        (answer,) = side.write([Change(self.only(side), wanted)])
        assert isinstance(answer, Written), answer

    def only(self, side: Replica) -> Seen:
        (found,) = (one for page in side.list_all() for one in page.seen if isinstance(one, Seen) and one.in_scope)
        return side.read([found.remote_id])[found.remote_id]

    def shown(self, side: Replica) -> Contact:
        return as_contact(self.only(side).content)


@contextmanager
def opened(ca_file: Path | None = None) -> Iterator[Transport]:
    made = Transport(allow_private=True, ca_file=ca_file, timeout=timedelta(seconds=20))
    yield made
    made.close()


def _icloud(request: pytest.FixtureRequest, transport: Transport) -> Replica:
    return CardDavPlace(request.getfixturevalue("book"), transport).replica()


def _google(request: pytest.FixtureRequest, transport: Transport) -> Replica:
    book = AddressBook(GoogleOffice.open(request.getfixturevalue("google"), transport))
    return book.contacts()


def _outlook(request: pytest.FixtureRequest, transport: Transport) -> Replica:
    mailbox = Mailbox.open(request.getfixturevalue("microsoft"), transport, personal=True)
    return GraphContacts(client=mailbox.client(mailbox.grant(mailbox.app("consumers"))))


def _office365(request: pytest.FixtureRequest, transport: Transport) -> Replica:
    return Mailbox.open(request.getfixturevalue("microsoft"), transport).contacts()


def _exchange(request: pytest.FixtureRequest, transport: Transport) -> Replica:
    return Mailroom(request.getfixturevalue("mailbox"), transport).contacts()


PROVIDERS: dict[str, Callable[[pytest.FixtureRequest, Transport], Replica]] = {
    "icloud": _icloud,
    "google": _google,
    "outlook": _outlook,
    "office365": _office365,
    "exchange": _exchange,
}


def sides_of(provider: str, folder: Path, office: Office, transport: Transport, request: Any) -> Sides:
    scene = Scene(folder, clock=ToldClock(datetime.now(UTC)), public_url=None)
    scene.replicas.provider = PROVIDERS[provider](request, transport)
    scene.replicas.crm = office.contacts()
    scene.replicas.desk_of_all = office.crm()
    return Sides(scene, scene.replicas.crm, scene.replicas.provider)
