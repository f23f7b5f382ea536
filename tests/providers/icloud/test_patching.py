"""Writes patch lines: what didn't change goes back byte for byte (F23, F28, F29, F31)."""

from dataclasses import replace
from difflib import ndiff

import pytest

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name
from tandem.domain.field import CONTACT_FIELDS
from tandem.providers.icloud.mapping import create_card, patch_card, to_contact
from tests.providers.icloud.shared_cards import NAMES, cards, prepare

CARD = "\r\n".join(
    (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Apple Inc.//iOS 17.0//EN",
        "N;X-SORT=d:Doe;John;Richter,James;Mr.;",
        "FN:John Doe",
        "ORG:Example;Sales;North",
        "ORG:Second",
        'item1.TEL;type=CELL;X-OWN="a;b";type=VOICE;type=pref:+43 1 234',
        "item1.X-ABLabel:Zweithandy",
        "TEL;type=HOME;type=VOICE:+43 5 678",
        "item2.ADR;type=WORK;type=pref:;;Main St. 1\\, Stair 2;Wien;;1010;Austria",
        "item2.X-ABADR:at",
        "NOTE:one",
        "X-UNKNOWN;P=1:some",
        " thing folded",
        "NOTE:two",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09",
        "PHOTO;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&1&1;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
        " SkZJRg==",
        "X-SOCIALPROFILE;type=twitter:http\\://twitter.com/x",
        "REV:2026-01-01T00:00:00Z",
        "UID:ABC-1",
        "END:VCARD",
        "",
    )
)


def _changed(before: str, after: str) -> list[str]:
    lines = ndiff(before.split("\r\n"), after.split("\r\n"))
    return [line for line in lines if line[0] in "+-"]


def _patch(**changes: object) -> list[str]:
    seen = to_contact(CARD)
    return _changed(CARD, patch_card(CARD, seen, replace(seen, **changes)))


def test_a_changed_number_keeps_its_group_its_parameters_and_its_label() -> None:
    phones = (Entry("+43 1 999", "Zweithandy", True), Entry("+43 5 678", "home"))

    assert _patch(phones=phones) == [
        '- item1.TEL;type=CELL;X-OWN="a;b";type=VOICE;type=pref:+43 1 234',
        '+ item1.TEL;type=CELL;X-OWN="a;b";type=VOICE;type=pref:+43 1 999',
    ]


def test_a_removed_number_takes_its_label_line_along() -> None:
    assert _patch(phones=(Entry("+43 5 678", "home"),)) == [
        '- item1.TEL;type=CELL;X-OWN="a;b";type=VOICE;type=pref:+43 1 234',
        "- item1.X-ABLabel:Zweithandy",
    ]


def test_a_new_number_with_a_label_of_its_own_gets_a_group_of_its_own() -> None:
    seen = to_contact(CARD)

    assert _patch(phones=(*seen.phones, Entry("1", "Boot"))) == ["+ item3.TEL:1", "+ item3.X-ABLabel:Boot"]


def test_a_made_up_label_is_changed_in_its_own_line() -> None:
    phones = (Entry("+43 1 234", "Drittes", True), Entry("+43 5 678", "home"))

    assert _patch(phones=phones) == ["- item1.X-ABLabel:Zweithandy", "+ item1.X-ABLabel:Drittes"]


def test_a_known_label_becomes_a_type_and_other_words_stay() -> None:
    phones = (Entry("+43 1 234", "Zweithandy", True), Entry("+43 5 678", "work fax"))

    assert _patch(phones=phones) == [
        "- TEL;type=HOME;type=VOICE:+43 5 678",
        "+ TEL;type=VOICE;TYPE=WORK;TYPE=FAX:+43 5 678",
    ]


def test_another_primary_number_moves_the_mark_only() -> None:
    phones = (Entry("+43 1 234", "Zweithandy"), Entry("+43 5 678", "home", True))

    assert _patch(phones=phones) == [
        '- item1.TEL;type=CELL;X-OWN="a;b";type=VOICE;type=pref:+43 1 234',
        '+ item1.TEL;type=CELL;X-OWN="a;b";type=VOICE:+43 1 234',
        "- TEL;type=HOME;type=VOICE:+43 5 678",
        "+ TEL;type=HOME;type=VOICE;TYPE=pref:+43 5 678",
    ]


def test_a_changed_city_leaves_the_other_parts_as_they_are_written() -> None:
    address = Address("Main St. 1, Stair 2", city="Graz", postcode="1010", country="Austria", label="work")

    assert _patch(addresses=(address,)) == [
        "- item2.ADR;type=WORK;type=pref:;;Main St. 1\\, Stair 2;Wien;;1010;Austria",
        "+ item2.ADR;type=WORK;type=pref:;;Main St. 1\\, Stair 2;Graz;;1010;Austria",
    ]


def test_a_changed_name_changes_n_and_fn_and_keeps_unchanged_parts() -> None:
    name = Name("John", "Richter James", "Roe", "Mr.", formatted="John Roe")

    assert _patch(name=name) == [
        "- N;X-SORT=d:Doe;John;Richter,James;Mr.;",
        "+ N;X-SORT=d:Roe;John;Richter,James;Mr.;",
        "- FN:John Doe",
        "+ FN:John Roe",
    ]


