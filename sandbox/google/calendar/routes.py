"""Which method of the Calendar API is where, and which scopes open it."""

from sandbox.google.calendar import settings
from sandbox.google.calendar.agenda import Agenda
from sandbox.google.calendar.calendars import Calendars
from sandbox.google.calendar.events import Events
from sandbox.google.calendar.watching import Watching
from sandbox.google.calls import Handler, Route
from sandbox.google.push import Push

PREFIX = "/calendar/v3/"
SCOPE = "https://www.googleapis.com/auth/calendar"


def scopes(*names: str) -> frozenset[str]:
    """The widest scope opens everything."""
    return frozenset({SCOPE, *(f"{SCOPE}.{name}" for name in names)})


WRITE_EVENTS = scopes("events", "events.owned", "app.created")
MOVE_EVENTS = scopes("events", "events.owned")
READ_EVENTS = WRITE_EVENTS | scopes(
    "readonly", "events.readonly", "events.owned.readonly", "events.public.readonly", "events.freebusy"
)
WRITE_CALENDARS = scopes("calendars", "app.created")
EDIT_CALENDARS = scopes("calendars")
READ_CALENDARS = WRITE_CALENDARS | scopes("calendars.readonly", "readonly")
WRITE_LIST = scopes("calendarlist", "app.created")
READ_LIST = scopes("calendarlist", "calendarlist.readonly", "readonly")
READ_ENTRY = READ_LIST | WRITE_LIST
READ_SETTINGS = scopes("readonly", "settings", "settings.readonly")
ANY = READ_EVENTS | READ_ENTRY | READ_SETTINGS


def calendar_routes(agenda: Agenda, push: Push) -> list[Route]:
    events, calendars, watching = Events(agenda), Calendars(agenda), Watching(agenda, push)
    one, all_events = "calendars/{calendarId}", "calendars/{calendarId}/events"
    event, entries = f"{all_events}/{{eventId}}", "users/me/calendarList"
    entry = f"{entries}/{{calendarId}}"
    table: list[tuple[str, str, Handler, frozenset[str]]] = [
        ("GET", all_events, events.list, READ_EVENTS),
        ("POST", all_events, events.insert, WRITE_EVENTS),
        ("POST", f"{all_events}/import", events.bring_in, WRITE_EVENTS),
        ("POST", f"{all_events}/watch", watching.events, READ_EVENTS),
        ("GET", event, events.get, READ_EVENTS),
        ("PATCH", event, events.patch, WRITE_EVENTS),
        ("PUT", event, events.update, WRITE_EVENTS),
        ("DELETE", event, events.delete, WRITE_EVENTS),
        ("GET", f"{event}/instances", events.instances, READ_EVENTS),
        ("POST", f"{event}/move", events.move, MOVE_EVENTS),
        ("POST", "calendars", calendars.insert, WRITE_CALENDARS),
        ("GET", one, calendars.get, READ_CALENDARS),
        ("PATCH", one, calendars.patch, EDIT_CALENDARS),
        ("PUT", one, calendars.update, EDIT_CALENDARS),
        ("DELETE", one, calendars.delete, WRITE_CALENDARS),
        ("GET", entries, calendars.list, READ_LIST),
        ("POST", entries, calendars.enlist, scopes("calendarlist")),
        ("POST", f"{entries}/watch", watching.calendars, READ_LIST),
        ("GET", entry, calendars.entry, READ_ENTRY),
        ("PATCH", entry, calendars.patch_entry, WRITE_LIST),
        ("PUT", entry, calendars.patch_entry, WRITE_LIST),
        ("DELETE", entry, calendars.delist, WRITE_LIST),
        ("POST", "channels/stop", watching.stop, ANY),
        ("GET", "colors", settings.colors, ANY),
        ("GET", "users/me/settings", settings.list_settings, READ_SETTINGS),
        ("GET", "users/me/settings/{setting}", settings.get_setting, READ_SETTINGS),
    ]
    return [Route(method, f"{PREFIX}{path}", handler, scopes_of) for method, path, handler, scopes_of in table]
