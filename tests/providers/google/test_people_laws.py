"""Laws of the mapping, for any contact and any person that shows one."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings, strategies as st

from tandem.domain.comparison import changed_fields
from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.field import CONTACT_FIELDS
from tandem.providers.google.people.person import FIELDS, new_fields, projection, to_contact, to_fields

_awkward = st.sampled_from(
    ["", "a;b", "\\", "x\ny", "Zoë Ünal", "a b", " spaced ", "日本語" * 30, "\ud800", "\x00a\x1f", "a\u00a0b", "👩‍💻"]
)
_texts = st.one_of(_awkward, st.text(max_size=12))
_labels = st.one_of(
    st.sampled_from(["", "work", "home", "mobile", "main", "fax", "work fax", "home fax", "pager", "other", "Work"]),
    st.sampled_from(["Zweithandy", "workMobile", "homeFax", "skype", "Skype", "gtalk", "googleTalk", "NetMeeting"]),
    _texts,
)
_entries = st.lists(st.builds(Entry, _texts, _labels, st.booleans()), max_size=4).map(tuple)
_names = st.builds(Name, _texts, _texts, _texts, _texts, _texts, _texts)
_addresses = st.lists(st.builds(Address, *([_texts] * 7), _labels, _texts), max_size=3).map(tuple)
_birthdays = st.builds(Birthday, st.integers(1, 12), st.integers(1, 28), st.one_of(st.none(), st.integers(1, 9999)))
_contacts = st.builds(
    Contact,
    name=_names,
    emails=_entries,
    phones=_entries,
    messengers=_entries,
    addresses=_addresses,
    organization=_texts,
    job_title=_texts,
    notes=_texts,
    birthday=st.one_of(st.none(), _birthdays),
)
_unknown = {"metadata": {"source": {"type": "CONTACT"}}, "formattedType": "Anything"}


def person_of(contact: Contact) -> dict[str, Any]:
    """As Google shows it: each element with what only Google says."""
    return {name: [_unknown | element for element in found] for name, found in new_fields(contact).items()}


@given(_contacts)
@settings(max_examples=100, deadline=None)
def test_a_projection_is_its_own_projection(contact: Contact) -> None:
    once = projection(contact)

    assert projection(once) == once


@given(_contacts)
@settings(max_examples=100, deadline=None)
def test_what_google_adds_is_no_change(contact: Contact) -> None:
    seen = to_contact(person_of(contact))

    assert changed_fields(projection(contact), seen) == frozenset()
    assert to_fields(person_of(contact), seen, seen) == {}


@given(_contacts, _contacts)
@settings(max_examples=100, deadline=None)
def test_a_person_that_was_changed_shows_the_projection(before: Contact, wanted: Contact) -> None:
    """F24, F28: whatever is changed on whatever person, it then shows it."""
    person = person_of(before)

    after = person | to_fields(person, to_contact(person), projection(wanted))

    assert changed_fields(to_contact(after), projection(wanted)) == frozenset()


@given(_contacts, _contacts, st.sampled_from(list(CONTACT_FIELDS)))
@settings(max_examples=100, deadline=None)
def test_a_change_of_one_field_names_no_other(before: Contact, other: Contact, name: Field) -> None:
    person = person_of(before)
    seen = to_contact(person)

    fields = to_fields(person, seen, replace(seen, **{name: getattr(projection(other), name)}))

    assert fields.keys() <= {FIELDS[name]}
    shown = to_contact(person | fields)
    assert changed_fields(seen, shown) <= {name}
