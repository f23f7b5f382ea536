"""One person's calendar on the stand-in with the adapter around it: what the adapter's tests start from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tandem.domain.calendar_rules import Private
from tandem.domain.event import Event
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Seen, Sight
from tandem.ports import Creation, Failed, Page, Write, Written
from tandem.providers.google.calendars import GoogleCalendars
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.events import GoogleEvents
from tandem.providers.google.grant import GoogleApp, GoogleGrant
from tandem.providers.transport import Transport
from tests.sandbox.google.desk import BERLIN, Desk, GoogleStandin, Row

PEOPLE = count(1)


@dataclass
class TurnedClock:
    """Stands still until a test turns it."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def sleep(self, wait: timedelta) -> None:
        self.at += wait


@dataclass
class Office:
    """A person with an account of their own, and so with a primary calendar that nobody else touches."""

    standin: GoogleStandin
    transport: Transport
    email: str
    zone: str = BERLIN
    clock: TurnedClock = field(default_factory=TurnedClock)
    calendar: str = ""
    stored: list[tuple[str, datetime | None]] = field(default_factory=list)

    @classmethod
    def open(cls, standin: GoogleStandin, transport: Transport, zone: str = BERLIN) -> "Office":
        email = f"person{next(PEOPLE)}@acme.example"
        standin.control("accounts", {"email": email, "zone": zone})
        return cls(standin, transport, email, zone, calendar=email)

    # --- as Tandem sees it ---------------------------------------------------------------------------------

    def app(self, **other: str) -> GoogleApp:
        said = self.standin.said
        told = {"token_url": said["token_url"], "client_id": said["client_id"], **other}
        return GoogleApp(**told, client_secret=lambda: str(said["client_secret"]))

    def tokens(self, *scopes: str) -> Row:
        asked = {"email": self.email} | ({"scopes": scopes} if scopes else {})
        told: Row = self.standin.control("token", asked)
        return told

    def grant(self, refresh_token: str = "", **told: Any) -> GoogleGrant:
        return GoogleGrant(
            **{"app": self.app(), "store": lambda token, until: self.stored.append((token, until)), **told},
            refresh_token=refresh_token or self.tokens()["refresh_token"],
            transport=self.transport,
        )

    def client(self, grant: GoogleGrant | None = None) -> GoogleClient:
        said = self.standin.said
        return GoogleClient(
            api_url=said["api_url"],
            batch_url=said["batch_url"],
            transport=self.transport,
            grant=grant or self.grant(),
        )

    def events(self, private: Private = Private.FULL, grant: GoogleGrant | None = None) -> GoogleEvents:
        return GoogleEvents(
            client=self.client(grant), calendar=self.calendar, zone=self.zone, private=private, clock=self.clock
        )

    def calendars(self) -> GoogleCalendars:
        return GoogleCalendars(client=self.client())

    # --- as its person uses it -----------------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        tokens = self.tokens()
        return Desk(self.standin, self.email, tokens["access_token"], self.calendar)

    def edit(self, do: str, event_id: str = "", **what: Any) -> Row:
        told = {"do": do, "email": self.email, "calendar": self.calendar, "event_id": event_id, **what}
        shown: Row = self.standin.control("edit", told)
        return shown

    def add(self, event: Row) -> RemoteId:
        return RemoteId(self.edit("create", event=event)["id"])

    def kept(self, event_id: str) -> Row:
        """As the calendar keeps it."""
        found: Row = self.desk.get(event_id)
        return found

    # --- what was asked ------------------------------------------------------------------------------------

    def calls(self) -> dict[str, int]:
        found: dict[str, int] = self.standin.control("stats")["calls"]
        return found

    def count_anew(self) -> None:
        self.standin.control("stats/reset", {})


def link(number: int = 1) -> LinkId:
    return LinkId(f"{number:032x}")


def written(replica: GoogleEvents, *writes: Write) -> list[Seen]:
    """What each write shows; fails where one of them did."""
    answers = list(replica.write(writes))
    assert all(isinstance(answer, Written) for answer in answers), answers
    return [one.seen for one in answers if isinstance(one, Written) and one.seen is not None]


def made(replica: GoogleEvents, event: Event, number: int = 1) -> Seen:
    (shown,) = written(replica, Creation(link(number), event))
    return shown


def seen(replica: GoogleEvents, remote: str) -> Seen:
    found = sight(replica, remote)
    assert isinstance(found, Seen), found
    return found


def sight(replica: GoogleEvents, remote: str) -> Sight:
    return replica.read([RemoteId(remote)])[RemoteId(remote)]


def trouble(replica: GoogleEvents, write: Write) -> Any:
    (answer,) = list(replica.write([write]))
    assert isinstance(answer, Failed), answer
    return answer.error


def items(pages: Sequence[Page]) -> dict[str, Seen]:
    return {one.remote_id: one for page in pages for one in page.seen if isinstance(one, Seen)}


def gone(pages: Sequence[Page]) -> set[str]:
    return {remote for page in pages for remote in page.gone}


def series(pages: Sequence[Page]) -> set[str]:
    return {name for page in pages for name, _ in page.series}


def end(pages: Sequence[Page]) -> Cursor:
    cursor = pages[-1].cursor
    assert cursor is not None
    return cursor
