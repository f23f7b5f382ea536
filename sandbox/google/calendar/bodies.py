"""Reads what a client sends as an event: checked, in one form, without what is not the client's to say."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.google.answers import Refused, invalid, required
from sandbox.google.calendar.series import Series
from sandbox.google.calendar.times import instant, normal
from sandbox.google.calendar.words import CHOICES, EMAIL, IDENTIFIER, METHODS, RESPONSES, WRITABLE
from sandbox.rows import Row

MOST_REMINDERS, LONGEST_REMINDER = 5, 40320
LONGEST_KEY, LONGEST_VALUE, MOST_PROPERTIES = 44, 1024, 300


def writable(fields: Row) -> Row:
    """Without nulls, and without what only the server says."""
    return {name: value for name, value in fields.items() if name in WRITABLE and value is not None}


def merged(before: Any, change: Any) -> Any:
    """RFC 7396: null takes away, objects merge, all else replaces."""
    if not isinstance(change, dict):
        return change
    result = dict(before) if isinstance(before, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def check_identifier(fields: Row) -> None:
    identifier = fields.get("id")
    if identifier is not None and not IDENTIFIER.fullmatch(identifier):
        raise invalid("Invalid resource id value.")
    if identifier is not None and fields.get("iCalUID"):
        raise invalid("Only one of id and iCalUID may be given.")


def checked(event: Row, zone: str) -> Row:
    """The event in the form that is kept. `zone` is the calendar's. Raises Refused."""
    for name, choices in CHOICES.items():
        if name in event and event[name] not in choices:
            raise invalid(f"Invalid value for: {name}")
    event = {**event, **_times(event, zone), "status": event.get("status", "confirmed")}
    event["eventType"] = event.get("eventType", "default")
    event["reminders"] = _reminders(event.get("reminders"))
    _check_recurrence(event, zone)
    _check_source(event.get("source"))
    _check_properties(event.get("extendedProperties") or {})
    if event.get("attendees"):
        event["attendees"] = _attendees(event["attendees"])
    return {name: value for name, value in event.items() if value not in (None, [], {})}


def _times(event: Row, zone: str) -> Row:
    for name in ("start", "end"):
        if not event.get(name):
            raise required(f"Missing {name} time.")
    start, end = (normal(event[name], zone, name) for name in ("start", "end"))
    if ("date" in start) != ("date" in end):
        raise invalid("The start and end times must either both be date or both be dateTime.")
    first, last = instant(start, zone), instant(end, zone)
    if last < first or (last == first and "date" in start):
        message = "The specified time range is empty."
        raise Refused(400, "timeRangeEmpty", message, domain="calendar", location=("parameter", "timeMax"))
    return {"start": start, "end": end}


def check_zones(fields: Row) -> None:
    """A recurring event that a client sends with times names the zone in which it recurs."""
    if not fields.get("recurrence"):
        return
    for name in ("start", "end"):
        when = fields.get(name) or {}
        if when.get("dateTime") and not when.get("timeZone"):
            raise required(f"Missing time zone definition for {name} time.")


def _check_recurrence(event: Row, zone: str) -> None:
    lines = event.get("recurrence")
    if not lines:
        return
    if event.get("recurringEventId"):
        raise invalid("An instance of a recurring event cannot recur itself.")
    if not any(line.startswith(("RRULE", "RDATE")) for line in lines):
        raise invalid("Invalid recurrence rule.")
    Series(event, zone)


def _reminders(reminders: Row | None) -> Row:
    if not reminders:
        return {"useDefault": True}
    overrides = reminders.get("overrides") or []
    if reminders.get("useDefault") and overrides:
        message = "Cannot specify both default reminders and overrides at the same time."
        raise Refused(400, "cannotUseDefaultRemindersAndSpecifyOverride", message, domain="calendar")
    if len(overrides) > MOST_REMINDERS:
        raise invalid("Too many override reminders.")
    for one in overrides:
        if one.get("method") not in METHODS or not 0 <= one.get("minutes", -1) <= LONGEST_REMINDER:
            raise invalid("Invalid reminder override.")
    shown = [{"method": one["method"], "minutes": one["minutes"]} for one in overrides]
    return {"useDefault": bool(reminders.get("useDefault")), **({"overrides": shown} if shown else {})}


def _check_source(source: Row | None) -> None:
    if source and urlsplit(source.get("url") or "").scheme not in ("http", "https"):
        raise invalid("Invalid source url.")


def _check_properties(extended: Row) -> None:
    """The sizes are those of the guide on extended properties; here too much is refused, not cut."""
    for properties in extended.values():
        items = (properties or {}).items()
        if len(items) > MOST_PROPERTIES or any(len(n) > LONGEST_KEY or len(v) > LONGEST_VALUE for n, v in items):
            raise invalid("Invalid extended property.")


def _attendees(attendees: list[Row]) -> list[Row]:
    """One entry for each address, lower case; `self` and `organizer` are the server's to say."""
    found: dict[str, Row] = {}
    for one in attendees:
        email = (one.get("email") or "").lower()
        if not email:
            raise required("Missing attendee email.")
        status = one.get("responseStatus") or "needsAction"
        if not EMAIL.fullmatch(email) or status not in RESPONSES:
            raise invalid("Invalid attendee email." if status in RESPONSES else "Invalid attendee response status.")
        plain = {name: value for name, value in one.items() if value not in (None, False) and name != "self"}
        plain.pop("organizer", None)
        found[email] = {**plain, "email": email, "responseStatus": status}
    return list(found.values())
