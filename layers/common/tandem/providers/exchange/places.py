"""Postal addresses in the three places that there are, the one for letters first."""

from collections.abc import Mapping, Sequence

from tandem.domain.contact import Address
from tandem.providers.exchange.slots import PARTS, PLACES, Slots, clean

INDEX = "PostalAddressIndex"
_LABELS = {"Business": "work", "Home": "home", "Other": "other"}
_SPARE = ("Other", "Home", "Business")


def addresses_of(slots: Mapping[str, str]) -> tuple[Address, ...]:
    first = slots.get(INDEX, "")
    filled = [place for place in PLACES if any(f"{place}.{part}" in slots for part in PARTS)]
    return tuple(_address(place, slots) for place in sorted(filled, key=lambda place: place != first))


def address_slots(addresses: Sequence[Address]) -> Slots:
    """The first one that finds a place is marked as that for letters. What finds none is left out."""
    where: dict[str, dict[str, str]] = {}
    rest = []
    for address in addresses:
        parts, place = _parts(address), _place_of(address)
        if parts and place and place not in where:
            where[place] = parts
        elif parts:
            rest.append(parts)
    for parts in rest:
        free = next((place for place in _SPARE if place not in where), None)
        if free is not None:
            where[free] = parts
    first = next((address for address in addresses if _parts(address) in where.values()), None)
    slots = {f"{place}.{part}": value for place, parts in where.items() for part, value in parts.items()}
    return slots | ({INDEX: _index(first, where)} if first is not None else {})


def _index(first: Address, where: Mapping[str, Mapping[str, str]]) -> str:
    wanted = _parts(first)
    return next(place for place in (_place_of(first) or _SPARE[0], *_SPARE) if where.get(place) == wanted)


def _place_of(address: Address) -> str:
    return next((place for place, label in _LABELS.items() if label == address.label.strip().lower()), "")


def _parts(address: Address) -> dict[str, str]:
    """What EWS has no part for stands in the street, each on a line of its own."""
    lines = [clean(one) for one in (address.street or address.text, address.extended, address.po_box)]
    street = "\n".join(line for line in lines if line)
    values = (street, *map(clean, (address.city, address.region, address.country, address.postcode)))
    return {part: value for part, value in zip(PARTS, values, strict=True) if value}


def _address(place: str, slots: Mapping[str, str]) -> Address:
    street, city, region, country, postcode = (slots.get(f"{place}.{part}", "") for part in PARTS)
    label = _LABELS[place]
    return Address(street=street, city=city, region=region, postcode=postcode, country=country, label=label)
