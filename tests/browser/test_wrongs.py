"""Forms that can't be taken, as a browser and whoever doesn't see it meet them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import connection
from tests.e2e.machine import Machine


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_of_contacts_says_beside_the_field_what_it_lacks(page: Page, machine: Machine, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"/connections/{connection(machine, 'contacts')['id']}/contacts")
    page.locator("[name=direction][value=two_way]").check()
    page.locator("[name=crm_scope][value=filter]").check()
    page.locator("#filter").fill("my list")
    page.locator("[name=deletes][value=keep]").check()

    page.locator("form.settings button.main").click()

    expect(page.locator("#filter-wrong")).to_be_visible()
    expect(page.locator("#filter")).to_have_value("my list")
    expect(page.locator("#filter")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#filter")).to_have_attribute("aria-describedby", "filter-wrong filter-hint")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=deletes][value=keep]")).to_be_checked()
    assert violations(page) == []


def test_a_form_of_a_calendar_says_so_of_its_boxes_and_what_is_refused(page: Page, machine: Machine) -> None:
    page.goto(f"/connections/{connection(machine, 'calendar')['id']}/calendar")
    for box in page.locator("[name=types]").all():
        box.uncheck()
    page.locator("[name=private][value=skip]").check()
    page.locator("[name=mode]").first.evaluate("way => { way.value = 'sideways'; way.checked = true; }")

    page.locator("form.rules button.main").click()
    expect(page.locator("#types-wrong")).to_be_visible()
    expect(page.locator("[name=types]").first).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=private][value=skip]")).to_be_checked()
    assert violations(page) == []

    page.locator("[name=types]").first.check()
    page.locator("[name=mode]").first.evaluate("way => { way.value = 'sideways'; way.checked = true; }")
    page.locator("form.rules button.main").click()

    expect(page.locator("#mode-wrong")).to_be_visible()
    expect(page.locator("[role=radiogroup][aria-invalid=true]")).to_have_count(1)
    assert violations(page) == []
    assert connection(machine, "calendar")["rules"]["private"] != "skip"
