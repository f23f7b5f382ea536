"""Writes events: what a change brings with it in stamps, in the series' exceptions and on the guests' calendars."""

from sandbox.google.calendar import guests
from sandbox.google.calendar.agenda import Agenda
from sandbox.google.calendar.copies import differing, write
from sandbox.google.calendar.instances import exceptions, is_orphan
from sandbox.google.calendar.series import Series
from sandbox.rows import Row

FOLLOWED = frozenset(
    {"summary", "description", "location", "attendees", "reminders", "transparency", "visibility", "colorId", "source"}
    | {"extendedProperties", "conferenceData", "guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests"}
)


def record(agenda: Agenda, calendar_id: str, before: Row | None, after: Row) -> Row:
    """The event as it is kept; where nothing changed nothing happens, not even a new etag."""
    after = {**after, **guests.marked(after, calendar_id)}
    if before is not None and not differing(before, after):
        return before
    stored = write(agenda, calendar_id, before, after)
    _follow(agenda, calendar_id, before, stored)
    guests.spread(agenda, calendar_id, before, stored)
    organizers = guests.answered(agenda, calendar_id, before, stored)
    if organizers is not None:
        record(agenda, *organizers)
    return stored


def _follow(agenda: Agenda, calendar_id: str, before: Row | None, master: Row) -> None:
    """Exceptions take over what they had not changed themselves; those without an occurrence are cancelled."""
    if before is None or not before.get("recurrence"):
        return
    is_gone = master["status"] == "cancelled" or not master.get("recurrence")
    zone = (agenda.calendar(calendar_id) or {})["timeZone"]
    series = None if is_gone else Series(master, zone)
    for each in list(exceptions(agenda.events(calendar_id), master["id"])):
        followed = {**each, **_taken_over(before, master, each)}
        if series is None or is_orphan(each, series):
            followed["status"] = "cancelled"
        record(agenda, calendar_id, each, {name: value for name, value in followed.items() if value is not None})


def _taken_over(before: Row, master: Row, exception: Row) -> Row:
    """None for what the series lost."""
    same = [name for name in FOLLOWED if exception.get(name) == before.get(name)]
    return {name: master.get(name) for name in same if master.get(name) != before.get(name)}
