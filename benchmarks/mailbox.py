"""Address books of Google, Microsoft and Exchange as one end of a measurement, each stand-in in its own process."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.book_server import ask_json
from benchmarks.measure import cpu_of
from sandbox.child import Child, start_child
from sandbox.google.people.made_up import as_contact
from sandbox.outlook import contact as as_flat_contact
from sandbox.people import MadeUp, everyday_people

PASSWORD = "made up"


@dataclass(frozen=True, slots=True)
class Batches:
    """How many contacts one request lists, reads or writes at most.

    `look` are the requests of one that finds nothing, `asides` the questions that go along when contacts are read.
    `names_only`: a list tells of no more than who there is. `channel`: what opening one for pushes asks for.
    """

    listed: int
    read: int
    written: int
    look: int = 1
    asides: int = 0
    channel: int = 0
    names_only: bool = False

    def lists(self, contacts: int) -> int:
        """All of them at first, with what a look asks for beside its page."""
        pages = -(-contacts // self.listed)
        return self.channel + self.look - 1 + pages + (-(-contacts // self.read) if self.names_only else 0)

    def reads(self, contacts: int) -> int:
        return -(-(contacts + self.asides) // self.read) if contacts else 0


@dataclass(slots=True)
class Mailbox(ABC):
    """One person's contacts at a provider. `people` are those that were filled in, `ids` theirs, in the same order."""

    name: ClassVar[str]
    provider: ClassVar[str]
    batches: ClassVar[Batches]
    module: ClassVar[str]
    child: Child
    address: str = "bench@acme.example"
    ids: list[str] = field(default_factory=list)
    people: list[MadeUp] = field(default_factory=list)

    @property
    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """Where Tandem finds the stand-in, as its environment says it."""

    @abstractmethod
    def credentials(self) -> Mapping[str, str]:
        """As if the person had just consented."""

    @abstractmethod
    def load(self, people: Sequence[MadeUp]) -> list[str]: ...

    @abstractmethod
    def promote(self, place: int, job_title: str) -> None:
        """Give the contact at this place of `ids` another job title, as its owner would."""

    def open(self) -> None:
        """Make the account."""
        self.control("accounts", {"email": self.address})

    def fill(self, size: int) -> None:
        self.people = list(everyday_people(size))
        self.ids = self.load(self.people)

    def tell(self, is_told: bool) -> None:
        """Deliver pushes, those that were held as well; or hold them."""
        self.control("switches", {"push_delivery": "on" if is_told else "held"})

    def control(self, path: str, body: object = None) -> Any:
        return ask_json(f"{self.child.said['control_url']}/{path}", body)

    def requests(self) -> Counter[str]:
        """HTTP requests by kind, since the start."""
        return Counter(self.control("stats")["calls"])

    def cpu(self) -> float:
        return cpu_of(self.child.process.pid)

    def stop(self) -> None:
        self.child.stop()


class GoogleBook(Mailbox):
    name, provider, module = "Google", "google", "sandbox.google"
    batches = Batches(listed=1000, read=200, written=200)

    @property
    def settings(self) -> Mapping[str, str]:
        said = self.child.said
        told = {"AUTH_URL": "auth_url", "TOKEN_URL": "token_url", "CALENDAR_URL": "api_url", "PEOPLE_URL": "people_url"}
        told |= {"CLIENT_ID": "client_id", "CLIENT_SECRET": "client_secret"}
        return {f"TANDEM_GOOGLE_{name}": str(said[key]) for name, key in told.items()}

    def credentials(self) -> Mapping[str, str]:
        return {"refresh_token": self.control("token", {"email": self.address})["refresh_token"]}

    def load(self, people: Sequence[MadeUp]) -> list[str]:
        contacts = [as_contact(one) for one in people]
        names: list[str] = self._edit("load", contacts=contacts)["names"]
        return names

    def promote(self, place: int, job_title: str) -> None:
        job = {"name": self.people[place].organization, "title": job_title}
        self._edit("change", person=self.ids[place], contact={"organizations": [job]})

    def _edit(self, do: str, **what: object) -> Any:
        return self.control("people/edit", {"do": do, "email": self.address, **what})


class GraphBook(Mailbox):
    """A batch is one request, whatever is in it. Each look asks for the folders too, by a batch; so do reads, by two
    questions, since what lies in the bin is answered by its id."""

    name, provider, module = "Graph", "office365", "sandbox.microsoft"
    batches = Batches(listed=200, read=20, written=20, look=2, asides=2, channel=1)

    @property
    def settings(self) -> Mapping[str, str]:
        said = self.child.said
        told = {"TANDEM_GRAPH_URL": "graph_url", "TANDEM_MICROSOFT_AUTHORITY": "authority", "TANDEM_CA_FILE": "ca_file"}
        told |= {f"TANDEM_MICROSOFT_{name.upper()}": name for name in ("client_id", "client_secret")}
        return {name: str(said[key]) for name, key in told.items()}

    def credentials(self) -> Mapping[str, str]:
        return {"refresh_token": self.control("token", {"email": self.address})["refresh_token"]}

    def load(self, people: Sequence[MadeUp]) -> list[str]:
        """The stand-in makes the same people itself."""
        told = {"email": self.address, "count": len(people), "everyday": True}
        ids: list[str] = self.control("people", told)["ids"]
        return ids

    def promote(self, place: int, job_title: str) -> None:
        told = {"do": "patch", "id": self.ids[place], "contact": {"jobTitle": job_title}}
        self.control("edit", {"email": self.address, **told})

    def requests(self) -> Counter[str]:
        stats = self.control("stats")
        return Counter({"$batch": stats["batches"], "single": stats["http_requests"] - stats["batches"]})


class ExchangeBook(Mailbox):
    """It pushes nothing."""

    name, provider, module = "Exchange", "exchange", "sandbox.exchange"
    batches = Batches(listed=512, read=100, written=100, look=2, names_only=True)

    @property
    def settings(self) -> Mapping[str, str]:
        return {}

    def open(self) -> None:
        self.control("accounts", {"email": self.address, "password": PASSWORD})

    def tell(self, is_told: bool) -> None:
        pass

    def credentials(self) -> Mapping[str, str]:
        return {"url": str(self.child.said["url"]), "username": self.address, "password": PASSWORD}

    def load(self, people: Sequence[MadeUp]) -> list[str]:
        contacts = [as_flat_contact(one) for one in people]
        ids: list[str] = self.control("load", {"email": self.address, "contacts": contacts})["ids"]
        return ids

    def promote(self, place: int, job_title: str) -> None:
        told = {"do": "change", "id": self.ids[place], "contact": {"JobTitle": job_title}}
        self.control("edit", {"email": self.address, **told})


MAILBOXES: tuple[type[Mailbox], ...] = (GoogleBook, GraphBook, ExchangeBook)


@contextmanager
def running_mailbox(kind: type[Mailbox], folder: Path) -> Iterator[Mailbox]:
    """Without contract checks, which are no part of a real server's work. The mailbox is empty."""
    unchecked = [] if kind is ExchangeBook else ["--no-contract"]
    log = folder / f"{kind.provider}.log"
    made = kind(start_child(kind.module, ["--port", "0", "--data", str(folder), *unchecked], log))
    try:
        made.open()
        yield made
    finally:
        made.stop()
