"""What persons typed and what became of it: each value is unlike any other, so that it can be found again."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tandem.domain.contact import Contact, Entry
from tandem.domain.ids import ConnectionId, RemoteId
from tests.simulation.truth import Item

Token = tuple[str, str]
"""A field, and a value that a person put there."""

Origin = str


def tokens(contact: Contact) -> set[Token]:
    """Every value that the contact shows, without what a server may do to its looks."""
    found = {("name", contact.name.family), ("organization", contact.organization), ("job_title", contact.job_title)}
    found |= {("notes", contact.notes)}
    found |= {("emails", one.value) for one in contact.emails}
    found |= {("phones", one.value.replace(" ", "")) for one in contact.phones}
    return {token for token in found if token[1]}


def difference(before: Item | None, after: Item) -> str:
    """In a line of the story: what is there now and what no longer is."""
    then, now = tokens(before.contact) if before else set(), tokens(after.contact)
    added = "".join(f" +{value}" for _, value in sorted(now - then))
    return added + "".join(f" -{value}" for _, value in sorted(then - now))


def with_value(contact: Contact, name: str, value: str) -> Contact:
    """The contact with this value in that field; of a set, it is one element more."""
    match name:
        case "name":
            return replace(contact, name=replace(contact.name, family=value))
        case "emails":
            return replace(contact, emails=(*contact.emails, Entry(value, "work", not contact.emails)))
        case "phones":
            return replace(contact, phones=(*contact.phones, Entry(value, "work", not contact.phones)))
        case _:
            return replace(contact, **{name: value})


def without_first(contact: Contact, name: str) -> Contact:
    """The contact after a person took a value away: the first element of a set, or the whole text."""
    if name in {"emails", "phones"}:
        rest = getattr(contact, name)[1:]
        rest = (replace(rest[0], primary=True), *rest[1:]) if rest else ()
        return replace(contact, **{name: rest})
    return contact if name == "name" else replace(contact, **{name: ""})


@dataclass(slots=True)
class Ledger:
    """`open_`: values that must be somewhere. `typed`: in which places a person ever changed a field of an origin."""

    open_: dict[Origin, set[Token]] = field(default_factory=dict)
    typed: dict[tuple[Origin, str], set[str]] = field(default_factory=dict)
    in_gap: set[Token] = field(default_factory=set)
    """Typed between a read and a write of Tandem's: must be among the conflicts in the end."""
    gone_in_gap: set[Token] = field(default_factory=set)
    """Typed between a read and a deletion, or right before a stop: nobody need show it any more."""
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
    last: int = 0

    def new_value(self, name: str) -> str:
        self.last += 1
        number = self.last
        made = {
            "emails": f"m{number}@canary.invalid",
            "phones": f"+49 30 {5550000 + number}",
            "notes": f"Note {number} canary",
        }
        return made.get(name, f"{name.title()}{number}canary")

    def acted(self, place: str, before: Item | None, after: Item, *, is_old: bool = False) -> None:
        """A person did this: what they saw and took away is over, what they put there must not get lost.

        Out of the trash comes nothing that was typed just now; nor is an old value, put back, anything but what it was.
        """
        then = tokens(before.contact) if before is not None else set()
        now = tokens(after.contact) if not after.is_deleted else set()
        self.touched[after.remote_id] = after.version
        known = self.open_.setdefault(after.origin, set())
        known -= then - now
        known |= set() if is_old else now - then
        for name, _ in then ^ now:
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
