"""What a sync of contacts wrote is taken back: one change, then a whole run, each seen before it is done.

The persons have gone on into the other address book of their user, so nobody is deleted before somebody says so.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.google_book import Book
from tests.e2e.machine import wait_for

NEW = "+49 30 5550202"


def settled(page: Page) -> None:
    expect(page.locator("#now .badge.good")).to_be_visible(timeout=30_000)


def test_one_change_is_taken_back_and_then_a_whole_run_as_far_as_a_person_says(
    page: Page, google: Book, say: Callable[..., str]
) -> None:
    google.synced().change_phone("Bea", NEW)
    google.refreshed()
    assert google.phones("Bea") == [NEW]
    page.goto(f"/connections/{google.connection}/history")

    page.get_by_role("link", name=f"{say('Undo')} … {google.name('Bea')}").first.click()
    expect(page.get_by_role("cell", name=NEW)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name=say("Undo now")).click()
    settled(page)
    assert google.phones("Bea") == []

    page.goto(f"/connections/{google.connection}/history")
    page.get_by_role("link", name=f"{say('The whole run')} {google.name('Cora')}").first.click()
    page.get_by_role("link", name=say("Undo this run")).click()
    expect(page.locator(".figures")).to_have_text(re.compile(rf"{say('Wait for you')}\s*3"))
    page.get_by_role("button", name=say("Undo now")).click()
    settled(page)
    assert google.in_pipedrive() == ["Ada", "Bea", "Cora"]

    page.get_by_role("navigation", name=say("Main")).get_by_role("link", name=say("Decide")).click()
    waits = page.locator(".waits", has_text=google.email)
    expect(waits).to_contain_text(say("An undo would delete it in %(where)s.", where="Pipedrive"))
    page.get_by_role("button", name=f"{say('Delete it')} {google.name('Ada')}", exact=True).click()
    expect(page.locator(".notice")).to_be_visible()
    waits.locator("summary").click()
    page.get_by_role("button", name=f"{say('Keep all')} {google.email}").click()
    expect(page.locator(".notice")).to_be_visible()
    wait_for("the deletion", lambda: google.in_pipedrive() == ["Bea", "Cora"])
    wait_for("the rest", lambda: google.status["counts"]["held"] == 0)
