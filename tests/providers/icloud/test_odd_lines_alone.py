"""Lines that make no sense: they cost neither the card nor much time."""

import time

import pytest

from tandem.domain.contact import Entry
from tandem.providers.icloud.mapping import to_contact

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
