"""A consent that was taken back: every page tells, the person gives it anew, and what had changed comes after."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.google_book import Book
from tests.e2e.machine import wait_for

PHONE = "+49 30 5550101"


def test_a_dead_connection_is_told_on_every_page_and_connected_anew(
    page: Page, google: Book, say: Callable[..., str]
) -> None:
    google.synced().take_consent_back()
    google.change_phone("Ada", PHONE)
    google.refresh()
    wait_for("it to stand still", lambda: google.status["state"] == "needs_reconnect")
    anew = page.locator(".alarms").get_by_role("link", name=f"{say('Connect anew')} {google.email}")

    for area in ("History", "Account"):
        page.get_by_role("navigation", name=say("Main")).get_by_role("link", name=say(area)).click()
        expect(anew).to_be_visible()
    anew.click()
    expect(page.get_by_role("textbox", name=say("E-mail address of the account"))).to_have_value(google.email)
    page.locator("main").get_by_role("button", name=say("Add account")).click()
    page.get_by_role("button", name=f"{say('Choose')} Google").click()
    page.get_by_role("link", name=say("Continue to %(provider)s", provider="Google")).click()
    page.locator("button[value=allow]").click()

    expect(page.locator(".notice")).to_be_visible()
    expect(anew).to_have_count(0)
    wait_for("what had changed", lambda: google.phones("Ada") == [PHONE])
    page.get_by_role("link", name=say("Contacts"), exact=True).click()
    expect(page.locator("#now .badge.good")).to_be_visible(timeout=30_000)


def test_who_says_no_at_google_is_told_so_and_may_try_again(page: Page, google: Book, say: Callable[..., str]) -> None:
    page.goto("/add")
    page.get_by_role("textbox", name=say("E-mail address of the account")).fill(google.email)
    page.locator("main").get_by_role("button", name=say("Add account")).click()
    page.get_by_role("button", name=f"{say('Choose')} Google").click()
    page.get_by_role("link", name=say("Continue to %(provider)s", provider="Google")).click()
    page.locator("button[value=deny]").click()

    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("link", name=say("Try again")).click()
    expect(page.get_by_role("textbox", name=say("E-mail address of the account"))).to_be_visible()
