"""Contacts as persons and back, without a server: what is kept, what can't be held, and the laws of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.field import CONTACT_FIELDS
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.persons import merged, projection, to_contact, to_person, to_seen

FURTHER = {Slot.ADDRESS_HOME: "a" * 40, Slot.ADDRESS_WORK: "b" * 40, Slot.ADDRESS_OTHER: "c" * 40}
MARKER = {Slot.MARKER: "d" * 40}
SYNC = FieldCodes(
    {slot: slot.value for slot in (Slot.IM, Slot.POSTAL_ADDRESS, Slot.NOTES, Slot.BIRTHDAY, Slot.JOB_TITLE)}
    | FURTHER
    | MARKER
)
CUSTOM = FieldCodes(
    {Slot.IM: "1" * 40, Slot.POSTAL_ADDRESS: "2" * 40, Slot.NOTES: "3" * 40, Slot.BIRTHDAY: "4" * 40}
    | {Slot.JOB_TITLE: "5" * 40}
    | FURTHER
    | MARKER
)
BARE = FieldCodes()

ADA = Contact(
    name=Name("Ada", "Augusta", "King", "Lady", "PhD", "Lady Ada Augusta King PhD"),
    emails=(Entry("ada@example.com", "work"), Entry("ada@home.example", "home", primary=True)),
    phones=(Entry("+49 30 1234567", "mobile"), Entry("030 7654321", "")),
    messengers=(Entry("ada.king", "skype"),),
    addresses=(
        Address(street="Hauptstraße 5", city="Berlin", region="Berlin", postcode="10115", country="DE", label="work"),
        Address(street="Weg 1", postcode="20095", city="Hamburg", country="DE", label="home"),
    ),
    organization="Analytical Engines",
    job_title="Countess",
    notes="First line\nsecond line",
    birthday=Birthday(12, 10, 1815),
)


def body(contact: Contact, codes: FieldCodes = SYNC) -> dict[str, Any]:
    return merged(list(to_person(contact, codes).values()))


def shown(contact: Contact, codes: FieldCodes = SYNC) -> Contact:
    return projection(contact, codes)


@pytest.mark.parametrize("codes", [SYNC, CUSTOM], ids=["contact sync", "custom fields"])
def test_everything_a_person_has_a_place_for_comes_back(codes: FieldCodes) -> None:
    back = shown(ADA, codes)

    assert back.emails == ADA.emails
    assert back.organization == ADA.organization
    assert (back.job_title, back.notes, back.birthday) == (ADA.job_title, ADA.notes, ADA.birthday)
    assert [(entry.value, entry.label) for entry in back.messengers] == [("ada.king", "skype")]
    assert back.addresses == (replace(ADA.addresses[0], label=""), ADA.addresses[1])
    assert back.missing == frozenset()


def test_given_and_middle_name_share_a_place_and_titles_have_none() -> None:
    assert shown(ADA).name == Name(given="Ada Augusta", family="King", formatted="Ada Augusta King")


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        (Contact(name=Name(family="King")), ("", "King")),
        (Contact(name=Name(formatted="Ada Augusta King")), ("Ada", "Augusta King")),
        (Contact(organization="Analytical Engines"), ("Analytical Engines", "")),
        (Contact(emails=(Entry("ada@example.com"),), phones=(Entry("030"),)), ("ada@example.com", "")),
        (Contact(phones=(Entry("030 1"),)), ("030 1", "")),
        (Contact(messengers=(Entry("ada", "skype"),)), ("ada", "")),
        (Contact(notes="Who is this?"), ("?", "")),
    ],
)
def test_a_contact_without_a_name_is_called_by_what_else_it_says(contact: Contact, name: tuple[str, str]) -> None:
    sent = body(contact)

    assert (sent["first_name"], sent["last_name"]) == name


def test_an_entry_without_a_label_is_sent_as_other_and_exactly_one_is_primary() -> None:
    assert body(ADA)["phones"] == [
        {"value": "+49 30 1234567", "label": "mobile", "primary": True},
        {"value": "030 7654321", "label": "other", "primary": False},
    ]
    two = Contact(emails=(Entry("a@x.example", primary=True), Entry("b@x.example", primary=True)))
    assert [item["primary"] for item in body(two)["emails"]] == [True, False]


def test_known_labels_are_lower_case_and_own_words_stay() -> None:
    person = {"id": 1, "emails": [{"value": "a@x.example", "label": "Work"}, {"value": "b@x.example", "label": "Boat"}]}

    contact = to_contact(person, SYNC, "")

    assert [entry.label for entry in contact.emails] == ["work", "Boat"]


def test_the_parts_that_an_address_has_are_sent() -> None:
    sent = body(ADA)["postal_address"]

    assert sent == {
        "value": "Hauptstraße 5, 10115 Berlin, Berlin, DE",
        "route": "Hauptstraße 5",
        "locality": "Berlin",
        "admin_area_level_1": "Berlin",
        "postal_code": "10115",
        "country": "DE",
    }


@pytest.mark.parametrize(
    ("parts", "street"),
    [
        ({"route": "Hauptstraße", "street_number": "5", "value": "Hauptstraße 5, Berlin"}, "Hauptstraße 5"),
        ({"route": "Main Street", "street_number": "5", "value": "5 Main Street, Boston"}, "5 Main Street"),
        ({"street_number": "5", "value": "5"}, "5"),
    ],
)
def test_a_street_number_of_its_own_joins_the_street_as_the_whole_address_has_it(
    parts: dict[str, str], street: str
) -> None:
    assert to_contact({"id": 1, "postal_address": parts}, SYNC, "").addresses == (Address(street=street),)


def test_an_address_without_parts_is_text() -> None:
    person = {"id": 1, "postal_address": {"value": "somewhere in Berlin", "route": None}}

    assert to_contact(person, SYNC, "").addresses == (Address(text="somewhere in Berlin"),)


def test_further_addresses_go_to_the_field_of_their_label_and_then_to_other() -> None:
    homes = tuple(Address(street=f"Weg {number}", postcode="10115", label="home") for number in range(4))
    sent = body(Contact(addresses=homes))["custom_fields"]

    assert sent == {FURTHER[Slot.ADDRESS_HOME]: "Weg 1\n10115", FURTHER[Slot.ADDRESS_WORK]: None} | {
        FURTHER[Slot.ADDRESS_OTHER]: "Weg 2\n10115\n\nWeg 3\n10115"
    }


def test_several_addresses_in_the_field_for_others_are_read_one_by_one() -> None:
    person = {"id": 1, "custom_fields": {FURTHER[Slot.ADDRESS_OTHER]: "Weg 2\n10115\n \n\nWeg 3\n10115\n"}}

    assert to_contact(person, SYNC, "").addresses == (
        Address(street="Weg 2", postcode="10115", label="other"),
        Address(street="Weg 3", postcode="10115", label="other"),
    )


def test_a_day_without_a_year_is_not_sent() -> None:
    assert body(Contact(birthday=Birthday(5, 9)))["birthday"] is None


def test_a_birthday_that_is_no_date_is_left_alone() -> None:
    contact = to_contact({"id": 1, "birthday": "sometime in May"}, SYNC, "")

    assert contact.birthday is None
    assert contact.missing == {Field.BIRTHDAY}


def test_notes_are_cut_where_pipedrive_would_refuse_them() -> None:
    assert len(body(Contact(notes="ü" * 10_001))["notes"]) == 10_000


def test_what_the_company_has_no_field_for_is_missing_and_not_sent() -> None:
    back = shown(ADA, BARE)

    assert back.missing == {Field.MESSENGERS, Field.ADDRESSES, Field.NOTES, Field.BIRTHDAY, Field.JOB_TITLE}
    assert set(body(ADA, BARE)) == {"first_name", "last_name", "emails", "phones"}


def test_a_field_that_was_not_fetched_is_not_sent() -> None:
    sent = body(replace(ADA, missing=frozenset({Field.EMAILS, Field.NOTES})))

    assert "emails" not in sent
    assert "notes" not in sent


def test_messengers_are_read_under_both_names_that_the_documents_give_them() -> None:
    items = [{"value": "ada", "label": "skype", "primary": True}]

    for key in ("im", "ims"):
        assert to_contact({"id": 1, key: items}, SYNC, "").messengers == (Entry("ada", "skype", primary=True),)


def test_owner_marker_version_and_organization_are_seen() -> None:
    person = {"id": 7, "owner_id": 9, "org_id": 3, "update_time": "2026-11-01T10:00:00Z"}
    person["custom_fields"] = {MARKER[Slot.MARKER]: "f" * 32}

    seen = to_seen(person, SYNC, "Analytical Engines", in_scope=True)

    assert (seen.remote_id, seen.version, seen.owner, seen.marker) == ("7", "2026-11-01T10:00:00Z", "9", "f" * 32)
    assert seen.mentions == ("organization/3",)
    assert seen.content.organization == "Analytical Engines"


TEXT = st.text(max_size=12) | st.sampled_from(["", " ", "a\nb", "10115 Berlin", "x: y", "\r\n", "ß", "  pad  "])
ENTRIES = st.lists(st.builds(Entry, TEXT, TEXT, st.booleans()), max_size=3).map(tuple)
ADDRESSES = st.lists(
    st.builds(Address, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.sampled_from(["", "home", "work", "boat"]), TEXT),
    max_size=4,
).map(tuple)
DAYS = st.dates().map(lambda day: Birthday(day.month, day.day, day.year)) | st.just(Birthday(2, 29)) | st.none()
CONTACTS = st.builds(
    Contact,
    name=st.builds(Name, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT),
    emails=ENTRIES,
    phones=ENTRIES,
    messengers=ENTRIES,
    addresses=ADDRESSES,
    organization=TEXT,
    job_title=TEXT,
    notes=TEXT,
    birthday=DAYS,
    missing=st.frozensets(st.sampled_from(CONTACT_FIELDS), max_size=2),
)


@given(contact=CONTACTS, codes=st.sampled_from([SYNC, CUSTOM, BARE]))
def test_what_pipedrive_shows_is_shown_the_same_when_it_is_written_again(contact: Contact, codes: FieldCodes) -> None:
    once = projection(contact, codes)

    assert projection(once, codes) == once


def test_codes_survive_their_storage() -> None:
    assert FieldCodes.from_json(CUSTOM.to_json()) == CUSTOM


def test_a_birthday_before_the_year_1000_has_four_digits() -> None:
    assert body(Contact(birthday=Birthday(1, 2, 812)))["birthday"] == date(812, 1, 2).isoformat()
