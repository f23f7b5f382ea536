"""The lines below an event's description: put there once, taken off again, whatever an editor made of the breaks."""

import pytest

from tandem.domain.event import Links, Thing
from tandem.domain.footer import RULE, named_below, with_footer, without_footer

LINKS = Links(deal=Thing("1", "Website"), organization=Thing("2", "Bäcker & Söhne", "https://beispiel.example/2"))
EDITED = f"Bring <b>samples</b><br><br>{RULE}<br>Website<br>Bäcker &amp; Söhne: <a href='https://x.example/2'>https</a>"
"""What the web editor of a calendar makes of it: HTML."""


def test_what_a_person_wrote_stands_above_and_is_given_back() -> None:
    assert without_footer(with_footer("Bring samples", LINKS)) == "Bring samples"


def test_put_on_twice_the_lines_stand_there_once() -> None:
    assert with_footer(with_footer("Bring samples", LINKS), LINKS) == with_footer("Bring samples", LINKS)


@pytest.mark.parametrize("end", ["\n\n", "<br><br>", "<br/>\n", " <BR /> ", ""])
def test_breaks_above_the_rule_belong_to_it_in_html_as_well(end: str) -> None:
    assert without_footer(f"Bring samples{end}{RULE}\nWebsite") == "Bring samples"


def test_a_break_that_a_person_wrote_within_their_text_stays() -> None:
    assert without_footer(EDITED) == "Bring <b>samples</b>"
    assert without_footer(f"one<br>two{RULE}") == "one<br>two"


def test_names_are_read_from_what_an_editor_made_html_of() -> None:
    named = named_below(EDITED)
    assert [one.name for one in (named.deal, named.person) if one] == ["Website", "Bäcker & Söhne"]


def test_long_runs_of_breaks_take_no_longer_than_their_length() -> None:
    assert without_footer(" " * 100_000 + "x" + "<br>" * 25_000 + RULE) == " " * 100_000 + "x"
