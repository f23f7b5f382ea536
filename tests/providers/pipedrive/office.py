"""One company on the stand-in with the adapter around it: what integration tests of the adapter start from."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.contact import Contact
from tandem.domain.ids import LinkId, RemoteId, UserId
from tandem.domain.rules import CrmScope, Plan, Visibility
from tandem.domain.sight import Seen
from tandem.ports import Creation, Write, Written
from tandem.providers.pipedrive.activities import PipedriveActivities
from tandem.providers.pipedrive.client import Client
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.contacts import PipedriveContacts
from tandem.providers.pipedrive.crm import PipedriveCrm
from tandem.providers.pipedrive.grant import ApiToken, Grant
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.transport import Transport
from tests.servers import PipedriveStandin

ANNA, BEN = UserId("9001"), UserId("9002")
VISIBLE = CrmScope("visible")


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, wait: timedelta) -> None:
        time.sleep(wait.total_seconds())


class Purse:
    """Counts the tokens that are taken."""

    def __init__(self) -> None:
        self.spent = 0

    def take(self, tokens: int) -> None:
        self.spent += tokens


class Office:
    def __init__(self, standin: PipedriveStandin, transport: Transport) -> None:
        self.standin = standin
        self.transport = transport
        self.clock = WallClock()
        self.purse = Purse()
        self.codes = FieldCodes()
        self.client = self.client_of(ANNA)
        self.directory = Directory(client=self.client, clock=self.clock)

    def client_of(self, user: UserId, grant: Grant | None = None) -> Client:
        token = next(each["api_token"] for each in self.standin.users if str(each["id"]) == user)
        return Client(
            api_domain=self.standin.api_domain,
            transport=self.transport,
            grant=grant or ApiToken(token),
            budget=self.purse,
            clock=self.clock,
        )

    def crm(self, user: UserId = ANNA) -> PipedriveCrm:
        return PipedriveCrm(client=self.client_of(user), codes=self.codes)

    def ensure_fields(self) -> None:
        self.codes = FieldCodes.from_json(self.crm().ensure_fields())

    def contacts(
        self,
        scope: CrmScope = VISIBLE,
        *,
        user: UserId = ANNA,
        visibility: Visibility | None = None,
        plan: Plan | None = None,
    ) -> PipedriveContacts:
        client = self.client if user == ANNA else self.client_of(user)
        return PipedriveContacts(
            client=client,
            directory=self.directory if user == ANNA else Directory(client=client, clock=self.clock),
            codes=self.codes,
            user=user,
            scope=scope,
            visibility=visibility,
            plan=plan,
            clock=self.clock,
        )

    def activities(self, types: frozenset[str] | None = None, *, user: UserId = ANNA) -> PipedriveActivities:
        client = self.client if user == ANNA else self.client_of(user)
        return PipedriveActivities(client=client, user=user, types=types, clock=self.clock)

    def write(self, *writes: Write) -> list[Seen]:
        """All of them must succeed; what was seen of each."""
        outcomes = list(self.contacts().write(writes))
        assert all(isinstance(each, Written) for each in outcomes), outcomes
        return [each.seen for each in outcomes if isinstance(each, Written) and each.seen]

    def make(self, *contacts: Contact) -> list[Seen]:
        return self.write(*(Creation(LinkId(f"{place:032x}"), each) for place, each in enumerate(contacts)))

    def seen(self, person: RemoteId) -> Seen:
        found = self.contacts().read([person])[person]
        assert isinstance(found, Seen), found
        return found

    def switch(self, **switches: object) -> None:
        self.standin.control("switches", switches)

    def edit(self, action: str, entity: str = "person", **more: Any) -> dict[str, Any]:
        edited: dict[str, Any] = self.standin.control("edit", {"action": action, "entity": entity, **more})
        return edited

    def fail(self, **fault: object) -> None:
        self.standin.control("fail", fault)

    def stored(self, kind: str = "persons") -> list[dict[str, Any]]:
        return [row for row in self.standin.control("dump")[kind] if not row.get("is_deleted")]

    def requests(self) -> dict[str, int]:
        """Since the last time this was asked."""
        counted: dict[str, int] = self.standin.control("stats/reset", {})["requests"]
        return counted
