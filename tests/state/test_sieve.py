"""The quick look before a search lets pass whatever the search itself would find, and little else."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from tandem.domain import codec
from tandem.domain.contact import Contact, Entry, Name
from tandem.state.sieve import Sieve
from tandem.usecases.cases.names import searched

ANNA = Contact(
    name=Name(given="Anna", family="Weiß"),
    emails=(Entry("anna@straße.example", "work"),),
    organization='Groß & Söhne "Nord" \\ Süd',
)
SIGNS = st.text(st.sampled_from('aAkKsSßſ\u212aİıﬁeéÉ "\\\t\n\ud800/{}'), max_size=6)


def is_found(contact: Contact, query: str) -> bool:
    return any(query.casefold() in text.casefold() for text in searched(contact))


@pytest.mark.parametrize(
    "query",
    ["anna", "ANNA WEISS", "weiß", "Weiss", "strasse.ex", "söhne", "SÖHNE", '"nord"', "\\", "groß &", "", " ", "nna w"],
)
def test_what_the_search_would_find_passes(query: str) -> None:
    assert Sieve(query).lets_pass(codec.encode(ANNA))


@pytest.mark.parametrize("query", ["berta", "weis\u00df", "anna berta", "ä", "'nord'"])
def test_what_has_not_all_of_its_words_does_not_pass(query: str) -> None:
    assert not Sieve(query).lets_pass(codec.encode(ANNA))


@given(given_name=SIGNS, family=SIGNS, organization=SIGNS, query=SIGNS)
def test_nothing_that_would_be_found_is_kept_back(given_name: str, family: str, organization: str, query: str) -> None:
    contact = replace(ANNA, name=Name(given=given_name, family=family), organization=organization)

    assert not is_found(contact, query) or Sieve(query).lets_pass(codec.encode(contact))
