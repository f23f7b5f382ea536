"""Three-way merge of the fields that are sets: (base and all additions) without all deletions, by element key.

Text and label of an element, and which one is primary, are values of their own. An edit beats a deletion.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from tandem.domain.alignment import Names, aligned_addresses, aligned_entries, renamed
from tandem.domain.comparison import (
    ElementKey,
    alike_addresses,
    alike_texts,
    keyed_addresses,
    same_address,
    same_text,
)
from tandem.domain.contact import Address, Entry, Side
from tandem.domain.verdict import Terms, Values, Verdict, conflict

E = TypeVar("E", Entry, Address)


@dataclass(frozen=True, slots=True)
class Kind(Generic[E]):
    """What a kind of element needs to be merged; `retexted` takes the other's text and keeps the rest."""

    keyed: Callable[[tuple[E, ...]], dict[ElementKey, E]]
    same_text: Callable[[E, E], bool]
    alike: Callable[[E, E], bool]
    retexted: Callable[[E, E], E]
    aligned: Callable[..., Names]


def entries(keyed: Callable[[tuple[Entry, ...]], dict[ElementKey, Entry]]) -> Kind[Entry]:
    """Entries with one key are alike by that, however they are typed."""
    return Kind(
        keyed,
        same_text=lambda one, other: same_text(one.value, other.value),
        alike=lambda *_: True,
        retexted=lambda onto, source: replace(onto, value=source.value),
        aligned=aligned_entries,
    )


ADDRESSES: Kind[Address] = Kind(
    keyed_addresses,
    same_text=same_address,
    alike=alike_addresses,
    retexted=lambda onto, source: replace(source, label=onto.label),
    aligned=aligned_addresses,
)


@dataclass(slots=True)
class Changes(Generic[E]):
    """What becomes of one side's elements."""

    edited: dict[ElementKey, E]
    removed: set[ElementKey]
    added: dict[ElementKey, E]
    instead: dict[ElementKey, ElementKey]
    """Old key to new key: a value that was overtyped, not one deleted and another one added."""


def typed_over(base: dict[ElementKey, E], now: dict[ElementKey, E]) -> dict[ElementKey, ElementKey]:
    """New keys to old ones, where a new element stands in the place, and under the label, of one that is gone."""
    return {
        key: old_key
        for (old_key, old), (key, new) in zip(base.items(), now.items(), strict=False)
        if key not in base and old_key not in now and same_text(old.label, new.label)
    }


def merge_elements(values: Values[tuple[E, ...]], terms: Terms[tuple[E, ...]], kind: Kind[E]) -> Verdict[tuple[E, ...]]:
    """Each side keeps its order; what is new to it comes last."""
    return _Elements(values, terms, kind).verdict()


