"""Google Calendar's JSON of an event, read into the canonical event and written from it (calendar:v3, schema Event)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.domain.event import AllDay, Event, Links, Timed, When
from tandem.domain.field import Field
from tandem.providers.google.call import Json

CANT = frozenset({Field.DONE, Field.LINKS})
"""What a calendar has no place for."""
MARKER = "tandem"
"""The private extended property that holds our name for an event that we made."""
HIDDEN_KINDS = frozenset({"private", "confidential"})


def to_event(item: Json, zone: str) -> Event:
    """`zone` is the calendar's own. Raise ValueError, KeyError or TypeError for what is no event."""
    return Event(
        _when(item["start"], item["end"], zone),
        title=_text(item.get("summary")),
        location=_text(item.get("location")),
        description=_text(item.get("description")),
        busy=item.get("transparency") != "transparent" and not is_declined(item),
        private=item.get("visibility") in HIDDEN_KINDS,
        missing=CANT,
    )


def is_declined(item: Json) -> bool:
    """By the calendar's owner, whom it keeps free then, whatever it says of itself."""
    return any(one.get("self") and one.get("responseStatus") == "declined" for one in item.get("attendees", []))


def _text(told: object) -> str:
    if told is not None and not isinstance(told, str):
        raise TypeError("a text was expected")
    return told or ""


def _when(start: Json, end: Json, zone: str) -> When:
    """A day's end is the day after it; some calendars give the same day twice for one."""
    if start.get("date"):
        first = date.fromisoformat(start["date"])
        return AllDay(first, max((date.fromisoformat(end["date"]) - first).days, 1))
    begins, ends = instant_of(start, zone), instant_of(end, zone)
    return Timed(begins, max(ends - begins, timedelta()), _text(start.get("timeZone")) or zone)


def instant_of(told: Json, zone: str) -> datetime:
    """Without an offset it is meant in its zone (RFC 3339 requires one, but Google takes it without)."""
    instant = datetime.fromisoformat(told["dateTime"])
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=_zone(told.get("timeZone") or zone))
    return instant.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such zone") from error


def _is_zone(name: str) -> bool:
    try:
        _zone(name)
    except ValueError:
        return False
    return True


# --- writing -----------------------------------------------------------------------------------------------


def projection(event: Event, zone: str) -> Event:
    """What the calendar shows of it once it is written."""
    return replace(event, when=_kept(event.when, zone), done=False, links=Links(), missing=event.missing | CANT)


def _kept(when: When, zone: str) -> When:
    """Times are kept to the second, in a zone that Google knows; where that is none of them, in the calendar's own."""
    if isinstance(when, AllDay):
        return when
    start, length = when.start.replace(microsecond=0), timedelta(seconds=int(when.length.total_seconds()))
    return Timed(start, length, when.zone if _is_zone(when.zone) else zone)


def to_body(event: Event, fields: Collection[Field], zone: str) -> Json:
    """Just these fields. Whatever isn't named here stays as its owner has it."""
    body: Json = {}
    texts = {Field.TITLE: "summary", Field.LOCATION: "location", Field.DESCRIPTION: "description"}
    body |= {name: getattr(event, field) for field, name in texts.items() if field in fields}
    if Field.BUSY in fields:
        body["transparency"] = "opaque" if event.busy else "transparent"
    if Field.PRIVATE in fields:
        body["visibility"] = "private" if event.private else "default"
    if Field.WHEN in fields:
        body |= _times(_kept(event.when, zone))
    return body


def _times(when: When) -> Json:
    """The other form is taken away with it: an event with a day and a time is refused."""
    if isinstance(when, AllDay):
        days = (when.first, when.first + timedelta(days=when.days))
        start, end = ({"date": one.isoformat(), "dateTime": None, "timeZone": None} for one in days)
        return {"start": start, "end": end}
    times = (when.start, when.start + when.length)
    start, end = ({"dateTime": _local(one, when.zone), "timeZone": when.zone, "date": None} for one in times)
    return {"start": start, "end": end}


def _local(instant: datetime, zone: str) -> str:
    """The calendar's own zone may be younger than our list of zones; an instant is one in any of them."""
    return instant.astimezone(_zone(zone) if _is_zone(zone) else UTC).isoformat()
