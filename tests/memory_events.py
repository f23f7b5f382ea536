"""Both sides of a calendar's sync in memory: the activities of a CRM user, and a calendar."""

from dataclasses import dataclass, field, replace

from tandem.domain.content import Content, as_event
from tandem.domain.event import AllDay, Event, Links, Timed
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId
from tandem.domain.showing import masked
from tandem.domain.sight import Seen
from tests.memory import MemoryContacts

CRM_CANT = frozenset({Field.PRIVATE})
CALENDAR_CANT = frozenset({Field.DONE, Field.LINKS})


@dataclass
class MemoryActivities(MemoryContacts):
    """Pipedrive's: no zone, whole days one by one, nothing private."""

    is_crm: bool = field(default=True)

    def _new_id(self, number: int) -> RemoteId:
        return RemoteId(f"activity/{number:05}")

    def projection(self, content: Content) -> Content:
        event = as_event(content)
        when = replace(event.when, zone="") if isinstance(event.when, Timed) else AllDay(event.when.first)
        return replace(event, when=when, private=False, missing=CRM_CANT)


@dataclass
class MemoryCalendar(MemoryContacts):
    """`hides` private events, as an adapter does for a connection that tells only that one is busy."""

    is_crm: bool = field(default=False)
    hides: bool = True

    def projection(self, content: Content) -> Content:
        return replace(as_event(content), done=False, links=Links(), missing=as_event(content).missing | CALENDAR_CANT)

    def _seen(self, remote: RemoteId) -> Seen:
        seen = super()._seen(remote)
        event: Event = as_event(self.projection(seen.content))
        return replace(seen, content=masked(event) if event.private and self.hides else event)
