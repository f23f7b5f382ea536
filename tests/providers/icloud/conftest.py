"""A scripted DAV server per test, and ready clients of it and of Radicale."""

from collections.abc import Callable, Iterator

import pytest

from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts
from tandem.providers.transport import Transport
from tests.providers.icloud.scripted import ScriptedServer
from tests.servers import Book


@pytest.fixture(scope="session")
def transport() -> Iterator[Transport]:
    transport = Transport(allow_private=True)
    yield transport
    transport.close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(transport: Transport) -> DavClient:
    return DavClient(transport=transport, username="anna@example.com", password="pässword")


@pytest.fixture
def scripted(server: ScriptedServer, client: DavClient) -> CardDavContacts:
    """The replica of the scripted server's book."""
    return CardDavContacts(client=client, url=server.book)


@pytest.fixture
def dav(book: Book, transport: Transport) -> DavClient:
    return DavClient(transport=transport, username=book.username, password=book.password)


@pytest.fixture
def replica(book: Book, dav: DavClient) -> Callable[..., CardDavContacts]:
    """The replica of a fresh book on Radicale, for a group or for all."""

    def opened(group: str | None = None) -> CardDavContacts:
        return CardDavContacts(client=dav, url=book.url, group=group)

    return opened
