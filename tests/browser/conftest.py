"""One sandbox and one Chromium for all tests of the pages; each test has a browser of its own, in both languages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tandem.console.pages.catalog import translations
from tests.browser.chromium import chromium, person, program
from tests.browser.google_book import Book
from tests.browser.house import house, signed_in
from tests.e2e.machine import Machine

MEANT = ("400 (Bad Request)", "404 (Not Found)", "422 (Unprocessable Entity)")
"""A page that isn't there, and a form that was not taken."""


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Tandem with the sandbox, shared: a test that changes something names it, and leaves the rest alone."""
    with house(tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture(scope="session")
def busy_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Another one, for stories that count what there is, and for those that leave a lot behind."""
    with house(tmp_path_factory.mktemp("busy")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for all modules at once: as long as it runs there is a loop of events, which others have of their own."""
    path = program()
    if path is None:
        pytest.skip("this machine has no Chromium")
    with chromium(path) as running:
        yield running


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def say(language: str) -> Callable[..., str]:
    """What the pages say for an English text, and for its holes."""
    words = translations(language)
    return lambda text, **holes: words.gettext(text) % holes if holes else words.gettext(text)


@pytest.fixture
def google(machine: Machine) -> Book:
    """An address book of this test's own, not connected yet."""
    return Book(machine)


@pytest.fixture
def visitor(browser: Browser, machine: Machine, language: str) -> Iterator[Page]:
    """A page of somebody who isn't signed in."""
    context = person(browser, machine.url, language)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser, machine: Machine, language: str) -> Iterator[Page]:
    """The console's first page, signed in. A fault in a script, or a thing that the policy forbids, fails the test."""
    context = person(browser, machine.url, language)
    page = signed_in(machine, context)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message, machine.url) else None)
    page.reload()
    yield page
    context.close()
    assert faults == []


def _is_fault(message: ConsoleMessage, url: str) -> bool:
    """Of ours, not of a stand-in's page. That a page came so is an error to Chromium, and was meant."""
    is_ours = message.location["url"].startswith(url)
    return message.type == "error" and is_ours and not any(status in message.text for status in MEANT)
