"""Scenes whose sides are real: the stand-in of Pipedrive, an address book on Radicale, or both."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from tandem.providers.transport import Transport
from tests.e2e.diary import Diary, google_settings, running_google, well_behaved
from tests.e2e.machine import Machine
from tests.failure_classes.real_sides import RealSides
from tests.providers.icloud.scripted import ScriptedServer
from tests.providers.pipedrive.office import Office
from tests.sandbox.google.desk import GoogleStandin
from tests.servers import Book, PipedriveStandin, start_pipedrive
from tests.usecases.scene import Scene

COMPANIES = count(7000)


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


# --- calendars: a running Tandem between both stand-ins ---------------------------------------------------------


@pytest.fixture(scope="module")
def google_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleStandin]:
    with running_google(tmp_path_factory.mktemp("google")) as standin:
        yield standin


@pytest.fixture(scope="module")
def calendar_machine(google_of_all: GoogleStandin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with Machine(tmp_path_factory.mktemp("machine") / "tandem", google_settings(google_of_all.said)) as running:
        yield running


@pytest.fixture
def diary(calendar_machine: Machine, google_of_all: GoogleStandin, tmp_path: Path) -> Iterator[Diary]:
    """Anna's, in a company and with a calendar of its own; at the end neither stand-in has anything to complain of."""
    folder = tmp_path / "pipedrive"
    folder.mkdir()
    child, pipedrive = start_pipedrive(folder, "--no-limits", "--company-id", str(next(COMPANIES)))
    try:
        with well_behaved(google_of_all) as google:
            yield Diary.new(calendar_machine, pipedrive, google)
            assert pipedrive.control("violations") == []
    finally:
        child.stop()
