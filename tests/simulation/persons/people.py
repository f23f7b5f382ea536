"""What persons do beside Tandem: in both books, and with Tandem itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.event import Event, Links, Thing
from tandem.domain.ids import RemoteId, UserId
from tests.simulation.judging.ledger import Ledger, difference, tokens, with_value, without_first
from tests.simulation.persons import appointments, cards
from tests.simulation.story.choices import Choices
from tests.simulation.twins.office import ANNA, BEN
from tests.simulation.twins.truth import Item, Truth

FIELDS = cards.FIELDS
OF_CALENDAR = (*appointments.FIELDS, "guests", "private")
HIDDEN = ("title", "location", "description")
OF_CRM = (*appointments.FIELDS, "done", "person")
"""What else an activity has: it may be done, and belong to somebody."""
CRM = "crm"


@dataclass(slots=True)
class People:
    """Every act goes into the ledger. `tell` gets a line for the story."""

    choices: Choices
    ledger: Ledger
    tell: Callable[[str], None]
    persons: Truth | None = None
    """Who activities may belong to."""
    days: int = 0
    origins: int = 0
    twins: set[str] = field(default_factory=set)

    # --- making ---------------------------------------------------------------------------------------------

    def someone(self) -> Contact:
        self.origins += 1
        name = Name(given=f"O{self.origins}", family=self.ledger.new_value("name"))
        mail = (Entry(self.ledger.new_value("emails"), "work", primary=True),)
        return Contact(name=name, emails=mail, job_title=self.ledger.new_value("job_title"))

    def something(self) -> Event:
        """An appointment on a day of its own, with somebody or not."""
        self.days += 1
        links = self._somebody() if self.choices.happens("people/of somebody", 500) else Links()
        return Event(appointments.on_day(self.days), title=self.ledger.new_value("title"), links=links)

    def add(self, truth: Truth, contact: Any, owner: UserId = ANNA, series: str = "") -> Item:
        remote = truth.new_id()
        uid = "" if truth.is_crm or truth.has_events else f"uid-{remote}"
        owned = owner if truth.is_crm else None
        item = Item(remote, contact, uid=uid, raw=f"X-{remote}", owner=owned, series=series)
        return self._act(truth, "adds", item)

    def add_new(self, truth: Truth) -> None:
        made = self.something() if truth.has_events else self.someone()
        made = replace(made, links=Links()) if truth.has_events and not truth.is_crm else made
        self.add(truth, made, self.choices.one_of("people/owner", (ANNA, ANNA, ANNA, BEN)))

    def add_twins(self, persons: Truth, book: Truth) -> None:
        """One person in both books from the start, with something of its own in each."""
        contact = self.someone()
        self.twins.add(contact.name.given)
        self.add(persons, contact)
        other = replace(contact, job_title=self.ledger.new_value("job_title"))
        self.add(book, other if self.choices.happens("people/twins differ", 500) else contact)

    def add_event_twins(self, activities: Truth, calendar: Truth) -> None:
        """What somebody brought over by hand before."""
        event = replace(self.something(), links=Links())
        self.twins.add(self.add(activities, event).origin)
        self.add(calendar, event)

    def begin_series(self, calendar: Truth) -> None:
        """A few occurrences."""
        for name in [f"s{self.days}"] * 3:
            self.add(calendar, replace(self.something(), links=Links()), series=name)

    def end_series(self, calendar: Truth) -> None:
        item = self._any([one for one in calendar.live() if one.series], "people/whom")
        for one in [one for one in calendar.live() if item is not None and one.series == item.series]:
            self._act(calendar, "ends the series of", replace(one, is_deleted=True, by_series=True))

    # --- editing --------------------------------------------------------------------------------------------

    def edit(self, truth: Truth) -> None:
        item = self._any(truth.live(), "people/whom")
        if item is None:
            return
        if truth.has_events:
            self._edit_event(truth, item)
            return
        name = self.choices.one_of("people/field", FIELDS)
        if name == "emails" and item.origin in self.twins:
            self.ledger.excused.add(item.origin)  # they may not be found to be one any more
        how = self.choices.pick("people/how", 10)
        contact = item.content
        if how >= 8 and name != "name":
            contact = without_first(contact, name)
        elif how == 7:
            contact = self._as_it_was(truth, item) or contact
        else:
            room = name not in {"emails", "phones"} or len(getattr(contact, name)) < self._most(truth, name)
            base = contact if room and how < 5 else without_first(contact, name)
            contact = with_value(base, name, self.ledger.new_value(name))
        edited = replace(item, content=contact, by_tandem=False)
        self._act(truth, f"edits {name} of", edited, is_old=how == 7)

    def _edit_event(self, truth: Truth, item: Item) -> None:
        name = self.choices.one_of("people/event field", OF_CRM if truth.is_crm else OF_CALENDAR)
        if item.origin in self.twins:
            self.ledger.excused.add(item.origin)  # they may not be found to be one any more
        if name == "guests":
            self._act(truth, "invites to", replace(item, has_guests=not item.has_guests, by_tandem=False))
            return
        if name == "private":
            self._hide_or_show(truth, item)
            return
        how = self.choices.pick("people/how", 10)
        content = self._event_edited(truth, item, name, how)
        self._act(truth, f"edits {name} of", replace(item, content=content, by_tandem=False), is_old=how == 7)

    def _hide_or_show(self, truth: Truth, item: Item) -> None:
        """Whoever does that has a say in what it hides."""
        shown = replace(item.content, private=not item.content.private)
        for name in HIDDEN:
            self.ledger.typed.setdefault((item.origin, name), set()).add(truth.name)
        self._act(truth, "hides or shows", replace(item, content=shown, by_tandem=False))

    def _event_edited(self, truth: Truth, item: Item, name: str, how: int) -> Event:
        event: Event = item.content
        if name == "done":
            return replace(event, done=not event.done)
        if name == "person":
            return replace(event, links=self._somebody())
        if how >= 8:
            return without_first(event, name)
        if how == 7:
            return self._as_it_was(truth, item) or event
        if name == "title" and how >= 5:
            return replace(event, title=self.ledger.new_value(name))  # without what was composed around it
        return with_value(event, name, self.ledger.new_value(name))

    def _somebody(self) -> Links:
        known = list(self.persons.live()) if self.persons is not None else []
        person = self._any(known, "people/who")
        return Links(person=Thing(person.remote_id, "")) if person is not None else Links()

    def _most(self, truth: Truth, name: str) -> int:
        """What a book can't hold, nobody types into it."""
        return truth.most_mails if name == "emails" and truth.most_mails else 4

    def _as_it_was(self, truth: Truth, item: Item) -> Any:
        """Undone by hand: all that the item showed at some time before."""
        past = [one.content for one in truth.log if one.remote_id == item.remote_id and not one.is_deleted]
        return self.choices.one_of("people/when", past) if past else None

    def remove(self, truth: Truth) -> None:
        item = self._any(truth.live(), "people/whom")
        if item is not None:
            self._act(truth, "deletes", replace(item, is_deleted=True))

    def remove_all(self, truth: Truth) -> None:
        """Whoever got hold of the account empties it."""
        for item in truth.live():
            self._act(truth, "deletes", replace(item, is_deleted=True))

    def restore(self, truth: Truth) -> None:
        item = self._any(truth.gone(), "people/whom")
        if item is not None:
            self.ledger.excused.add(item.origin)
            self._act(truth, "restores", replace(item, is_deleted=False, by_tandem=False, by_series=False))

    def move(self, book: Truth) -> None:
        """To another collection and back, or by another program: the card has a new id, and its old UID."""
        item = self._any(book.live(), "people/whom")
        if item is None:
            return
        moved = replace(item, remote_id=book.new_id() if book.temper.ids_move else item.remote_id, by_tandem=False)
        self.tell(f"a person moves {item.remote_id} to {moved.remote_id}")
        if moved.remote_id != item.remote_id:
            book.put(replace(item, is_deleted=True))
        book.put(moved)

    def merge(self, persons: Truth) -> tuple[RemoteId, RemoteId] | None:
        """Two persons become one: the survivor keeps its values. Return (loser, survivor)."""
        live = persons.live()
        if len(live) < 2:
            return None
        kept = self._any(live, "people/whom")
        lost = self._any([one for one in live if one is not kept], "people/whom")
        if kept is None or lost is None:
            return None
        self.ledger.excused |= {kept.origin, lost.origin}
        self.tell(f"a person merges {lost.remote_id} into {kept.remote_id}")
        self.ledger.is_over(tokens(lost.content))
        persons.put(replace(lost, is_deleted=True))
        return lost.remote_id, kept.remote_id

    def regroup(self, book: Truth) -> None:
        item = self._any(book.live(), "people/whom")
        if item is not None:
            self.ledger.excused.add(item.origin)  # out of sight while its twin is looked for
            self._act(book, "regroups", replace(item, in_group=not item.in_group))

    def reassign(self, persons: Truth) -> None:
        """Another owner, or hidden from somebody: neither is a deletion. Activities are not hidden here."""
        item = self._any(persons.live(), "people/whom")
        if item is None:
            return
        if item.origin in self.twins:
            self.ledger.excused.add(item.origin)  # who is given an activity may have noted it by hand before
        if not persons.has_events and self.choices.happens("people/hides", 500):
            self.ledger.excused.add(item.origin)  # who can't see the person may well make another one
            hidden = frozenset() if item.hidden_from else frozenset({ANNA})
            self._act(persons, "hides or shows", replace(item, hidden_from=hidden))
        else:
            owner = BEN if item.owner == ANNA else ANNA
            self._act(persons, "reassigns", replace(item, owner=owner))

    # --- parts ----------------------------------------------------------------------------------------------

    def _act(self, truth: Truth, verb: str, item: Item, *, is_old: bool = False) -> Item:
        before = truth.items.get(item.remote_id)
        self.tell(f"a person at {truth.name} {verb} {item.remote_id} {item.origin}{difference(before, item)}")
        after = truth.put(item)
        self.ledger.acted(truth.name, before, after, is_old=is_old)
        return after

    def _any(self, items: Sequence[Item], label: str) -> Item | None:
        return self.choices.one_of(label, items) if items else None
