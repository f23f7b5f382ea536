"""Contacts as bytes: back unchanged, the same for the same contact, small."""

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from tandem.domain.codec import decode, encode, to_json
from tandem.domain.contact import Address, Birthday, Contact, Entry, Name, Photo
from tandem.domain.field import CONTACT_FIELDS
from tests.domain.people import ANNA

texts = st.text(max_size=8)
entries = st.lists(st.builds(Entry, texts, texts, st.booleans()), max_size=3).map(tuple)
anything = st.builds(
    Contact,
    name=st.builds(Name, texts, texts, texts, texts, texts, texts),
    emails=entries,
    phones=entries,
    messengers=entries,
    addresses=st.lists(st.builds(Address, *[texts] * 9), max_size=2).map(tuple),
    organization=texts,
    job_title=texts,
    notes=st.text(st.characters(), max_size=20),
    birthday=st.none() | st.builds(Birthday, st.integers(1, 12), st.integers(1, 28), st.none() | st.integers(1, 9999)),
    photo=st.none() | st.builds(Photo, texts, texts),
    missing=st.frozensets(st.sampled_from(list(CONTACT_FIELDS))),
)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_contact_comes_back_as_it_was(contact: Contact) -> None:
    encoded = encode(contact)

    assert decode(encoded) == contact
    assert encode(decode(encoded)) == encoded
    assert b"\n" not in encoded


def test_an_empty_contact_is_hardly_anything() -> None:
    assert encode(Contact()) == b'{"v":1}'


def test_what_is_empty_is_left_out() -> None:
    assert to_json(Contact(name=Name("Anna", family="Meyer"), emails=(Entry("a@x.de", "", True), Entry("b@x.de")))) == {
        "name": ["Anna", "Meyer"],
        "emails": [["a@x.de", "", 1], ["b@x.de"]],
    }


def test_a_day_without_a_year_is_kept_without_one() -> None:
    """F30."""
    yearless = replace(ANNA, birthday=Birthday(2, 29))

    assert to_json(yearless)["birthday"] == "--02-29"
    assert decode(encode(yearless)) == yearless


def test_text_that_is_no_unicode_is_kept() -> None:
    broken = Contact(notes="\udc80")

    assert decode(encode(broken)) == broken


@pytest.mark.parametrize("encoded", [b"", b"[]", b"{}", b'{"v":2}', b"{"])
def test_anything_else_is_refused(encoded: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever subclass json has for it
        decode(encoded)
