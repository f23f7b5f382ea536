"""Postal addresses. One known only as a text is written as its street: what Google makes of a text is not told."""

from collections.abc import Sequence

from tandem.domain.contact import Address
from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements, label_of, own, primary_of, prose, text, type_of

FIELD = "addresses"
PARTS = {
    "street": "streetAddress",
    "extended": "extendedAddress",
    "po_box": "poBox",
    "city": "city",
    "region": "region",
    "postcode": "postalCode",
    "country": "country",
}


def read_addresses(person: Json) -> tuple[Address, ...]:
    """The primary one first."""
    found = elements(person, FIELD)
    first = primary_of(found)
    ordered = [*found[first : first + 1], *found[:first], *found[first + 1 :]]
    read = (_address(one) for one in ordered)
    return tuple(address for address in read if _says_something(address))


def write_addresses(person: Json, addresses: Sequence[Address]) -> list[Json]:
    """The elements that show these addresses; one that is there already stays as it is."""
    left = elements(person, FIELD).copy()
    found = [_element(one, left) for one in map(_held, addresses) if _says_something(one)]
    if len(found) > 1:
        found[0] = {**found[0], "metadata": {"sourcePrimary": True}}
    return found


def _address(element: Json) -> Address:
    parts = {part: prose(text(element, name)) for part, name in PARTS.items()}
    parts["country"] = parts["country"] or prose(text(element, "countryCode"))
    whole = "" if any(parts.values()) else prose(text(element, "formattedValue"))
    return Address(**parts, label=label_of(text(element, "type")), text=whole)


def _held(address: Address) -> Address:
    parts = {part: prose(getattr(address, part)) for part in PARTS}
    whole = "" if any(parts.values()) else prose(address.text)
    return Address(**parts, label=label_of(type_of(address.label)), text=whole)


def _says_something(address: Address) -> bool:
    return bool(address.text) or any(getattr(address, part) for part in PARTS)


def _element(address: Address, left: list[Json]) -> Json:
    for one in left:
        if _address(one) == address:
            left.remove(one)
            return own(one)
    parts = {name: getattr(address, part) for part, name in PARTS.items() if getattr(address, part)}
    kind = {"type": type_of(address.label)} if address.label else {}
    return {**(parts or {PARTS["street"]: address.text}), **kind}
