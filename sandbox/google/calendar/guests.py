"""Guests who have an account here: their copies of an event, and their answers to it."""

import secrets

from sandbox.google.answers import Refused
from sandbox.google.calendar.agenda import Agenda
from sandbox.google.calendar.copies import differing, write
from sandbox.google.calendar.instances import find
from sandbox.google.calendar.words import SHARED
from sandbox.rows import Row

CARRIED = SHARED | {"status", "iCalUID", "organizer", "creator", "eventType", "originalStartTime"}
Write = tuple[str, Row | None, Row]


def marked(event: Row, calendar_id: str) -> Row:
    """The people of an event as this calendar sees them: who of them is `self`, who is the organizer."""
    people: Row = {}
    for name in ("organizer", "creator"):
        plain = {field: value for field, value in event[name].items() if field != "self"}
        people[name] = plain | ({"self": True} if plain["email"] == calendar_id else {})
    if event.get("attendees"):
        organizer = event["organizer"]["email"]
        people["attendees"] = [_attendee(one, calendar_id, organizer) for one in event["attendees"]]
    return people


def _attendee(one: Row, calendar_id: str, organizer: str) -> Row:
    plain = {field: value for field, value in one.items() if field not in ("self", "organizer")}
    marks = {"self": one["email"] == calendar_id, "organizer": one["email"] == organizer}
    return plain | {name: True for name, holds in marks.items() if holds}


def is_organizers(event: Row) -> bool:
    return bool(event["organizer"].get("self"))


def emails(event: Row | None) -> list[str]:
    return [one["email"] for one in (event or {}).get("attendees", [])]


def own_entry(event: Row | None) -> Row | None:
    return next((one for one in (event or {}).get("attendees", []) if one.get("self")), None)


def check_rights(before: Row, after: Row) -> None:
    """A guest may change what is private to the own copy, the own answer, and invite others where that is allowed."""
    if is_organizers(before) or before.get("guestsCanModify") or before.get("privateCopy"):
        return
    shared = {name for name in SHARED - {"attendees"} if before.get(name) != after.get(name)}
    others = {one["email"]: _plain(one) for one in before.get("attendees", []) if not one.get("self")}
    kept = {one["email"]: _plain(one) for one in after.get("attendees", []) if one["email"] in others}
    has_more = len(after.get("attendees", [])) > len(before.get("attendees", []))
    if shared or others != kept or (has_more and before.get("guestsCanInviteOthers") is False):
        message = "Shared properties can only be changed by the organizer of the event."
        raise Refused(403, "forbiddenForNonOrganizer", message, domain="calendar")


def _plain(attendee: Row) -> Row:
    return {name: value for name, value in attendee.items() if name not in ("self", "organizer")}


def spread(agenda: Agenda, calendar_id: str, before: Row | None, after: Row) -> None:
    """Bring the organizer's event to everybody who was or is its guest."""
    if not is_organizers(after) or after.get("privateCopy"):
        return
    is_on = after["status"] != "cancelled"
    for email in dict.fromkeys([*emails(before), *emails(after)]):
        if email != calendar_id and agenda.world.account(email) and agenda.calendar(email):
            _deliver(agenda, email, after, is_wanted=is_on and email in emails(after))


def _deliver(agenda: Agenda, email: str, event: Row, *, is_wanted: bool) -> None:
    held = copy_of(agenda, email, event)
    shared = {name: event[name] for name in CARRIED if name in event}
    own = {name: value for name, value in (held or {}).items() if name not in CARRIED}
    if held is None and not is_wanted and not _has_master(agenda, email, event):
        return
    copy = {**_fresh(agenda, email, event), **own, **shared, **_properties(held, event)}
    if not is_wanted or (held and held["status"] == "cancelled" and _has_declined(held)):
        copy["status"] = "cancelled"
    copy |= marked(copy, email)
    if held is None or differing(held, copy):
        write(agenda, email, held, copy)


def _has_master(agenda: Agenda, email: str, event: Row) -> bool:
    """A cancelled occurrence must be told to whoever has the series, though there was no copy of it yet."""
    return "recurringEventId" in event and _master(agenda, email, event) is not None


def _fresh(agenda: Agenda, email: str, event: Row) -> Row:
    """What a first copy starts from; it is called as the organizer's, unless that name is taken."""
    first = {"transparency": event["transparency"]} if "transparency" in event else {}
    first |= {"reminders": {"useDefault": True}, "created": event["created"]}
    if "recurringEventId" not in event:
        is_free = agenda.events(email).get(event["id"]) is None
        return {**first, "id": event["id"] if is_free else secrets.token_hex(13)}
    master = _master(agenda, email, event)
    series = master["id"] if master else event["recurringEventId"]
    return {**first, "id": f"{series}_{event['id'].rpartition('_')[2]}", "recurringEventId": series}


def _properties(held: Row | None, event: Row) -> Row:
    """Shared properties are the organizer's, private ones the copy's."""
    own = ((held or {}).get("extendedProperties") or {}).get("private")
    shared = (event.get("extendedProperties") or {}).get("shared")
    joined = ({"private": own} if own else {}) | ({"shared": shared} if shared else {})
    return {"extendedProperties": joined} if joined else {}


def _has_declined(copy: Row) -> bool:
    return (own_entry(copy) or {}).get("responseStatus") == "declined"


def _master(agenda: Agenda, calendar_id: str, event: Row) -> Row | None:
    found = agenda.events(calendar_id).find(("uid", event["iCalUID"]))
    return next((each for each in found if "recurringEventId" not in each), None)


def copy_of(agenda: Agenda, calendar_id: str, event: Row) -> Row | None:
    """The same event, or the same occurrence, on another calendar; an occurrence may be one of its series only."""
    master = _master(agenda, calendar_id, event)
    if "recurringEventId" not in event:
        return master
    series = master["id"] if master else event["recurringEventId"]
    return agenda.events(calendar_id).get(f"{series}_{event['id'].rpartition('_')[2]}")


def answered(agenda: Agenda, calendar_id: str, before: Row | None, after: Row) -> Write | None:
    """What to record on the organizer's calendar if a guest answered, or invited somebody."""
    home = after["organizer"]["email"]
    calendar = agenda.calendar(home)
    if is_organizers(after) or before is None or after.get("privateCopy") or calendar is None:
        return None
    master = _master(agenda, home, after)
    suffix = f"_{after['id'].rpartition('_')[2]}" if "recurringEventId" in after else ""
    theirs = find(agenda.events(home), f"{master['id']}{suffix}", calendar["timeZone"]) if master else None
    if theirs is None or before.get("attendees") == after.get("attendees"):
        return None
    said = {one["email"]: one for one in after.get("attendees", [])}
    known = [said.get(one["email"], one) if one["email"] == calendar_id else one for one in theirs["attendees"]]
    more = [one for email, one in said.items() if email not in emails(theirs)]
    return home, theirs, {**theirs, "attendees": [*known, *more]}
