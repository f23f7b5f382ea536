"""What Outlook has a fixed number of places for: phone numbers and postal addresses, by label.

An element with a label of its own takes the place that has it. What has none, or one that Outlook doesn't know, takes
a place that is left; what finds none is overflow, and stays in the base of the other side. A fax and a pager take
none: a number that nobody can call in the place of one would be wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tandem.domain.contact import Address, Entry

BUSINESS, HOME, MOBILE, OTHER = "work", "home", "mobile", "other"
_PHONES = {BUSINESS: 2, HOME: 2, MOBILE: 1}
_UNCALLED = frozenset({"fax", "work fax", "home fax", "pager"})
_ADDRESSES = (BUSINESS, HOME, OTHER)
_MOST_MAILS = _MOST_HANDLES = 3


@dataclass(frozen=True, slots=True)
class Phones:
    business: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    mobile: str = ""

    def entries(self) -> tuple[Entry, ...]:
        """None is the primary one: Outlook marks none."""
        labelled = [(BUSINESS, one) for one in self.business] + [(HOME, one) for one in self.home]
        return tuple(Entry(value, label) for label, value in [*labelled, (MOBILE, self.mobile)] if value)


def phones_of(entries: Iterable[Entry]) -> Phones:
    listed = [entry for entry in entries if entry.value.strip()]
    places: dict[str, list[str]] = {label: [] for label in _PHONES}
    for entry in listed:
        if entry.label in _PHONES and _is_free(places, entry.label):
            places[entry.label].append(entry.value.strip())
    for entry in listed:
        free = next((label for label in _PHONES if _is_free(places, label)), None)
        if entry.label not in _PHONES and entry.label not in _UNCALLED and free is not None:
            places[free].append(entry.value.strip())
    return Phones(tuple(places[BUSINESS]), tuple(places[HOME]), "".join(places[MOBILE]))


def _is_free(places: dict[str, list[str]], label: str) -> bool:
    return len(places[label]) < _PHONES[label]


def addresses_of(addresses: Iterable[Address]) -> dict[str, Address]:
    """By the label of their place. One without a label is somebody's at work, as the first of a person is."""
    places: dict[str, Address] = {}
    rest: list[Address] = []
    for address in addresses:
        if address.label in _ADDRESSES and address.label not in places:
            places[address.label] = address
        else:
            rest.append(address)
    for address in rest:
        wanted = (BUSINESS, OTHER, HOME) if not address.label else (OTHER,)
        free = next((label for label in wanted if label not in places), None)
        if free is not None:
            places[free] = address
    return {label: places[label] for label in _ADDRESSES if label in places}


def mails_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The primary one first: Outlook takes the first for it, wherever it needs one."""
    return _first(sorted(entries, key=lambda entry: not entry.primary), _MOST_MAILS)


def handles_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    return _first(sorted(entries, key=lambda entry: not entry.primary), _MOST_HANDLES)


def _first(entries: Sequence[Entry], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for entry in entries if (value := entry.value.strip())))[:most]
