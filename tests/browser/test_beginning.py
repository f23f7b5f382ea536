"""The way in that the screen shows: a link that is good for ten minutes, so that this is among the first tests."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.chromium import person
from tests.e2e.machine import Machine, wait_for


def test_the_link_that_is_printed_at_the_start_opens_the_console(browser: Browser, machine: Machine) -> None:
    printed = wait_for("the link", lambda: re.findall(r"http\S+/sign-in\?token=\S+", machine.log))
    context = person(browser, machine.url, "en")
    page = context.new_page()

    page.goto(printed[0])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Connections")).to_be_visible()
    context.close()
