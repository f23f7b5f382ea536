"""A field of each kind in every combination of bases and contents."""

import re
from itertools import product

import pytest

from tandem.domain.comparison import same_field
from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name, Side
from tandem.domain.rules import Rules
from tests.domain.exhaustive.merging import MISSING, NOTHING, Shown, is_typed, merged, rules, showing

KINDS: dict[Field, tuple[object, ...]] = {
    Field.NAME: (
        Name(),
        Name("Anna", "", "Meyer", formatted="Anna Meyer"),
        Name("Anna", "Maria", "Meyer", "Dr.", formatted="Dr. Anna Maria Meyer"),
        Name(formatted="Meyer"),
        MISSING,
    ),
    Field.ORGANIZATION: ("", "Meyer", "Meyer GmbH", "Müller", MISSING),
    Field.NOTES: ("", "One.", "One. Two.", "Other\r\n", MISSING),
    Field.BIRTHDAY: (None, Birthday(5, 9), Birthday(5, 9, 1980), Birthday(2, 29, 1980), MISSING),
    Field.ADDRESSES: (
        (),
        (Address(street="Am See 3", label="home"),),
        (Address(street="Am See 3", label="work"),),
        (Address(text="Ring 5"), Address(street="Am See 3", label="home")),
        MISSING,
    ),
    Field.MESSENGERS: ((), (Entry("anna", "skype"),), (Entry("anna", "whatsapp"),), (Entry("bob", "skype"),), MISSING),
}


@pytest.mark.parametrize("field", KINDS)
def test_a_field_of_each_kind_in_every_combination(field: Field) -> None:
    contents = [showing(field, value) for value in KINDS[field]]
    bases = [None, *product(contents, repeat=2)]
    cases = list(product(bases, contents, contents, rules(field)))

    for case in cases:
        keeps_its_promises(field, *case)

    assert len(cases) == 26 * 25 * 3


def keeps_its_promises(field: Field, bases: Shown | None, crm: Contact, provider: Contact, chosen: Rules) -> None:
    action, after = merged(bases, crm, provider, chosen)
    before, then = (crm, provider), bases or (None, None)
    if field in crm.missing | provider.missing:
        assert (after, action.losses) == (before, ())
    if not chosen.is_two_way:
        assert after[1] == provider
    lost = {loss.side for loss in action.losses}
    for side, was, now, base in zip(Side, before, after, then, strict=True):
        if not same_field(field, was, now) and is_typed(field, base, was):
            assert stands(field, was, after) or side in lost
        if same_field(field, now, NOTHING) and not same_field(field, was, NOTHING):
            assert was_cleared(field, bases, before, side.other)


def stands(field: Field, was: Contact, after: Shown) -> bool:
    """All that was typed is to be read somewhere."""
    return any(words(field, was) <= words(field, one) for one in after)


def words(field: Field, contact: Contact) -> frozenset[str]:
    value = getattr(contact, field)
    parts = value if isinstance(value, tuple) else (value,)
    text = " ".join(re.sub(r"\w+=", "", str(part)) for part in parts if part)
    return frozenset(re.findall(r"[\w.]+", text)) - {"None", "False", "Birthday", "Name", "Address", "Entry"}


def was_cleared(field: Field, bases: Shown | None, before: Shown, side: Side) -> bool:
    place = list(Side).index(side)
    if bases is None or field in bases[place].missing | before[place].missing:
        return False
    return not same_field(field, bases[place], NOTHING) and same_field(field, before[place], NOTHING)
