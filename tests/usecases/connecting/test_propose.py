"""Proposing a provider asks no more than it needs, and never for a person."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tandem.domain.errors import Refused
from tandem.domain.proposing import Proposal, Sign
from tandem.usecases.connecting.propose import NoLookups, propose


@dataclass
class ToldLookups:
    """Answers what it was told, and notes what it was asked."""

    mail: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    books: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def _told(self, what: str, answer: Any) -> Any:
        self.asked.append(what)
        return answer

    def mail_hosts(self, domain: str) -> list[str]:
        return list(self._told(domain, self.mail.get(domain, [])))

    def alias(self, host: str) -> str:
        return str(self._told(host, self.aliases.get(host, "")))

    def asks_for_password(self, url: str) -> bool:
        return bool(self._told(url, url in self.locked))

    def carddav(self, domain: str) -> str:
        return str(self._told(domain, self.books.get(domain, "")))


def test_a_known_domain_asks_nobody() -> None:
    lookups = ToldLookups()

    assert propose(lookups, "anna@gmail.com") == [Proposal("google", Sign.DOMAIN)]
    assert lookups.asked == []


def test_a_domain_whose_mail_tells_it_asks_no_server() -> None:
    lookups = ToldLookups(mail={"acme.example": ["aspmx.l.google.com"]})

    assert propose(lookups, "anna@acme.example") == [Proposal("google", Sign.MAIL)]
    assert lookups.asked == ["acme.example"]


def test_an_own_server_is_found_by_its_autodiscover() -> None:
    url = "https://autodiscover.acme.example/autodiscover/autodiscover.xml"
    lookups = ToldLookups(mail={"acme.example": ["mail.acme.example"]}, locked=frozenset({url}))

    assert propose(lookups, "anna@acme.example") == [Proposal("exchange", Sign.SERVER)]


def test_an_address_book_is_found_by_what_its_domain_says() -> None:
    lookups = ToldLookups(books={"acme.example": "https://cloud.acme.example/"})

    assert propose(lookups, "anna@acme.example") == [Proposal("icloud", Sign.SERVER, "https://cloud.acme.example/")]


def test_nobody_is_told_who_the_person_is() -> None:
    lookups = ToldLookups()

    propose(lookups, "anna.berger@acme.example")

    assert lookups.asked
    assert not any("anna" in what for what in lookups.asked)


def test_where_nobody_tells_there_is_no_proposal() -> None:
    assert propose(NoLookups(), "anna@acme.example") == []


def test_what_is_no_address_is_not_looked_up() -> None:
    lookups = ToldLookups()

    with pytest.raises(Refused):
        propose(lookups, "127.0.0.1")
    assert lookups.asked == []
