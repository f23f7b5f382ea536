"""What was seen of an event: which connection it is for, whether it may be told, and who else is in it."""

from dataclasses import dataclass
from hashlib import sha256

from tandem.domain.calendar_rules import Private
from tandem.domain.event import Event
from tandem.domain.ids import RemoteId, Version
from tandem.domain.showing import masked
from tandem.domain.sight import Broken, Seen, Tombstone
from tandem.providers.google.call import Json, named
from tandem.providers.google.event import MARKER, instant_of, is_declined, to_event

PLAIN_KINDS = frozenset({"default", ""})
"""Birthdays, working locations, focus time and the like are no appointments (eventType)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone` is the calendar's; `private` says what is told of private events."""

    zone: str
    private: Private

    def sight(self, item: Json) -> Seen | Broken | Tombstone:
        """A cancelled event has nothing but its id for certain, and proves that it was deleted.

        Raise `Unavailable` for what has not even that.
        """
        remote = RemoteId(named(item, "id"))
        if item.get("status") == "cancelled":
            return Tombstone(remote)
        version = Version(str(item.get("etag", "")))
        try:
            return self._seen(remote, version, item)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return Broken(remote, version, "unreadable_event")

    def _seen(self, remote: RemoteId, version: Version, item: Json) -> Seen:
        event = to_event(item, self.zone)
        is_told = not event.private or self.private is Private.FULL
        is_ours = _is_appointment(item) and (is_told or self.private is not Private.SKIP)
        is_bare = event.private and "creator" not in item
        return Seen(
            remote,
            version,
            masked(event) if is_bare or self._is_veiled(event) else event,
            uid=remote if _marker(item) == remote else "",
            in_scope=is_ours and not is_declined(item),
            declined=is_ours and is_declined(item),
            marker=_marker(item),
            mentions=(*_series(item), *_met(item)),
            meeting=is_meeting(item),
        )

    def _is_veiled(self, event: Event) -> bool:
        """Skipped or not: what is private is told to nobody who didn't choose all of it."""
        return event.private and self.private is not Private.FULL


def _marker(item: Json) -> str:
    """Our name for what we made. A copy of it may bear it too, so that it is a name only where it is the id as well."""
    return str(item.get("extendedProperties", {}).get("private", {}).get(MARKER, ""))


def _is_appointment(item: Json) -> bool:
    """A series is none: its occurrences are."""
    return item.get("eventType", "") in PLAIN_KINDS and not item.get("recurrence")


def _series(item: Json) -> tuple[str, ...]:
    """Of an occurrence its series, of a series itself."""
    series = item.get("recurringEventId") or (item["id"] if item.get("recurrence") else "")
    return (f"series/{series}",) if series else ()


def _met(item: Json) -> tuple[str, ...]:
    """The same for all who have it in their calendars: iCalUID and, of a series, when it was to begin at first.

    As a hash: the UID of an invitation from elsewhere may hold anything.
    """
    uid, was = item.get("iCalUID"), item.get("originalStartTime") or {}
    if not uid or not is_meeting(item):
        return ()
    begins = was.get("date") or (str(instant_of(was, "UTC")) if was else "")
    name = sha256(f"{uid} {begins}".encode()).hexdigest()[:32]
    return (f"meeting/{name}",)


def is_meeting(item: Json) -> bool:
    """Others are invited, or the calendar's owner was. Rooms and the owner alone are nobody else.

    Who organises it is `self` on the own calendar alone, and isn't said otherwise.
    """
    others = [one for one in item.get("attendees", []) if not one.get("self") and not one.get("resource")]
    organizer = item.get("organizer")
    is_ours = not organizer or bool(organizer.get("self"))
    return bool(others) or bool(item.get("attendeesOmitted")) or not is_ours
