"""Address books at the stand-ins of all providers, one class for each kind of group that a provider has."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from sandbox.pictures import png
from tandem.domain.contact import Contact
from tandem.domain.content import as_contact
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Creation, Replica, Source, Written
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts, CardDavSource
from tandem.providers.microsoft.contacts import GraphContacts, GraphSource
from tandem.providers.transport import Transport
from tests.exchange import Mailbox as ExchangeMailbox
from tests.providers.exchange.office import Office as Mailroom
from tests.providers.google.address_book import AddressBook
from tests.providers.google.office import Office as GoogleOffice
from tests.providers.icloud.scripted import card
from tests.providers.microsoft.mailbox import Mailbox
from tests.servers import Book as DavBook
from tests.usecases.choices.people import TITLE

OTHERS = count(0xADD0000)
"""Links that nobody has: whoever makes these is another program."""
PICTURE = png(40)


@dataclass
class StoredBook:
    """`group` is chosen from what there is; without one, nobody is ever outside."""

    group: str | None = None
    known: dict[str, RemoteId] = field(default_factory=dict)

    def source(self) -> Source:
        raise NotImplementedError

    def opened(self, group: str | None) -> Replica:
        raise NotImplementedError

    def replica(self) -> Replica:
        return self.opened(self.group)

    def add(self, contact: Contact, *, inside: bool = True) -> None:
        creation = Creation(LinkId(f"{next(OTHERS):032x}"), contact)
        (answer,) = self.opened(self.group if inside else None).write([creation])
        assert isinstance(answer, Written)
        assert answer.seen is not None
        self.known[contact.name.given] = answer.seen.remote_id

    def titles(self) -> Mapping[str, str]:
        shown = self.shown()
        self.known = {contact.name.given: remote for remote, contact in shown.items()}
        assert len(self.known) == len(shown), "somebody is there twice"
        return {contact.name.given: contact.job_title for contact in shown.values()}

    def shown(self) -> dict[RemoteId, Contact]:
        whole = self.opened(None)
        pages = list(whole.list_all())
        seen = [one for page in pages for one in page.seen if isinstance(one, Seen)]
        return {one.remote_id: as_contact(one.content) for one in seen}

    def of(self, given: str) -> RemoteId:
        if given not in self.known:
            self.titles()
        return self.known[given]


@dataclass
class Cards(StoredBook):
    """A group is a category."""

    book: DavBook = field(kw_only=True)
    transport: Transport = field(kw_only=True)

    def __post_init__(self) -> None:
        self.client = DavClient(transport=self.transport, username=self.book.username, password=self.book.password)

    def source(self) -> Source:
        return CardDavSource(client=self.client, url=self.book.url, group=self.group)

    def opened(self, group: str | None) -> Replica:
        return CardDavContacts(client=self.client, url=self.book.url, group=group)

    def picture(self, given: str) -> None:
        self._rewrite(given, f"PHOTO;ENCODING=b;TYPE=PNG:{b64encode(PICTURE).decode()}")

    def retitle(self, given: str, title: str = TITLE) -> None:
        self._rewrite(given, f"TITLE:{title}", without="TITLE")

    def remove(self, given: str) -> None:
        self.book.remove(self._uid(given))

    def put_out(self, given: str) -> None:
        self._rewrite(given, without="CATEGORIES")

    def put_in(self, given: str) -> None:
        self._rewrite(given, "CATEGORIES:Kunden")

    def _uid(self, given: str) -> str:
        return self.of(given).rpartition("/")[2].removesuffix(".vcf")

    def _rewrite(self, given: str, *added: str, without: str = "?") -> None:
        lines = self.book.cards()[f"{self._uid(given)}.vcf"].decode().splitlines()
        kept = [line for line in lines if not line.startswith(without)]
        self.book.put({self._uid(given): "\r\n".join([*kept[:-1], *added, kept[-1], ""])})


@dataclass
class GroupedCards(Cards):
    """A group is a card that names its members."""

    GROUP: ClassVar[str] = "kunden"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.group = f"uid:{self.GROUP}"
        self._set()

    def put_out(self, given: str) -> None:
        self._set(*(self._members() - {self._member(given)}))

    def put_in(self, given: str) -> None:
        self._set(*self._members(), self._member(given))

    def _member(self, given: str) -> str:
        return f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{self._uid(given)}"

    def _members(self) -> set[str]:
        lines = self.book.cards()[f"{self.GROUP}.vcf"].decode().replace("\r\n ", "").splitlines()
        return {line for line in lines if line.startswith("X-ADDRESSBOOKSERVER-MEMBER")}

    def _set(self, *members: str) -> None:
        self.book.put({self.GROUP: card(self.GROUP, "Kunden", "X-ADDRESSBOOKSERVER-KIND:group", *members)})


@dataclass
class Google(StoredBook):
    book: AddressBook = field(kw_only=True)

    def source(self) -> Source:
        self.book.group = self.group
        return self.book.source()

    def opened(self, group: str | None) -> Replica:
        self.book.group = group
        return self.book.contacts()

    def picture(self, given: str) -> None:
        self.book.photo(self.of(given), PICTURE)

    def retitle(self, given: str, title: str = TITLE) -> None:
        self.book.change(self.of(given), organizations=[{"title": title}])

    def remove(self, given: str) -> None:
        self.book.edit("delete", person=self.of(given))

    def put_out(self, given: str) -> None:
        self.book.edit("leave", person=self.of(given), group=self.group)

    def put_in(self, given: str) -> None:
        self.book.edit("join", person=self.of(given), group=self.group)


@dataclass
class OutlookFolder(StoredBook):
    mailbox: Mailbox = field(kw_only=True)
    tenant: str = field(kw_only=True)
    folder: str = ""

    def __post_init__(self) -> None:
        self.client = self.mailbox.client(self.mailbox.grant(self.mailbox.app(self.tenant)))

    def source(self) -> Source:
        return GraphSource(client=self.client, group=self.group)

    def opened(self, group: str | None) -> Replica:
        return GraphContacts(client=self.client, group=group)

    def picture(self, given: str) -> None:
        self.mailbox.edit("photo", self.of(given), photo=b64encode(PICTURE).decode())

    def retitle(self, given: str, title: str = TITLE) -> None:
        self.mailbox.edit("patch", self.of(given), contact={"jobTitle": title})

    def remove(self, given: str) -> None:
        self.mailbox.edit("delete", self.of(given))

    def put_out(self, given: str) -> None:
        self.mailbox.edit("move", self.of(given))

    def put_in(self, given: str) -> None:
        self.mailbox.edit("move", self.of(given), self.folder)


@dataclass
class OutlookCategory(OutlookFolder):
    def put_out(self, given: str) -> None:
        self.mailbox.edit("patch", self.of(given), contact={"categories": ["Rote Kategorie"]})

    def put_in(self, given: str) -> None:
        self.mailbox.edit("patch", self.of(given), contact={"categories": ["Kunden"]})


@dataclass
class ExchangeFolder(StoredBook):
    """Whoever is moved has another id from then on."""

    mailroom: Mailroom = field(kw_only=True)
    folder: str = ""

    @property
    def mailbox(self) -> ExchangeMailbox:
        return self.mailroom.mailbox

    def source(self) -> Source:
        return self.mailroom.source(self.group)

    def opened(self, group: str | None) -> Replica:
        return self.mailroom.contacts(group)

    def picture(self, given: str) -> None:
        self.mailbox.do("picture", id=self.of(given), content=b64encode(PICTURE).decode(), type="image/png")

    def retitle(self, given: str, title: str = TITLE) -> None:
        self.mailbox.change(self.of(given), JobTitle=title)

    def remove(self, given: str) -> None:
        self.mailbox.do("delete", id=self.of(given))

    def put_out(self, given: str) -> None:
        self.known[given] = RemoteId(self.mailbox.move(self.of(given), "contacts"))

    def put_in(self, given: str) -> None:
        self.known[given] = RemoteId(self.mailbox.move(self.of(given), self.folder))


@dataclass
class ExchangeCategory(ExchangeFolder):
    def put_out(self, given: str) -> None:
        self.mailbox.change(self.of(given), Categories=None)

    def put_in(self, given: str) -> None:
        self.mailbox.change(self.of(given), Categories=["Kunden"])


# --- one of each -------------------------------------------------------------------------------------------

Request = Any


def _icloud(request: Request, transport: Transport, kind: str) -> StoredBook:
    book = request.getfixturevalue("radicale").new_book()
    if kind == "group card":
        return GroupedCards(book=book, transport=transport)
    return Cards("category:Kunden" if kind else None, book=book, transport=transport)


def _google(request: Request, transport: Transport, kind: str) -> StoredBook:
    book = AddressBook(GoogleOffice.open(request.getfixturevalue("google"), transport))
    return Google(book.new_group("Kunden") if kind else None, book=book)


def _graph(request: Request, transport: Transport, kind: str, *, personal: bool) -> StoredBook:
    mailbox = Mailbox.open(request.getfixturevalue("microsoft"), transport, personal=personal)
    tenant = "consumers" if personal else "organizations"
    if kind == "category":
        return OutlookCategory("category:Kunden", mailbox=mailbox, tenant=tenant)
    folder = mailbox.new_folder() if kind else ""
    return OutlookFolder(f"folder:{folder}" if kind else None, mailbox=mailbox, tenant=tenant, folder=folder)


def _outlook(request: Request, transport: Transport, kind: str) -> StoredBook:
    return _graph(request, transport, kind, personal=True)


def _office365(request: Request, transport: Transport, kind: str) -> StoredBook:
    return _graph(request, transport, kind, personal=False)


def _exchange(request: Request, transport: Transport, kind: str) -> StoredBook:
    mailroom = Mailroom(request.getfixturevalue("exchange").mailbox(), transport)
    if kind == "category":
        return ExchangeCategory("category:Kunden", mailroom=mailroom)
    folder = mailroom.mailbox.add_folder("Kunden") if kind else ""
    return ExchangeFolder(f"folder:{folder}" if kind else None, mailroom=mailroom, folder=folder)


OPENERS: Mapping[str, Callable[[Request, Transport, str], StoredBook]] = {
    "google": _google,
    "outlook": _outlook,
    "office365": _office365,
    "exchange": _exchange,
    "icloud": _icloud,
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "google": ("group",),
    "outlook": ("folder", "category"),
    "office365": ("folder", "category"),
    "exchange": ("folder", "category"),
    "icloud": ("category", "group card"),
}
"""The kinds of groups that each provider has."""
