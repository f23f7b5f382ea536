"""One copy of an event as it is stored: its stamps, and what counts as a difference."""

from base64 import urlsafe_b64encode

from sandbox.google.calendar.agenda import Agenda, events_of
from sandbox.rows import Row

STAMPS = frozenset({"etag", "updated", "sequence", "kind", "htmlLink", "created"})
MOVING = frozenset({"start", "end", "recurrence"})


def write(agenda: Agenda, calendar_id: str, before: Row | None, after: Row) -> Row:
    """One copy, with new stamps."""
    stored = agenda.events(calendar_id).put(_stamped(agenda, calendar_id, before, after))
    agenda.tell(events_of(calendar_id))
    return stored


def differing(before: Row, after: Row) -> set[str]:
    """Names of the fields that are not the same, the stamps aside."""
    names = (before.keys() | after.keys()) - STAMPS
    return {name for name in names if before.get(name) != after.get(name)}


def _stamped(agenda: Agenda, calendar_id: str, before: Row | None, after: Row) -> Row:
    now, is_new = agenda.world.clock.stamp_ms(), before is None
    changed = differing(before or {}, after)
    # The documentation has it that reminders alone leave `updated` as it is.
    updated = before["updated"] if before is not None and changed == {"reminders"} else now
    sequence = after.get("sequence", 0)
    if before is not None and changed & MOVING:
        sequence = max(sequence, before.get("sequence", 0) + 1)
    created = now if is_new or "created" not in after else after["created"]
    link = urlsafe_b64encode(f"{after['id']} {calendar_id}".encode()).rstrip(b"=").decode()
    shown = {"kind": "calendar#event", "htmlLink": f"https://www.google.com/calendar/event?eid={link}"}
    return {**after, **shown, "created": created, "updated": updated, "sequence": sequence}