class _Elements(Generic[E]):
    """One merge of one set field."""

    def __init__(self, values: Values[tuple[E, ...]], terms: Terms[tuple[E, ...]], kind: Kind[E]) -> None:
        keyed = kind.keyed
        self.values: Values[tuple[E, ...]] = values
        self.terms: Terms[tuple[E, ...]] = terms
        self.kind: Kind[E] = kind
        base_crm, base_provider = keyed(values.base_crm), keyed(values.base_provider)
        crm, provider = keyed(values.crm), keyed(values.provider)
        agreed = (base_crm, base_provider, base_crm)
        self.names = kind.aligned(*((crm, provider, keyed(terms.mirrored()[0])) if terms.is_first else agreed))
        self.base: dict[Side, dict[ElementKey, E]] = self._sides(base_crm, base_provider)
        self.now: dict[Side, dict[ElementKey, E]] = self._sides(crm, provider)
        self.typed = {side: typed_over(self.base[side], self.now[side]) for side in Side}
        self._mirrored: dict[Side, dict[ElementKey, E]] | None = None
        self.changes: dict[Side, Changes[E]] = {side: Changes({}, set(), {}, {}) for side in Side}
        self.losers: set[Side] = set()
        self.roomless: list[tuple[ElementKey, Side]] = []

    def verdict(self) -> Verdict[tuple[E, ...]]:
        crm, provider = self.now[Side.CRM], self.now[Side.PROVIDER]
        for key in {**crm, **provider}:
            if key in crm and key in provider:
                self._merge_both(key, crm[key], provider[key])
            else:
                self._merge_alone(key, Side.CRM if key in crm else Side.PROVIDER)
        for key, side in self.roomless:
            self._fill(key, side)
        return Verdict(self._result(Side.CRM), self._result(Side.PROVIDER), frozenset(self.losers))

    def _sides(self, crm: dict[ElementKey, E], provider: dict[ElementKey, E]) -> dict[Side, dict[ElementKey, E]]:
        return {Side.CRM: renamed(crm, self.names), Side.PROVIDER: provider}

    # --- one element that both sides show ---

    def _merge_both(self, key: ElementKey, crm: E, provider: E) -> None:
        if crm == provider:
            return
        text = self._text(key, crm, provider)
        label = self._label(key, crm.label, provider.label)
        self.losers |= text.losers | label.losers
        self._edit(Side.CRM, key, crm, replace(text.crm, label=label.crm))
        self._edit(Side.PROVIDER, key, provider, replace(text.provider, label=label.provider))

    def _edit(self, side: Side, key: ElementKey, shown: E, wanted: E) -> None:
        if wanted != shown:
            self.changes[side].edited[key] = wanted

    def _text(self, key: ElementKey, crm: E, provider: E) -> Verdict[E]:
        kind = self.kind
        for_crm, for_provider = kind.retexted(crm, provider), kind.retexted(provider, crm)
        match self._changed(key, lambda base, now: not kind.same_text(base, now)):
            case (False, False):
                return Verdict(crm, provider)
            case (True, False):
                return Verdict(crm, for_provider)
            case (False, True):
                return Verdict(for_crm, provider)
            case _ if kind.alike(crm, provider) or self._is_mirrored(key, kind.alike):
                return Verdict(crm, provider)
        return conflict(self.terms.winner, crm, provider, for_provider, for_crm)

    def _label(self, key: ElementKey, crm: str, provider: str) -> Verdict[str]:
        match self._changed(key, lambda base, now: not same_text(base.label, now.label)):
            case (False, False):
                return Verdict(crm, provider)
            case (True, False):
                return Verdict(crm, crm)
            case (False, True):
                return Verdict(provider, provider)
        if alike_texts(crm, provider) or self._is_mirrored(key, lambda mine, its: alike_texts(mine.label, its.label)):
            return Verdict(crm, provider)
        if self._is_first(key) and not (crm and provider):
            return Verdict(crm or provider, crm or provider)
        return conflict(self.terms.winner, crm, provider, crm, provider)

    def _is_first(self, key: ElementKey) -> bool:
        return key not in self.base[Side.CRM] or key not in self.base[Side.PROVIDER]

    def _changed(self, key: ElementKey, differs: Callable[[E, E], bool]) -> tuple[bool, bool]:
        """Whose value of the element changed. Without a base on one side, both count as having spoken."""
        if self._is_first(key):
            return True, True
        crm, provider = (differs(self.base[side][key], self.now[side][key]) for side in Side)
        return crm, provider

    def _is_mirrored(self, key: ElementKey, alike: Callable[[E, E], bool]) -> bool:
        """Whether a side shows the element just as it would show the other's."""
        if self._mirrored is None:
            crm, provider = map(self.kind.keyed, self.terms.mirrored())
            self._mirrored = self._sides(crm, provider)
        now, shown = self.now, self._mirrored
        return any(key in now[side] and key in shown[side] and alike(now[side][key], shown[side][key]) for side in Side)

    # --- one element that only `side` shows ---

    def _merge_alone(self, key: ElementKey, side: Side) -> None:
        other = side.other
        if not self._is_edited(side, key):
            if key in self.base[other]:
                self.changes[side].removed.add(key)
            else:
                self.roomless.append((key, side))
            return
        if key in self.base[other]:
            if self.terms.is_final and side is Side.CRM:
                self.changes[side].removed.add(key)
                self.losers.add(side)
                return
            self.losers.add(other)
        self._offer(key, side)

    def _is_edited(self, side: Side, key: ElementKey) -> bool:
        base, now = self.base[side].get(key), self.now[side][key]
        return base is None or not (self.kind.same_text(base, now) and same_text(base.label, now.label))

    def _offer(self, key: ElementKey, side: Side) -> None:
        """Show the other side an element; in the place, and under the label, of the one it was typed over."""
        other, element = side.other, self.now[side][key]
        old = self.typed[side].get(key)
        if old is None or old not in self.now[other] or self._is_edited(other, old):
            self.changes[other].added[key] = element
            return
        self.changes[other].instead[old] = key
        self.changes[other].added[key] = self.kind.retexted(self.now[other][old], element)

    # --- one element that the other side had no room for ---

    def _fill(self, key: ElementKey, side: Side) -> None:
        """Where a place became free, show what stood back for want of one; what both agreed to differ in had room."""
        other, element = side.other, self.now[side][key]
        if self.terms.is_final and other is Side.PROVIDER:
            return
        before = self.values.base_crm if other is Side.CRM else self.values.base_provider
        if not self._has_room(other, before, element) and self._has_room(other, self._result(other), element):
            self.changes[other].added[key] = element

    def _has_room(self, side: Side, listed: tuple[E, ...], element: E) -> bool:
        longer: tuple[Any, ...] = (*listed, element)
        return len(self.kind.keyed(self.terms.shown(side, longer))) > len(self.kind.keyed(listed))

    # --- the whole ---

    def _result(self, side: Side) -> tuple[E, ...]:
        """The side's elements, edited, in its own order; the very same tuple where nothing changed."""
        changes = self.changes[side]
        if not (changes.edited or changes.removed or changes.added):
            return self.values.crm if side is Side.CRM else self.values.provider
        kept: dict[ElementKey, E] = {}
        for key, element in self.now[side].items():
            if key in changes.instead:
                kept[changes.instead[key]] = changes.added[changes.instead[key]]
            elif key not in changes.removed:
                kept[key] = changes.edited.get(key, element)
        return tuple((kept | {key: new for key, new in changes.added.items() if key not in kept}).values())
