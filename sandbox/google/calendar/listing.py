"""events.list and events.instances: whole, filtered, as single occurrences, and what changed since a token."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Any

from sandbox.google.answers import Refused, invalid
from sandbox.google.calendar import filters
from sandbox.google.calendar.cursors import signature, updated_min_too_long_ago
from sandbox.google.calendar.instances import expanded
from sandbox.google.calendar.pages import Book, Start, Step
from sandbox.google.calendar.place import Place
from sandbox.google.calendar.shown import listed
from sandbox.google.calendar.times import instant, zone_info
from sandbox.google.calls import Call
from sandbox.rows import Row

DEFAULT_SIZE, LARGEST_SIZE = 250, 2500
WITHOUT_TOKEN = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
NOT_WITH_TOKEN = (*WITHOUT_TOKEN, "timeMin", "timeMax")


def list_events(place: Place, call: Call) -> Row:
    """A listing that a sync token could not repeat gives none."""
    _check(place, call)
    book = _book(place, call)
    start = book.start()
    steps = _changed(place, call, start) if start.since is not None else _whole(place, call, start)
    return _page(place, call, book, start, steps, may_sync=not any(map(call.many, WITHOUT_TOKEN)))


def list_instances(place: Place, call: Call, master: Row) -> Row:
    """Of one series, in the order of their original starts."""
    book = _book(place, call)
    start = book.start()
    wanted = [*filters.window(place, call), *filters.original(place, call)]
    wanted += [] if call.flag("showDeleted") else [filters.is_on]
    found = expanded(place.feed, master, place.zone, filters.horizon(place, call))
    steps = _sorted(place, "originalStartTime", (each for each in found if filters.passes(wanted, each)))
    return _page(place, call, book, start, _after(start, steps), may_sync=False)


def _page(place: Place, call: Call, book: Book, start: Start, steps: Iterable[Step], *, may_sync: bool) -> Row:
    size = call.number("maxResults", DEFAULT_SIZE, LARGEST_SIZE)
    most = call.number("maxAttendees", 0, 1 << 30) or None
    zone = call.one("timeZone")
    if zone is not None:
        zone_info(zone, "request")
    page = book.page(start, steps, size, may_sync=may_sync)
    return {**_head(place), **page, "items": [listed(place, each, zone, most) for each in page["items"]]}


def _head(place: Place) -> Row:
    entry = place.agenda.entries(place.email).get(place.id) or {}
    shown = {"summary": place.calendar["summary"], "timeZone": place.zone, "accessRole": place.role}
    stamps = {"etag": f'"p{place.feed.log.last:012d}"', "updated": place.agenda.world.clock.stamp_ms()}
    return {"kind": "calendar#events", **stamps, **shown, "defaultReminders": entry.get("defaultReminders", [])}


def _book(place: Place, call: Call) -> Book:
    subject = f"{'/'.join(call.args[1:])} {place.id} {place.email}"
    return Book(place.agenda.world, call, subject, place.agenda.epoch(place.id), place.feed.visible())


def _check(place: Place, call: Call) -> None:
    if call.one("orderBy") == "startTime" and not call.flag("singleEvents"):
        raise invalid("The requested ordering is not available for the particular query.", "orderBy")
    if call.one("syncToken"):
        _check_sync(call)
    low, high, since = call.moment("timeMin"), call.moment("timeMax"), call.moment("updatedMin")
    if low and high and high <= low:
        message = "The specified time range is empty."
        raise Refused(400, "timeRangeEmpty", message, domain="calendar", location=("parameter", "timeMax"))
    world = place.agenda.world
    if since and world.clock.now() - since.timestamp() > world.switches.updated_min_life:
        raise updated_min_too_long_ago()


def _check_sync(call: Call) -> None:
    for name in NOT_WITH_TOKEN:
        if call.many(name):
            raise invalid(f"Sync token cannot be used with {name}.", "syncToken")
    if (call.one("showDeleted") or "true").lower() == "false":
        raise invalid("Sync token cannot be used with showDeleted=false.", "syncToken")


def _changed(place: Place, call: Call, start: Start) -> Iterator[Step]:
    """A place is the change's number and, for an expanded series, the occurrence's."""
    at, typed = start.at or [start.since, 1 << 60], filters.typed(call)
    for number, event_id in place.feed.log.between(at[0] - 1, start.end):
        for count, each in enumerate(_events(place, call, place.feed.get(event_id) or {})):
            if [number, count] > at and typed(each):
                yield [number, count], each


def _whole(place: Place, call: Call, start: Start) -> Iterator[Step]:
    """In order of creation while that can be walked; else sorted, and a page goes on after the last one's place."""
    wanted, key, order = filters.tests(place, call), filters.key_of(call), call.one("orderBy")
    if not call.flag("singleEvents") and not order and not key:
        yield from _walked(place, wanted, start)
        return
    known = (place.feed.log.last, place.email, signature(call))
    if start.at is None or place.feed.sorted_before[0] != known:
        found = place.feed.find(key) if key else (place.feed.get(each) or {} for each in place.feed.ids)
        events = (each for event in found for each in _events(place, call, event) if filters.passes(wanted, each))
        place.feed.sorted_before = (known, _sorted(place, "updated" if order == "updated" else "start", events))
    yield from _after(start, place.feed.sorted_before[1])


def _walked(place: Place, wanted: list[filters.Test], start: Start) -> Iterator[Step]:
    ids = place.feed.ids
    for at in range(0 if start.at is None else start.at + 1, len(ids)):
        event = place.feed.get(ids[at]) or {}
        if filters.passes(wanted, event):
            yield at, event


def _sorted(place: Place, order: str, events: Iterable[Row]) -> list[Step]:
    return sorted(((_key(place, order, each), each) for each in events), key=itemgetter(0))


def _after(start: Start, steps: list[Step]) -> Iterator[Step]:
    begin = 0 if start.at is None else bisect_right(steps, start.at, key=itemgetter(0))
    return islice(steps, begin, None)


def _key(place: Place, order: str, event: Row) -> list[Any]:
    moment = event[order] if order == "updated" else instant(event[order], place.zone).timestamp()
    return [moment, event["id"]]


def _events(place: Place, call: Call, event: Row) -> Iterator[Row]:
    """The event, or a series' untouched occurrences: its exceptions are events themselves."""
    if not event.get("recurrence") or not call.flag("singleEvents"):
        yield event
        return
    for each in expanded(place.feed, event, place.zone, filters.horizon(place, call)):
        if place.feed.get(each["id"]) is None:
            yield each
