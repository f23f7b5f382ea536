"""Language and time zone, as a person chooses them; and what an admin takes home."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import connection
from tests.e2e.machine import Machine

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


def test_a_sync_ends_only_for_who_types_the_address(page: Page, machine: Machine) -> None:
    calendar = connection(machine, "calendar")
    page.goto(f"/connections/{calendar['id']}/stop")
    assert violations(page) == []

    page.fill("#confirm", "somebody else")
    page.locator("main form button.danger").click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    assert connection(machine, "calendar")["state"] != "stopped"


def test_an_admin_takes_home_all_that_is_known(page: Page, tmp_path: Path) -> None:
    page.goto("/company")
    assert violations(page) == []

    with page.expect_download() as download:
        page.locator("a.button[href$='/export']").click()
    download.value.save_as(tmp_path / "all.jsonl")

    items = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert {"company", "user", "account", "connection", "link"} <= {one["part"] for one in items}
    page.locator("a[href$='/erase']").last.click()
    assert violations(page) == []
