"""The way in, as whoever starts Tandem finds it: by the link on the screen."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.e2e.machine import Machine


def test_without_scripts_everything_but_the_progress_is_there(browser: Browser, machine: Machine) -> None:
    context = browser.new_context(base_url=machine.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(str(machine.call("POST", "sign-in-links", {})["path"]))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    page.locator(".connection h2 a").first.click()
    page.get_by_role("searchbox").fill("nobody-has-this-name")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("#items")).to_contain_text("Nothing is found")
    context.close()


def test_the_admin_token_opens_the_console_and_another_does_not(
    visitor: Page, machine: Machine, say: Callable[..., str]
) -> None:
    visitor.goto("/history")
    visitor.get_by_text(say("For whoever runs Tandem")).click()
    visitor.get_by_label(say("Admin token")).fill("not this one")
    visitor.get_by_role("button", name=say("Sign in"), exact=True).click()
    expect(visitor.get_by_role("alert")).to_have_text(say("That isn't the admin token."))

    visitor.get_by_label(say("Admin token")).fill(machine.token)
    visitor.get_by_role("button", name=say("Sign in"), exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(say("History"))
