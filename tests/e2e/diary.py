"""A user's activities in Pipedrive and a calendar at Google, with Tandem between them.

`tests/conftest.py` names this module as a plugin, so its fixtures are there without an import.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.e2e.machine import Machine, TooLate
from tests.e2e.office import Office, Row
from tests.sandbox.google.desk import ANNA, BERLIN, GoogleStandin
from tests.servers import Book, PipedriveStandin

NOT_OURS = ("/webhooks", "/watch", "/stop")
"""What Tandem writes to be told of changes."""
NO_BOOK = Book("", "", "", "", None)  # a calendar's connection has none


def google_settings(said: Mapping[str, Any]) -> dict[str, str]:
    """Where Tandem finds the stand-in, as its environment says it."""
    return {
        "TANDEM_GOOGLE_AUTH_URL": str(said["auth_url"]),
        "TANDEM_GOOGLE_TOKEN_URL": str(said["token_url"]),
        "TANDEM_GOOGLE_CALENDAR_URL": str(said["api_url"]),
        "TANDEM_GOOGLE_PEOPLE_URL": str(said["people_url"]),
        "TANDEM_GOOGLE_CLIENT_ID": str(said["client_id"]),
        "TANDEM_GOOGLE_CLIENT_SECRET": str(said["client_secret"]),
    }


def at(day: str, clock: str) -> Row:
    return {"dateTime": f"{day}T{clock}:00", "timeZone": BERLIN}


@dataclass(slots=True)
class Diary(Office):
    """`calendar` is one of its own in the account of `email`, empty until somebody writes into it."""

    google: GoogleStandin = field(kw_only=True)
    email: str = ANNA
    calendar: str = ""

    @classmethod
    def new(
        cls, machine: Any, pipedrive: PipedriveStandin, google: GoogleStandin, user: int = 0, email: str = ANNA
    ) -> "Diary":
        made = google.control("calendars", {"email": email, "summary": "Vertrieb"})
        return cls(machine, pipedrive, NO_BOOK, user, google=google, email=email, calendar=made["id"])

    # --- what a person does in Tandem ----------------------------------------------------------------------

    def sign_in(self, **credentials: str) -> Any:
        """Add the Google account as if the person had just consented, or reconnect it."""
        token = self.google.control("token", {"email": self.email})["refresh_token"]
        body = {
            "company": str(self.pipedrive.company_id),
            "user": str(self.user_id),
            "provider": "google",
            "address": self.email,
            "credentials": {"refresh_token": token, **credentials},
        }
        return self.machine.ask("POST", "accounts", body)

    def connect(self, **rules: Any) -> None:
        self.rules = {"calendar": self.calendar, **rules}
        self.grant()
        answer = self.sign_in()
        assert answer.status == 201, answer
        self.account = answer.value["id"]
        draft = {"account": self.account, "kind": "calendar", "rules": self.rules}
        self.connection = self.machine.call("POST", "connections", draft)["id"]

    def _quiet(self) -> Row | None:
        """Nor is a push of Google's on its way."""
        return None if self.google.control("drain", {"seconds": 5})["pushes_pending"] else Office._quiet(self)

    # --- Pipedrive -----------------------------------------------------------------------------------------

    def activities(self) -> list[Row]:
        return [row for row in self.pipedrive.control("dump")["activities"] if not row["is_deleted"]]

    def activity(self) -> Row:
        """The only one."""
        (row,) = self.activities()
        return row

    def subjects(self) -> list[str]:
        return sorted(row["subject"] for row in self.activities())

    def plan(self, subject: str, day: str, clock: str = "09:00:00", **more: Any) -> Row:
        """Anna plans an hour in Pipedrive; its times are UTC."""
        times = {"due_date": day, "due_time": clock, "duration": "01:00:00"}
        return self.edit("create", entity="activity", subject=subject, **times, **more)

    # --- Google --------------------------------------------------------------------------------------------

    def in_google(self, do: str, **what: Any) -> Row:
        """What Anna does in Google's own pages."""
        body = {"do": do, "email": self.email, "calendar": self.calendar, **what}
        done: Row = self.google.control("edit", body)
        return done

    def fill(self, events: Sequence[Row]) -> None:
        """What was in the calendar before Tandem came."""
        self.google.control("load", {"email": self.email, "calendar": self.calendar, "events": list(events)})

    def kept(self) -> list[Row]:
        """All as Google keeps it: single events, series, exceptions."""
        rows: list[Row] = self.google.control("dump")["events"][self.calendar]
        return [row for row in rows if row["status"] != "cancelled"]

    def titles(self) -> list[str]:
        return sorted(row.get("summary", "") for row in self.kept())

    def event(self) -> Row:
        (row,) = self.kept()
        return row

    # --- both ----------------------------------------------------------------------------------------------

    def written(self) -> list[str]:
        """The requests since the last count that wrote an activity or an event."""
        asked = [*self.pipedrive.control("stats")["requests"], *self.google.control("stats")["calls"]]
        return [one for one in asked if one.split()[0] != "GET" and not one.endswith(NOT_OURS)]

    def forget_counts(self) -> None:
        self.pipedrive.control("stats/reset", {})
        self.google.control("stats/reset", {})

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
def calendar_machine(google_of_all: GoogleStandin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """One that knows the stand-in of Google, for all tests of a module."""
    with Machine(tmp_path_factory.mktemp("machine") / "tandem", google_settings(google_of_all.said)) as running:
        yield running


@pytest.fixture
def diary(calendar_machine: Machine, pipedrive: PipedriveStandin, google: GoogleStandin) -> Diary:
    """Anna's, in a company and with a calendar of its own, and nothing connected yet."""
    return Diary.new(calendar_machine, pipedrive, google)
