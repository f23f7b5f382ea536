"""A user's two sides with Tandem between them: a company in Pipedrive, an address book, and the connection of both."""

import json
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.e2e.address_book import Phone
from tests.e2e.machine import Answer, TooLate, wait_for
from tests.servers import Book, PipedriveStandin

Row = dict[str, Any]


class Tandem(Protocol):
    """A running Tandem, whatever its home."""

    @property
    def log(self) -> str: ...

    def ask(self, method: str, path: str, body: object = None, language: str = "en") -> Answer: ...

    def call(self, method: str, path: str, body: object = None) -> Any: ...


QUIET = {"up_to_date", "held", "paused", "waiting", "needs_reconnect", "stopped"}
"""States in which nothing happens by itself."""


@dataclass(slots=True)
class Office:
    """`user` is the place of the connection's user among the stand-in's; Anna, the admin, is the first."""

    machine: Tandem
    pipedrive: PipedriveStandin
    book: Book
    user: int = 0
    connection: str = ""
    account: str = ""
    rules: dict[str, Any] = field(default_factory=dict)

    @property
    def phone(self) -> Phone:
        return Phone(self.book)

    @property
    def user_id(self) -> int:
        return int(self.pipedrive.users[self.user]["id"])

    # --- what a person does in Tandem ----------------------------------------------------------------------

    def grant(self) -> Row:
        """Add the company with this user's token."""
        body = {"api_domain": self.pipedrive.api_domain, "api_token": self.pipedrive.users[self.user]["api_token"]}
        company: Row = self.machine.call("POST", "companies", body)
        return company

    def sign_in(self, **credentials: str) -> Any:
        """Add the account, or reconnect it; the answer as it is, since it may be a refusal."""
        mine = {"url": self.book.url, "username": self.book.username, "password": self.book.password}
        body = {
            "company": str(self.pipedrive.company_id),
            "user": str(self.user_id),
            "provider": "icloud",
            "address": self.book.username,
            "credentials": {**mine, **credentials},
        }
        return self.machine.ask("POST", "accounts", body)

    def connect(self, **rules: Any) -> None:
        """All up to a draft of a connection."""
        self.rules = {"direction": "two_way", **rules}
        self.grant()
        answer = self.sign_in()
        assert answer.status == 201, answer
        self.account = answer.value["id"]
        draft = {"account": self.account, "kind": "contacts", "rules": self.rules}
        self.connection = self.machine.call("POST", "connections", draft)["id"]

    def start(self) -> None:
        self.act("start")

    def act(self, what: str, body: object = None) -> Row:
        run: Row = self.machine.call("POST", f"connections/{self.connection}/{what}", body)
        return run

    def open(self, **rules: Any) -> "Office":
        """Connect, start, and wait for the first sync."""
        self.connect(**rules)
        self.start()
        self.settle()
        return self

    def refresh(self) -> None:
        """Press the button, and wait until all is done."""
        self.act("refresh")
        self.settle()

    def status(self, language: str = "en") -> Row:
        answer = self.machine.ask("GET", f"connections/{self.connection}", language=language)
        assert answer.status == 200, answer
        status: Row = answer.value
        return status

    def settle(self, within: float = 60.0) -> Row:
        """Wait until no webhook is on its way and nothing is left to do."""
        try:
            return wait_for("quiet", self._quiet, within)
        except TooLate as late:
            raise TooLate(f"{late}; {self.status()}; {self.machine.log[-2000:]}") from None

    def _quiet(self) -> Row | None:
        """Twice the same, with no webhook between: what is recorded but not yet begun would show in the second look."""
        if self.pipedrive.control("drain", {"seconds": 5})["webhooks_pending"]:
            return None
        first = self.status()
        if first["state"] not in QUIET or first["counts"]["pending"]:
            return None
        time.sleep(0.1)
        second = self.status()
        return second if {**first, "last_run": None} == {**second, "last_run": None} else None

    def waiting(self, kind: str) -> list[Row]:
        """What waits for a person: conflicts, review, held, parked."""
        items: list[Row] = self.machine.call("GET", f"connections/{self.connection}/{kind}")["items"]
        return items

    def links(self, query: str = "") -> list[Row]:
        items: list[Row] = self.machine.call("GET", f"connections/{self.connection}/links?query={query}")["items"]
        return items

    # --- Pipedrive -----------------------------------------------------------------------------------------

    def persons(self) -> list[Row]:
        """All that aren't deleted."""
        return [row for row in self.all_persons() if not row["is_deleted"]]

    def all_persons(self) -> list[Row]:
        rows: list[Row] = self.pipedrive.control("dump")["persons"]
        return rows

    def person(self, name: str) -> Row:
        """The one person of that name."""
        (found,) = [row for row in self.persons() if row["name"] == name]
        return found

    def person_of(self, card_name: str) -> Row:
        """The person that is linked with this card."""
        linked = {link["provider_id"].rpartition("/")[2]: link["crm_id"] for link in self.links()}
        return next(row for row in self.persons() if str(row["id"]) == linked[f"{card_name}.vcf"])

    def names(self) -> list[str]:
        return sorted(row["name"] for row in self.persons())

    def organizations(self) -> list[Row]:
        return [row for row in self.pipedrive.control("dump")["organizations"] if not row["is_deleted"]]

    def organization_of(self, person: Row) -> str | None:
        return next((row["name"] for row in self.organizations() if row["id"] == person["org_id"]), None)

    def edit(self, action: str, row_id: int | None = None, entity: str = "person", **patch: Any) -> Row:
        """Something that Anna does in Pipedrive's own pages."""
        body = {"entity": entity, "action": action, "id": row_id, "patch": patch}
        edited: Row = self.pipedrive.control("edit", {**body, "user_id": int(self.pipedrive.users[0]["id"])})
        return edited

    def field(self, name: str, default: str | None = None) -> str:
        """The code of a custom field, by the name that people see; StopIteration where there is none nor a default."""
        query = f"{self.pipedrive.api_domain}/api/v2/personFields?limit=500"
        request = urllib.request.Request(query, headers={"x-api-token": self.pipedrive.api_token})
        with urllib.request.urlopen(request, timeout=30) as answer:
            fields = json.loads(answer.read())["data"]
        found = (str(one["field_code"]) for one in fields if one["field_name"] == name and one["is_custom_field"])
        return next(found) if default is None else next(found, default)

    def load(self, **rows: Sequence[Mapping[str, Any]]) -> None:
        """What was there before Tandem came."""
        self.pipedrive.control("load", rows)

    def webhooks(self) -> list[Row]:
        rows: list[Row] = self.pipedrive.control("webhooks")
        return rows

    def forget_counts(self) -> None:
        self.pipedrive.control("stats/reset", {})

    # --- both ----------------------------------------------------------------------------------------------

    def writes_during(self, deed: Callable[[], object]) -> tuple[int, list[str]]:
        """The writes that Pipedrive and the address book saw while `deed` was done."""
        self.settle()
        before = len(self.book.writes())
        self.forget_counts()
        deed()
        self.settle()
        stats = self.pipedrive.control("stats")
        seen = [f"{one.method} {one.path} {one.status}" for one in self.book.writes()[before:]]
        return stats["writes"], seen


def card(uid: str, name: str, *lines: str) -> str:
    """A plain card; `lines` without line ends."""
    given, _, family = name.partition(" ")
    head = ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"N:{family};{given};;;", f"FN:{name}")
    return "".join(f"{line}\r\n" for line in (*head, *lines, "END:VCARD"))
