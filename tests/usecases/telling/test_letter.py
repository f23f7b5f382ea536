"""A letter says what waits, where, and what to do, in the person's language; and nothing of any customer."""

from datetime import UTC, datetime

import pytest

from tandem.console.pages.table import PAGES
from tandem.console.paths import match
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, UserId
from tandem.domain.telling import Cause, Standing
from tandem.ports import ProviderName
from tandem.state.accounts import Account
from tandem.state.connections import Connection
from tandem.usecases.telling import letter

COMPANY, ANNA = CompanyId("42"), UserId("1")
SINCE = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
both_languages = pytest.mark.parametrize("language", letter.LANGUAGES)


def told(cause: Cause, count: int = 1, mark: str = "", kind: str = "contacts", provider: str = "icloud") -> letter.Told:
    account = Account(AccountId("42-a1"), COMPANY, ANNA, provider, "anna@example.com", credentials={"password": "pass"})
    connection = Connection(ConnectionId("42-c1"), COMPANY, account.id, ANNA, kind)
    return letter.Told(Standing(connection.id, cause, SINCE, count, mark), connection, account)


def test_the_address_in_a_letter_is_a_page_of_the_console() -> None:
    text = letter.text("Anna", [told(Cause.HELD)], "en", "https://tandem.example")

    (address,) = [word for word in text.split() if word.startswith("https://")]
    path = tuple(address.removeprefix("https://tandem.example/").split("/"))
    found = [page for page in PAGES if page.method == "GET" and match(page.path, path) is not None]
    assert len(found) == 1
    assert match(found[0].path, path) == {"connection": "42-c1"}


def test_what_is_held_is_counted_and_the_console_is_named() -> None:
    text = letter.text("Anna", [told(Cause.HELD, 3)], "en", "https://tandem.example")

    assert text.startswith("Hello Anna,\n\nContacts, iCloud (anna@example.com):\n3 deletions are held back")
    assert "https://tandem.example/connections/42-c1\n" in text
    assert "tandem held" not in text


def test_a_german_letter_is_german() -> None:
    news = [told(Cause.DEAD), told(Cause.HELD, 2, kind="calendar", provider="google"), told(Cause.PARKED)]

    text = letter.text("Anna", news, "de", None)

    assert text.startswith("Guten Tag Anna,\n\nKontakte, iCloud (anna@example.com):\nSeit 23.11.2026, 09:05 UTC hat")
    assert "Kalender, Google (anna@example.com):\n2 Löschungen werden zurückgehalten" in text
    assert "Ein Eintrag konnte nicht" in text
    assert letter.subject(news, "de") == "Tandem: Einiges braucht Sie"


@pytest.mark.parametrize(
    ("news", "command"),
    [
        (told(Cause.DEAD), "tandem connect icloud"),
        (told(Cause.DEAD, mark=f"{letter.GRANT}3"), "tandem connect pipedrive"),
        (told(Cause.HELD), "tandem held 42-c1"),
        (told(Cause.PARKED), "tandem parked 42-c1"),
    ],
)
@both_languages
def test_without_an_address_of_the_console_the_command_is_named(news: letter.Told, command: str, language: str) -> None:
    assert f": {command}\n" in letter.text("Anna", [news], language, None)


@both_languages
@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_its_words_for_one_and_for_several(cause: Cause, language: str) -> None:
    one, several = (letter.text("", [told(cause, count)], language, None) for count in (1, 7))

    assert "{" not in one + several + letter.subject([told(cause)], language)
    assert ("7 " in several) is (cause is not Cause.DEAD)
    assert "pass" not in one.replace("password", "")


@both_languages
@pytest.mark.parametrize("provider", ProviderName)
def test_each_provider_has_its_name(provider: ProviderName, language: str) -> None:
    assert letter.PROVIDERS[provider] in letter.text("", [told(Cause.HELD, provider=provider)], language, None)


@pytest.mark.parametrize(
    ("wanted", "otherwise", "language"),
    [
        ("de", "en", "de"),
        ("de-AT", "en", "de"),
        ("EN", "de", "en"),
        ("fr", "de", "de"),
        ("", "de", "de"),
        ("", "fr", "en"),
    ],
)
def test_the_language_is_the_persons_if_tandem_speaks_it(wanted: str, otherwise: str, language: str) -> None:
    assert letter.language_of(wanted, otherwise) == language


@pytest.mark.parametrize("address", ["anna@example.com", "a.b+c@mail.example.co", "o'neil@xn--bcher-kva.example"])
def test_an_address_is_one(address: str) -> None:
    assert letter.is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "anna", "DOMAIN\\anna", "anna@", "@example.com", "anna@example.com\nBcc: all@example.com"),
        *("anna@example.com, ben@example.com", "<anna@example.com>", "Anna <anna@example.com>", "a b@example.com"),
        *("anna@example.com\n", "anna@exämple.com", "a@b@c", "anna@-example.com", "\x00@example.com"),
    ],
)
def test_whatever_could_lead_elsewhere_is_no_address(text: str) -> None:
    assert not letter.is_address(text)
