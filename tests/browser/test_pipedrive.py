"""Signing in with Pipedrive, as a sales person does it: off to its page and back, with no and with yes."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import connection, standins
from tests.e2e.machine import Machine

BUTTON = "form[action='/sign-in/pipedrive'] button"


def test_a_sales_person_signs_in_with_pipedrive_and_comes_to_the_page_they_wanted(
    visitor: Page, machine: Machine
) -> None:
    """Anna, whose connections the sandbox made: nobody else's grant is brought in for the other stories."""
    anna = standins(machine)["pipedrive"]["users"][0]
    wanted = f"/connections/{connection(machine, 'contacts')['id']}"
    back: list[str] = []
    visitor.on("request", lambda one: back.append(one.url) if "/sign-in/pipedrive?code=" in one.url else None)

    visitor.goto(wanted)
    assert violations(visitor) == []
    visitor.locator(BUTTON).click()
    visitor.locator("#deny").click()
    expect(visitor.locator(".banner.wait")).to_be_visible()
    assert violations(visitor) == []

    visitor.goto(wanted)
    visitor.locator(BUTTON).click()
    visitor.locator(f"input[value='{anna['id']}']").check()
    visitor.locator("#allow").click()
    expect(visitor).to_have_url(f"{machine.url}{wanted}")

    visitor.context.clear_cookies()
    visitor.goto(back[0])
    expect(visitor.locator(".banner.wait")).to_be_visible()
    visitor.goto("/")
    expect(visitor).to_have_url(re.compile("/sign-in"))
