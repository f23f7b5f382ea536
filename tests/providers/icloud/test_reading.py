"""How single lines are read: labels, birthdays, messengers, photos, broken lines."""

import base64
from hashlib import sha256

import pytest

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name, Photo
from tandem.domain.errors import Rejected
from tandem.providers.icloud.mapping import create_card, patch_card, projection, to_contact

_JPEG = b"\xff\xd8\xff\xe0 a picture"


def _read(*lines: str, version: str = "3.0", newline: str = "\r\n") -> Contact:
    return to_contact(newline.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")))


@pytest.mark.parametrize(
    ("version", "line", "expected"),
    [
        ("3.0", "BDAY:1980-03-22", Birthday(3, 22, 1980)),
        ("3.0", "BDAY;VALUE=date:19800322", Birthday(3, 22, 1980)),
        ("3.0", "BDAY;VALUE=date-time:1980-03-22T23:30:00Z", Birthday(3, 22, 1980)),
        ("3.0", "BDAY:1980-03-22T00:00:00-07:00", Birthday(3, 22, 1980)),
        ("4.0", "BDAY:--0509", Birthday(5, 9)),
        ("4.0", "BDAY:--05-09", Birthday(5, 9)),
        ("3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09", Birthday(5, 9)),
        ("3.0", "BDAY;X-APPLE-OMIT-YEAR=1900:1900-05-09", Birthday(5, 9)),
        ("3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1980-05-09", Birthday(5, 9, 1980)),
        ("3.0", "BDAY:1604-05-09", Birthday(5, 9)),
        ("3.0", "BDAY:1604-02-29", Birthday(2, 29)),
        ("3.0", "BDAY:0000-05-09", Birthday(5, 9)),
        ("4.0", "BDAY;VALUE=text:circa 1800", None),
        ("3.0", "BDAY:1980-02-30", None),
        ("4.0", "BDAY:1980", None),
        ("3.0", "BDAY:", None),
    ],
)
def test_birthdays_in_all_their_forms(version: str, line: str, expected: Birthday | None) -> None:
    """F30."""
    assert _read(line, version=version).birthday == expected


@pytest.mark.parametrize(
    ("version", "line"), [("3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09"), ("4.0", "BDAY:--0509")]
)
def test_a_yearless_birthday_is_written_without_a_year(version: str, line: str) -> None:
    """F30."""
    card = create_card(Contact(birthday=Birthday(5, 9)), "u", version=version)

    assert f"{line}\r\n" in card


def test_of_several_birthdays_the_first_whole_day_counts() -> None:
    assert _read("BDAY;VALUE=text:spring", "BDAY;ALTID=1:20160801", version="4.0").birthday == Birthday(8, 1, 2016)


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (("TEL;TYPE=CELL:1",), "mobile"),
        (("TEL;type=IPHONE;type=CELL;type=VOICE:1",), "mobile"),
        (("TEL;TYPE=HOME,FAX:1",), "home fax"),
        (('TEL;TYPE="work,voice":1',), "work"),
        (("TEL;WORK;FAX:1",), "work fax"),
        (("TEL;TYPE=FAX:1",), "fax"),
        (("TEL;TYPE=MAIN:1",), "main"),
        (("TEL;TYPE=PAGER:1",), "pager"),
        (("TEL;TYPE=OTHER:1",), "other"),
        (("TEL;TYPE=VOICE,MSG,PREF:1",), ""),
        (("TEL;TYPE=Zweithandy:1",), "Zweithandy"),
        (("item1.TEL;TYPE=CELL:1", "item1.X-ABLabel:Zweithandy"), "Zweithandy"),
        (("item1.TEL:1", "item1.X-ABLabel:_$!<Mobile>!$_"), "mobile"),
        (("item1.TEL:1", "item1.X-ABLabel:_$!<HomeFAX>!$_"), "home fax"),
        (("ITEM1.TEL:1", "item1.X-ABLABEL:Boot\\, rot"), "Boot, rot"),
        (("item1.TEL;TYPE=HOME:1", "item1.X-ABLabel:"), "home"),
    ],
)
def test_labels_come_from_types_and_from_apples_label_lines(lines: tuple[str, ...], label: str) -> None:
    """F28."""
    assert [phone.label for phone in _read(*lines).phones] == [label]


@pytest.mark.parametrize("number", ["+43 (0)1 / 234-56", "0 12", "*100#", "+1 555;ext=7", "1,,2#", "VANITY"])
def test_a_number_comes_back_as_it_was_typed(number: str) -> None:
    """F29."""
    card = create_card(Contact(phones=(Entry("1"),)), "u")
    seen = to_contact(card)

    patched = patch_card(card, seen, Contact(phones=(Entry(number),)))

    assert to_contact(patched).phones == (Entry(number),)


def test_a_tel_uri_is_its_number() -> None:
    assert _read("TEL;VALUE=uri;TYPE=cell;PREF=1:tel:+43-1-234", version="4.0").phones == (
        Entry("+43-1-234", "mobile", True),
    )


