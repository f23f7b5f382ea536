"""Lines that make no sense: they cost neither the card nor much time."""

import time
from dataclasses import replace

import pytest

from tandem.domain.contact import Entry
from tandem.providers.icloud.mapping import patch_card, to_contact

HEAD = ("BEGIN:VCARD", "VERSION:3.0", "FN:Ann Example")


@pytest.mark.parametrize(
    "line",
    [
        "no colon",
        ":",
        "TEL",
        ";;;:x",
        "TEL;TYPE:",
        'TEL;X="unclosed:1',
        "N;CHARSET=x-none;ENCODING=QUOTED-PRINTABLE:=FF",
        "TITLE;CHARSET=rot13;ENCODING=QUOTED-PRINTABLE:abc",
        "BDAY:yesterday",
        "TEL;A=" + "," * 60,
        "ADR:\\",
        "X-A;" * 2000,
    ],
)
def test_a_line_that_makes_no_sense_loses_no_card(line: str) -> None:
    """F21; nor does it take long."""
    started = time.process_time()

    contact = to_contact("\r\n".join((*HEAD, line, "EMAIL:ann@example.com", "END:VCARD", "")))

    assert contact.emails == (Entry("ann@example.com"),)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("line", ["BEGIN:VNOTE", "END:VNOTE", "BEGIN:VNOTE\r\nBEGIN:X\r\nNOTE:inside\r\nEND:VNOTE"])
def test_what_begins_and_never_ends_hides_nothing_behind_it(line: str) -> None:
    """A card whose lines went unseen reads as one whose fields were emptied."""
    text = "\r\n".join((*HEAD, line, "EMAIL:ann@example.com", "END:VCARD", ""))

    contact = to_contact(text)

    assert (contact.emails, contact.notes) == ((Entry("ann@example.com"),), "")
    assert to_contact(patch_card(text, contact, replace(contact, notes="new"))).notes == "new"


@pytest.mark.parametrize("times", [1, 2, 3, 50_000])
def test_schemes_are_taken_off_however_often_they_are_there(times: int) -> None:
    lines = ("IMPP:" + "im: " * times + "ann", "TEL:" + "tel: " * times + "1", "EMAIL:" + "mailto:" * times + "a@b.c")
    started = time.process_time()

    contact = to_contact("\r\n".join((*HEAD, *lines, "END:VCARD", "")))

    assert [entry.value for entry in (*contact.messengers, *contact.phones, *contact.emails)] == ["ann", "1", "a@b.c"]
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(("given", "label"), [("_$!<HomeFAX>!$_", "home fax"), ("_$!< _$!<Work>!$_ >!$_", "work")])
def test_labels_are_unwrapped_however_often_they_are_wrapped(given: str, label: str) -> None:
    contact = to_contact("\r\n".join((*HEAD, "a.TEL:1", f"a.X-ABLabel:{given}", "END:VCARD", "")))

    assert contact.phones == (Entry("1", label),)


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "hex", "x-none"])
def test_what_is_no_charset_of_texts_is_read_as_utf_8(charset: str) -> None:
    line = f"NOTE;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:gr=C3=BCn-\\d"

    assert to_contact("\r\n".join((*HEAD, line, "END:VCARD", ""))).notes == "grün-\\d"
