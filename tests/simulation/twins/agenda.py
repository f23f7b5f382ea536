"""A twin of the CRM's activities: by the names of those whom they belong to, and without a mark of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tandem.domain.event import AllDay, Event, Links, Thing, Timed, When
from tandem.domain.field import Field
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Held, Known, Page, nothing_held
from tests.simulation.twins.office import PersonsPort, _of
from tests.simulation.twins.truth import Item, Truth

WRITTEN = (Field.TITLE, Field.WHEN, Field.LOCATION, Field.DESCRIPTION, Field.BUSY)
CANT = frozenset({Field.PRIVATE})
SLACK = timedelta(minutes=15)


@dataclass(slots=True)
class AgendaPort(PersonsPort):
    """The activities of the connection's user. `persons` has the names."""

    persons: Truth = field(kw_only=True)

    def projection(self, event: Event) -> Event:
        shown = replace(event, when=_kept(event.when), private=False, missing=event.missing | CANT)
        return replace(shown, title=event.title.strip() or "?", description=event.description.rstrip())

    def _news(self, change: Change) -> dict[str, object]:
        seen, wanted = change.seen.content, self.projection(change.wanted)
        names = [name for name in WRITTEN if name not in seen.missing | wanted.missing]
        return {str(name): _of(wanted, name) for name in names if _of(wanted, name) != _of(seen, name)}

    def _in_scope(self, item: Item) -> bool:
        return item.owner == self.connection.user

    def _seen(self, item: Item) -> Seen:
        seen = PersonsPort._seen(self, item)  # the base class: slots make `super()` without arguments fail
        person = item.content.links.person
        shown = replace(item.content, links=Links(person=self._named(person)), missing=CANT)
        mentions = (f"person/{person.id}",) if person is not None else ()
        return replace(seen, content=shown, marker="", mentions=mentions)

    def _named(self, thing: Thing | None) -> Thing | None:
        """As the person is called now."""
        person = self.persons.items.get(RemoteId(thing.id)) if thing is not None else None
        if thing is None or person is None or person.is_deleted:
            return replace(thing, name="") if thing is not None else None
        return replace(thing, name=f"{person.content.name.given} {person.content.name.family}")

    def _page(self, items: Sequence[Item], known: Known) -> Page:
        """A listing shows the user's own alone; what changed is told of all."""
        return Page(seen=tuple(self._shown(item) for item in items if self._in_scope(item)))

    def _made(self, creation: Creation) -> Event:
        """One that is made again belongs to whoever is still there."""
        event = self.projection(creation.content)
        person = self._named(event.links.person)
        return replace(event, links=Links(person=person) if person is not None and person.name else Links())

    def find_created(
        self, wanted: Mapping[LinkId, Event], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        """By what they say, among those that the user has had since then; one for each creation."""
        self._call("find created")
        missed = {link: _likeness(self.projection(event)) for link, event in wanted.items()}
        found: dict[LinkId, Seen] = {}
        for item in self.truth.live():
            is_new = self._in_scope(item) and self.truth.born(item.remote_id) >= since - SLACK
            link = next((one for one, each in missed.items() if is_new and each == _likeness(item.content)), None)
            if link is not None and not held([item.remote_id]):
                found[link] = self._seen(item)
                del missed[link]
        return found


def _kept(when: When) -> When:
    """No zone, and of several days the first."""
    return AllDay(when.first) if isinstance(when, AllDay) else Timed(when.start, when.length)


def _likeness(event: Event) -> tuple[object, ...]:
    return event.title, event.when, event.location, event.description
