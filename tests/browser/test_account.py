"""Language and time zone, as a person chooses them."""

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations

OTHER = {"en": "de", "de": "en"}
HEADING = {"en": "Account", "de": "Konto"}


def test_a_person_chooses_language_and_time_zone(page: Page, language: str) -> None:
    page.goto("/account")
    assert violations(page) == []

    page.select_option("#zone", "Asia/Tokyo")
    page.locator("form[action='/account/zone'] button").click()
    expect(page.locator(".notice")).to_be_visible()
    page.select_option("#language", OTHER[language])
    page.locator("form.setting[action='/language'] button").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING[OTHER[language]])
    expect(page.locator("#zone")).to_have_value("Asia/Tokyo")
    page.select_option("#zone", "device")
    page.locator("form[action='/account/zone'] button").click()
    expect(page.locator("#zone")).to_have_value("Europe/Berlin")
