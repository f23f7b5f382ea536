"""Postal addresses both ways: Pipedrive's address object, and text for the addresses it has no room for.

`route` holds the whole street line: who writes an address by the API need not tell a number from a street.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tandem.domain.contact import Address

_PARTS = {
    "route": "street",
    "subpremise": "extended",
    "locality": "city",
    "admin_area_level_1": "region",
    "postal_code": "postcode",
    "country": "country",
}
_POSTCODE_CITY = re.compile(r"((?:[A-Z]{1,3}-)?\d{3,6}(?:-\d{3,4})?)(?: (\D.*))?")

_EMPTY_LINES = re.compile(r"\n{2,}")


def to_address(value: Any) -> Address | None:
    """The address that an address object holds; None for an empty one."""
    parts: dict[str, str] = {ours: _line(value.get(theirs)) for theirs, ours in _PARTS.items()}
    number, text = _line(value.get("street_number")), clean(value.get("value") or "")
    if number:
        parts["street"] = _street(parts["street"], number, text)
    if any(parts.values()):
        return Address(**parts)
    return Address(text=text) if text else None


def to_address_value(address: Address) -> dict[str, str]:
    """The address object that shows `address`. Parts left out become null, on a change too (migration guide v2)."""
    parts = {theirs: _line(getattr(address, ours)) for theirs, ours in _PARTS.items()}
    return {"value": _shown(address), **{theirs: part for theirs, part in parts.items() if part}}


def to_text(address: Address) -> str:
    """An address as lines: street, postcode and city, region, country."""
    if not has_parts(address):
        return clean(address.text)
    place = " ".join(filter(None, (_line(address.postcode), _line(address.city))))
    street = ", ".join(filter(None, (_line(address.po_box), _line(address.extended), _line(address.street))))
    return "\n".join(filter(None, (street, place, _line(address.region), _line(address.country))))


def from_text(text: str, label: str) -> Address | None:
    """The address that lines written by `to_text` show; any other text stays text, so that nothing is guessed."""
    text = clean(text)
    if not text:
        return None
    address = _from_lines(text.split("\n"))
    if address is None or to_text(address) != text:
        return Address(text=text, label=label)
    return replace(address, label=label)


def joined(texts: Iterable[str]) -> str:
    """Several addresses in one field, with an empty line between."""
    return "\n\n".join(texts)


def parted(text: str) -> list[str]:
    """The addresses of a field that may hold several; an empty line parts them."""
    return [part for part in _EMPTY_LINES.split(clean(text)) if part]


def has_parts(address: Address) -> bool:
    return bool(address.po_box or any(getattr(address, ours) for ours in _PARTS.values()))


def clean(text: str) -> str:
    """Lines without surrounding blanks, with no empty ones at either end."""
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def _from_lines(lines: list[str]) -> Address | None:
    """A line with a postcode tells the shape; without it a line could be anything."""
    if not 2 <= len(lines) <= 4:
        return None
    place = _POSTCODE_CITY.fullmatch(lines[1])
    if place is None:
        return None
    rest = lines[2:]
    country = rest[-1] if rest else ""
    region = rest[0] if len(rest) == 2 else ""
    return Address(street=lines[0], postcode=place[1], city=place[2] or "", region=region, country=country)


def _shown(address: Address) -> str:
    return to_text(address).replace("\n", ", ")


def _street(route: str, number: str, text: str) -> str:
    """In the order of the whole text, or the number last."""
    if not route or f"{number} {route}" in text:
        return f"{number} {route}".strip()
    return f"{route} {number}"


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
