"""What new connections begin with, as an admin chooses it by the keyboard, and as whoever connects then finds it."""

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import connection
from tests.e2e.machine import Machine


def test_an_admin_chooses_by_the_keyboard_what_new_connections_begin_with(page: Page, machine: Machine) -> None:
    contacts = connection(machine, "contacts")
    company = contacts["id"].split("-")[0]
    path = f"/company/{company}/defaults"
    machine.call("PATCH", f"companies/{company}/defaults", {"contacts": {"deletes": "follow"}})
    page.goto("/company")
    assert violations(page) == []

    page.locator(f"a[href='{path}']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    page.locator("input[name='deletes'][value='follow']").focus()
    page.keyboard.press("ArrowDown")
    page.locator("form.defaults .save button").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("input[name='deletes'][value='keep']")).to_be_checked()
    expect(page.locator("tbody tr").last).to_be_visible()
    assert violations(page) == []
    page.goto(f"/accounts/{contacts['account']}/contacts")
    expect(page.locator("input[name='deletes'][value='keep']")).to_be_checked()
    assert connection(machine, "contacts")["rules"]["deletes"] == contacts["rules"]["deletes"]
    machine.call("PATCH", f"companies/{company}/defaults", {"contacts": {"deletes": "follow"}})


def test_an_admin_chooses_what_titles_are_made_of_from_now_on(page: Page, machine: Machine) -> None:
    calendar = connection(machine, "calendar")
    company = calendar["id"].split("-")[0]
    page.goto(f"/company/{company}/defaults/titles")
    assert violations(page) == []

    page.locator("button[value='up.subject']").press("Enter")
    page.wait_for_url("**do=up.subject**")
    page.locator(".save button.main").press("Enter")

    expect(page.locator(".notice")).to_be_visible()
    title = machine.call("GET", f"companies/{company}/defaults")["calendar"]["title"]
    assert title == "{deal} > {person} > {subject} > {organization}"
    assert connection(machine, "calendar")["rules"]["title"] == calendar["rules"]["title"]
    machine.call("PATCH", f"companies/{company}/defaults", {"calendar": {"title": calendar["rules"]["title"]}})
