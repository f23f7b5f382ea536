"""What a contact of Exchange has room for: one text per slot, and how each slot is named in requests and answers.

A slot's name is EWS's own: `GivenName`, `EmailAddress1`, `MobilePhone`, `ImAddress1`, `Home.Street`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from exchangelib.util import TNS
from lxml import etree
from lxml.builder import ElementMaker

Slots = dict[str, str]
Element = Any
"""An element of lxml, whose types are not told."""

T = f"{{{TNS}}}"
E = ElementMaker(namespace=TNS, nsmap={"t": TNS})

TEXTS = (
    *("Body", "FileAs", "DisplayName", "GivenName", "MiddleName", "CompanyName", "Birthday", "Generation"),
    *("JobTitle", "PostalAddressIndex", "Surname"),
)
"""In the schema's order, as far as they stand alone."""
PREFIX = "Prefix"
EMAILS = tuple(f"EmailAddress{number}" for number in (1, 2, 3))
MESSENGERS = tuple(f"ImAddress{number}" for number in (1, 2, 3))
PHONES = (
    *(
        "BusinessPhone",
        "BusinessPhone2",
        "MobilePhone",
        "HomePhone",
        "HomePhone2",
        "CompanyMainPhone",
        "OtherTelephone",
    ),
    *("PrimaryPhone", "BusinessFax", "HomeFax", "OtherFax", "Pager", "AssistantPhone", "Callback", "CarPhone", "Isdn"),
    *("RadioPhone", "Telex", "TtyTddPhone"),
)
PLACES = ("Business", "Home", "Other")
PARTS = ("Street", "City", "State", "CountryOrRegion", "PostalCode")
ADDRESSES = tuple(f"{place}.{part}" for place in PLACES for part in PARTS)
FOREIGN = "EX "
"""Before an address that is no mail address: of somebody in the company's directory (routing type EX)."""

_DICTIONARIES = {
    "EmailAddresses": ("EmailAddress", EMAILS),
    "PhoneNumbers": ("PhoneNumber", PHONES),
    "ImAddresses": ("ImAddress", MESSENGERS),
}
_BEFORE = ("FileAs", "DisplayName", "GivenName", "MiddleName", "CompanyName")
_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_UNSENDABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """As XML can carry it: one kind of line break, no sign that it forbids, nothing around it."""
    return _UNSENDABLE.sub("", _BREAKS.sub("\n", text)).strip()


def packed(slots: Mapping[str, str]) -> str:
    return json.dumps(slots, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(text: str) -> Slots:
    return {str(name): str(value) for name, value in json.loads(text or "{}").items()}


def read_slots(contact: Element) -> Slots:
    """Those of an answer that hold something."""
    found: Slots = {}
    for child in contact:
        name = str(child.tag).removeprefix(T)
        if name in _DICTIONARIES:
            found.update(_entries(child, _DICTIONARIES[name][1]))
        elif name == "PhysicalAddresses":
            found.update(_addresses(child))
        elif name in TEXTS and not (name == "PostalAddressIndex" and child.text == "None"):
            found[name] = clean(child.text or "")
        elif name == "ExtendedProperty" and _is_prefix(child):
            found[PREFIX] = clean(child.findtext(f"{T}Value") or "")
    return {name: value for name, value in found.items() if value}


def _entries(child: Element, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for entry in child:
        if entry.get("Key") in known:
            mark = FOREIGN if (entry.get("RoutingType") or "SMTP").upper() == "EX" else ""
            yield entry.get("Key"), mark + clean(entry.text or "")


def _addresses(child: Element) -> Iterator[tuple[str, str]]:
    for entry in child:
        for part in entry:
            if f"{entry.get('Key')}.{str(part.tag).removeprefix(T)}" in ADDRESSES:
                yield f"{entry.get('Key')}.{str(part.tag).removeprefix(T)}", clean(part.text or "")


def _is_prefix(child: Element) -> bool:
    path = child.find(f"{T}ExtendedFieldURI")
    return path is not None and tag_of(path) == _PREFIX_TAG


def tag_of(path: Element) -> int:
    """0 for none, or one that is no number."""
    try:
        return int(path.get("PropertyTag") or "0", 0)
    except ValueError:
        return 0


# --- paths -------------------------------------------------------------------------------------------------

_PREFIX_TAG = 0x3A45  # PidTagDisplayNamePrefix; EWS has a title in CompleteName only, which can't be written


@cache
def path_markup(slot: str) -> bytes:
    return bytes(etree.tostring(_path(slot)))


def path_of(slot: str) -> Element:
    """The element that names the slot in an update."""
    return etree.fromstring(path_markup(slot))


def prefix_path() -> Element:
    return E.ExtendedFieldURI(PropertyTag=f"{_PREFIX_TAG:#06x}", PropertyType="String")


def _path(slot: str) -> Element:
    if slot == PREFIX:
        return prefix_path()
    if "." in slot:
        place, _, part = slot.partition(".")
        return E.IndexedFieldURI(FieldURI=f"contacts:PhysicalAddress:{part}", FieldIndex=place)
    for uri, known in _DICTIONARIES.values():
        if slot in known:
            return E.IndexedFieldURI(FieldURI=f"contacts:{uri}", FieldIndex=slot)
    return E.FieldURI(FieldURI=f"item:{slot}" if slot == "Body" else f"contacts:{slot}")


# --- values ------------------------------------------------------------------------------------------------


def whole(slots: Mapping[str, str], front: list[Element]) -> Element:
    """A new contact; `front` are elements that stand before what only contacts have."""
    told = [_text(name, slots) for name in ("Body",) if name in slots] + front
    if PREFIX in slots:
        told.append(E.ExtendedProperty(prefix_path(), E.Value(slots[PREFIX])))
    told += [_text(name, slots) for name in _BEFORE if name in slots]
    told += _dictionary("EmailAddresses", slots) + _places(slots) + _dictionary("PhoneNumbers", slots)
    told += [_text(name, slots) for name in ("Birthday", "Generation") if name in slots]
    told += _dictionary("ImAddresses", slots)
    told += [_text(name, slots) for name in ("JobTitle", "PostalAddressIndex", "Surname") if name in slots]
    return E.Contact(*told)


def alone(slot: str, value: str) -> Element:
    """A contact with nothing but this slot, as an update wants it."""
    slots = {slot: value}
    if slot == PREFIX:
        return E.Contact(E.ExtendedProperty(prefix_path(), E.Value(value)))
    if "." in slot:
        return E.Contact(*_places(slots))
    name = next((name for name, (_, known) in _DICTIONARIES.items() if slot in known), "")
    return E.Contact(*(_dictionary(name, slots) if name else [_text(slot, slots)]))


def _text(name: str, slots: Mapping[str, str]) -> Element:
    element = E(name, slots[name])
    if name == "Body":
        element.set("BodyType", "Text")
    return element


def _dictionary(name: str, slots: Mapping[str, str]) -> list[Element]:
    entries = [E.Entry(slots[one], Key=one) for one in _DICTIONARIES[name][1] if one in slots]
    return [E(name, *entries)] if entries else []


def _places(slots: Mapping[str, str]) -> list[Element]:
    entries = []
    for place in PLACES:
        parts = [E(part, slots[f"{place}.{part}"]) for part in PARTS if f"{place}.{part}" in slots]
        entries += [E.Entry(*parts, Key=place)] if parts else []
    return [E.PhysicalAddresses(*entries)] if entries else []
