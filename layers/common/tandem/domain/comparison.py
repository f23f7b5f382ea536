"""Comparison forms: what values are turned into to be compared, and never written back.

Two relations are kept apart. *Same* asks whether one side still shows what it showed (a mended spelling is a
change). *Alike* asks whether both sides mean the same (case doesn't matter, nor how a number is typed).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.content import Content, fields_of, is_blank, values_of
from tandem.domain.event import AllDay, Timed

ElementKey = str | tuple[str, str]
PRIMARY = "primary"
"""The key of a contact's first address, whatever its label: where Pipedrive holds its own `postal_address`."""


def digits(number: str) -> str:
    """The digits of a number, or its folded text where it has none."""
    return "".join(sign for sign in number if sign.isdigit()) or fold(number)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The forms that need more than the standard library, handed in. `phone` gives E.164 where it can."""

    phone: Callable[[str], str] = digits


def normal(text: str) -> str:
    """NFC: a letter and its accent as one character (Unicode Annex 15)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def spelling(text: str) -> str:
    """NFC, blanks at the ends off, runs of blanks as one."""
    return " ".join(normal(text).split())


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The spelling without its case. ß becomes ss."""
    return normal(spelling(text).casefold())


def prose(text: str) -> str:
    """A longer text: NFC, one kind of line end, nothing blank behind it."""
    return normal(text).replace("\r\n", "\n").replace("\r", "\n").rstrip()


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def name_key(name: str) -> str:
    """A name for matching: folded, and Müller as Mueller, Groß as Gross, whichever of the two was typed."""
    return fold(name).translate(_UMLAUTS)


def full_name(name: Name) -> str:
    """Given, middle and family name; what the side shows whole where it has no parts."""
    return spelling(f"{name.given} {name.middle} {name.family}") or spelling(name.formatted)


def is_blank_name(name: Name) -> bool:
    return not spelling(f"{full_name(name)}{name.prefix}{name.suffix}{name.formatted}")


# --- elements of set fields --------------------------------------------------------------------------------


def entry_key(field: Field, entry: Entry, comparison: Comparison) -> ElementKey:
    """What makes two entries the same one: the folded address, the E.164 number, or service and handle."""
    if field is Field.PHONES:
        return comparison.phone(entry.value)
    if field is Field.MESSENGERS:
        return fold(entry.label), fold(entry.value)
    return fold(entry.value)


def keyed_entries(field: Field, entries: tuple[Entry, ...], comparison: Comparison) -> dict[ElementKey, Entry]:
    """Entries by key, in order; one that is listed twice gets an ordinal, so that none is dropped."""
    keyed: dict[ElementKey, Entry] = {}
    for entry in entries:
        key = entry_key(field, entry, comparison)
        keyed[_unused(key, keyed)] = entry
    return keyed


def keyed_addresses(addresses: tuple[Address, ...]) -> dict[ElementKey, Address]:
    """The first address under `PRIMARY`, every other one under its label, so that both sides share the keys."""
    keyed: dict[ElementKey, Address] = {}
    for place, address in enumerate(addresses):
        key = ("label", fold(address.label)) if place else PRIMARY
        keyed[_unused(key, keyed)] = address
    return keyed


def _unused(key: ElementKey, taken: dict[ElementKey, Entry] | dict[ElementKey, Address]) -> ElementKey:
    if key not in taken:
        return key
    first, second = key if isinstance(key, tuple) else (key, "")
    ordinal = 2
    while (candidate := (first, f"{second}\n{ordinal}")) in taken:
        ordinal += 1
    return candidate


# --- whole fields ------------------------------------------------------------------------------------------


def same_name(one: Name, other: Name) -> bool:
    return one == other or _name_parts(one) == _name_parts(other)


def alike_names(one: Name, other: Name) -> bool:
    """Whether both mean the same person's name; titles and suffixes, which the CRM has no place for, don't count."""
    return fold(full_name(one)) == fold(full_name(other))


def same_address(one: Address, other: Address) -> bool:
    """The same words in every part; the label is judged apart."""
    return _address_parts(one, spelling) == _address_parts(other, spelling)


def address_words(address: Address) -> frozenset[str]:
    """The words of an address, in whichever parts, or in one text."""
    return frozenset(re.findall(r"\w+", " ".join(_address_parts(address, fold))))


def alike_addresses(one: Address, other: Address) -> bool:
    return address_words(one) == address_words(other)


def same_text(one: str, other: str) -> bool:
    return one == other or spelling(one) == spelling(other)


def alike_texts(one: str, other: str) -> bool:
    return one == other or fold(one) == fold(other)


def same_prose(one: str, other: str) -> bool:
    return one == other or prose(one) == prose(other)


def same_birthday(one: Birthday | None, other: Birthday | None) -> bool:
    return one == other


def same_field(field: Field, one: Content, other: Content) -> bool:
    """Whether the field shows the same in both. The order of entries says nothing; that of addresses does."""
    return _same_value(field, getattr(one, field), getattr(other, field))


def changed_fields(base: Content, content: Content) -> frozenset[Field]:
    """What a person changed since the base. A field missing from either counts as unchanged."""
    pairs = zip(fields_of(base), values_of(base), values_of(content), strict=True)
    changed = [field for field, then, now in pairs if not _same_value(field, then, now)]
    silent = base.missing | content.missing if changed else frozenset()
    return frozenset(field for field in changed if field not in silent)


def retyped(base: Content, content: Content) -> frozenset[Field]:
    """Fields that say the same in other characters: servers put blanks into numbers, and take them out."""
    if not isinstance(base, Contact) or not isinstance(content, Contact):
        return frozenset()
    then, now = (sorted((digits(one.value), spelling(one.label)) for one in each.phones) for each in (base, content))
    return frozenset({Field.PHONES}) if then == now else frozenset()


def first_shown(base: Content, content: Content) -> frozenset[Field]:
    """Fields that say something now and that the base doesn't show at all, so that nobody can tell since when."""
    return frozenset(field for field in base.missing - content.missing if not is_blank(field, content))


