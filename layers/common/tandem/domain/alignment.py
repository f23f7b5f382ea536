"""Which element of one side is which of the other, where their keys don't tell.

A side may hold an element under another key only: an address whose label the CRM has no field for, a contact's
second address that is the person's first. `shown` is what the CRM shows, or would show, of the provider's.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from tandem.domain.comparison import ElementKey, address_words, alike_addresses, fold
from tandem.domain.contact import Address, Entry

E = TypeVar("E")
Names = dict[ElementKey, ElementKey]
"""The CRM's keys to the provider's, where they differ."""


def aligned_entries(
    crm: Mapping[ElementKey, Entry], provider: Mapping[ElementKey, Entry], shown: Mapping[ElementKey, Entry]
) -> Names:
    """An entry that the CRM shows of the provider's is known by its value, whatever it calls the service."""
    if crm.keys() == provider.keys():
        return {}
    left = {key: entry for key, entry in provider.items() if key not in crm}
    alone = {key: entry for key, entry in crm.items() if key in shown and key not in provider}
    names: Names = {}
    _pair_by_content(alone, left, names, _value)
    return names


def aligned_addresses(
    crm: Mapping[ElementKey, Address], provider: Mapping[ElementKey, Address], shown: Mapping[ElementKey, Address]
) -> Names:
    """By content first, then by key; then in order, for what the CRM shows of the provider's must be somewhere."""
    names: Names = {}
    left = dict(provider)
    _pair_by_key(crm, left, names, alike_addresses)
    _pair_by_content(crm, left, names, address_words)
    _pair_by_key(crm, left, names, lambda *_: True)
    rest = [key for key in crm if key not in names and key in shown and alike_addresses(crm[key], shown[key])]
    names |= dict(zip(rest, left, strict=False))
    return {key: name for key, name in names.items() if key != name}


def _value(entry: Entry) -> str:
    return fold(entry.value)


def _pair_by_key(
    crm: Mapping[ElementKey, E], left: dict[ElementKey, E], names: Names, fits: Callable[[E, E], bool]
) -> None:
    for key, element in crm.items():
        if key not in names and key in left and fits(element, left[key]):
            names[key] = key
            del left[key]


def _pair_by_content(
    crm: Mapping[ElementKey, E], left: dict[ElementKey, E], names: Names, content: Callable[[E], Hashable]
) -> None:
    for key, element in crm.items():
        twin = next((its for its, other in left.items() if content(other) == content(element)), None)
        if key not in names and twin is not None:
            names[key] = twin
            del left[twin]


def renamed(keyed: dict[ElementKey, E], names: Names) -> dict[ElementKey, E]:
    """The elements under the names that the other side has for them; none takes another's place."""
    if not names:
        return keyed
    targets = set(names.values())
    return {_name(key, names, targets): element for key, element in keyed.items()}


def _name(key: ElementKey, names: Names, targets: set[ElementKey]) -> ElementKey:
    if key in names:
        return names[key]
    return ("crm", "\n".join(key) if isinstance(key, tuple) else key) if key in targets else key
