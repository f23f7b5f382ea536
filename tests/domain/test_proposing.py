"""Which provider an address is at, by its domain, its mail, and what its servers answer."""

import pytest

from tandem.domain.errors import Refused
from tandem.domain.proposing import Proposal, Sign, by_domain, by_mail, by_servers, domain_of


@pytest.mark.parametrize(
    ("domain", "provider"),
    [
        ("gmail.com", "google"),
        ("outlook.com", "outlook"),
        ("hotmail.de", "outlook"),
        ("live.co.uk", "outlook"),
        ("icloud.com", "icloud"),
        ("gmx.net", "icloud"),
        ("mailbox.org", "icloud"),
    ],
)
def test_a_domain_that_everybody_knows_tells_its_provider(domain: str, provider: str) -> None:
    assert by_domain(domain) == Proposal(provider, Sign.DOMAIN)


@pytest.mark.parametrize("domain", ["acme.example", "live.acme.example", "outlook.example", "gmail.com.evil.example"])
def test_no_other_domain_does(domain: str) -> None:
    assert by_domain(domain) is None


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("aspmx.l.google.com", "google"),
        ("ALT1.ASPMX.L.GOOGLE.COM.", "google"),
        ("acme-example.mail.protection.outlook.com", "office365"),
        ("acme.q-v1.mx.microsoft", "office365"),
        ("outlook-com.olc.protection.outlook.com", "outlook"),
        ("mx01.mail.icloud.com", "icloud"),
    ],
)
def test_where_mail_goes_tells_a_provider(host: str, provider: str) -> None:
    assert by_mail(["filter.example", host]) == Proposal(provider, Sign.MAIL)


@pytest.mark.parametrize("hosts", [[], ["mail.acme.example"], ["google.com.evil.example"], ["notgoogle.com"]])
def test_any_other_host_tells_nothing(hosts: list[str]) -> None:
    assert by_mail(hosts) is None


def test_a_server_that_asks_for_a_password_is_an_exchange_before_any_address_book() -> None:
    found = by_servers(autodiscover_alias="", asks_for_password=True, carddav="https://dav.acme.example/")

    assert found == (
        Proposal("exchange", Sign.SERVER),
        Proposal("icloud", Sign.SERVER, "https://dav.acme.example/"),
    )


def test_autodiscover_that_is_only_a_name_for_microsofts_own_is_no_own_server() -> None:
    found = by_servers(autodiscover_alias="autodiscover.outlook.com", asks_for_password=True, carddav="")

    assert found == (Proposal("office365", Sign.SERVER),)


def test_servers_that_say_nothing_are_no_proposal() -> None:
    assert by_servers(autodiscover_alias="mail.acme.example", asks_for_password=False, carddav="") == ()


def test_only_the_domain_of_an_address_is_looked_at() -> None:
    assert domain_of(' "anna@home"@ACME.example ') == "acme.example"


@pytest.mark.parametrize(
    "address",
    [
        *("", "anna", "anna@", "@acme.example", "anna@acme", "anna@acme..example", "anna@a c.example"),
        *("anna@acme.example/x", "anna@127.0.0.1:80", "anna@[::1]", f"anna@{'a' * 250}.example", "anna@.example"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        domain_of(address)