def test_of_several_preferences_the_lowest_is_the_primary_one() -> None:
    emails = _read("EMAIL;PREF=50:a@x", "EMAIL;PREF=2:b@x", "EMAIL:c@x", version="4.0").emails

    assert [email.primary for email in emails] == [False, True, False]


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:johny", Entry("johny", "skype")),
        ("IMPP;X-SERVICE-TYPE=Skype:live:johny", Entry("live:johny", "skype")),
        ("IMPP;X-SERVICE-TYPE=Facebook:xmpp:johny", Entry("johny", "facebook")),
        ("IMPP:xmpp:johny@jabber.example", Entry("johny@jabber.example", "jabber")),
        ("IMPP:aim\\:johny", Entry("johny", "aim")),
        ("IMPP;X-SERVICE-TYPE=WhatsApp:johny", Entry("johny", "whatsapp")),
        ("IMPP;X-SERVICE-TYPE=Mein Dienst:x-apple:johny", Entry("johny", "Mein Dienst")),
        ("X-SKYPE:johny", Entry("johny", "skype")),
        ("X-SKYPE-USERNAME:johny", Entry("johny", "skype")),
        ("X-MS-IMADDRESS:johny@aol.example", Entry("johny@aol.example", "")),
        ("X-JABBER;TYPE=HOME;TYPE=pref:johny@x", Entry("johny@x", "jabber", True)),
    ],
)
def test_messengers_in_all_their_forms(line: str, entry: Entry) -> None:
    assert _read(line).messengers == (entry,)


def test_an_address_that_is_known_as_a_whole_becomes_a_street() -> None:
    whole = "Main St. 1\n1010 Wien"

    assert _read("LABEL;TYPE=WORK:Main St. 1\\n1010 Wien").addresses == (Address(whole, label="work"),)
    assert projection(Contact(addresses=(Address(text=whole, label="work"),))).addresses == (
        Address(whole, label="work"),
    )


def test_the_preferred_address_comes_first() -> None:
    addresses = _read("ADR:;;A;;;;", "ADR;TYPE=pref:;;B;;;;", "ADR:;;;;;;").addresses

    assert [address.street for address in addresses] == ["B", "A"]


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ("3.0", "PHOTO;ENCODING=b;TYPE=JPEG:{}"),
        ("3.0", "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n {}"),
        ("2.1", "PHOTO;BASE64;JPEG:\r\n{}\r\n"),
        ("4.0", "PHOTO:data:image/jpeg;base64,{}"),
        ("3.0", "PHOTO;VALUE=uri:data:image/jpeg\\;base64\\,{}"),
    ],
)
def test_photos_inside_a_card_are_read(version: str, line: str) -> None:
    photo = _read("FN:A", line.format(base64.b64encode(_JPEG).decode()), "TITLE:t", version=version)

    assert photo.photo == Photo(sha256(_JPEG).hexdigest(), "image/jpeg")
    assert photo.job_title == "t"


@pytest.mark.parametrize(
    "line",
    [
        "PHOTO;VALUE=uri:https://p42-contacts.icloud.com:443/x/y.jpg",
        "PHOTO;ENCODING=b;TYPE=JPEG:!!!",
        "PHOTO;ENCODING=b:bm8gcGljdHVyZQ==",
        "PHOTO:",
    ],
)
def test_a_photo_that_is_a_link_or_no_picture_blocks_nothing(line: str) -> None:
    """F31, F32."""
    contact = _read("FN:Ann Example", line)

    assert (contact.photo, contact.name) == (None, Name(formatted="Ann Example"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_a_vcard"),
        ("<html></html>", "not_a_vcard"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "not_a_vcard"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:A\n", "unfinished_card"),
        ("BEGIN:VCARD\nVERSION:9\nFN:A\nEND:VCARD\n", "unknown_vcard_version"),
    ],
)
def test_a_card_that_makes_no_sense_is_told_with_its_reason(text: str, reason: str) -> None:
    """F21."""
    with pytest.raises(Rejected) as caught:
        to_contact(text)

    assert caught.value.reason == reason


def test_a_card_inside_a_card_says_nothing_of_the_outer_one() -> None:
    contact = _read("FN:Ann", "AGENT:", "BEGIN:VCARD", "FN:Ben", "TEL:1", "END:VCARD", "TEL:2", version="2.1")

    assert contact.phones == (Entry("2"),)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("N:Doe;Ann;;;",), Name("Ann", family="Doe", formatted="Ann Doe")),
        (("FN:Ann Doe",), Name(formatted="Ann Doe")),
        (("FN:Ann",), Name("Ann", formatted="Ann")),
        (("N:;;;;", "FN:Acme Inc."), Name(formatted="Acme Inc.")),
        (("N:Doe\\;Roe;Ann\\\\;;;", "FN:x"), Name("Ann\\", family="Doe;Roe", formatted="x")),
        (("N:Doe", "FN:x"), Name(family="Doe", formatted="x")),
    ],
)
def test_names_with_and_without_parts(lines: tuple[str, ...], name: Name) -> None:
    assert _read(*lines).name == name


def test_a_new_card_has_n_and_fn_a_short_prodid_and_no_photo() -> None:
    """F35."""
    contact = Contact(name=Name("Ann", family="Doe"), photo=Photo("00", "image/jpeg"))

    assert create_card(contact, "uid-1").split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Doe;Ann;;;",
        "FN:Ann Doe",
        "PRODID:-//Tandem//EN",
        "UID:uid-1",
        "END:VCARD",
        "",
    ]
