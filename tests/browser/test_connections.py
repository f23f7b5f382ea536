"""The first page and a connection's dashboard, as a person meets them in a browser."""

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import connection
from tests.e2e.machine import Machine

HEADING = {"en": "Connections", "de": "Verbindungen"}


def test_whoever_opens_the_link_sees_every_connection(page: Page, machine: Machine, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING[language])
    expect(page.locator(".connection .badge")).to_have_count(len(machine.call("GET", "connections")))


def test_the_link_is_good_for_once(visitor: Page, machine: Machine, language: str) -> None:
    link = machine.call("POST", "sign-in-links", {})["path"]
    visitor.goto(link)
    visitor.locator("main button").click()
    visitor.wait_for_url("**/")
    visitor.locator(".tools form[action='/sign-out'] button").click()

    visitor.goto(link)
    visitor.locator("main button").click()

    expect(visitor.locator(".banner.bad")).to_be_visible()
    expect(visitor.get_by_role("heading", level=1)).not_to_have_text(HEADING[language])


def test_a_language_is_chosen_by_a_button_and_kept(page: Page, language: str) -> None:
    other = {"en": "de", "de": "en"}[language]

    page.locator(f".languages button[lang={other}]").click()
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING[other])


def test_the_pages_are_read_and_the_sync_paused_by_keys_alone(page: Page, machine: Machine, language: str) -> None:
    calendar = connection(machine, "calendar")["id"]
    page.goto(f"/connections/{calendar}")

    page.locator(f"form[action='/connections/{calendar}/pause'] button").press("Enter")
    expect(page.locator(".notice")).to_be_visible()
    assert connection(machine, "calendar")["state"] == "paused"

    page.locator(f"form[action='/connections/{calendar}/resume'] button").press("Enter")
    expect(page.locator(f"form[action='/connections/{calendar}/refresh'] button")).to_be_visible()
    assert connection(machine, "calendar")["state"] != "paused"


def like_nobody_else(machine: Machine, contacts: str) -> str:
    """The name of one of whom there is just one: some made-up people share theirs."""
    names = [one["name"] for one in machine.call("GET", f"connections/{contacts}/links")["items"]]
    found = (machine.call("GET", f"connections/{contacts}/links?query={quote(name)}")["items"] for name in names)
    return next(name for name, items in zip(names, found, strict=True) if len(items) == 1)


def test_a_search_finds_while_one_types_and_without_scripts_too(page: Page, machine: Machine) -> None:
    contacts = connection(machine, "contacts")["id"]
    somebody = like_nobody_else(machine, contacts)
    page.goto(f"/connections/{contacts}")

    page.locator("#items-query").press_sequentially(somebody)
    expect(page.locator("#items tbody tr")).to_have_count(1)
    expect(page.locator("#items tbody")).to_contain_text(somebody)
    page.locator("#items-query").press("Enter")

    expect(page).to_have_url(re.compile("query="))
    expect(page.locator("#items tbody")).to_contain_text(somebody)


def test_a_change_arrives_while_the_page_is_open(page: Page, machine: Machine) -> None:
    contacts = connection(machine, "contacts")["id"]
    page.goto(f"/connections/{contacts}")
    told = page.locator("#now").get_attribute("data-hx-trigger")

    page.locator(f"form[action='/connections/{contacts}/refresh'] button").click()

    assert told is not None
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("#now .badge.good, #now .badge.wait")).to_be_visible(timeout=60_000)


def test_times_are_told_in_the_zone_of_the_person(page: Page, machine: Machine) -> None:
    contacts = connection(machine, "contacts")["id"]

    page.goto(f"/connections/{contacts}")

    stamp = page.locator("#now time").first.get_attribute("title") or ""
    assert re.search(r"MEZ|CET|MESZ|CEST|[+]0[12]", stamp)


def test_the_changes_of_a_day_are_drawn_and_told_in_a_table_that_stays_open(page: Page, machine: Machine) -> None:
    contacts = connection(machine, "contacts")["id"]
    page.goto(f"/connections/{contacts}")
    today = sum(machine.call("GET", f"connections/{contacts}/days")[-1][kind] for kind in ("create", "update"))

    page.locator("#days-table summary").press("Enter")
    page.evaluate("document.activeElement.blur(); days.dataset.old = 'yes'")
    page.evaluate("replace(days, days, days.dataset.hxGet)")

    expect(page.locator("#days:not([data-old]) tbody td").first).to_be_visible()
    assert today > 100
    height = page.locator("#days rect.create").last.evaluate("bar => bar.getBoundingClientRect().height")
    assert height > 50
    assert violations(page) == []


def test_a_narrow_screen_shows_the_whole_chart(page: Page, machine: Machine) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/connections/{connection(machine, 'contacts')['id']}")

    box = page.locator("#days .bars").bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["width"] > 200
