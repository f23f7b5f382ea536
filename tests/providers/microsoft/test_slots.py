"""What Outlook has room for, and what is overflow: laws of the projection, and the odd cases by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name
from tandem.providers.microsoft.mapping import projection, to_body, to_contact, to_patch

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
LABELS = st.sampled_from(["work", "home", "mobile", "main", "fax", "work fax", "pager", "other", "", "Zweithandy"])
ENTRIES = st.lists(st.builds(Entry, WORDS, LABELS, st.booleans()), max_size=7).map(tuple)
ADDRESSES = st.lists(
    st.builds(Address, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, LABELS, WORDS), max_size=5
).map(tuple)
BIRTHDAYS = st.none() | st.builds(Birthday, st.integers(1, 12), st.integers(1, 28), st.none() | st.integers(1, 2200))
CONTACTS = st.builds(
    Contact,
    st.builds(Name, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS),
    ENTRIES,
    ENTRIES,
    ENTRIES,
    ADDRESSES,
    WORDS,
    WORDS,
    WORDS,
    BIRTHDAYS,
)


@given(CONTACTS)
def test_a_projection_is_its_own_projection(contact: Contact) -> None:
    once = projection(contact)

    assert projection(once) == once


@given(CONTACTS)
def test_nothing_is_sent_that_outlook_has_no_room_for(contact: Contact) -> None:
    body = to_body(contact)

    assert len(body.get("emailAddresses", [])) <= 3
    assert max(len(body.get("businessPhones", [])), len(body.get("homePhones", []))) <= 2
    assert len(body.get("imAddresses", [])) <= 3


@given(CONTACTS, CONTACTS)
def test_a_patch_leads_from_what_was_seen_to_what_is_wanted(one: Contact, other: Contact) -> None:
    item, wanted = to_body(one), projection(other)

    patched = {**item, **to_patch(item, to_contact(item), wanted)}

    assert to_contact(patched) == wanted


@given(CONTACTS)
def test_what_is_equal_is_no_patch(contact: Contact) -> None:
    item = to_body(contact)

    assert to_patch(item, to_contact(item), to_contact(item)) == {}


def phones(*entries: tuple[str, str]) -> Contact:
    return Contact(phones=tuple(Entry(value, label) for value, label in entries))


def shown(contact: Contact) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in projection(contact).phones]


@pytest.mark.parametrize(
    ("given_phones", "expected"),
    [
        ([("1", "work"), ("2", "home"), ("3", "mobile")], [("1", "work"), ("2", "home"), ("3", "mobile")]),
        ([("1", "work"), ("2", "work"), ("3", "work")], [("1", "work"), ("2", "work")]),
        ([("1", "mobile"), ("2", "mobile")], [("1", "mobile")]),
        ([("1", "Zweithandy"), ("2", "mobile")], [("1", "work"), ("2", "mobile")]),
        ([("1", ""), ("2", "work"), ("3", "work")], [("2", "work"), ("3", "work"), ("1", "home")]),
        ([("1", "fax"), ("2", "pager")], []),
        ([("+43 1 / 555-0", "work")], [("+43 1 / 555-0", "work")]),
    ],
)
def test_a_number_takes_the_place_of_its_label_or_one_that_is_left(
    given_phones: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    """F27, F28, F29: never the place of another label, and never in another spelling."""
    assert shown(phones(*given_phones)) == expected


def test_the_primary_address_is_among_the_three_and_comes_first() -> None:
    mails = tuple(Entry(f"{number}@example.com", "work", primary=number == 4) for number in range(5))

    kept = projection(Contact(emails=mails)).emails

    assert [one.value for one in kept] == ["4@example.com", "0@example.com", "1@example.com"]
    assert [one.primary for one in kept] == [True, False, False]


def test_postal_addresses_take_their_own_place_or_the_third() -> None:
    some = [Address(street=f"Weg {number}") for number in range(4)]
    labelled = [replace(one, label=label) for one, label in zip(some, ("home", "home", "", "Ferien"), strict=True)]

    kept = projection(Contact(addresses=tuple(labelled))).addresses

    assert [(one.street, one.label) for one in kept] == [("Weg 2", "work"), ("Weg 0", "home"), ("Weg 1", "other")]


@pytest.mark.parametrize("birthday", [Birthday(5, 9), Birthday(5, 9, 1604), Birthday(5, 9, 1500)])
def test_a_birthday_without_a_place_is_overflow(birthday: Birthday) -> None:
    """F30: never as 1604."""
    assert "birthday" not in to_body(Contact(birthday=birthday))
