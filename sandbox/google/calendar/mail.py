"""The outbox: every mail that Google would have sent to a guest, and none of them sent."""

from typing import Any

from sandbox.google.calendar.copies import differing
from sandbox.google.calendar.guests import emails, is_organizers
from sandbox.google.calendar.place import Place
from sandbox.rows import Row

SENT = ("all", "externalOnly")


def notify(place: Place, method: str, send: str, before: Row | None, after: Row) -> None:
    """One entry for each guest but whoever acted; a guest's own change is told to the organizer alone."""
    if send not in SENT or (before is not None and not differing(before, after)):
        return
    for email, sort in _recipients(before, after).items():
        if email != place.email and (send == "all" or place.agenda.world.account(email) is None):
            _post(place, {"to": email, "kind": sort, "method": method, "send_updates": send}, after)


def _recipients(before: Row | None, after: Row) -> dict[str, str]:
    if not is_organizers(after):
        return {} if after.get("privateCopy") else {after["organizer"]["email"]: "response"}
    had, has = emails(before), emails(after)
    if after["status"] == "cancelled":
        return dict.fromkeys([*had, *has], "cancellation")
    gone = {email: "cancellation" for email in had if email not in has}
    return {email: "update" if email in had else "invitation" for email in has} | gone


def _post(place: Place, mail: dict[str, Any], event: Row) -> None:
    world = place.agenda.world
    number = world.meta("outbox").get("last", 0) + 1
    world.set_meta("outbox", last=number)
    about = {name: event.get(name) for name in ("iCalUID", "summary", "start", "recurringEventId", "sequence")}
    origin = {"from": place.email, "calendar_id": place.id, "event_id": event["id"]}
    world.put("mail", {"id": f"{number:09d}", "at": world.clock.stamp_ms(), **mail, **origin, **about})
