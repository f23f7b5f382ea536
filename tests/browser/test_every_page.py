"""No page leaves anybody out: each is held against axe-core in light and dark, on a wide screen and on a phone.

Which pages there are is read from the table of routes, so that a new one can't be forgotten.
"""

import re

import pytest
from playwright.sync_api import Browser, Page

from tandem.console.pages.table import PAGES
from tests.browser.accessible import violations
from tests.browser.desk import forget_somebody, let_something_wait
from tests.browser.screenshots import pages, walk
from tests.e2e.machine import Machine

NO_PAGES = {
    "/static/{file}": "a file",
    "/company/{company}/export": "a file",
    "/company/{company}/users/{user}/export": "a file",
    "/connections/{connection}/now": "a part of the dashboard",
    "/connections/{connection}/days": "a part of the dashboard",
    "/runs/{run}/now": "a part of the page of a run",
    "/embedded": "seen inside Pipedrive's page (test_embedded.py)",
    "/embedded/summary": "a part of the page inside Pipedrive",
    "/sign-in": "seen by who isn't signed in",
    "/sign-in/pipedrive": "leads on to another page",
    "/add/{provider}": "the form of /add again",
    "/add/{provider}/sign-in": "the form of /add again",
}
"""What is asked for by GET and isn't visited by its address."""
SEEN = [("en", "light", "wide"), ("de", "dark", "phone")]
"""Either language, either theme and either size once; each page takes a while."""


@pytest.fixture
def machine(busy_machine: Machine) -> Machine:
    return busy_machine


@pytest.fixture(scope="module")
def erasure(busy_machine: Machine) -> str:
    """There is something of everything to see."""
    let_something_wait(busy_machine)
    return forget_somebody(busy_machine)


def test_every_route_that_is_a_page_is_visited(machine: Machine, erasure: str) -> None:
    visited = {address.partition("?")[0] for address in pages(machine, erasure).values()}
    routes = {page.path for page in PAGES if page.method == "GET"} - NO_PAGES.keys()

    missed = {route for route in routes if not any(_is_of(address, route) for address in visited)}

    assert missed == set()
    assert NO_PAGES.keys() <= {page.path for page in PAGES}


def _is_of(address: str, route: str) -> bool:
    """A route's variable stands for one part of an address; a route that spells that part out goes before it."""
    spelled_out = {page.path for page in PAGES if "{" not in page.path}
    pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route))
    return bool(re.fullmatch(pattern, address)) and (route == address or address not in spelled_out)


@pytest.mark.parametrize("look", SEEN, ids="-".join)
def test_no_page_leaves_anybody_out(
    browser: Browser, machine: Machine, erasure: str, look: tuple[str, str, str]
) -> None:
    found = {(name, one) for name, page in walk(browser, machine, erasure, look) for one in _violations(name, page)}

    assert found == set()


def _violations(name: str, page: Page) -> list[str]:
    """Of ours: a stand-in's page that holds one of ours in a frame is as it is."""
    return violations(page.frames[-1] if name == "inside-pipedrive" else page)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_can_hardly_be_read_is_found(visitor: Page) -> None:
    visitor.set_content("<main><h1 style='color: #bbb; background: #fff'>Tandem</h1><input></main>")

    assert {one.partition(":")[0] for one in violations(visitor)} >= {"color-contrast", "label"}
