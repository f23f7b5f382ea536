"""Phone numbers in the slots that there are: by label where a slot bears it, else in one that says nothing much."""

from collections.abc import Mapping, Sequence

from tandem.domain.contact import Entry
from tandem.providers.exchange.slots import PHONES, Slots, clean

_LABELS = {
    "BusinessPhone": "work",
    "BusinessPhone2": "work",
    "MobilePhone": "mobile",
    "HomePhone": "home",
    "HomePhone2": "home",
    "CompanyMainPhone": "main",
    "OtherTelephone": "other",
    "PrimaryPhone": "",
    "BusinessFax": "work fax",
    "HomeFax": "home fax",
    "OtherFax": "fax",
    "Pager": "pager",
    "AssistantPhone": "assistant",
    "Callback": "callback",
    "CarPhone": "car",
    "Isdn": "isdn",
    "RadioPhone": "radio",
    "Telex": "telex",
    "TtyTddPhone": "tty",
}
_SPARE = ("OtherTelephone", "PrimaryPhone", "CarPhone", "Callback", "RadioPhone")
"""For a number whose label no slot bears, or whose slots are full: the number counts more than its label."""


def phones_of(slots: Mapping[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(slots[one], _LABELS[one]) for one in PHONES if one in slots)


def phone_slots(phones: Sequence[Entry]) -> Slots:
    """Who has a slot by label gets it before the others look for a spare one; what finds none is left out."""
    numbers = [(value, entry.label.strip().lower()) for entry in phones if (value := clean(entry.value))]
    taken: Slots = {}
    rest = [value for value, label in numbers if not _place(taken, value, _named(label))]
    for value in rest:
        _place(taken, value, _SPARE)
    return taken


def _named(label: str) -> Sequence[str]:
    return [slot for slot in PHONES if _LABELS[slot] == label]


def _place(taken: Slots, value: str, slots: Sequence[str]) -> bool:
    free = next((slot for slot in slots if slot not in taken), None)
    if free is not None:
        taken[free] = value
    return free is not None
