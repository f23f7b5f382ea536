"""What persons typed and what became of it: each value is unlike any other, so that it can be found again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tandem.domain.content import Content
from tandem.domain.event import Event
from tandem.domain.ids import ConnectionId, RemoteId
from tests.simulation.persons import appointments, cards
from tests.simulation.twins.truth import Item

Token = tuple[str, str]
"""A field, and a value that a person put there."""

Origin = str


def tokens(content: Content) -> set[Token]:
    return appointments.values(content) if isinstance(content, Event) else cards.values(content)


def difference(before: Item | None, after: Item) -> str:
    """In a line of the story: what is there now and what no longer is."""
    then, now = tokens(before.content) if before else set(), tokens(after.content)
    added = "".join(f" +{value}" for _, value in sorted(now - then))
    return added + "".join(f" -{value}" for _, value in sorted(then - now))


def with_value(content: Any, name: str, value: str) -> Any:
    """The contact or event with this value in that field; of a set, it is one element more."""
    made = appointments.with_value if isinstance(content, Event) else cards.with_value
    return made(content, name, value)


def without_first(content: Any, name: str) -> Any:
    """The contact or event after a person took a value away: the first element of a set, or the whole text."""
    made = appointments.without_first if isinstance(content, Event) else cards.without_first
    return made(content, name)


def _retimed(before: Item | None, after: Item) -> set[str]:
    """The length of an appointment is of its time, too, though it is no value that is looked for."""
    events = [one.content for one in (before, after) if one is not None and isinstance(one.content, Event)]
    return {"when"} if len({one.when for one in events}) > 1 else set()


@dataclass(slots=True)
class Ledger:
    """`open_`: values that must be somewhere. `typed`: in which places a person ever changed a field of an origin."""

    open_: dict[Origin, set[Token]] = field(default_factory=dict)
    typed: dict[tuple[Origin, str], set[str]] = field(default_factory=dict)
    in_gap: set[Token] = field(default_factory=set)
    """Typed between a read and a write of Tandem's: must be among the conflicts in the end."""
    gone_in_gap: set[Token] = field(default_factory=set)
    """Typed between a read and a deletion, or right before a stop: nobody need show it any more."""
    of_activities: set[Token] = field(default_factory=set)
    """Those of the former that were typed into an activity."""
    gap_of: dict[ConnectionId, set[Token]] = field(default_factory=dict)
    blind: set[ConnectionId] = field(default_factory=set)
    """Stopped, and not begun anew: they look for nothing that fell into the gap."""
    deleted: dict[Origin, set[str]] = field(default_factory=dict)
    excused: set[Origin] = field(default_factory=set)
    """Whose doubles and returns are a person's own doing: merged, restored, let go of and begun anew."""
    missed: set[tuple[ConnectionId, RemoteId]] = field(default_factory=set)
    """Who was there, unlinked, when a side last left them out or showed nothing of them that could be read."""
    touched: dict[RemoteId, int] = field(default_factory=dict)
    """The version that a person last gave to an item."""
    put_back: set[RemoteId] = field(default_factory=set)
    """Of which a person, or a device that was behind, brought an older state back."""
    last: int = 0

    def new_value(self, name: str) -> str:
        self.last += 1
        number = self.last
        made = {
            "emails": f"m{number}@canary.invalid",
            "phones": f"+49 30 {5550000 + number}",
            "notes": f"Note {number} canary",
            "when": str(number),
        }
        return made.get(name, f"{name.title()}{number}canary")

    def acted(self, place: str, before: Item | None, after: Item, *, is_old: bool = False) -> None:
        """A person did this: what they saw and took away is over, what they put there must not get lost.

        Out of the trash comes nothing that was typed just now; nor is an old value, put back, anything but what it was.
        """
        then = tokens(before.content) if before is not None else set()
        now = tokens(after.content) if not after.is_deleted else set()
        self.touched[after.remote_id] = after.version
        self.put_back |= {after.remote_id} if is_old else set()
        known = self.open_.setdefault(after.origin, set())
        known -= then - now
        known |= set() if is_old else now - then
        for name in {name for name, _ in then ^ now} | _retimed(before, after):
            self.typed.setdefault((after.origin, name), set()).add(place)
        if after.is_deleted:
            self.deleted.setdefault(after.origin, set()).add(place)
        else:
            self.deleted.get(after.origin, set()).discard(place)

    def is_over(self, values: Iterable[Token]) -> None:
        """A person saw these values and decided against them."""
        gone = set(values)
        for origin in self.open_:
            self.open_[origin] -= gone

    def fell_into_gap(self, connection: ConnectionId, values: set[Token], *, is_gone: bool = False) -> None:
        self.in_gap |= values
        self.gap_of.setdefault(connection, set()).update(values)
        self.gone_in_gap |= values if is_gone or connection in self.blind else set()

    def stops(self, connection: ConnectionId) -> None:
        """A stop ends the looking for edits that its writes met (docs/reliability.md, "The gap at Pipedrive", 7)."""
        self.blind.add(connection)
        self.gone_in_gap |= self.gap_of.get(connection, set())
