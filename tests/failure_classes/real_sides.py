"""A scene with real adapters at its sides, and what people do there beside Tandem."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId
from tandem.domain.rules import CrmScope
from tandem.domain.sight import Seen
from tandem.ports import Failed, Replica, Write, Written
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts
from tandem.providers.pipedrive.contacts import PipedriveContacts
from tandem.providers.pipedrive.grant import ApiToken
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.transport import Transport
from tests.memory import ToldClock
from tests.providers.icloud.scripted import card
from tests.providers.pipedrive.office import Office
from tests.servers import Book
from tests.usecases.scene import Scene

OWN = CrmScope("own")


class RealSides:
    """`scene` is opened anew by `with_group` and `with_pipedrive`, so these come first."""

    def __init__(self, folder: Path, transport: Transport, book: Book) -> None:
        self.book = book
        self.transport = transport
        self.client = DavClient(transport=transport, username=book.username, password=book.password)
        # the stand-in lives in real time, so the told time begins there; it has no way to push to us
        self.scene = Scene(folder, clock=ToldClock(datetime.now(UTC)), public_url=None)
        self.scene.replicas.provider = self.cards()
        self.office: Office | None = None

    def cards(self, group: str | None = None) -> CardDavContacts:
        return CardDavContacts(client=self.client, url=self.book.url, group=group)

    def with_group(self, group: str) -> "RealSides":
        self.scene.replicas.provider = self.cards(group)
        return self

    def with_password(self, password: str) -> "RealSides":
        self.client = DavClient(transport=self.transport, username=self.book.username, password=password)
        self.scene.replicas.provider = self.cards()
        return self

    def with_pipedrive(self, office: Office) -> "RealSides":
        self.office = office
        self.scene.replicas.crm = office.contacts(OWN)
        self.scene.replicas.desk_of_all = office.crm()
        return self

    def with_dead_token(self, office: Office) -> "RealSides":
        client = office.client_of(self.scene.user, ApiToken("0" * 40))
        self.scene.replicas.crm = PipedriveContacts(
            client=client,
            directory=Directory(client=client, clock=office.clock),
            codes=office.codes,
            user=self.scene.user,
            scope=OWN,
            visibility=None,
            plan=None,
            clock=office.clock,
        )
        return self

    def put(self, uid: str, *lines: str, name: str = "Eva Beispiel") -> None:
        """Write a card beside the server."""
        self.book.put({uid: card(uid, name, *lines)})

    def card(self, uid: str) -> str:
        return self.book.cards()[f"{uid}.vcf"].decode()

    def raw(self) -> str:
        """The only card, as the server gives it out: Radicale orders the lines anew."""
        (seen,) = (one for page in self.cards().list_all() for one in page.seen if isinstance(one, Seen))
        return seen.raw

    def edit(self, uid: str, old: str, new: str) -> None:
        text = self.card(uid)
        assert old in text
        self.book.put({uid: text.replace(old, new)})

    def contacts(self) -> list[Contact]:
        """What the book shows."""
        found = [one for page in self.cards().list_all() for one in page.seen]
        return [one.content for one in found if isinstance(one, Seen)]

    def persons(self) -> list[dict[str, Any]]:
        """Persons at Pipedrive, as stored."""
        assert self.office is not None
        return self.office.stored()

    def shown(self) -> list[Contact]:
        """What Pipedrive shows of its persons."""
        assert self.office is not None
        return [self.office.seen(RemoteId(str(row["id"]))).content for row in self.persons()]

    def edit_person(self, person: int, **patch: object) -> None:
        assert self.office is not None
        self.office.edit("change", id=person, patch=patch)


@dataclass
class Meddled:
    """A replica with somebody who does something right before the next writes go out."""

    replica: Replica
    meddle: Callable[[], None] | None = None

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        meddle, self.meddle = self.meddle, None
        if meddle is not None:
            meddle()
        return self.replica.write(writes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.replica, name)
