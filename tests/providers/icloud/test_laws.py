"""Laws of the mapping, for any contact and any card that shows one."""

from dataclasses import replace

from hypothesis import example, given, settings, strategies as st

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.field import CONTACT_FIELDS
from tandem.providers.icloud.mapping import create_card, patch_card, projection, to_contact

_awkward = st.sampled_from(
    [
        "",
        "a;b",
        "a,b",
        "c:\\new",
        "\\",
        "x\ny",
        "Zoë Ünal",
        "a b",
        " spaced ",
        '"q"',
        "=C3",
        "日本語" * 30,
        "x:y",
        "\\,",
        "\\n",
    ]
)
_texts = st.one_of(_awkward, st.text(max_size=12), st.text(alphabet="ab:;,\\ \n\"'=", max_size=12))
_labels = st.one_of(
    st.sampled_from(["", "work", "home", "mobile", "main", "fax", "work fax", "home fax", "pager", "other", "Work"]),
    st.sampled_from(["Zweithandy", "_$!<Home>!$_", "a;b", "pref", "skype", "Skype", "voice", "my,own"]),
    _texts,
)
_entries = st.lists(st.builds(Entry, _texts, _labels, st.booleans()), max_size=4).map(tuple)
_names = st.builds(Name, _texts, _texts, _texts, _texts, _texts, _texts)
_addresses = st.lists(st.builds(Address, *([_texts] * 7), _labels, _texts), max_size=3).map(tuple)
_birthdays = st.builds(Birthday, st.integers(1, 12), st.integers(1, 28), st.one_of(st.none(), st.integers(0, 9999)))
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
_versions = st.sampled_from(["2.1", "3.0", "4.0"])


@given(_contacts, _versions)
@settings(max_examples=150, deadline=None)
def test_a_created_card_shows_the_projection(contact: Contact, version: str) -> None:
    text = create_card(contact, "uid-1", version=version)

    assert to_contact(text) == projection(contact)


@given(_contacts)
@settings(max_examples=100, deadline=None)
def test_a_projection_is_its_own_projection(contact: Contact) -> None:
    once = projection(contact)

    assert projection(once) == once


@given(_contacts, _contacts, _versions)
@settings(max_examples=200, deadline=None)
def test_a_patched_card_shows_the_projection(before: Contact, wanted: Contact, version: str) -> None:
    """F24, F28: whatever is changed on whatever card, the card then shows it."""
    text = create_card(before, "uid-1", version=version)

    patched = patch_card(text, to_contact(text), wanted)

    assert to_contact(patched) == projection(wanted)


@given(_contacts, _contacts, st.sampled_from(list(CONTACT_FIELDS)))
@settings(max_examples=100, deadline=None)
def test_a_patch_of_one_field_leaves_the_others(before: Contact, other: Contact, name: Field) -> None:
    text = create_card(before, "uid-1")
    seen = to_contact(text)
    wanted = replace(seen, **{name: getattr(other, name)})

    assert to_contact(patch_card(text, seen, wanted)) == projection(wanted)


@given(_contacts, _versions)
@settings(max_examples=50, deadline=None)
def test_a_patch_without_a_change_gives_the_card_back_byte_for_byte(contact: Contact, version: str) -> None:
    text = create_card(contact, "uid-1", version=version)
    seen = to_contact(text)

    assert patch_card(text, seen, seen) == text


@given(_contacts)
@settings(max_examples=50, deadline=None)
def test_no_line_of_a_new_card_is_longer_than_75_octets(contact: Contact) -> None:
    text = create_card(contact, "uid-1")

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(st.text(alphabet='BEGIN:VCARD\r\n;="\\ NTEL1,.', max_size=80))
@example("BEGIN:VCARD\nTEL;A=,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\nEND:VCARD\n")
@settings(max_examples=150, deadline=None)
def test_lines_that_make_no_sense_lose_no_card(junk: str) -> None:
    """F21."""
    text = f"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Example\nX-JUNK:{junk.replace('VCARD', '')}\nEND:VCARD\n"

    assert "Ann Example" in to_contact(text).name.formatted
