"""A user's persons in Pipedrive and their contacts at Google, with Tandem between them."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.e2e.machine import TooLate
from tests.e2e.office import Office, Row
from tests.sandbox.google.desk import GoogleStandin
from tests.servers import Book, PipedriveStandin

NO_BOOK = Book("", "", "", "", None)
PEOPLE = count(1)


@dataclass(slots=True)
class Rolodex(Office):
    """`email` has an account of its own, whose address book is empty until somebody writes into it."""

    google: GoogleStandin = field(kw_only=True)
    email: str = ""

    @classmethod
    def new(cls, machine: Any, pipedrive: PipedriveStandin, google: GoogleStandin, user: int = 0) -> "Rolodex":
        email = f"rolodex{next(PEOPLE)}@acme.example"
        google.control("accounts", {"email": email})
        return cls(machine, pipedrive, NO_BOOK, user, google=google, email=email)

    def sign_in(self, **credentials: Any) -> Any:
        """Add the Google account as if the person had just consented; `scopes` is what they left ticked."""
        scopes = {"scopes": credentials.pop("scopes")} if "scopes" in credentials else {}
        token = self.google.control("token", {"email": self.email, **scopes})["refresh_token"]
        body = {
            "company": str(self.pipedrive.company_id),
            "user": str(self.user_id),
            "provider": "google",
            "address": self.email,
            "credentials": {"refresh_token": token, **credentials},
        }
        return self.machine.ask("POST", "accounts", body)

    # --- Google --------------------------------------------------------------------------------------------

    def in_google(self, do: str, **what: Any) -> Row:
        """What the person does in Google's own pages."""
        done: Row = self.google.control("people/edit", {"do": do, "email": self.email, **what})
        return done

    def new_group(self, name: str) -> str:
        return str(self.in_google("make_group", name=name)["resourceName"])

    def add(self, given: str, *groups: str, **fields: Any) -> str:
        mail = {"value": f"{given.lower()}@example.com", "type": "work"}
        contact = {
            "names": [{"givenName": given, "familyName": "Beispiel"}],
            "emailAddresses": [mail],
            **fields,
        }
        return str(self.in_google("create", contact=contact, groups=groups)["name"])

    def contacts(self) -> list[Row]:
        """As Google keeps them."""
        rows: list[Row] = self.google.control("people/dump", {"email": self.email})["persons"]
        return rows

    def contact(self, given: str) -> Row:
        (found,) = [one for one in self.contacts() if one["fields"]["names"][0]["givenName"] == given]
        return found

    def given_names(self) -> list[str]:
        return sorted(one["fields"]["names"][0]["givenName"] for one in self.contacts())

    # --- both ----------------------------------------------------------------------------------------------

    def written(self) -> list[str]:
        """The requests since the last count that wrote a person or a contact."""
        asked = [*self.pipedrive.control("stats")["requests"], *self.google.control("stats")["calls"]]
        return [one for one in asked if one.split()[0] != "GET" and not one.endswith("/webhooks")]

    def forget_counts(self) -> None:
        self.pipedrive.control("stats/reset", {})
        self.google.control("stats/reset", {})

    def is_calm(self) -> bool:
        """Two refreshes after any story write nothing."""
        self.refresh()
        self.forget_counts()
        self.refresh()
        self.refresh()
        if written := self.written():
            raise TooLate(f"still writing: {written}")
        return True
