"""Answers of Google Calendar and Google People, each to the operation that it is odd in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.calendar_rules import Private
from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.event import AllDay, Event, Timed
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Removal, Write
from tandem.providers.google.calendars import GoogleCalendars
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.consent import redeem
from tandem.providers.google.events import GoogleEvents
from tandem.providers.google.grant import GoogleApp, GoogleGrant
from tandem.providers.google.own_places import OwnCalendars, OwnGroups
from tandem.providers.google.people.contacts import GoogleContacts, GoogleContactsSource
from tandem.providers.google.people.cursor import encoded
from tandem.providers.google.people.groups import GoogleGroups
from tandem.providers.google.watching import GoogleWatch
from tests.fuzz import google_seeds as seed, multipart
from tests.fuzz.line import Line
from tests.fuzz.multipart import Parts
from tests.fuzz.service import Question, Service
from tests.fuzz.sightings import has_written, is_sound, names_are_sound, pages_are_sound, watch_is_sound
from tests.memory import ToldClock

API, PEOPLE, TOKEN_URL = "https://calendar.example/v3/", "https://people.example/", "https://oauth.example/token"
APP = GoogleApp(TOKEN_URL, "id", lambda: "secret")
LINK = LinkId(seed.MARK)
SINCE = ToldClock().now() - timedelta(days=1)
LATE = datetime(2099, 1, 1, tzinfo=UTC)
IDS = [RemoteId("ev1"), RemoteId("ev2")]
PERSONS = [RemoteId("people/c31"), RemoteId("people/c33")]
ADA = Contact(Name("Ada", family="King"), (Entry("ada@example.com", "work", True),), organization="Werk")

SHORT = Event(AllDay(LATE.date()))


def client(transport: Line, url: str = API, access_token: str = "a") -> GoogleClient:
    kept: list[object] = []
    made: Any = {"app": APP, "refresh_token": "r", "transport": transport, "access_token": access_token}
    grant = GoogleGrant(**made, expires_at=LATE, store=lambda token, until: kept.extend([token, until]))
    return GoogleClient(api_url=url, batch_url="https://calendar.example/batch", transport=transport, grant=grant)


def events(transport: Line, private: Private = Private.BUSY_ONLY) -> GoogleEvents:
    made: Any = {"client": client(transport), "calendar": seed.CALENDAR, "clock": ToldClock()}
    return GoogleEvents(**made, zone="Europe/Berlin", private=private)


def contacts(transport: Line, group: str | None = None) -> GoogleContacts:
    return GoogleContacts(client=client(transport, PEOPLE), group=group, clock=ToldClock())


def source(transport: Line) -> GoogleContactsSource:
    return GoogleContactsSource(client=client(transport, PEOPLE), group=None, transport=transport)


# --- what is asked -----------------------------------------------------------------------------------------


def _changed(transport: Line) -> None:
    """A change of what was read, then its removal."""
    calendar = events(transport)
    seen = calendar.read(IDS[:1])[IDS[0]]
    if isinstance(seen, Seen) and isinstance(seen.content, Event):
        wanted = replace(seen.content, title="Neu", when=AllDay(ToldClock().now().date()))
        has_written([calendar.write([write]) for write in (Change(seen, wanted), Removal(seen))])


def _person_changed(transport: Line) -> None:
    book = contacts(transport)
    seen = book.read(PERSONS[:1])[PERSONS[0]]
    if isinstance(seen, Seen) and isinstance(seen.content, Contact):
        wanted = replace(seen.content, name=Name("Neu"), job_title="x", phones=(Entry("1", "work"),), birthday=None)
        has_written([book.write([write]) for write in (Change(seen, wanted), Removal(seen))])


def _made(instead: str | None = None) -> Callable[[Line], None]:
    event = Event(Timed(ToldClock().now(), timedelta(hours=1), "Europe/Berlin"), title="Neu")
    write: Write = Creation(LINK, event, RemoteId(instead) if instead else None)
    return lambda transport: has_written([events(transport).write([write])])


def _heirs(transport: Line) -> None:
    lost = {RemoteId("ser_20261201T080000Z"): Timed(datetime(2026, 12, 1, 8, tzinfo=UTC), timedelta(hours=1))}
    found = events(transport).in_place_of(lost)
    is_sound({remote: list(heirs) for remote, heirs in found.items()})


def _own_places(transport: Line) -> None:
    names_are_sound(_places(transport))


def _places(transport: Line) -> Iterator[str]:
    groups, calendars = OwnGroups(client=client(transport, PEOPLE)), OwnCalendars(client=client(transport))
    for places in (groups, calendars):
        yield from (places.named("Kunden"), places.make("Tandem"))
        places.remove("own")


def _watch(transport: Line) -> None:
    watch_is_sound(GoogleWatch(client(transport), seed.CALENDAR).watch("c", "https://x", "t"))


_EVENTS = f"calendars/{seed.CALENDAR.replace('@', '%40')}/events"
_BATCH = Parts(((200, seed.EVENT), (404, seed.NOT_FOUND)))
_LISTED = f"GET {_EVENTS}"
_OF_EVENT, _DELETED = f"GET {_EVENTS}/\\w", f"GET {_EVENTS}/{seed.MARK}"
_CONNECTIONS, _READ = "GET v1/people/me/connections", "GET v1/people:batchGet"
_CURSOR = encoded("t1", None)

USUAL: dict[str, Any] = {
    "POST batch": multipart.answer(_BATCH),
    f"GET {_EVENTS}/\\w+/instances": seed.INSTANCES,
    _DELETED: seed.DELETED,
    _OF_EVENT: seed.EVENT,
    _LISTED: seed.LISTING,
    f"POST {_EVENTS}/watch": seed.WATCH,
    f"POST {_EVENTS}": seed.EVENT,
    f"PATCH {_EVENTS}": seed.EVENT,
    f"DELETE {_EVENTS}": {},
    "GET users/me/calendarList": seed.CALENDARS,
    "POST calendars": seed.CALENDARS["items"][1],
    "GET calendars/own/events": {"items": []},
    "GET calendars/": {"id": seed.CALENDAR, "timeZone": "Europe/Berlin"},
    "DELETE calendars/": {},
    "POST channels/stop": {},
    _CONNECTIONS: seed.PERSONS,
    _READ: seed.ONE_READ,
    "POST v1/people:batchCreateContacts": seed.MADE,
    "POST v1/people:batchUpdateContacts": seed.CHANGED,
    "POST v1/people:batchDeleteContacts": {},
    "GET v1/contactGroups\\?": seed.GROUPS,
    "GET v1/contactGroups/": seed.GROUPS["contactGroups"][0],
    "POST v1/contactGroups": seed.GROUPS["contactGroups"][0],
    "DELETE v1/": {},
    "GET https://photos": {},
    "POST token": seed.TOKENS,
}
OF_CALENDARS = (
    Question(_LISTED, lambda line: pages_are_sound(events(line).list_all())),
    Question(_LISTED, lambda line: pages_are_sound(events(line, Private.FULL).changes(Cursor("2026-12-01 t1")))),
    Question(_LISTED, lambda line: is_sound(dict(events(line).read(IDS, {IDS[1]})))),
    Question(
        f"GET {_EVENTS}/\\w+/instances", lambda line: pages_are_sound(events(line).changes(Cursor("2026-12-01 t")))
    ),
    Question(_OF_EVENT, lambda line: is_sound(dict(events(line, Private.SKIP).read(IDS[:1], {IDS[0]})))),
    Question("POST batch", lambda line: is_sound(dict(events(line).read(IDS))), 200, _BATCH, multipart.HEAD),
    Question(_OF_EVENT, _changed),
    Question(f"PATCH {_EVENTS}", _changed),
    Question(f"DELETE {_EVENTS}", _changed, 204),
    Question(f"POST {_EVENTS}", _made()),
    Question(f"POST {_EVENTS}", _made(), 409, seed.DUPLICATE),
    Question(_DELETED, _made(seed.MARK)),
    Question(f"PATCH {_EVENTS}", _made(seed.MARK)),
    Question(_DELETED, lambda line: is_sound(dict(events(line).find_created({LINK: SHORT}, SINCE))), 200, seed.EVENT),
    Question(_LISTED, _heirs),
    Question("GET users/me/calendarList", lambda line: is_sound(GoogleCalendars(client=client(line)).calendars())),
    Question("POST calendars", lambda line: is_sound(GoogleCalendars(client=client(line)).create("Neu"))),
    Question("GET calendars/", lambda line: is_sound(GoogleCalendars(client=client(line)).zone("x"))),
    Question(f"POST {_EVENTS}/watch", _watch),
    Question("POST channels/stop", lambda line: GoogleWatch(client(line), "c").stop("c", "r"), 204),
    Question("POST token", lambda line: is_sound(GoogleCalendars(client=client(line, API, "")).zone("x"))),
    Question("POST token", lambda line: is_sound(redeem(APP, line, "c", "v", "r", LATE)), 200, seed.GRANTED),
)
OF_PEOPLE = (
    Question(_CONNECTIONS, lambda line: pages_are_sound(contacts(line).list_all())),
    Question(_CONNECTIONS, lambda line: pages_are_sound(contacts(line, "contactGroups/7").list_all())),
    Question(_CONNECTIONS, lambda line: pages_are_sound(source(line).list_all())),
    Question(_CONNECTIONS, lambda line: pages_are_sound(contacts(line).changes(_CURSOR))),
    Question(_CONNECTIONS, lambda line: pages_are_sound(source(line).changes(_CURSOR))),
    Question(_CONNECTIONS, lambda line: is_sound(dict(contacts(line).find_created({LINK: ADA}, SINCE)))),
    Question(_CONNECTIONS, lambda line: is_sound(dict(contacts(line).find_uids([LINK])))),
    Question(_READ, lambda line: is_sound(dict(contacts(line).read(PERSONS, {PERSONS[1]}))), 200, seed.READ),
    Question(_READ, lambda line: is_sound(dict(source(line).read(PERSONS))), 200, seed.READ),
    Question(_READ, lambda line: is_sound(dict(contacts(line).find_uids(["1f", "x"])))),
    Question(_READ, _person_changed),
    Question("POST v1/people:batchUpdateContacts", _person_changed),
    Question("POST v1/people:batchUpdateContacts", _person_changed, 400, seed.REFUSED_BATCH),
    Question("POST v1/people:batchDeleteContacts", _person_changed),
    Question(
        "POST v1/people:batchCreateContacts", lambda line: has_written([contacts(line).write([Creation(LINK, ADA)])])
    ),
    Question(
        "POST v1/people:batchCreateContacts",
        lambda line: has_written([contacts(line).write([Creation(LINK, ADA), Creation(LinkId("2" * 32), ADA)])]),
        400,
        seed.REFUSED_BATCH,
    ),
    Question("GET v1/contactGroups\\?", lambda line: is_sound(GoogleGroups(client=client(line, PEOPLE)).groups())),
    Question("GET v1/contactGroups/", lambda line: pages_are_sound(contacts(line, "contactGroups/8").list_all())),
    Question("GET v1/contactGroups\\?", _own_places),
    Question("POST v1/contactGroups", _own_places),
    Question("GET calendars/own/events", _own_places),
    Question("GET https://photos", lambda line: is_sound(dict(source(line).read(PERSONS[:1])))),
)
GOOGLE = Service(
    base="https://(calendar|people|oauth)\\.example/(v3/)?",
    usual=USUAL,
    questions=(*OF_CALENDARS, *OF_PEOPLE),
    refusals=(seed.OLD_REFUSAL, seed.NEW_REFUSAL, seed.REFUSED_BATCH, seed.REFUSED_TOKEN),
    written=multipart.written,
    mutated=multipart.mutated,
)
