"""Activities both ways: what Pipedrive shows as an event, and an event as what Pipedrive is sent.

Pure. What an activity belongs to is given by key ("deal/12"); the names behind the keys are `things`' business.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tandem.domain.event import AllDay, Event, Links, Thing, Timed, When
from tandem.domain.event_codec import NEVER, THINGS
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId, UserId, Version
from tandem.domain.sight import Seen

Json = dict[str, Any]
Named = Mapping[str, Thing]

UNTITLED = "?"
"""The subject of what is made without one: Pipedrive would call it a call."""
LONGEST = timedelta(hours=999, minutes=59)
"""More hours than three digits can say are not known to be taken."""
NEEDED = frozenset({Field.TITLE, Field.WHEN})
"""Without these no activity is made."""

_MINUTE = timedelta(minutes=1)
_SPAN = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_LINKED = {"deal": "deal_id", "person": "person_id", "organization": "org_id"}


# --- what is shown -----------------------------------------------------------------------------------------


def to_seen(activity: Json, things: Named, *, in_scope: bool) -> Seen:
    """Raise ValueError, TypeError, KeyError or OverflowError for an activity that makes no sense."""
    return Seen(
        remote_id=RemoteId(str(activity["id"])),
        version=Version(_text(activity.get("update_time") or activity.get("add_time"))),
        content=to_event(activity, things),
        in_scope=in_scope,
        owner=UserId(str(_whole(activity["owner_id"]))) if activity.get("owner_id") else None,
        mentions=mentions(activity),
    )


def mentions(activity: Json) -> tuple[str, ...]:
    """The keys of what an activity belongs to. Should it show deal and lead, the deal counts.

    Raise TypeError for what is no key.
    """
    ids = {kind: _whole(activity[name]) for kind, name in _LINKED.items() if activity.get(name)}
    lead = "" if "deal" in ids else _text(activity.get("lead_id"))
    return (*(f"{kind}/{each}" for kind, each in ids.items()), *((f"lead/{lead}",) if lead else ()))


def to_event(activity: Json, things: Named) -> Event:
    """What an activity of the API v2 shows. One without a date has no time: `Field.WHEN` is missing then."""
    when, busy = _when(activity), activity.get("busy")
    return Event(
        when=when or NEVER,
        title=_line(_text(activity.get("subject"))),
        location=_line(_place(activity.get("location"))),
        description=_prose(_text(activity.get("public_description"))),
        # Unset means busy where a time is set, and free on whole days (text of the API v1).
        busy=isinstance(when, Timed) if busy is None else bool(busy),
        done=bool(activity.get("done")),
        links=_links(mentions(activity), things),
        missing=frozenset({Field.PRIVATE} if when else {Field.PRIVATE, Field.WHEN}),
    )


def _when(activity: Json) -> When | None:
    """Date and time are UTC; without a time the date is a day on the calendar's own wall."""
    day = _text(activity.get("due_date"))
    if not day:
        return None
    if not activity.get("due_time"):
        return AllDay(date.fromisoformat(day))
    midnight = datetime.combine(date.fromisoformat(day), time(), UTC)
    return Timed(midnight + _span(activity["due_time"]), _span(activity.get("duration") or "00:00"))


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("neither a time nor a duration")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _links(keys: tuple[str, ...], things: Named) -> Links:
    linked = {kind: things.get(key) or Thing(name, "") for key in keys for kind, _, name in [key.partition("/")]}
    return Links(linked.get("deal"), linked.get("person"), linked.get("organization"), linked.get("lead"))


def _place(location: object) -> str:
    """An object in the API v2, plain text in older answers."""
    return _text(location.get("value") if isinstance(location, dict) else location)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _text(value: object) -> str:
    """Null is no text."""
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value or ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _prose(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


# --- what is sent ------------------------------------------------------------------------------------------


def to_activity(event: Event, fields: Collection[Field] | None = None) -> Json:
    """What to send for these fields, by default for all that are ever written. What is null or "" clears."""
    body: Json = {}
    for field, write in _BODIES.items():
        if fields is None or field in fields:
            body |= write(event)
    return body


def to_new_activity(event: Event, things: Named) -> Json:
    """All that a new one is made of. One that is made again belongs to what is still there of that."""
    body = {name: value for name, value in to_activity(event, first_fields(event)).items() if value not in (None, "")}
    held = {
        kind: thing.id for kind in THINGS if (thing := getattr(event.links, kind)) and _is_there(kind, thing, things)
    }
    body |= {name: int(held[kind]) for kind, name in _LINKED.items() if kind in held and kind != "person"}
    if "person" in held:  # person_id is read-only (API v2, Activities)
        body["participants"] = [{"person_id": int(held["person"]), "primary": True}]
    if "lead" in held and "deal" not in held:
        body["lead_id"] = held["lead"]
    return body | ({"done": True} if event.done else {})


def _is_there(kind: str, thing: Thing, things: Named) -> bool:
    known = things.get(f"{kind}/{thing.id}")
    return known is not None and bool(known.name)


def projection(event: Event) -> Event:
    """The event that an activity shows after `event` was written to it. What was missing stays missing.

    What it belongs to and that it is done is never changed, so both are left as they are.
    """
    shown = to_event(to_activity(event, first_fields(event)), {})
    return replace(shown, done=event.done, links=event.links, missing=event.missing | {Field.PRIVATE})


def first_fields(event: Event) -> frozenset[Field]:
    """What a new activity is made of."""
    return WRITTEN - (event.missing - NEEDED)


def changed_fields(seen: Event, wanted: Event) -> frozenset[Field]:
    """The fields to send: those that differ, and would still differ if they were written as Pipedrive shows them.

    A subject is never emptied. Whether one is busy may hang on the time being set, so it is said anew along with that.
    """
    shown, silent = projection(wanted), seen.missing | wanted.missing | _untitled(wanted)
    changed = {
        field
        for field in WRITTEN - silent
        if getattr(seen, field) not in (getattr(wanted, field), getattr(shown, field))
    }
    if Field.WHEN in changed and type(seen.when) is not type(wanted.when):
        changed |= {Field.BUSY} - silent
    return frozenset(changed)


def _untitled(event: Event) -> frozenset[Field]:
    return frozenset() if _line(event.title) else frozenset({Field.TITLE})


def _subject(event: Event) -> Json:
    return {"subject": _line(event.title) or UNTITLED}


def _due(event: Event) -> Json:
    """Pipedrive's own editor knows minutes. All three always go together, so that nothing is left of another time."""
    when = event.when
    if not isinstance(when, Timed):
        return {"due_date": when.first.isoformat(), "due_time": None, "duration": None}
    clock = timedelta(hours=when.start.hour, minutes=when.start.minute)
    length = min(when.length, LONGEST)
    return {
        "due_date": when.start.date().isoformat(),
        "due_time": _clock(clock),
        "duration": _clock(length) if length >= _MINUTE else None,
    }


def _clock(span: timedelta) -> str:
    hours, minutes = divmod(span // _MINUTE, 60)
    return f"{hours:02d}:{minutes:02d}:00"


def _location(event: Event) -> Json:
    line = _line(event.location)
    return {"location": {"value": line} if line else None}


_BODIES: dict[Field, Callable[[Event], Json]] = {
    Field.TITLE: _subject,
    Field.WHEN: _due,
    Field.LOCATION: _location,
    Field.DESCRIPTION: lambda event: {"public_description": _prose(event.description)},
    Field.BUSY: lambda event: {"busy": event.busy},
}
WRITTEN = frozenset(_BODIES)
"""All that Tandem ever changes in an activity."""
