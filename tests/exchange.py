"""The stand-in of Exchange for every test that wants it: one process for all, and a mailbox of its own for each test.

`tests/conftest.py` names this module as a plugin, so its fixtures are there without an import.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.child import start_child

Row = dict[str, Any]
PEOPLE = count(1)
PASSWORD = "Pässw0rd \\/=+"


@dataclass(frozen=True, slots=True)
class ExchangeStandin:
    """`said` is the line that it printed when it was ready."""

    said: Mapping[str, Any]
    http: httpx.Client

    @property
    def url(self) -> str:
        return str(self.said["url"])

    def control(self, path: str, body: object = None, method: str | None = None) -> Any:
        """Ask a control endpoint: GET without a body, POST with one."""
        verb = method or ("GET" if body is None else "POST")
        answer = self.http.request(verb, f"{self.said['control_url']}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def taken(self, what: str) -> list[Any]:
        """What is in `outbox`, `violations` or `kept`, which are empty then."""
        found: list[Any] = self.control(what)
        self.control(what, method="DELETE")
        return found

    def switch(self, **switches: Any) -> None:
        self.control("switches", switches)

    def fail(self, operation: str = ".*", **order: Any) -> None:
        self.control("fail", {"path": f"/EWS/{operation}", **order})

    def calls(self) -> dict[str, int]:
        found: dict[str, int] = self.control("stats")["calls"]
        return found

    def count_anew(self) -> None:
        self.control("stats/reset", {})

    def mailbox(self) -> "Mailbox":
        """A new person's."""
        address = f"person{next(PEOPLE)}@acme.example"
        account = self.control("accounts", {"email": address, "password": PASSWORD, "categories": ["Kunden"]})
        return Mailbox(self, address, account["folders"])


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One person's mailbox, as they use it themselves."""

    standin: ExchangeStandin
    address: str
    folders: Mapping[str, str]

    def do(self, deed: str, **what: Any) -> Any:
        return self.standin.control("edit", {"do": deed, "email": self.address, **what})

    def add(self, folder: str = "contacts", **contact: Any) -> str:
        return str(self.do("create", folder=folder, contact=contact)["id"])

    def add_folder(self, name: str, **more: Any) -> str:
        return str(self.do("add_folder", name=name, **more)["id"])

    def change(self, item: str, **contact: Any) -> None:
        self.do("change", id=item, contact=contact)

    def move(self, item: str, folder: str) -> str:
        """Its new id."""
        return str(self.do("move", id=item, folder=folder)["id"])

    def items(self, folder: str = "contacts") -> list[Row]:
        found: list[Row] = self.do("all", folder=folder)
        return found


@contextmanager
def running_exchange(folder: Path) -> Iterator[ExchangeStandin]:
    child = start_child("sandbox.exchange", ["--port", "0", "--data", str(folder)], folder / "exchange.log")
    try:
        with httpx.Client(timeout=30) as client:
            standin = ExchangeStandin(child.said, client)
            standin.switch(keep=True)
            yield standin
    finally:
        child.stop()


@pytest.fixture(scope="session")
def exchange_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExchangeStandin]:
    with running_exchange(tmp_path_factory.mktemp("exchange")) as standin:
        yield standin


@pytest.fixture
def exchange(exchange_of_all: ExchangeStandin) -> Iterator[ExchangeStandin]:
    """At the end nobody was mailed, and nothing was asked that its schema forbids; its switches are set back."""
    before = exchange_of_all.control("switches")
    for name in ("kept", "violations"):
        exchange_of_all.control(name, method="DELETE")
    exchange_of_all.count_anew()
    yield exchange_of_all
    for name in ("fail", "refuse"):
        exchange_of_all.control(name, method="DELETE")
    exchange_of_all.control("switches", before)
    assert exchange_of_all.taken("outbox") == []
    assert exchange_of_all.taken("violations") == []


@pytest.fixture
def mailbox(exchange: ExchangeStandin) -> Mailbox:
    return exchange.mailbox()
