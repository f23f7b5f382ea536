"""Real servers over loopback for every test that wants them: Radicale, the stand-in of Pipedrive, free ports.

`tests/conftest.py` names this module as a plugin, so its fixtures are there without an import.
"""

import json
import socket
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sandbox.address_book import Body, RadicaleFolder, Request
from sandbox.child import Child, start_child
from tests.nursery import Forked, Nursery, Start

COMPANIES = count(5000)
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@dataclass(frozen=True, slots=True)
class Book:
    """One address book of its own on a running Radicale; `url` ends in a slash."""

    url: str
    username: str
    password: str
    name: str
    folder: RadicaleFolder

    def put(self, cards: Mapping[str, str]) -> None:
        """Write cards by UID beside the server; not in its request log."""
        self.folder.put_cards(cards, self.username, self.name)

    def remove(self, uid: str) -> None:
        (self.folder.book(self.username, self.name) / f"{uid}.vcf").unlink()

    def cards(self) -> dict[str, bytes]:
        """By file name, as stored."""
        return self.folder.cards(self.username, self.name)

    def requests(self) -> list[Request]:
        """What was asked of this book, oldest first."""
        return [request for request in self.folder.requests() if f"/{self.name}/" in request.path]

    def writes(self) -> list[Request]:
        return [request for request in self.requests() if request.method in {"PUT", "DELETE", "PROPPATCH", "MOVE"}]

    def bodies(self) -> list[Body]:
        """What PUTs sent to this book, byte for byte."""
        return [body for body in self.folder.kept_bodies() if f"/{self.name}/" in body.path]


@dataclass(frozen=True, slots=True)
class Radicale:
    """A Radicale with the accounts `anna` and `ben`; `new_book` keeps tests apart."""

    root_url: str
    passwords: Mapping[str, str]
    folder: RadicaleFolder

    def new_book(self, owner: str = "anna") -> Book:
        name = uuid.uuid4().hex
        self.folder.make_book(owner, name)
        return Book(f"{self.root_url}{owner}/{name}/", owner, self.passwords[owner], name, self.folder)


@dataclass(frozen=True, slots=True)
class PipedriveStandin:
    """A stand-in of Pipedrive with nothing in it but its users; the first of them is the admin."""

    api_domain: str
    oauth_url: str
    control_url: str
    company_id: int
    users: tuple[dict[str, Any], ...]
    said: Mapping[str, Any]

    @property
    def api_token(self) -> str:
        return str(self.users[0]["api_token"])

    def control(self, path: str, body: object = None) -> Any:
        """Ask a control endpoint: GET without a body, POST with one; answers its JSON, None for nothing."""
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.control_url.rstrip('/')}/{path.lstrip('/')}"
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")


def free_port() -> int:
    """A port that was free a moment ago, for what can't be told port 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_radicale(data: Path) -> tuple[Child, Radicale]:
    child = start_child("sandbox.radicale", ["--port", "0", "--data", str(data)], data / "radicale.log")
    passwords = {user["username"]: user["password"] for user in child.said["users"]}
    return child, Radicale(child.said["root_url"], passwords, RadicaleFolder(data / "radicale"))


def start_pipedrive(data: Path, *arguments: str, start: Start = start_child) -> tuple[Child | Forked, PipedriveStandin]:
    """`arguments` are the stand-in's own, `--plan premium` or `--no-limits` for instance."""
    child = start("sandbox.pipedrive", ["--port", "0", "--data", str(data), *arguments], data / "pipedrive.log")
    said = child.said
    standin = PipedriveStandin(
        said["api_domain"], said["oauth_url"], said["control_url"], said["company_id"], tuple(said["users"]), said
    )
    return child, standin


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One server for all tests; each takes a book of its own with `radicale.new_book()`, or the fixture `book`."""
    child, server = start_radicale(tmp_path_factory.mktemp("radicale"))
    server.folder.keep_bodies()
    yield server
    child.stop()


@pytest.fixture
def book(radicale: Radicale) -> Book:
    """An empty address book of Anna's."""
    return radicale.new_book()


@pytest.fixture(scope="session")
def pipedrive_nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery("sandbox.pipedrive", tmp_path_factory.mktemp("nursery") / "pipedrive.log") as nursery:
        yield nursery


@pytest.fixture
def pipedrive_standin(tmp_path: Path, pipedrive_nursery: Nursery) -> Iterator[PipedriveStandin]:
    """A fresh company per test, with limits and contract checks as they come."""
    data = tmp_path / "pipedrive"
    data.mkdir()
    child, standin = start_pipedrive(data, start=pipedrive_nursery.start)
    yield standin
    child.stop()


@pytest.fixture
def pipedrive(tmp_path: Path, pipedrive_nursery: Nursery) -> Iterator[PipedriveStandin]:
    """A fresh company; its limits are tried elsewhere. At the end nothing was asked of it that its contract lacks."""
    folder = tmp_path / "pipedrive"
    folder.mkdir()
    given = ("--no-limits", "--company-id", str(next(COMPANIES)))
    child, standin = start_pipedrive(folder, *given, start=pipedrive_nursery.start)
    try:
        yield standin
        assert standin.control("violations") == []
    finally:
        child.stop()
