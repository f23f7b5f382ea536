"""Which fields of an event a client may write, which of them guests share, and which values they take."""

import re

IDENTIFIER = re.compile(r"[a-v0-9]{5,1024}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
COLORS = frozenset(map(str, range(1, 12)))
CHOICES = {
    "status": frozenset({"confirmed", "tentative", "cancelled"}),
    "transparency": frozenset({"opaque", "transparent"}),
    "visibility": frozenset({"default", "public", "private", "confidential"}),
    "colorId": COLORS,
    "eventType": frozenset({"birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation"}),
}
RESPONSES = frozenset({"needsAction", "declined", "tentative", "accepted"})
METHODS = frozenset({"email", "popup"})
# The same on every guest's calendar; only the organizer changes them.
SHARED = frozenset(
    {"summary", "description", "location", "start", "end", "recurrence", "attendees", "conferenceData", "attachments"}
    | {"guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests", "anyoneCanAddSelf", "sequence"}
    | {"endTimeUnspecified"}
)
OWN = frozenset({"status", "transparency", "visibility", "colorId", "reminders", "extendedProperties", "source"})
SPECIAL = frozenset({"focusTimeProperties", "outOfOfficeProperties", "workingLocationProperties", "birthdayProperties"})
WRITABLE = SHARED | OWN | SPECIAL | {"eventType", "eventLabelId", "gadget"}
# What a replaced event keeps though the client did not send it.
KEPT = frozenset(
    {"id", "iCalUID", "created", "creator", "organizer", "recurringEventId", "originalStartTime", "eventType"}
    | {"kind", "htmlLink", "sequence", "updated", "etag", "privateCopy"}
)
