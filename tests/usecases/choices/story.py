"""All events of the table that a choice allows, lived through side by side in one connection."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.domain.ids import RemoteId
from tandem.ports import Failed, Write, Written
from tandem.usecases.listening.record_notification import Heard
from tests.usecases.choices.people import STRANGER, TITLE, Book, Persons, somebody
from tests.usecases.choices.table import Choice, Event, Outcome
from tests.usecases.scene import Scene


@dataclass
class Watched:
    """A side whose writes are counted."""

    replica: Any
    writes: int = 0

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        self.writes += len(writes)
        return iter(list(self.replica.write(writes)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.replica, name)


@dataclass
class Story:
    """`play` tells what became of every event; `rest` looks at both sides in every way, and tells of what it wrote."""

    scene: Scene
    book: Book
    persons: Persons
    choice: Choice
    group: str | None
    events: Sequence[Event]
    names: dict[Event, str] = field(default_factory=dict)

    def play(self) -> dict[Event, Outcome]:
        self.names = {event: f"Nr{number}" for number, event in enumerate(self.events)}
        self._begin_with("before")
        self._start()
        self._begin_with("made")
        self._hear_of_all()
        self.scene.refresh()
        for number in range(max(len(event.steps()) for event in self.events)):
            self._go_on(number)
        return self.told()

    def rest(self) -> int:
        before = self.crm.writes + self.provider.writes
        self.scene.refresh().poll().sweep()
        return self.crm.writes + self.provider.writes - before

    def told(self) -> dict[Event, Outcome]:
        crm, provider, pictured = self.persons.titles(), self.book.titles(), self.persons.pictured()
        waits = {one.name.split()[0]: one.reason for one in self._waiting()}
        return {
            event: Outcome(
                _word(crm, given) + (" with its picture" if given in pictured else ""),
                _word(provider, given),
                waits.get(given, ""),
            )
            for event, given in self.names.items()
        }

    def _waiting(self) -> Iterator[Any]:
        return (one for kind in ("conflicts", "review", "held", "parked") for one in self.scene.waiting(kind))

    # --- what people do ------------------------------------------------------------------------------------

    def _begin_with(self, when: str) -> None:
        for event, given in self.names.items():
            if when in event.origin.split():
                self._make(event.origin, given)

    def _make(self, origin: str, given: str) -> None:
        contact = somebody(given, STRANGER) if origin.endswith("unlike the filter") else somebody(given)
        if "in Pipedrive" in origin or "both" in origin:
            self.persons.add(contact, by_colleague=origin.endswith("colleague"))
        if "at the provider" in origin or "both" in origin:
            self.book.add(contact, inside=not origin.endswith("outside the group"))
        if origin.endswith("picture"):
            self.book.picture(given)

    def _start(self) -> None:
        scope = self.persons.scope(self.choice.scope)
        is_two_way = self.choice.direction == "two_way"
        self.crm = Watched(self.persons.replica(scope))
        self.provider = Watched(self.book.replica() if is_two_way else self.book.source())
        self.scene.replicas.crm, self.scene.replicas.provider = self.crm, self.provider
        self.scene.replicas.desk_of_all = self.persons.desk()
        rules = {"direction": self.choice.direction, "deletes": self.choice.deletes, "crm_scope": scope}
        self.scene.start(**rules, group=self.group)

    def _go_on(self, number: int) -> None:
        deeds = [(event, deed) for event in self.events for step in event.steps()[number : number + 1] for deed in step]
        for event, deed in deeds:
            self._do(deed, self.names[event])
        self.scene.refresh()

    def _do(self, deed: str, given: str) -> None:
        {
            "left alone": lambda _: None,
            "changed at the provider": self.book.retitle,
            "deleted at the provider": self.book.remove,
            "put out of the group": self.book.put_out,
            "put into the group": self.book.put_in,
            "changed in Pipedrive": self._told_of(self.persons.retitle),
            "given to a colleague": self._told_of(self.persons.hand_over),
            "given an open deal": self._told_of(self.persons.deal),
            "put out of the filter": self._told_of(lambda given: self.persons.rename(given, STRANGER)),
            "deleted in Pipedrive": self._told_of(self.persons.remove, is_gone=True),
        }[deed](given)

    def _told_of(self, deed: Any, *, is_gone: bool = False) -> Any:
        """Pipedrive sends a webhook of it."""

        def done(given: str) -> None:
            self._listen(RemoteId(deed(given)), is_gone=is_gone)

        return done

    def _hear_of_all(self) -> None:
        for person in self.persons.ids().values():
            self._listen(RemoteId(person))

    def _listen(self, person: RemoteId, *, is_gone: bool = False) -> None:
        self.scene.listen(Heard("person", person, is_gone, frozenset({self.scene.user})))


def _word(titles: Mapping[str, str], given: str) -> str:
    if given not in titles:
        return "not there"
    return {"": "there", TITLE: "changed"}[titles[given]]
