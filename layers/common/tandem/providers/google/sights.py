"""What was seen of an event: which connection it is for, whether it may be told, and who else is in it."""

from dataclasses import dataclass

from tandem.domain.calendar_rules import Private
from tandem.domain.ids import RemoteId, Version
from tandem.domain.showing import masked
from tandem.domain.sight import Broken, Seen, Tombstone
from tandem.providers.google.call import Json
from tandem.providers.google.event import MARKER, to_event

PLAIN_KINDS = frozenset({"default", ""})
"""Birthdays, working locations, focus time and the like are no appointments (eventType)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone` is the calendar's; `private` says what is told of private events."""

    zone: str
    private: Private

    def sight(self, item: Json) -> Seen | Broken | Tombstone:
        """A cancelled event has nothing but its id for certain, and proves that it was deleted."""
        remote = RemoteId(item["id"])
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
        properties = item.get("extendedProperties", {}).get("private", {})
        return Seen(
            remote,
            version,
            event if is_told or self.private is Private.SKIP else masked(event),
            in_scope=item.get("eventType", "") in PLAIN_KINDS and (is_told or self.private is not Private.SKIP),
            marker=str(properties.get(MARKER, "")),
            mentions=_series(item),
            meeting=_is_meeting(item),
        )


def _series(item: Json) -> tuple[str, ...]:
    return (f"series/{item['recurringEventId']}",) if item.get("recurringEventId") else ()


def _is_meeting(item: Json) -> bool:
    """Others are invited, or the calendar's owner was. Rooms and the owner alone are nobody else."""
    others = [one for one in item.get("attendees", []) if not one.get("self") and not one.get("resource")]
    is_ours = item.get("organizer", {}).get("self", True)
    return bool(others) or bool(item.get("attendeesOmitted")) or not is_ours
