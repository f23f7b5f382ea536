"""E-mail addresses and phone numbers: EMAIL and TEL lines to entries, and entries to lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tandem.domain.contact import Entry
from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.items import Item, Rewriting, rank, with_primary
from tandem.providers.icloud.labels import canonical
from tandem.providers.icloud.lines import clean
from tandem.providers.icloud.typed import compose_typed, line_label, rewrite_typed
from tandem.providers.icloud.values import text


@dataclass(frozen=True, slots=True)
class EntryProperty:
    """TEL or EMAIL; a number is never rewritten, only taken out of its `tel:` URI."""

    name: str
    scheme: str
    words: tuple[str, ...] = ()

    def read(self, card: Card) -> list[Item[str]]:
        """The elements in the card's order; lines without a value are none."""
        items = []
        for at, line in card.all(self.name):
            if value := self.plain(text(line, card.version)):
                items.append(Item(value, line_label(card, line), at=at, rank=rank(line)))
        return with_primary(items)

    def plain(self, value: str) -> str:
        at = 0
        while value[at : at + len(self.scheme)].lower() == self.scheme:
            at += len(self.scheme)
            while value[at : at + 1].isspace():
                at += 1
        return value[at:].strip() if at else value

    def wanted(self, entries: Sequence[Entry]) -> list[Item[str]]:
        """The elements as the card can hold them."""
        items = (Item(self.plain(clean(entry.value)), canonical(entry.label), entry.primary) for entry in entries)
        return only_primary(item for item in items if item.value)

    def compose(self, edit: Edit, wanted: Item[str]) -> str:
        words = self.words if edit.card.version != "4.0" else ()
        return compose_typed(edit, self.name, edit.escaped(wanted.value), wanted, *words)

    def rewrite(self, edit: Edit, change: Rewriting[str]) -> None:
        is_kept = change.item.value == change.wanted.value
        value = None if is_kept else edit.escaped(change.wanted.value)
        rewrite_typed(edit, change, name=self.name, value=value, dropped=() if is_kept else ("VALUE",))

    def forget(self, edit: Edit, item: Item[str]) -> None:
        """Nothing else tells of an entry."""


PHONES = EntryProperty("TEL", "tel:")
EMAILS = EntryProperty("EMAIL", "mailto:", ("INTERNET",))


def entries_of(items: Iterable[Item[str]]) -> tuple[Entry, ...]:
    return tuple(Entry(item.value, item.label, item.primary) for item in items)


def only_primary(items: Iterable[Item[str]]) -> list[Item[str]]:
    """The same with at most one primary element: the first that is marked."""
    listed = list(items)
    first = next((at for at, item in enumerate(listed) if item.primary), -1)
    return [Item(item.value, item.label, at == first) for at, item in enumerate(listed)]
