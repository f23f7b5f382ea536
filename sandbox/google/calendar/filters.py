"""Which events a listing shows: by time, by properties, by word, and whether cancelled ones are among them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sandbox.google.calendar.place import Place
from sandbox.google.calendar.series import Series
from sandbox.google.calendar.times import instant
from sandbox.google.calls import Call
from sandbox.google.feed import Key
from sandbox.rows import Row

Test = Callable[[Row], bool]
HORIZON = timedelta(days=730)
KEYS = {"iCalUID": "uid", "privateExtendedProperty": "private", "sharedExtendedProperty": "shared"}


def horizon(place: Place, call: Call) -> datetime:
    """How far an endless series is expanded: to the end of the window, else for two years."""
    now = datetime.fromtimestamp(place.agenda.world.clock.now(), UTC)
    return call.moment("timeMax") or max(now, call.moment("timeMin") or now) + HORIZON


def tests(place: Place, call: Call) -> list[Test]:
    return [*window(place, call), *_properties(call), *_words(call), typed(call), *_deleted(place, call)]


def passes(wanted: list[Test], event: Row) -> bool:
    return all(test(event) for test in wanted)


def key_of(call: Call) -> Key | None:
    """The property that narrows the search most."""
    return next(((sort, values[0]) for name, sort in KEYS.items() if (values := call.many(name))), None)


def window(place: Place, call: Call) -> list[Test]:
    """Ends after `timeMin`, starts before `timeMax`; a series is in if one of its occurrences is."""
    low, high = call.moment("timeMin"), call.moment("timeMax")
    if low is None and high is None:
        return []

    def is_in(event: Row) -> bool:
        if "start" not in event:
            return True
        starts_early = high is None or instant(event["start"], place.zone) < high
        if event.get("recurrence") and starts_early:
            return Series(event, place.zone).overlaps(low, horizon(place, call))
        return starts_early and (low is None or instant(event["end"], place.zone) > low)

    return [is_in]


def typed(call: Call) -> Test:
    wanted = call.many("eventTypes")
    return lambda event: not wanted or event["eventType"] in wanted


def original(place: Place, call: Call) -> list[Test]:
    """The one occurrence that would start then: a moment, or a day for all-day series."""
    wanted = call.one("originalStart")
    if wanted is None:
        return []
    if len(wanted) == 10:
        return [lambda event: event["originalStartTime"].get("date") == wanted]
    moment = call.moment("originalStart")
    return [lambda event: instant(event["originalStartTime"], place.zone) == moment]


def is_on(event: Row) -> bool:
    return bool(event["status"] != "cancelled")


def _properties(call: Call) -> list[Test]:
    """All the properties that are asked for must be there."""
    found: list[Test] = []
    for sort in ("private", "shared"):
        wanted = set(call.many(f"{sort}ExtendedProperty"))
        if wanted:
            found.append(partial(_has_all, wanted, sort))
    uid = call.one("iCalUID")
    return [*found, lambda event: event["iCalUID"] == uid] if uid else found


def _has_all(wanted: set[str], sort: str, event: Row) -> bool:
    return wanted <= _pairs(event, sort)


def _pairs(event: Row, sort: str) -> set[str]:
    properties = event.get("extendedProperties", {}).get(sort, {})
    return {f"{name}={value}" for name, value in properties.items()}


def _words(call: Call) -> list[Test]:
    word, since = (call.one("q") or "").lower(), call.moment("updatedMin")
    found: list[Test] = []
    if word:
        found.append(lambda event: word in " ".join(_texts(event)).lower())
    if since is not None:
        found.append(lambda event: datetime.fromisoformat(event["updated"]) >= since)
    return found


def _texts(event: Row) -> list[str]:
    people = [one.get(name, "") for one in event.get("attendees", []) for name in ("email", "displayName")]
    return [event.get(name, "") for name in ("summary", "description", "location")] + people


def _deleted(place: Place, call: Call) -> list[Test]:
    """Without expansion a client learns of the holes in a live series, else only if it asks."""
    if call.flag("showDeleted") or call.one("updatedMin"):
        return []
    if call.flag("singleEvents"):
        return [is_on]

    def is_on_or_hole(event: Row) -> bool:
        series = place.feed.get(event["recurringEventId"]) if "recurringEventId" in event else None
        return is_on(event) or (series is not None and is_on(series))

    return [is_on_or_hole]
