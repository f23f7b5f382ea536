"""The settings of a sync of contacts, as a person fills them in: wrong at first, then changed and saved."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.google_book import GROUP, Book
from tests.browser.house import connection
from tests.e2e.machine import Machine

Say = Callable[..., str]


def without_the_browsers_own_checks(page: Page) -> None:
    """What a browser of today would not even send."""
    page.locator("form.settings").evaluate("form => form.noValidate = true")


def test_what_is_missing_is_told_where_it_is_and_the_rest_stays(page: Page, machine: Machine, say: Say) -> None:
    page.goto(f"/accounts/{connection(machine, 'calendar')['account']}/contacts")
    without_the_browsers_own_checks(page)
    page.get_by_role("radio", name=say("both ways"), exact=False).check()
    page.get_by_role("radio", name=say("the persons of a filter")).check()
    page.get_by_role("textbox", name=say("The filter")).fill("my customers")
    page.get_by_role("button", name=say("Save and preview")).click()

    expect(page.get_by_role("alert")).to_be_visible()
    group = page.get_by_role("combobox", name=say("Which contacts"))
    expect(group).to_have_accessible_description(re.compile(re.escape(say("Choose a group, or all contacts."))))
    expect(page.get_by_role("radio", name=say("both ways"))).to_be_checked()
    filled = page.get_by_role("textbox", name=say("The filter"))
    expect(filled).to_have_value("my customers")
    expect(filled).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []


def test_a_change_of_the_settings_is_shown_and_then_saved(page: Page, google: Book, say: Say) -> None:
    google.synced()
    page.goto(f"/connections/{google.connection}")
    page.get_by_role("main").get_by_role("link", name=say("Settings")).click()
    expect(page.get_by_role("combobox", name=say("Which contacts")).locator("option:checked")).to_contain_text(GROUP)

    page.get_by_role("radio", name=say("leave the other one")).check()
    page.get_by_role("button", name=say("See what changes")).click()
    expect(page.locator(".changes li")).to_have_count(1)
    page.get_by_role("main").get_by_role("button", name=say("Save")).first.click()

    expect(page.locator(".notice")).to_have_text(say("Your settings are saved."))
    assert google.status["rules"]["deletes"] == "keep"


def test_what_is_no_address_is_told_beside_the_field(page: Page, say: Say) -> None:
    page.goto("/add")
    page.locator("form.fields").evaluate("form => form.noValidate = true")
    address = page.get_by_role("textbox", name=say("E-mail address of the account"))
    address.fill("anna at example")
    page.locator("main").get_by_role("button", name=say("Add account")).click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(address).to_have_value("anna at example")
    expect(address).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
