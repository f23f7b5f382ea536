"""Both sides of a calendar's sync in memory: the activities of a CRM user, and a calendar."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tandem.domain.comparison import prose, spelling
from tandem.domain.content import Content, as_event
from tandem.domain.errors import Unavailable
from tandem.domain.event import AllDay, Event, Links, Timed, When
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.showing import masked
from tandem.domain.sight import Seen, Sight, Tombstone
from tandem.ports import Change, Creation, Failed, Held, Known, Page, Written, nothing_held, nothing_known
from tests.memory import MemoryContacts

CRM_CANT = frozenset({Field.PRIVATE})
MINUTE = timedelta(minutes=1)
CALENDAR_CANT = frozenset({Field.DONE, Field.LINKS})


@dataclass
class MemoryActivities(MemoryContacts):
    """Pipedrive's: no zone, no mark, whole days one by one, minutes at the finest, no secrets, no empty subject."""

    is_crm: bool = field(default=True)

    def _new_id(self, number: int) -> RemoteId:
        return RemoteId(f"activity/{number:05}")

    def _seen(self, remote: RemoteId) -> Seen:
        return replace(super()._seen(remote), marker="")

    def find_created(
        self, wanted: Mapping[LinkId, Content], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        """By what they say, since an activity bears no name of ours; one for each creation."""
        self._call("find_created")
        missed = {link: _likeness(self.projection(one)) for link, one in wanted.items()}
        found: dict[LinkId, Seen] = {}
        for remote, event in self.live().items():
            link = next((one for one, each in missed.items() if each == _likeness(event)), None)
            if link is not None and remote not in held([remote]):
                found[link] = self._seen(remote)
                del missed[link]
        return found

    def projection(self, content: Content) -> Content:
        event = as_event(content)
        texts = {"title": spelling(event.title) or "?", "location": spelling(event.location)}
        description = prose(event.description)
        return replace(
            event, **texts, description=description, when=_minutes(event.when), private=False, missing=CRM_CANT
        )

    def _wanted(self, change: Change) -> Content:
        """A subject that there is isn't emptied."""
        seen, wanted = as_event(change.seen.content), as_event(change.wanted)
        return wanted if spelling(wanted.title) else replace(wanted, title=seen.title)


def _likeness(content: Content) -> tuple[object, ...]:
    event = as_event(content)
    return event.title, event.when, event.location, event.description


def _minutes(when: When) -> When:
    if isinstance(when, AllDay):
        return AllDay(when.first)
    return Timed(when.start.replace(second=0, microsecond=0), when.length // MINUTE * MINUTE)


@dataclass
class MemoryCalendar(MemoryContacts):
    """`hides` private events, as an adapter does for a connection that tells only that one is busy.

    `skips` them: they are out of scope, too. `cut` are occurrences that their series has no more, whoever asks. What
    was deleted is kept, as Google keeps it, and can be put back under its old id, with its guests and with our name.
    """

    is_crm: bool = field(default=False)
    hides: bool = True
    skips: bool = False
    cut: set[RemoteId] = field(default_factory=set)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        """As Google's, all that is there comes with its content."""
        yield from super().list_all(resume=resume)

    def add(self, contact: Content, **stored: object) -> RemoteId:
        """What people make bears no name of ours."""
        return super().add(contact, **{"uid": "", **stored})

    def projection(self, content: Content) -> Content:
        return replace(as_event(content), done=False, links=Links(), missing=as_event(content).missing | CALENDAR_CANT)

    def in_place_of(self, lost: Mapping[RemoteId, When]) -> Mapping[RemoteId, Sequence[Seen]]:
        """Of the same series, which all their `mentions` name, on the same day."""
        self._call("in_place_of")
        return {
            remote: [
                self._seen(other)
                for other, one in self.items.items()
                if not one.is_deleted
                and other != remote
                and self._series(other) == self._series(remote)
                and _day(as_event(one.contact).when) == _day(when)
                and other not in self.cut
                and RemoteId(self._series(other)) != other
            ]
            for remote, when in lost.items()
        }

    def _series(self, remote: RemoteId) -> str:
        return next((one.removeprefix("series/") for one in self.items[remote].mentions), remote)

    def _sight(self, remote: RemoteId, is_told_gone: bool) -> Sight:
        return Tombstone(remote, by_series=True) if remote in self.cut else super()._sight(remote, is_told_gone)

    def _seen(self, remote: RemoteId) -> Seen:
        seen = super()._seen(remote)
        event: Event = as_event(self.projection(seen.content))
        is_out, declined = event.private and self.skips, self.items[remote].declined
        content = masked(event) if event.private and self.hides else event
        marker = self.items[remote].marker
        return replace(
            seen,
            content=content,
            in_scope=seen.in_scope and not (is_out or declined),
            marker=marker,
            declined=declined and not is_out,
        )

    def _create(self, creation: Creation) -> Written | Failed:
        old = self.items.get(creation.instead) if creation.instead is not None else None
        if old is None or creation.instead is None:
            return super()._create(creation)
        if not old.is_deleted:
            return Failed(Unavailable("exists"))
        wanted, kept = as_event(self.projection(creation.content)), as_event(old.contact)
        told = [name for name in EVENT_FIELDS if name not in wanted.missing]
        old.contact = replace(kept, **{str(name): getattr(wanted, name) for name in told})
        old.marker = creation.link_id
        self.writes.append(creation)
        self.restore(creation.instead)
        if self.lost_answers:
            self.lost_answers -= 1
            return Failed(Unavailable("timeout"))
        return Written(self._seen(creation.instead))


def _day(when: When) -> date:
    return when.first if isinstance(when, AllDay) else when.start.date()
