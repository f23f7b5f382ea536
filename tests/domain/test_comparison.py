"""Comparison forms: what counts as the same on one side, and as alike across both."""

from dataclasses import replace

import pytest

from tandem.domain.comparison import (
    Comparison,
    alike_addresses,
    changed_fields,
    fold,
    keyed_addresses,
    keyed_entries,
    name_key,
    prose,
    same_field,
)
from tandem.domain.contact import Address, Contact, Entry, Field, Photo
from tandem.phone import comparison
from tests.domain.people import ANNA, COMPARISON


class TestNumbers:
    """F29: normalised for comparing, and only for that."""

    @pytest.mark.parametrize("typed", ["+49 30 1234567", "030 1234567", "0049 30 123 45 67", "(030) 1234-567"])
    def test_one_number_in_many_spellings(self, typed: str) -> None:
        assert COMPARISON.phone(typed) == "+49301234567"

    def test_another_country_s_number_without_prefix(self) -> None:
        assert comparison("AT").phone("01 5550123") == "+4315550123"
        assert comparison("DE").phone("+43 1 5550123") == "+4315550123"

    def test_extensions_tell_numbers_apart(self) -> None:
        assert COMPARISON.phone("+1 650 253 0000 ext. 5") != COMPARISON.phone("+1 650 253 0000")

    @pytest.mark.parametrize(
        ("typed", "form"), [("*100#", "100"), ("ask Bob", "ask bob"), ("", ""), ("1" * 40, "1" * 40)]
    )
    def test_what_is_no_number_is_compared_by_its_digits_or_its_text(self, typed: str, form: str) -> None:
        assert COMPARISON.phone(typed) == form

    def test_without_a_library_digits_do(self) -> None:
        assert Comparison().phone("+49 (30) 12") == "493012"


class TestTexts:
    def test_accents_are_the_same_however_they_are_encoded(self) -> None:
        composed, decomposed = "Müller", "Mu\u0308ller"

        assert same_field(Field.JOB_TITLE, Contact(job_title=composed), Contact(job_title=decomposed))
        assert fold(composed) == fold(decomposed)

    def test_a_mended_case_is_a_change_but_means_the_same(self) -> None:
        assert not same_field(Field.JOB_TITLE, Contact(job_title="ceo"), Contact(job_title="CEO"))
        assert fold("ceo") == fold("CEO")

    def test_line_ends_and_blanks_behind_are_no_change_of_notes(self) -> None:
        assert prose("eins\r\nzwei\rdrei \n") == "eins\nzwei\ndrei"
        assert prose("  eins") != prose("eins")

    @pytest.mark.parametrize("typed", ["Müller", "MUELLER", "Mu\u0308ller", " mueller "])
    def test_names_match_in_either_german_spelling(self, typed: str) -> None:
        assert name_key(typed) == "mueller"


class TestElements:
    def test_two_of_one_key_are_two(self) -> None:
        twice = (Entry("a@x.de", "work"), Entry("A@X.de", "home"), Entry("a@x.de", "other"))

        assert list(keyed_entries(Field.EMAILS, twice, COMPARISON).values()) == list(twice)

    def test_one_handle_at_two_services_is_two(self) -> None:
        handles = (Entry("anna", "skype"), Entry("anna", "whatsapp"))

        assert len(keyed_entries(Field.MESSENGERS, handles, COMPARISON)) == 2

    def test_the_first_address_has_a_key_that_both_sides_share(self) -> None:
        first, second = ANNA.addresses

        renamed = keyed_addresses((replace(first, label=""), second))
        assert list(renamed) == list(keyed_addresses(ANNA.addresses))

    def test_repeated_labels_get_ordinals(self) -> None:
        assert len(keyed_addresses((Address(label="home"),) * 4)) == 4

    def test_the_order_of_entries_is_no_change(self) -> None:
        assert same_field(Field.EMAILS, ANNA, replace(ANNA, emails=ANNA.emails[::-1]))

    def test_the_order_of_addresses_is(self) -> None:
        assert not same_field(Field.ADDRESSES, ANNA, replace(ANNA, addresses=ANNA.addresses[::-1]))

    def test_an_address_is_alike_in_parts_and_in_one_text(self) -> None:
        assert alike_addresses(ANNA.addresses[0], Address(text="Hauptstr. 1\n10115 BERLIN\nGermany"))


class TestChanges:
    def test_a_missing_field_counts_as_unchanged(self) -> None:
        unasked = replace(ANNA, notes="", job_title="", missing=frozenset({Field.NOTES}))

        assert changed_fields(ANNA, unasked) == {Field.JOB_TITLE}
        assert changed_fields(unasked, ANNA) == {Field.JOB_TITLE}

    def test_a_picture_is_no_field(self) -> None:
        """F31: pictures travel apart."""
        assert changed_fields(ANNA, replace(ANNA, photo=Photo("00", "image/png"))) == frozenset()
