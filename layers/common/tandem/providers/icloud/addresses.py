"""Postal addresses: ADR lines, and LABEL lines where a card has nothing else, to addresses and back."""

from collections.abc import Sequence
from dataclasses import fields, replace

from tandem.domain.contact import Address
from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.items import Item, Rewriting, rank, with_primary
from tandem.providers.icloud.labels import canonical
from tandem.providers.icloud.lines import clean
from tandem.providers.icloud.typed import compose_typed, line_label, rewrite_typed
from tandem.providers.icloud.values import components, part, text

_PARTS = ("po_box", "extended", "street", "city", "region", "postcode", "country")  # the order of ADR (RFC 2426 3.2.1)


class AddressProperty:
    """ADR. An address that is known only as a whole is written, and read again, as its street: Apple shows no LABEL."""

    def read(self, card: Card) -> list[Item[Address]]:
        """The elements, the preferred one first, else in the card's order."""
        items: list[Item[Address]] = []
        for at, line in card.all("ADR"):
            parts = [part(raw, card.version, ", ") for raw in components(line)[: len(_PARTS)]]
            if any(parts):
                value = Address(**dict(zip(_PARTS, parts, strict=False)))
                items.append(Item(value, line_label(card, line), at=at, rank=rank(line)))
        if not items:
            items = [
                Item(Address(street=whole), line_label(card, line), at=at, rank=rank(line))
                for at, line in card.all("LABEL")
                if (whole := text(line, card.version))
            ]
        return sorted(with_primary(items), key=lambda item: not item.primary)

    def wanted(self, addresses: Sequence[Address], items: Sequence[Item[Address]]) -> list[Item[Address]]:
        """The elements as the card can hold them; the first is the preferred one if the card marks any."""
        listed = [item for address in addresses if (item := _held(address)).value != Address()]
        is_marked = any(item.rank for item in items)
        return [replace(item, primary=is_marked and at == 0) for at, item in enumerate(listed)]

    def compose(self, edit: Edit, wanted: Item[Address]) -> str:
        value = ";".join(edit.escaped(getattr(wanted.value, name)) for name in _PARTS)
        return compose_typed(edit, "ADR", value, wanted)

    def rewrite(self, edit: Edit, change: Rewriting[Address]) -> None:
        line = edit.card.lines[change.item.at]
        old = components(line) if line.name == "ADR" else []
        is_kept = change.item.value == change.wanted.value and line.name == "ADR"
        value = None if is_kept else _value(edit, old, change.wanted.value)
        rewrite_typed(edit, change, name="ADR", value=value, dropped=() if is_kept else ("LABEL", "VALUE"))

    def forget(self, edit: Edit, item: Item[Address]) -> None:
        """Remove the LABEL lines that show the address as it was."""
        for at, line in edit.card.all("LABEL"):
            if at != item.at and line_label(edit.card, line) == item.label:
                edit.remove(at)


ADDRESSES = AddressProperty()


def addresses_of(items: Sequence[Item[Address]]) -> tuple[Address, ...]:
    return tuple(replace(item.value, label=item.label) for item in items)


def _held(address: Address) -> Item[Address]:
    cleaned = Address(**{field.name: clean(getattr(address, field.name)) for field in fields(Address)})
    parts = {name: getattr(cleaned, name) for name in _PARTS}
    if not any(parts.values()):
        parts["street"] = cleaned.text
    return Item(Address(**parts), canonical(cleaned.label))


def _value(edit: Edit, old: Sequence[str], wanted: Address) -> str:
    """The parts, each that didn't change as it was written."""
    version = edit.card.version
    written = list(old) + [""] * (len(_PARTS) - len(old))
    for at, name in enumerate(_PARTS):
        value = getattr(wanted, name)
        if part(written[at], version, ", ") != value:
            written[at] = edit.escaped(value)
    return ";".join(written)
