"""Scenes whose sides are real: the stand-in of Pipedrive, an address book on Radicale, or both."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.providers.transport import Transport
from tests.failure_classes.real_sides import RealSides
from tests.providers.icloud.scripted import ScriptedServer
from tests.providers.pipedrive.office import Office
from tests.servers import Book, PipedriveStandin
from tests.usecases.scene import Scene


@pytest.fixture
def transport() -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def office(pipedrive_standin: PipedriveStandin, transport: Transport) -> Iterator[Office]:
    """A Premium company with its fields, without limits at first."""
    opened = Office(pipedrive_standin, transport)
    opened.switch(limits=False)
    opened.ensure_fields()
    yield opened
    assert pipedrive_standin.control("violations") == []


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Both sides in memory."""
    return Scene(tmp_path)


@pytest.fixture
def real(tmp_path: Path, transport: Transport, book: Book) -> RealSides:
    """The provider is a book on Radicale; persons are in memory until `with_pipedrive`."""
    return RealSides(tmp_path, transport, book)