def _same_value(field: Field, one: Any, other: Any) -> bool:
    return one is other or one == other or _form(field, one) == _form(field, other)


def _form(field: Field, value: Any) -> object:
    match field:
        case Field.NAME:
            return _name_parts(value)
        case Field.NOTES | Field.DESCRIPTION:
            return prose(value)
        case Field.ORGANIZATION | Field.JOB_TITLE | Field.TITLE | Field.LOCATION:
            return spelling(value)
        case Field.ADDRESSES:
            return _address_forms(value)
        case Field.WHEN | Field.BIRTHDAY | Field.BUSY | Field.DONE | Field.PRIVATE | Field.LINKS:
            return time_form(value) if field is Field.WHEN else value
        case Field.EMAILS | Field.PHONES | Field.MESSENGERS:
            return sorted((spelling(entry.value), spelling(entry.label), entry.primary) for entry in value)


def time_form(when: Timed | AllDay) -> object:
    """The instant and the length, or the days. The zone's name isn't compared: Asia/Calcutta is Asia/Kolkata."""
    return (when.start, when.length) if isinstance(when, Timed) else when


def _name_parts(name: Name) -> tuple[str, ...]:
    parts = (name.given, name.middle, name.family, name.prefix, name.suffix, name.formatted)
    return tuple(map(spelling, parts))


def _address_parts(address: Address, form: Callable[[str], str]) -> tuple[str, ...]:
    lines = (address.street, address.extended, address.po_box, address.city, address.region)
    return tuple(map(form, (*lines, address.postcode, address.country, address.text)))


def _address_forms(addresses: tuple[Address, ...]) -> dict[ElementKey, tuple[str, ...]]:
    keyed = keyed_addresses(addresses)
    return {key: (spelling(item.label), *_address_parts(item, spelling)) for key, item in keyed.items()}
