"""Cards that come from an address book, read as contacts and written back with each field changed in turn."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any
from xml.etree.ElementTree import Element, SubElement
from zlib import crc32

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name
from tandem.domain.errors import Rejected
from tandem.domain.sight import Broken, Seen
from tandem.providers.icloud.card import Card
from tandem.providers.icloud.dav import CARD, DAV, Member
from tandem.providers.icloud.groups import Scope
from tandem.providers.icloud.lines import split
from tandem.providers.icloud.mapping import create_card, patch_card, projection, to_contact
from tandem.providers.icloud.sights import sight_of
from tests.fuzz.card_forms import mutated
from tests.fuzz.corpus import CARDS, shared
from tests.fuzz.target import must

_SCOPE = Scope(category="Kunden")
_NEW = Entry("neu", "work")
_EDITS: dict[str, Any] = {
    "name": lambda _old: Name(given="Ada", family="King", formatted="Ada King"),
    "organization": lambda _old: "Werk; Halle, 3",
    "job_title": lambda _old: "Leitung",
    "notes": lambda old: f"{old[:40]}neu\nund mehr".strip(),
    "birthday": lambda _old: Birthday(12, 10, 1815),
    "emails": lambda old: (*old[1:], _NEW),
    "phones": lambda old: (*old, _NEW),
    "messengers": lambda old: (*old[:1], Entry("neu", "skype")),
    "addresses": lambda old: (*old, Address(street="Weg 9", city="Bonn", label="home")),
}
_LINES = {
    "name": ("N", "FN"),
    "organization": ("ORG",),
    "job_title": ("TITLE",),
    "notes": ("NOTE",),
    "birthday": ("BDAY",),
    "emails": ("EMAIL",),
    "phones": ("TEL",),
    "messengers": ("IMPP", "X-"),
    "addresses": ("ADR", "LABEL"),
}
"""The beginnings of what may change with a field; labels and what else only describes a line go with it."""


class Cards:
    name = "cards"

    def __init__(self, cards: Iterable[str] = CARDS) -> None:
        self._cards = list(cards)

    def seeds(self) -> list[bytes]:
        return [card.encode() for card in self._cards]

    def make(self, source: Random) -> bytes:
        return mutated(source.choice(self._cards), source)

    def run(self, data: bytes) -> bool:
        """Refused is what becomes a broken item, parked with its reason; a group is no contact and taken."""
        text = data.decode("utf-8", "surrogateescape")
        sight = sight_of("/book/a.vcf", _member(text), _SCOPE)
        if isinstance(sight, Seen):
            _check(sight, text)
            _write(sight, list(_EDITS)[crc32(data) % len(_EDITS)])
        elif not isinstance(sight, Broken):
            must(Card(text).is_group, "a card that is no group was left out")
            "".join([*Card(text).members, *Card(text).categories]).encode()
        return not isinstance(sight, Broken)


def real_cards() -> Cards:
    """The same from the shared real cards. Raise FileNotFoundError where they are absent."""
    found = shared()
    if not found:
        raise FileNotFoundError("../shared/data/vcards is absent")
    return Cards(found)


def _member(text: str) -> Member:
    prop = Element(f"{DAV}prop")
    SubElement(prop, f"{DAV}getetag").text = '"1"'
    SubElement(prop, f"{CARD}address-data").text = text
    return Member("/book/a.vcf", None, prop)


def _check(seen: Seen, text: str) -> None:
    must(all(isinstance(leaf, str) for leaf in _leaves(seen.content)), "a contact holds what is no text")
    "".join(_leaves(seen.content)).encode()
    must(seen.raw == text, "a card isn't kept as it came")
    must(patch_card(text, seen.content, seen.content) == text, "a write that changes nothing changed a card")
    shown = projection(seen.content)
    must(projection(shown) == shown, "what a card shows of a contact changes from card to card")
    must(to_contact(create_card(shown, "u")) == shown, "a new card shows something else")


def _write(seen: Seen, field: str) -> None:
    """The field is as it was wanted, the others as they were, and so is every line that has nothing to do with it."""
    wanted = replace(seen.content, **{field: _EDITS[field](getattr(seen.content, field))})
    try:
        text = patch_card(seen.raw, seen.content, wanted)
    except Rejected:
        return
    text.encode()
    after = to_contact(text)
    _same(projection(after), projection(wanted), field)
    for other in _EDITS.keys() - {field}:
        _same(after, seen.content, other)
    must(not _foreign(seen.raw, field) - _foreign(text, field), f"writing {field} lost a line of something else")


def _same(after: Contact, wanted: Contact, field: str) -> None:
    must(getattr(after, field) == getattr(wanted, field), f"{field} is not what it should be")


def _foreign(text: str, field: str) -> Counter[str]:
    mine = (*_LINES[field], "X-AB")
    return Counter(line.raw.strip() for line in split(text) if not line.name.startswith(mine) and line.raw.strip())


def _leaves(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        value = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _leaves(each)
    elif value is not None and not isinstance(value, bool | int):
        yield value
