"""The adapter of CardDAV passes the suite of its port against a real Radicale, with a category as its group."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import LinkId, RemoteId
from tandem.ports import Creation, Replica, Written
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts
from tandem.providers.transport import Transport
from tests.contracts.contact_contract import ContactContract
from tests.contracts.place import Place
from tests.servers import Book, free_port

GROUP = "category:Tandem"


class CardDavPlace:
    """People work on the files beside the server."""

    conditional = True
    tells_removals = True
    lists_outsiders = True
    finds_uids = True

    def __init__(self, book: Book, transport: Transport) -> None:
        self.book = book
        self.transport = transport
        self.added = 0

    def replica(self) -> Replica:
        return self._at(self.book.url, self.book.password)

    def revoked(self) -> Replica:
        return self._at(self.book.url, "changed")

    def down(self) -> Replica:
        return self._at(f"http://127.0.0.1:{free_port()}{self._path}", self.book.password)

    def _at(self, url: str, password: str) -> Replica:
        client = DavClient(transport=self.transport, username=self.book.username, password=password)
        return CardDavContacts(client=client, url=url, group=GROUP)

    @property
    def _path(self) -> str:
        return f"/{self.book.username}/{self.book.name}/"

    def add(self, contact: Contact) -> RemoteId:
        self.added += 1
        (answer,) = self.replica().write([Creation(LinkId(f"{0xADD0000 + self.added:032x}"), contact)])
        assert isinstance(answer, Written)
        assert answer.seen is not None
        return answer.seen.remote_id

    def _file(self, remote: RemoteId) -> Path:
        return self.book.folder.book(self.book.username, self.book.name) / remote.rpartition("/")[2]

    def _rewrite(self, remote: RemoteId, *added: str, without: str = "?") -> None:
        lines = self._file(remote).read_bytes().decode().splitlines()
        kept = [line for line in lines if not line.startswith(without)]
        self._file(remote).write_bytes("\r\n".join([*kept[:-1], *added, kept[-1], ""]).encode())

    def retitle(self, remote: RemoteId, title: str) -> None:
        self._rewrite(remote, f"TITLE:{title}", without="TITLE")

    def remove(self, remote: RemoteId) -> None:
        self._file(remote).unlink()

    def put_out(self, remote: RemoteId) -> None:
        self._rewrite(remote, without="CATEGORIES")

    def spoil(self, remote: RemoteId) -> None:
        self._rewrite(remote, f"NOTE:{'x' * 300_000}")

    def unknown(self) -> RemoteId:
        return RemoteId(f"{self._path}nobody.vcf")

    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(minutes=1)


class TestCardDavContacts(ContactContract):
    @pytest.fixture
    def place(self, book: Book, transport: Transport) -> Place:
        return CardDavPlace(book, transport)
