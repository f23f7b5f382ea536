"""A company in Pipedrive and a mailbox of Office 365 or Outlook.com, with Tandem between them.

`tests/conftest.py` names this module as a plugin, so its fixtures are there without an import.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.e2e.machine import Machine, TooLate
from tests.e2e.office import Office, Row
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.servers import Book, PipedriveStandin

NOT_OURS = ("/webhooks", "/subscriptions", "/subscriptions/{s}")
"""What Tandem writes to be told of changes."""
NO_BOOK = Book("", "", "", "", None)  # a mailbox has none


def microsoft_settings(said: Mapping[str, Any]) -> dict[str, str]:
    """Where Tandem finds the stand-in, as its environment says it."""
    return {
        "TANDEM_GRAPH_URL": str(said["graph_url"]),
        "TANDEM_MICROSOFT_AUTHORITY": str(said["authority"]),
        "TANDEM_MICROSOFT_CLIENT_ID": str(said["client_id"]),
        "TANDEM_MICROSOFT_CLIENT_SECRET": str(said["client_secret"]),
        "TANDEM_CA_FILE": str(said["ca_file"]),
    }


@dataclass(slots=True)
class Postbox(Office):
    """`folder` is one of its own in the mailbox of `email`: the group that is synced, unless a test says otherwise."""

    microsoft: MicrosoftStandin = field(kw_only=True)
    provider: str = "office365"
    email: str = ""
    folder: str = ""

    @classmethod
    def new(
        cls, machine: Any, pipedrive: PipedriveStandin, microsoft: MicrosoftStandin, provider: str = "office365"
    ) -> "Postbox":
        email = microsoft.new_person(personal=provider == "outlook")
        made = cls(machine, pipedrive, NO_BOOK, microsoft=microsoft, provider=provider, email=email)
        made.folder = microsoft.control("folder", {"email": email, "name": "Kunden"})["id"]
        return made

    # --- what a person does in Tandem ----------------------------------------------------------------------

    def sign_in(self, **credentials: str) -> Any:
        """Add the account as if the person had just consented, or reconnect it."""
        token = self.microsoft.control("token", {"email": self.email})["refresh_token"]
        body = {
            "company": str(self.pipedrive.company_id),
            "user": str(self.user_id),
            "provider": self.provider,
            "address": self.email,
            "credentials": {"refresh_token": token, **credentials},
        }
        return self.machine.ask("POST", "accounts", body)

    def in_the_folder(self, **rules: Any) -> "Postbox":
        """Connect the folder, start, and wait for the first sync."""
        self.open(group=f"folder:{self.folder}", **rules)
        return self

    def groups(self) -> list[Row]:
        found: list[Row] = self.machine.call("GET", f"accounts/{self.account}/groups")
        return found

    def _quiet(self) -> Row | None:
        """Nor is a push of Microsoft's on its way."""
        return None if self.microsoft.control("drain", {"seconds": 5})["pushes_pending"] else Office._quiet(self)

    # --- Outlook -------------------------------------------------------------------------------------------

    def in_outlook(self, do: str, **what: Any) -> Row:
        """What its owner does in Outlook; new ones come into the folder."""
        place = {"folder": self.folder} if do == "create" and "folder" not in what else {}
        done: Row = self.microsoft.control("edit", {"do": do, "email": self.email, **place, **what})
        return done

    def kept(self) -> list[Row]:
        """All contacts of the mailbox but for the bin."""
        rows: list[Row] = self.microsoft.control("contacts", {"email": self.email})
        return rows

    def in_folder(self) -> list[Row]:
        return [row for row in self.kept() if row["parentFolderId"] == self.folder]

    def contact(self, name: str) -> Row:
        """The one that shows this name."""
        (found,) = [row for row in self.kept() if row["displayName"] == name]
        return found

    # --- both ----------------------------------------------------------------------------------------------

    def written(self) -> list[str]:
        """The requests since the last count that wrote a person or a contact."""
        asked = [*self.pipedrive.control("stats")["requests"], *self.microsoft.control("stats")["calls"]]
        return [one for one in asked if one.split()[0] != "GET" and not one.endswith(NOT_OURS)]

    def forget_counts(self) -> None:
        self.pipedrive.control("stats/reset", {})
        self.microsoft.control("stats/reset", {})

    def is_calm(self) -> bool:
        """Two refreshes after any story write nothing; one before them, since a push may still be on its way."""
        self.refresh()
        self.forget_counts()
        self.refresh()
        self.refresh()
        if written := self.written():
            raise TooLate(f"still writing: {written}")
        return True


@pytest.fixture(scope="module")
def microsoft_machine(
    microsoft_of_all: MicrosoftStandin, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    """One that knows the stand-in of Microsoft, for all tests of a module."""
    with Machine(tmp_path_factory.mktemp("machine") / "tandem", microsoft_settings(microsoft_of_all.said)) as running:
        yield running


@pytest.fixture
def postbox(microsoft_machine: Machine, pipedrive: PipedriveStandin, microsoft: MicrosoftStandin) -> Postbox:
    """Anna's, in a company and with a mailbox of its own, and nothing connected yet."""
    return Postbox.new(microsoft_machine, pipedrive, microsoft)
