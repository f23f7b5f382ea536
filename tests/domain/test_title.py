"""The title rule: what is composed, and what is left of it after a person was at it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from tandem.domain.errors import Refused
from tandem.domain.event import AllDay, Event, Links, Thing
from tandem.domain.title import DEFAULT, Part, Pattern, compose, pattern_of, take_off

WHEN = AllDay(date(2026, 11, 26))
LINKS = Links(Thing("1", "Neue Website"), Thing("2", "Muster Kontakt"), Thing("3", "Muster GmbH"))
OFFER = Event(WHEN, title="Angebot besprechen", links=LINKS)
WHOLE = "Neue Website > Muster Kontakt > Muster GmbH > Angebot besprechen"


def named(deal: str = "", person: str = "", organization: str = "", subject: str = "") -> Event:
    deal_, person_, organization_ = (Thing("1", name) if name else None for name in (deal, person, organization))
    return Event(WHEN, title=subject, links=Links(deal_, person_, organization_))


def test_a_title_is_deal_person_organization_and_subject() -> None:
    assert compose(OFFER) == WHOLE


@pytest.mark.parametrize(
    ("event", "title"),
    [
        (named(subject="Angebot"), "Angebot"),
        (named(deal="Website", subject="Angebot"), "Website > Angebot"),
        (named(person="Eva", subject="Angebot"), "Eva > Angebot"),
        (named(deal="Website", organization="GmbH", subject="Angebot"), "Website > GmbH > Angebot"),
        (named(deal="Website", organization="GmbH"), "Website > GmbH"),
        (named(deal=" Neue \n Website ", subject="Angebot"), "Neue Website > Angebot"),
        (named(), ""),
    ],
)
def test_what_is_missing_is_left_out_with_its_separator(event: Event, title: str) -> None:
    assert compose(event) == title


def test_a_lead_stands_in_the_place_of_the_deal() -> None:
    assert compose(replace(OFFER, links=Links(lead=Thing("x", "Anfrage")))) == "Anfrage > Angebot besprechen"


def test_what_is_done_bears_a_mark_that_comes_off_again() -> None:
    done = replace(OFFER, done=True)

    assert compose(done) == f"✓ {WHOLE}"
    assert take_off(f"✓ {WHOLE} heute", done).subject == "Angebot besprechen heute"


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        pytest.param(WHOLE, "Angebot besprechen", id="untouched"),
        pytest.param(WHOLE.replace("Angebot besprechen", "Vertrag"), "Vertrag", id="prefix kept"),
        pytest.param(f"{WHOLE} > Preis", "Angebot besprechen > Preis", id="separator in the new subject"),
        pytest.param("Vertrag", "Vertrag", id="prefix dropped"),
        pytest.param("Vertrag > Teil 2", "Vertrag > Teil 2", id="prefix dropped, separator in the subject"),
        pytest.param("Muster Kontakt > Vertrag", "Vertrag", id="prefix dropped in part"),
        pytest.param("Vertrag > Muster GmbH > Neue Website", "Vertrag", id="another order"),
        pytest.param("Vertrag > Neue Website > Muster Kontakt > Muster GmbH", "Vertrag", id="subject first"),
        pytest.param("neue  website > Muster Kontakt > Muster GmbH > Vertrag", "Vertrag", id="spelled differently"),
        pytest.param(WHOLE.replace("Website", "Webseite"), "Angebot besprechen", id="typo in the deal"),
        pytest.param("Neue Webseite > Muster Kontakt > Muster GmbH > Vertrag", "Vertrag", id="typo and new subject"),
        pytest.param("Relaunch > Muster Kontakt > Muster GmbH > Vertrag", "Vertrag", id="other word for the deal"),
        pytest.param(f"WICHTIG: {WHOLE}", "WICHTIG: Angebot besprechen", id="something put before"),
        pytest.param("Neue Website > Muster Kontakt > Muster GmbH > ", "Angebot besprechen", id="subject emptied"),
        pytest.param("Neue Website > Muster Kontakt > Muster GmbH", "Angebot besprechen", id="subject taken away"),
        pytest.param("", "Angebot besprechen", id="all taken away"),
    ],
)
def test_whatever_a_person_does_to_a_title_only_the_subject_is_left(title: str, subject: str) -> None:
    assert take_off(title, OFFER).subject == subject


def test_what_was_typed_in_the_place_of_a_name_is_told() -> None:
    assert take_off("Relaunch > Muster Kontakt > Muster GmbH > Vertrag", OFFER).dropped == "Relaunch"
    assert take_off(WHOLE.replace("besprechen", "senden"), OFFER).dropped == ""


def test_a_name_with_a_separator_of_its_own_is_one_name() -> None:
    was = named(deal="Haus > Dach", person="Eva", subject="Termin")

    assert take_off("Eva > Haus > Dach > Abnahme", was).subject == "Abnahme"


def test_a_subject_like_a_name_stays_when_the_names_are_dropped_once() -> None:
    was = named(person="Eva", subject="Eva")

    assert take_off("Eva > Eva", was).subject == "Eva"
    assert take_off("Eva > Eva > neu", was).subject == "Eva > neu"


TEXT = st.text(alphabet=st.sampled_from("aB >✓\n  ä") | st.characters(codec="utf-8"), max_size=12)
THING = st.none() | st.builds(Thing, st.just("1"), TEXT)
EVENTS = st.builds(
    Event,
    st.just(WHEN),
    title=TEXT,
    done=st.booleans(),
    links=st.builds(Links, THING, THING, THING, THING),
)
PATTERNS = st.builds(
    Pattern,
    st.permutations(list(Part))
    .flatmap(lambda parts: st.integers(0, 4).map(lambda n: tuple(p for i, p in enumerate(parts) if i >= n)))
    .filter(lambda parts: Part.SUBJECT in parts),
    st.sampled_from([" > ", " | ", ": ", "-"]),
)


@given(EVENTS, PATTERNS)
def test_taking_off_an_untouched_title_gives_the_subject_back(event: Event, pattern: Pattern) -> None:
    taken = take_off(compose(event, pattern), event, pattern)

    assert (taken.subject, taken.dropped) == (event.title, "")


@given(EVENTS, TEXT.filter(str.strip))
def test_a_new_subject_behind_an_untouched_prefix_comes_out_as_it_was_typed(event: Event, subject: str) -> None:
    title = compose(replace(event, title=subject))
    names = compose(replace(event, title="", done=False))

    taken = take_off(title, event)

    assert taken.subject == subject or title in (names, compose(event)) or names == ""


@given(EVENTS, TEXT)
def test_any_title_leaves_a_subject(event: Event, title: str) -> None:
    subject = take_off(title, event).subject

    assert subject.strip() or subject == event.title


@given(PATTERNS)
def test_a_pattern_is_read_as_it_is_written(pattern: Pattern) -> None:
    assert pattern_of(str(pattern)).parts == pattern.parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{deal}",
        "{deal} > {deal} > {subject}",
        "{name} > {subject}",
        "{deal}{subject}",
        "x {subject}",
        "{deal} > {person} | {subject}",
    ],
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        pattern_of(text)


def test_the_default_is_the_pattern_of_the_product() -> None:
    assert str(DEFAULT) == "{deal} > {person} > {organization} > {subject}"


FORMER = pattern_of("{deal} > {person} > {subject}")
OF_EVA = Event(WHEN, title="Anruf", links=Links(person=Thing("1", "Eva Muster")))


@pytest.mark.parametrize("chosen", ["{subject} - {person}", "{subject}", "{subject} - {deal}", "{person}: {subject}"])
@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Eva Muster > Anruf", "Anruf"),
        ("Eva Muster > Besuch", "Besuch"),
        ("Besuch", "Besuch"),
        ("Angebot > Teil 2", "Angebot > Teil 2"),
    ],
)
def test_names_that_were_put_there_by_the_former_pattern_come_off_too(title: str, subject: str, chosen: str) -> None:
    assert take_off(title, OF_EVA, pattern_of(chosen).after(FORMER)).subject == subject


def test_names_come_off_by_todays_pattern_first() -> None:
    assert take_off("Besuch - Eva Muster", OF_EVA, pattern_of("{subject} - {person}").after(FORMER)).subject == "Besuch"


def test_only_the_pattern_before_this_one_is_remembered() -> None:
    chosen = pattern_of("{subject}").after(pattern_of("{person}: {subject}").after(FORMER))

    assert chosen.former is not None
    assert (str(chosen.former), chosen.former.former) == ("{person}: {subject}", None)
    assert pattern_of("{subject}").after(chosen).former == chosen.former
