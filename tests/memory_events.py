"""Both sides of a calendar's sync in memory: the activities of a CRM user, and a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tandem.domain.comparison import prose, spelling
from tandem.domain.content import Content, as_event
from tandem.domain.event import AllDay, Event, Links, Timed, When
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId
from tandem.domain.showing import masked
from tandem.domain.sight import Seen, Sight, Tombstone
from tandem.ports import Known, Page, nothing_known
from tests.memory import MemoryContacts

CRM_CANT = frozenset({Field.PRIVATE})
MINUTE = timedelta(minutes=1)
CALENDAR_CANT = frozenset({Field.DONE, Field.LINKS})


@dataclass
class MemoryActivities(MemoryContacts):
    """Pipedrive's: no zone, whole days one by one, minutes at the finest, nothing private, no subject empty."""

    is_crm: bool = field(default=True)

    def _new_id(self, number: int) -> RemoteId:
        return RemoteId(f"activity/{number:05}")

    def projection(self, content: Content) -> Content:
        event = as_event(content)
        texts = {"title": spelling(event.title) or "?", "location": spelling(event.location)}
        description = prose(event.description)
        return replace(
            event, **texts, description=description, when=_minutes(event.when), private=False, missing=CRM_CANT
        )


def _minutes(when: When) -> When:
    if isinstance(when, AllDay):
        return AllDay(when.first)
    return Timed(when.start.replace(second=0, microsecond=0), when.length // MINUTE * MINUTE)


@dataclass
class MemoryCalendar(MemoryContacts):
    """`hides` private events, as an adapter does for a connection that tells only that one is busy.

    `skips` them: they are out of scope, too. `cut` are occurrences that their series has no more, whoever asks.
    """

    is_crm: bool = field(default=False)
    hides: bool = True
    skips: bool = False
    cut: set[RemoteId] = field(default_factory=set)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        """As Google's, all that is there comes with its content."""
        yield from super().list_all(resume=resume)

    def projection(self, content: Content) -> Content:
        return replace(as_event(content), done=False, links=Links(), missing=as_event(content).missing | CALENDAR_CANT)

    def _sight(self, remote: RemoteId, is_told_gone: bool) -> Sight:
        return Tombstone(remote, by_series=True) if remote in self.cut else super()._sight(remote, is_told_gone)

    def _seen(self, remote: RemoteId) -> Seen:
        seen = super()._seen(remote)
        event: Event = as_event(self.projection(seen.content))
        is_out = event.private and self.skips
        content = masked(event) if event.private and self.hides else event
        return replace(seen, content=content, in_scope=seen.in_scope and not is_out)