def test_a_changed_organization_keeps_its_departments_and_the_second_one() -> None:
    assert _patch(organization="Other, Inc.") == ["- ORG:Example;Sales;North", "+ ORG:Other\\, Inc.;Sales;North"]
    assert _patch(organization="") == ["- ORG:Example;Sales;North", "+ ORG:;Sales;North"]


def test_an_edited_note_is_one_note() -> None:
    assert _patch(notes="one\n\ntwo!") == ["- NOTE:one", "+ NOTE:one\\n\\ntwo!", "- NOTE:two"]


def test_a_birthday_that_gains_its_year_loses_the_mark_of_a_yearless_one() -> None:
    """F30."""
    assert _patch(birthday=Birthday(5, 9, 1980)) == ["- BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09", "+ BDAY:1980-05-09"]


def test_no_patch_touches_the_photo_or_what_nobody_maps() -> None:
    """F31."""
    other = Contact(name=Name(given="X"), emails=(Entry("a@b.example"),), notes="n", job_title="t")

    patched = patch_card(CARD, to_contact(CARD), other)

    for kept in (
        "PHOTO;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&1&1;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\n",
        "X-UNKNOWN;P=1:some\r\n thing folded\r\n",
        "X-SOCIALPROFILE;type=twitter:http\\://twitter.com/x\r\n",
        "REV:2026-01-01T00:00:00Z\r\nUID:ABC-1\r\n",
        "PRODID:-//Apple Inc.//iOS 17.0//EN\r\n",
    ):
        assert kept in patched


def test_fields_that_are_missing_are_left_alone() -> None:
    seen = to_contact(CARD)
    wanted = Contact(missing=frozenset(CONTACT_FIELDS))

    assert patch_card(CARD, seen, wanted) == CARD


def test_line_ends_stay_what_they_are() -> None:
    card = CARD.replace("\r\n", "\n")
    seen = to_contact(card)

    patched = patch_card(card, seen, replace(seen, job_title="Chef"))

    assert "\r" not in patched
    assert patched == card.replace("END:VCARD\n", "TITLE:Chef\nEND:VCARD\n")


def test_a_long_new_line_is_folded_inside_no_character() -> None:
    text = create_card(Contact(notes="ü" * 200), "u")

    assert "".join(text.split("\r\n ")).count("ü") == 200
    assert max(len(line.encode()) for line in text.split("\r\n")) == 75


def test_a_2_1_card_is_written_in_the_manner_of_2_1() -> None:
    card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Doe;John\r\nFN:John Doe\r\nTEL;HOME:1\r\nEND:VCARD\r\n"
    seen = to_contact(card)

    patched = patch_card(card, seen, replace(seen, phones=(Entry("2", "work"),), job_title="Führer"))

    assert "TEL;WORK:2\r\n" in patched
    assert "TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:F=C3=BChrer\r\n" in patched


def test_old_and_new_forms_of_one_handle_are_one_and_change_together() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:J D\r\nN:D;J;;;\r\nIMPP;X-SERVICE-TYPE=AIM;type=HOME:aim:johny\r\n"
        "X-AIM;type=HOME:johny\r\nEND:VCARD\r\n"
    )
    seen = to_contact(card)

    patched = patch_card(card, seen, replace(seen, messengers=(Entry("jane", "aim"),)))

    assert seen.messengers == (Entry("johny", "aim"),)
    assert _changed(card, patched) == [
        "- IMPP;X-SERVICE-TYPE=AIM;type=HOME:aim:johny",
        "+ IMPP;X-SERVICE-TYPE=aim;type=HOME:aim:jane",
        "- X-AIM;type=HOME:johny",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_real_cards_change_in_one_line_and_nowhere_else(name: str) -> None:
    for at, original in enumerate(cards(name)):
        card = prepare(original, f"uid-{at}")
        seen = to_contact(card)

        patched = patch_card(card, seen, replace(seen, phones=(*seen.phones, Entry("+43 1 5", "Zweithandy"))))

        added = [line for line in _changed(card, patched) if line.startswith("+")]
        assert [line.partition(".")[2] for line in added] == ["TEL:+43 1 5", "X-ABLabel:Zweithandy"]
        assert [line for line in _changed(card, patched) if line.startswith("-")] == []


@pytest.mark.parametrize("name", NAMES)
def test_real_cards_say_the_same_after_an_import(name: str) -> None:
    for at, original in enumerate(cards(name)):
        before, after = to_contact(original), to_contact(prepare(original, f"uid-{at}"))

        assert replace(after, organization="") == replace(before, organization="")


@pytest.mark.parametrize("name", NAMES)
def test_real_cards_that_are_changed_and_changed_back_are_the_same_text(name: str) -> None:
    for at, original in enumerate(cards(name)):
        card = prepare(original, f"uid-{at}")
        seen = to_contact(card)
        renamed = replace(seen, phones=tuple(replace(phone, value=phone.value + "0") for phone in seen.phones))

        there = patch_card(card, seen, renamed)

        assert patch_card(there, to_contact(there), seen) == card


def test_a_new_address_does_not_take_the_place_of_one_that_only_a_label_line_showed() -> None:
    """Beside an ADR nobody reads a LABEL."""
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nLABEL;TYPE=HOME:Main St. 1\\nWien\r\nEND:VCARD\r\n"
    seen = to_contact(text)
    wanted = replace(seen, addresses=(*seen.addresses, Address(street="Weg 9", label="work")))

    patched = patch_card(text, seen, wanted)

    assert to_contact(patched).addresses == wanted.addresses
    assert "LABEL" not in patched
