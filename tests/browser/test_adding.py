"""Adding an account, from its address to the first change that arrives: as a person does it in a browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.google_book import GROUP, Book
from tests.browser.house import connection, standins
from tests.e2e.machine import Machine


def test_an_account_is_added_its_sync_chosen_foreseen_started_and_watched(
    page: Page, machine: Machine, google: Book
) -> None:
    agree(page, google.email)
    account = next(one for one in machine.call("GET", "accounts") if one["address"] == google.email)
    assert f"/accounts/{account['id']}" in page.url
    choose(page, account["id"])
    foresee(page)
    google.answer_late(4)
    page.locator("form[action$='/start'] button").first.click()

    expect(page.locator("#now progress")).to_be_visible()
    expect(page.locator("#items tbody tr")).to_have_count(0)
    expect(page.locator("#now .badge.good")).to_be_visible(timeout=60_000)
    expect(page.locator("#now progress")).to_have_count(0)
    expect(page.locator("#items tbody tr")).to_have_count(3, timeout=60_000)
    google.change_phone("Cora", "+49 30 5557777")
    machine.call("POST", f"connections/{connection_shown(page)}/refresh")
    latest = page.locator("#now tbody tr").first
    expect(latest).to_contain_text(re.compile("phone|Telefon"), timeout=60_000)
    expect(latest).to_contain_text(google.name("Cora"))


def connection_shown(page: Page) -> str:
    return page.url.partition("?")[0].rpartition("/")[2]


def agree(page: Page, email: str) -> None:
    """From the first page to the account, by the provider's consent."""
    page.locator("main a[href='/add']").click()
    assert violations(page) == []
    page.locator("#address").fill(email)
    page.locator("#address").press("Enter")
    assert violations(page) == []
    page.locator("form[action='/add/google'] button").click()
    assert violations(page) == []
    page.locator("main a.button.main").click()
    page.locator("button[value=allow]").click()
    page.wait_for_url("**/accounts/**")
    expect(page.locator(".notice")).to_be_visible()


def choose(page: Page, account: str) -> None:
    """One group, into Pipedrive only; who goes out is asked only where somebody does."""
    page.goto(f"/accounts/{account}/contacts")
    option = page.locator("#group option", has_text=GROUP)
    page.locator("#group").select_option(option.get_attribute("value"))
    page.locator("[name=direction][value=two_way]").check()
    expect(page.locator(".going-out")).to_be_visible()
    assert violations(page) == []
    page.locator("[name=direction][value=one_way]").check()
    expect(page.locator(".going-out")).to_be_hidden()
    page.locator("form.settings button.main").click()


def foresee(page: Page) -> None:
    page.wait_for_url("**/preview*")
    expect(page.locator(".tile", has_text="Pipedrive").locator(".number")).to_have_text("3")
    expect(page.locator("#items tbody tr")).to_have_count(3)
    page.locator("#query").fill("cora")
    page.locator("#query").press("Enter")
    expect(page.locator("#items tbody tr")).to_have_count(1)
    assert violations(page) == []


def test_a_wrong_password_is_told_and_all_else_that_was_typed_stays(page: Page, machine: Machine) -> None:
    url, address = standins(machine)["carddav"]["url"], "anna@unheard-of.invalid"
    page.goto("/add")
    page.locator("#address").fill(address)
    page.locator("#address").press("Enter")
    expect(page.locator(".banner")).to_contain_text("unheard-of.invalid")
    page.locator("form[action='/add/icloud'] button").click()

    page.locator("summary").click()
    page.locator("#url").fill(url)
    page.locator("#password").fill("not the password")
    page.locator("form[action$='/sign-in'] button.main").click()

    expect(page.locator(".banner.bad")).to_be_visible()
    expect(page.locator("#url")).to_have_value(url)
    expect(page.locator("#password")).to_have_value("")
    expect(page.locator("main")).to_contain_text(address)
    assert violations(page) == []


def test_what_would_change_is_shown_before_it_is_saved(page: Page, machine: Machine) -> None:
    contacts = connection(machine, "contacts")
    page.goto(f"/connections/{contacts['id']}")
    page.locator(".heading a[href$='/contacts']").click()
    page.locator("[name=deletes][value=keep]").check()
    page.locator("form.settings button.main").click()

    expect(page.locator(".changes li")).to_have_count(1)
    assert violations(page) == []
    page.locator("main .actions a[href*='/preview?']").click()
    expect(page.locator(".banner.wait")).to_be_visible()
    assert violations(page) == []

    assert connection(machine, "contacts")["rules"] == contacts["rules"]
