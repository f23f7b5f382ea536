"""One person's mailbox on the stand-in with the adapter around it: what the adapter's tests start from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.contacts import GraphContacts, GraphSource
from tandem.providers.microsoft.grant import MicrosoftApp, MicrosoftGrant
from tandem.providers.microsoft.groups import MicrosoftGroups
from tandem.providers.microsoft.mapping import to_body
from tandem.providers.transport import Transport
from tests.sandbox.microsoft.desk import Desk, MicrosoftStandin, Row


@dataclass
class TurnedClock:
    """Stands still until a test turns it."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at


@dataclass
class Mailbox:
    """Of somebody with an account of their own, whom no other test meets."""

    standin: MicrosoftStandin
    transport: Transport
    desk: Desk
    tokens: dict[str, str] = field(default_factory=dict)
    clock: TurnedClock = field(default_factory=TurnedClock)
    stored: list[Mapping[str, str]] = field(default_factory=list)

    @classmethod
    def open(cls, standin: MicrosoftStandin, transport: Transport, *, personal: bool = False) -> "Mailbox":
        desk = standin.desk(standin.new_person(personal=personal))
        return cls(standin, transport, desk, {"refresh_token": cls._granted(desk)["refresh_token"]})

    @staticmethod
    def _granted(desk: Desk) -> Row:
        told: Row = desk.standin.control("token", {"email": desk.email})
        return told

    # --- as Tandem sees it ---------------------------------------------------------------------------------

    def app(self, tenant: str = "organizations", **other: Any) -> MicrosoftApp:
        said = self.standin.said
        told = {"authority": f"{said['authority']}/{tenant}", "client_id": said["client_id"], **other}
        return MicrosoftApp(**{"client_secret": lambda: str(said["client_secret"]), **told})

    def grant(self, app: MicrosoftApp | None = None, **tokens: str) -> MicrosoftGrant:
        return MicrosoftGrant(
            app=app or self.app(),
            tokens=tokens or self.tokens,
            transport=self.transport,
            clock=self.clock,
            store=self._keep,
            reload=lambda: self.tokens,
        )

    def _keep(self, tokens: Mapping[str, str]) -> None:
        self.stored.append(tokens)
        self.tokens = dict(tokens)

    def client(self, grant: MicrosoftGrant | None = None, graph_url: str = "") -> GraphClient:
        url = graph_url or str(self.standin.said["graph_url"])
        return GraphClient(graph_url=url, transport=self.transport, grant=grant or self.grant())

    def contacts(self, group: str | None = None) -> GraphContacts:
        return GraphContacts(client=self.client(), group=group)

    def source(self, group: str | None = None) -> GraphSource:
        return GraphSource(client=self.client(), group=group)

    def groups(self) -> MicrosoftGroups:
        return MicrosoftGroups(client=self.client())

    # --- as its person uses it -----------------------------------------------------------------------------

    def add(self, contact: Contact | Row, folder: str = "") -> RemoteId:
        body = to_body(contact) if isinstance(contact, Contact) else contact
        return RemoteId(self.desk.edit("create", contact=body, **self._in(folder))["id"])

    def edit(self, do: str, remote: str, folder: str = "", **what: Any) -> Row:
        return self.desk.edit(do, id=remote, **self._in(folder), **what)

    def _in(self, folder: str) -> Row:
        return {"folder": folder} if folder else {}

    def kept(self) -> dict[str, Row]:
        """All contacts as the mailbox keeps them, by immutable id."""
        rows = self.standin.control("contacts", {"email": self.desk.email})
        return {row["id"]: row for row in rows}

    def new_folder(self, name: str = "Kunden", parent: str = "") -> str:
        told = {"email": self.desk.email, "name": name, **({"parent": parent} if parent else {})}
        return str(self.standin.control("folder", told)["id"])

    # --- what was asked ------------------------------------------------------------------------------------

    def asked(self) -> Row:
        """What went through since the last time."""
        told: Row = self.standin.control("stats/reset", {})
        return told
