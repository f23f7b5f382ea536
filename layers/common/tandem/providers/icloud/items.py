"""Properties that a card has several of (TEL, EMAIL, IMPP, ADR): which line is which element, and edits of lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from tandem.providers.icloud.card import Edit
from tandem.providers.icloud.labels import without_words
from tandem.providers.icloud.lines import Line, parameter, words

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Item(Generic[V]):
    """One element; `at` is its line, `rank` how preferred (1 first, 0 not at all), `twins` lines that say it again."""

    value: V
    label: str = ""
    primary: bool = False
    at: int = -1
    rank: int = 0
    twins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewriting(Generic[V]):
    """What becomes of one line; `is_preferred` None leaves the mark as it is."""

    item: Item[V]
    wanted: Item[V]
    is_preferred: bool | None = None

    @property
    def is_needed(self) -> bool:
        item, wanted = self.item, self.wanted
        return item.value != wanted.value or item.label != wanted.label or self.is_preferred is not None


class Property(Protocol[V]):
    """How one kind of element is written."""

    def compose(self, edit: Edit, wanted: Item[V]) -> str:
        """The line, or lines, of an element that the card doesn't have yet."""
        ...

    def rewrite(self, edit: Edit, change: Rewriting[V]) -> None: ...

    def forget(self, edit: Edit, item: Item[V]) -> None:
        """Remove what else told of an element whose value is gone."""
        ...


def rank(line: Line) -> int:
    """How preferred a line is: PREF=n of vCard 4, or the word PREF; 0 for a line without either."""
    if not line.params or "PREF" not in line.params.upper():
        return 0
    given = parameter(line.params, "PREF")
    if given is not None:
        return int(given) if given.isdecimal() and 0 < int(given) <= 100 else 100
    return 1 if any(word.lower() == "pref" for word in words(line.params)) else 0


def with_primary(items: Iterable[Item[V]]) -> list[Item[V]]:
    """Mark the most preferred element, and no other, as the primary one."""
    listed = list(items)
    best = best_of(item.rank for item in listed)
    return [replace(item, primary=True) if at == best else item for at, item in enumerate(listed)]


def best_of(ranks: Iterable[int]) -> int:
    """The place of the first of the lowest ranks that isn't 0; -1 where nothing is preferred."""
    ranked = [(rank, at) for at, rank in enumerate(ranks) if rank]
    return min(ranked)[1] if ranked else -1


def preference(version: str) -> str:
    return {"2.1": "PREF", "4.0": "PREF=1"}.get(version, "TYPE=pref")


def marked(params: Sequence[str], is_preferred: bool | None, version: str) -> list[str]:
    """The parameters with the mark of the preferred line set or taken off."""
    if is_preferred is None:
        return list(params)
    kept = [param for param in params if not param.upper().startswith("PREF=")]
    kept = without_words(kept, ["pref"])
    return [*kept, preference(version)] if is_preferred else kept


def patch_items(edit: Edit, kind: Property[V], items: Sequence[Item[V]], wanted: Sequence[Item[V]]) -> None:
    """Change as few lines as it takes for the card to show `wanted`, in that order."""
    pairs = _pairs(items, wanted)
    kept = {item.at for item, _ in pairs if item is not None}
    for item in items:
        if item.at not in kept:
            _remove(edit, kind, item)
    order = _Order(edit)
    for change in _changes(pairs):
        if change.item.at < 0:
            order.add(kind.compose(edit, change.wanted))
            continue
        if change.is_needed:
            _clear_twins(edit, change.item)
            if change.item.value != change.wanted.value:
                kind.forget(edit, change.item)
            kind.rewrite(edit, change)
        order.keep(change.item.at)
    order.settle()


def _changes(pairs: Sequence[tuple[Item[V] | None, Item[V]]]) -> list[Rewriting[V]]:
    best = best_of(item.rank if item is not None else int(wanted.primary) for item, wanted in pairs)
    chosen = next((at for at, (_, wanted) in enumerate(pairs) if wanted.primary), -1)
    changes = []
    for at, (item, wanted) in enumerate(pairs):
        known = item or Item(wanted.value)
        is_off = best != chosen and (known.rank > 0) != (at == chosen)
        must_lead = best != chosen and at == chosen
        mark = (at == chosen) if is_off or must_lead else None
        changes.append(Rewriting(known, replace(wanted, primary=at == chosen), mark))
    return changes


def _pairs(items: Sequence[Item[V]], wanted: Sequence[Item[V]]) -> list[tuple[Item[V] | None, Item[V]]]:
    """Each wanted element with the line that becomes it: the same one, else one alike, else one that is left."""
    left = list(items)
    found: list[Item[V] | None] = [None] * len(wanted)
    tests = (
        lambda old, new: (old.value, old.label, old.primary) == (new.value, new.label, new.primary),
        lambda old, new: (old.value, old.label) == (new.value, new.label),
        lambda old, new: old.value == new.value,
        lambda old, new: old.label == new.label,
    )
    for test in tests:
        for at, new in enumerate(wanted):
            if found[at] is None and (old := next((old for old in left if test(old, new)), None)) is not None:
                found[at] = old
                left.remove(old)
    return list(zip(found, wanted, strict=True))


def _remove(edit: Edit, kind: Property[V], item: Item[V]) -> None:
    edit.remove(item.at)
    _clear_twins(edit, item)
    kind.forget(edit, item)


def _clear_twins(edit: Edit, item: Item[V]) -> None:
    for twin in item.twins:
        edit.remove(twin)


@dataclass(slots=True)
class _Order:
    """Puts lines into the wanted order; lines that already are in it stay where they are."""

    edit: Edit
    slots: list[int] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    behind: dict[int, list[str]] = field(default_factory=dict)

    def keep(self, at: int) -> None:
        self.slots.append(at)

    def add(self, text: str) -> None:
        if self.slots:
            self.behind.setdefault(len(self.slots) - 1, []).append(text)
        else:
            self.before.append(text)

    def settle(self) -> None:
        places = sorted(self.slots)
        if places != self.slots:
            texts = [self.edit.changed.get(at, self.edit.card.lines[at].raw) for at in self.slots]
            for at, text in zip(places, texts, strict=True):
                self.edit.replace(at, text)
        for text in self.before:
            self.edit.insert(places[0] - 1 if places else None, text)
        for at, texts in self.behind.items():
            for text in texts:
                self.edit.insert(places[at], text)
