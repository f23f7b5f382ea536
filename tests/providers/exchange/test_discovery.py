"""Finding a mailbox's server from its address, and connecting an account by it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tandem.bootstrap.accounts.exchange import ExchangeAccounts
from tandem.domain.errors import AccessRevoked, Refused, Unavailable
from tandem.domain.ids import AccountId, CompanyId, UserId
from tandem.domain.rules import Rules
from tandem.providers.exchange.discovery import discover, endpoint_of, usual_places
from tandem.providers.transport import Transport
from tandem.state.accounts import Account
from tests.contracts.place import last_cursor
from tests.exchange import PASSWORD
from tests.providers.exchange.office import Office
from tests.providers.wire import Asked, Reply, serve
from tests.servers import free_port


@pytest.fixture
def found(office: Office) -> Callable[..., str]:
    def ask(*places: str, password: str = PASSWORD) -> str:
        def asked(_domain: str) -> Sequence[str]:
            return places or [office.standin.said["autodiscover_url"]]

        name = office.mailbox.address
        return discover(name, transport=office.transport, username=name, password=password, places=asked)

    return ask


def test_the_server_is_found_where_its_domain_tells_it(office: Office, found: Callable[..., str]) -> None:
    assert found() == office.standin.url


def test_places_that_know_nothing_are_passed_over(office: Office, found: Callable[..., str]) -> None:
    def website(_asked: Asked) -> Reply:
        return Reply(200, (b"<html>Willkommen</html>",), {})

    with serve(website) as wire:
        dead, right = f"http://127.0.0.1:{free_port()}/", office.standin.said["autodiscover_url"]
        assert found(dead, f"{wire.url}/autodiscover/autodiscover.xml", right) == office.standin.url
        assert "authorization" not in wire.asked[0].headers


def test_a_wrong_password_is_told_at_once(office: Office, found: Callable[..., str]) -> None:
    """Each try counts where a company locks accounts."""
    office.standin.count_anew()

    with pytest.raises(AccessRevoked):
        found(*[office.standin.said["autodiscover_url"]] * 3, password="wrong")

    assert office.standin.control("stats")["http_requests"] == 2


def test_nobody_who_tells_is_told(found: Callable[..., str]) -> None:
    with pytest.raises(Refused) as refused:
        found(f"http://127.0.0.1:{free_port()}/")

    assert refused.value.reason == "no_server_found"


def test_the_password_is_not_sent_to_another_domain(office: Office, found: Callable[..., str]) -> None:
    office.standin.switch(redirect_address="anna@hoster.example")

    with pytest.raises(Refused) as refused:
        found()

    assert refused.value.reason == "server_elsewhere"


def test_who_is_sent_round_in_circles_stops(office: Office, found: Callable[..., str]) -> None:
    office.standin.switch(redirect_address=f"anna@mail.{office.mailbox.address.partition('@')[2]}")

    with pytest.raises(Refused) as refused:
        found()

    assert refused.value.reason == "no_server_found"


def test_a_domain_is_asked_by_tls_alone() -> None:
    assert usual_places("acme.example") == [
        "https://autodiscover.acme.example/autodiscover/autodiscover.xml",
        "https://acme.example/autodiscover/autodiscover.xml",
    ]


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("mail.acme.example", "https://mail.acme.example/EWS/Exchange.asmx"),
        ("https://mail.acme.example/owa/", "https://mail.acme.example/EWS/Exchange.asmx"),
        ("https://mail.acme.example:8443/ews/exchange.asmx", "https://mail.acme.example:8443/ews/exchange.asmx"),
    ],
)
def test_any_url_of_a_server_is_enough(typed: str, url: str) -> None:
    assert endpoint_of(typed) == url


@pytest.mark.parametrize("typed", ["ftp://mail.acme.example", "https://anna:pw@mail.acme.example", "mail acme", ""])
def test_what_is_no_server_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        endpoint_of(typed)


# --- accounts ----------------------------------------------------------------------------------------------


@pytest.fixture
def accounts(office: Office) -> ExchangeAccounts:
    return ExchangeAccounts(office.transport)


@pytest.mark.parametrize("offer", ["basic", "ntlm"])
def test_an_account_is_checked_and_opened_by_what_is_kept_of_it(
    office: Office, accounts: ExchangeAccounts, offer: str
) -> None:
    office.standin.switch(auth=offer)
    name, told = office.mailbox.address, {"url": office.standin.url, "password": PASSWORD}

    kept = accounts.check(name, told)

    assert kept == {**told, "username": name, "auth": offer}
    account = Account(AccountId("17-a1"), CompanyId("17"), UserId("1"), "exchange", name, credentials=kept)
    assert [one.name for one in accounts.groups(account).groups()][:1] == ["Kontakte"]
    assert last_cursor(list(accounts.contacts(account, Rules()).list_all()))
    assert last_cursor(list(accounts.source(account, Rules()).list_all()))
    for _, door in accounts.doors.values():
        door.close()


def test_a_new_password_is_used_at_once(office: Office, accounts: ExchangeAccounts) -> None:
    name = office.mailbox.address
    kept = accounts.check(name, {"url": office.standin.url, "password": PASSWORD})
    account = Account(AccountId("17-a1"), CompanyId("17"), UserId("1"), "exchange", name, credentials=kept)
    accounts.groups(account).groups()
    office.standin.control("password", {"email": name, "password": "new"})

    with pytest.raises(AccessRevoked):
        accounts.groups(account).groups()
    renewed = replace(account, credentials={**kept, "password": "new"})

    assert accounts.groups(renewed).groups()
    for _, door in accounts.doors.values():
        door.close()


def test_credentials_that_make_no_account_are_refused(office: Office, accounts: ExchangeAccounts) -> None:
    name = office.mailbox.address

    with pytest.raises(Refused):
        accounts.check(name, {"url": office.standin.url})
    with pytest.raises(AccessRevoked):
        accounts.check(name, {"url": office.standin.url, "password": "wrong"})
    with pytest.raises(Unavailable):
        accounts.check(name, {"url": f"http://127.0.0.1:{free_port()}", "password": PASSWORD})


def test_a_server_on_a_private_network_is_no_account(office: Office) -> None:
    guarded = Transport(allow_private=False)
    try:
        with pytest.raises(Refused):
            ExchangeAccounts(guarded).check("anna@acme.example", {"url": "https://127.0.0.1/", "password": PASSWORD})
    finally:
        guarded.close()
