"""A sync ends by its person's word, with what it brought kept or taken away again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.google_book import Book
from tests.browser.house import connection
from tests.e2e.machine import Machine, wait_for


@pytest.mark.parametrize(
    ("choice", "left"), [("Keep everything", ["Ada", "Bea", "Cora"]), ("Remove what Tandem added", [])]
)
def test_a_sync_ends_and_what_it_brought_stays_or_goes(
    page: Page, google: Book, say: Callable[..., str], choice: str, left: list[str]
) -> None:
    google.synced()
    page.get_by_role("link", name=say("Account"), exact=True).click()

    page.get_by_role("link", name=f"{say('Stop the sync')} {google.email}").click()
    page.get_by_role("radio", name=say(choice)).check()
    page.get_by_role("textbox").fill(google.email)
    page.get_by_role("button", name=say("Stop the sync")).click()

    expect(page.locator(".notice")).to_be_visible()
    expect(page.get_by_role("link", name=f"{say('Stop the sync')} {google.email}")).to_have_count(0)
    wait_for("what is left", lambda: google.in_pipedrive() == left)
    assert google.status["state"] == "stopped"


def test_a_sync_ends_only_for_who_types_the_address(page: Page, machine: Machine, say: Callable[..., str]) -> None:
    calendar = connection(machine, "calendar")
    page.goto(f"/connections/{calendar['id']}/stop")

    page.get_by_role("radio", name=say("Remove what Tandem added")).check()
    page.get_by_role("textbox").fill("somebody else")
    page.get_by_role("button", name=say("Stop the sync")).click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("radio", name=say("Remove what Tandem added"))).to_be_checked()
    assert connection(machine, "calendar")["state"] != "stopped"
