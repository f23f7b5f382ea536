"""What can be done to an event, by a client of the API or by a person in the calendar itself."""

import secrets

from sandbox.google.answers import Refused, duplicate, invalid, not_found, required, stale
from sandbox.google.calendar.bodies import check_identifier, check_zones, checked, merged, writable
from sandbox.google.calendar.guests import check_rights, is_organizers, marked
from sandbox.google.calendar.instances import exceptions, find
from sandbox.google.calendar.ledger import record
from sandbox.google.calendar.mail import notify
from sandbox.google.calendar.place import Place, place as place_of
from sandbox.google.calendar.words import KEPT
from sandbox.rows import Row

CLOSED = ("private", "confidential")


def held(place: Place, event_id: str, if_match: str | None = None) -> Row:
    """The event or occurrence. Raises Refused where there is none, or it is not the version that is asked for."""
    found = find(place.feed, event_id, place.zone)
    if found is None:
        raise not_found()
    if if_match not in (None, "*", found["etag"]):
        raise stale()
    return found


def insert(place: Place, fields: Row, send: str) -> Row:
    check_identifier(fields)
    check_zones(fields)
    identifier, uid = fields.get("id") or secrets.token_hex(13), fields.get("iCalUID")
    if place.feed.get(identifier) is not None or (uid and place.feed.find(("uid", uid))):
        raise duplicate()
    event = checked(writable(fields), place.zone)
    event |= {"id": identifier, "iCalUID": uid or f"{identifier}@google.com", **people(place)}
    if fields.get("privateCopy"):
        event["privateCopy"] = True
    stored = record(place.agenda, place.id, None, event)
    notify(place, "insert", send, None, stored)
    return stored


def bring_in(place: Place, fields: Row, send: str) -> Row:
    """A private copy of an event that lives elsewhere; one with the same iCalUID is brought up to date."""
    if not fields.get("iCalUID"):
        raise required("Missing iCal UID.")
    _check_default(fields.get("eventType", "default"))
    check_zones(fields)
    known = [each for each in place.feed.find(("uid", fields["iCalUID"])) if "recurringEventId" not in each]
    before = known[0] if known else None
    _check_sequence(before, fields)
    event = checked(writable(fields), place.zone)
    event |= {"id": before["id"] if before else secrets.token_hex(13), "iCalUID": fields["iCalUID"]}
    event |= people(place) | {"privateCopy": True}
    if fields.get("organizer"):
        event["organizer"] = {n: v for n, v in fields["organizer"].items() if n in ("email", "displayName")}
    stored = record(place.agenda, place.id, before, event)
    notify(place, "import", send, before, stored)
    return stored


def patch(place: Place, event_id: str, fields: Row, send: str, if_match: str | None = None) -> Row:
    before = held(place, event_id, if_match)
    sent = {name: value for name, value in fields.items() if value is None or name in writable(fields)}
    _check_type(before, fields)
    event = merged(before, {name: value for name, value in sent.items() if name not in KEPT - {"sequence"}})
    return _changed(place, "patch", send, before, event, fields)


def replace(place: Place, event_id: str, fields: Row, send: str, if_match: str | None = None) -> Row:
    """What is not sent is reset, but for what belongs to the event's identity."""
    before = held(place, event_id, if_match)
    _check_type(before, fields)
    check_zones(fields)
    kept = {name: value for name, value in before.items() if name in KEPT or name == "conferenceData"}
    event = kept | writable(fields)
    return _changed(place, "update", send, before, event, fields)


def delete(place: Place, event_id: str, send: str, if_match: str | None = None) -> None:
    """An occurrence becomes a cancelled exception; a guest who deletes declines."""
    before = held(place, event_id, if_match)
    if before["status"] == "cancelled":
        raise Refused(410, "deleted", "Resource has been deleted")
    after = {**before, "status": "cancelled"}
    if not is_organizers(before) and before.get("attendees"):
        after["attendees"] = [
            {**one, "responseStatus": "declined"} if one.get("self") else one for one in before["attendees"]
        ]
    notify(place, "delete", send, before, record(place.agenda, place.id, before, after))


def move(place: Place, event_id: str, destination: str, send: str) -> Row:
    """To another calendar of the account, which becomes the organizer."""
    before = held(place, event_id)
    target = place_of(place.agenda, place.account, destination, "writer")
    _check_default(before["eventType"])
    if "recurringEventId" in before:
        raise Refused(400, "cannotChangeOrganizerOfInstance", "Cannot change the organizer of an instance.")
    if not is_organizers(before) or before["status"] == "cancelled":
        raise Refused(403, "forbiddenForNonOrganizer", "Only the organizer can move an event.", domain="calendar")
    if target.id == place.id:
        return before
    there = target.feed.get(before["id"])
    if there is not None and there["status"] != "cancelled":
        raise duplicate()
    stored = _carried(place, target, before)
    notify(target, "move", send, before, stored)
    return stored


def _carried(place: Place, target: Place, event: Row) -> Row:
    """A series goes with its exceptions; what it leaves behind is cancelled, and no longer its calendar's own."""
    organizer = people(target)["organizer"]
    parts = [event, *exceptions(place.feed, event["id"])]
    moved = [
        record(target.agenda, target.id, target.feed.get(each["id"]), each | {"organizer": organizer}) for each in parts
    ]
    for each in reversed(parts):
        record(place.agenda, place.id, each, each | {"organizer": organizer, "status": "cancelled"})
    return moved[0]


def people(place: Place) -> Row:
    """Who made an event here, and on whose behalf."""
    account, is_own = place.account, place.id == place.email
    organizer = {"email": place.id} if is_own else {"email": place.id, "displayName": place.calendar["summary"]}
    return marked({"organizer": organizer, "creator": {"email": account["id"]}}, place.id)


def _changed(place: Place, method: str, send: str, before: Row, event: Row, fields: Row) -> Row:
    _check_sequence(before, fields)
    after = checked(event, place.zone)
    after |= marked(after, place.id)
    check_rights(before, after)
    after = _veiled(place, after)
    stored = record(place.agenda, place.id, before, after)
    notify(place, method, send, before, stored)
    return stored


def _veiled(place: Place, occurrence: Row) -> Row:
    """An occurrence that is made private hides its whole series; one alone cannot be more open than that."""
    master = place.feed.get(occurrence.get("recurringEventId", ""))
    if master is None or occurrence.get("visibility") == master.get("visibility"):
        return occurrence
    if occurrence.get("visibility") in CLOSED:
        record(place.agenda, place.id, master, {**master, "visibility": occurrence["visibility"]})
        return occurrence
    return {**occurrence, "visibility": master["visibility"]} if master.get("visibility") in CLOSED else occurrence


def _check_sequence(before: Row | None, fields: Row) -> None:
    given = fields.get("sequence")
    if before is not None and given is not None and given < before["sequence"]:
        raise invalid("Invalid sequence value. It is below the current sequence number of the resource.")


def _check_type(before: Row, fields: Row) -> None:
    if fields.get("eventType", before["eventType"]) != before["eventType"]:
        raise Refused(400, "eventTypeRestriction", "The type of an event cannot be changed.", domain="calendar")


def _check_default(event_type: str) -> None:
    if event_type != "default":
        message = f"An event of type {event_type} cannot be moved or imported."
        raise Refused(400, "eventTypeRestriction", message, domain="calendar")
