"""Events as one account may see them."""

from sandbox.google.calendar.guests import is_organizers
from sandbox.google.calendar.place import Place
from sandbox.google.calendar.times import in_zone
from sandbox.rows import Row

BARE = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
VEILED = (*BARE, "start", "end", "created", "updated", "iCalUID", "visibility", "transparency", "htmlLink")
TIMES = ("start", "end", "originalStartTime")


def shown(place: Place, event: Row, zone: str | None = None, most_attendees: int | None = None) -> Row:
    """`zone` is what the client asked to see times in; too many attendees shrink to the account's own entry."""
    if not place.sees_private and event.get("visibility") in ("private", "confidential"):
        return {name: event[name] for name in VEILED if name in event}
    told = dict(event)
    if "source" in told and told["creator"]["email"] != place.email:
        del told["source"]
    if most_attendees is not None and len(told.get("attendees", ())) > most_attendees:
        told["attendees"] = [one for one in told["attendees"] if one.get("self")]
        told["attendeesOmitted"] = True
    if zone is not None:
        told |= {name: in_zone(told[name], zone) for name in TIMES if name in told}
    return told


def listed(place: Place, event: Row, zone: str | None, most_attendees: int | None) -> Row:
    """In lists a cancelled event may be no more than its identifier; for an occurrence it always is little more."""
    if event["status"] != "cancelled":
        return shown(place, event, zone, most_attendees)
    details = place.agenda.world.switches.cancelled_details and is_organizers(event)
    if details and "recurringEventId" not in event:
        return shown(place, event, zone, most_attendees)
    return {name: event[name] for name in BARE if name in event}
