"""`make screenshots`: every page, light and dark, wide and phone, in both languages, as pictures in a folder."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page

from tandem.console.pages.waiting import KINDS
from tests.browser.chromium import PHONE, WIDE, chromium, person, program
from tests.browser.desk import forget_somebody, let_something_wait
from tests.browser.house import connection, house, signed_in, standins
from tests.e2e.machine import Machine

SIZES = {"wide": WIDE, "phone": PHONE}
LOOKS = [("en", "light", "wide"), ("de", "dark", "wide"), ("de", "light", "phone"), ("en", "dark", "phone")]
"""Language, colours and size: each of them is seen twice, and each page four times."""

CALENDAR = {
    "rules": "calendar",
    "titles": "titles",
    "titles-tried": "titles?title=%7Bperson%7D+%7C+%7Bsubject%7D&do=preview",
    "upload": "upload",
}
"""Pictures of the pages about a calendar, by what stands behind its connection in the address."""


def pages(machine: Machine, erasure: str) -> Mapping[str, str]:
    """The name of each picture, and what it is of. A new page is added here: `test_every_page.py` asks for it."""
    contacts, calendar = (connection(machine, kind)["id"] for kind in ("contacts", "calendar"))
    run = connection(machine, "contacts")["last_run"]["id"]
    entry = machine.call("GET", f"connections/{contacts}/history")["items"][0]["id"]
    company = contacts.split("-")[0]
    return {
        "connections": "/",
        "dashboard-contacts": f"/connections/{contacts}",
        "dashboard-calendar": f"/connections/{calendar}",
        "add-account": "/add",
        "account-connected": f"/accounts/{connection(machine, 'calendar')['account']}",
        "settings-new": f"/accounts/{connection(machine, 'calendar')['account']}/contacts",
        "settings": f"/connections/{contacts}/contacts",
        "preview-draft": f"/connections/{draft(machine)}/preview",
        "preview-other-rules": f"/connections/{contacts}/preview?direction=one_way&group=all",
        "dashboard-nothing-found": f"/connections/{contacts}?query=nobody-has-this-name",
        **{f"decide-{kind}": f"/decide?kind={kind}" for kind in KINDS},
        "account": "/account",
        "stop": f"/connections/{contacts}/stop",
        "company": "/company",
        "defaults": f"/company/{company}/defaults",
        "defaults-titles": f"/company/{company}/defaults/titles",
        "erase": f"/company/{company}/erase",
        "erase-user": f"/company/{company}/users/{standins(machine)['pipedrive']['users'][1]['id']}/erase",
        "erasure": f"/company/erasures/{erasure}",
        **{f"calendar-{name}": f"/connections/{calendar}/{path}" for name, path in CALENDAR.items()},
        "calendar-new": f"/accounts/{connection(machine, 'calendar')['account']}/calendar",
        "history": "/history",
        "history-of-one": f"/connections/{contacts}/history?side=crm",
        "run": f"/runs/{run}",
        "undo": f"/runs/{run}/undo",
        "undo-one": f"/history/{entry}/undo",
        "consent-failed": "/connect/google?state=gone&code=gone",
        "not-found": "/nowhere",
    }


def draft(machine: Machine) -> str:
    """A connection that waits for its start; made where there is none yet."""
    listed = machine.call("GET", "connections")
    known = next((one["id"] for one in listed if one["state"] == "draft"), "")
    wanted = {"account": connection(machine, "calendar")["account"], "kind": "contacts"}
    made = {"rules": {"direction": "two_way"}, **wanted}
    return str(known or machine.call("POST", "connections", made)["id"])


def forms(page: Page, machine: Machine) -> Iterator[str]:
    """What is seen only after something was sent, step by step; the names of the pictures."""
    for name, address, provider in (
        ("proposals-known", "anna@gmail.com", "google"),
        ("proposals-none", "anna@unheard-of.invalid", "exchange"),
        ("proposals-apple", "anna@icloud.com", "icloud"),
    ):
        page.goto("/add")
        page.locator("#address").fill(address)
        page.locator("#address").press("Enter")
        page.wait_for_load_state()
        yield name
        page.locator(f"form[action='/add/{provider}'] button").click()
        page.wait_for_load_state()
        yield f"sign-in-{provider}"
    page.locator("#password").evaluate("field => field.required = false")
    page.locator("form[action$='/sign-in'] button.main").click()
    page.wait_for_load_state()
    yield "sign-in-no-password"
    page.goto(f"/connections/{connection(machine, 'contacts')['id']}/contacts")
    page.locator("[name=direction][value=one_way]").check()
    page.locator("[name=deletes][value=keep]").check()
    page.locator("form.settings button.main").click()
    page.wait_for_load_state()
    yield "settings-changes"
    for name in wrong_ones(page, machine):
        yield name


def wrong_ones(page: Page, machine: Machine) -> Iterator[str]:
    """Forms that were sent with something wrong in them, past what a browser looks after by itself."""
    contacts = connection(machine, "contacts")["id"]
    for name, address in (
        ("address-wrong", "/add"),
        ("settings-missing", f"/accounts/{connection(machine, 'calendar')['account']}/contacts"),
        ("calendar-missing", f"/accounts/{connection(machine, 'calendar')['account']}/calendar"),
        ("stop-wrong", f"/connections/{contacts}/stop"),
        ("erase-wrong", f"/company/{contacts.split('-')[0]}/erase"),
    ):
        page.goto(address)
        form = page.locator("main form[method=post]").first
        form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
        page.locator("main [aria-invalid=true], main .banner.bad").first.wait_for()
        yield name


def main(folder: Path) -> None:
    path = program()
    if path is None:
        sys.exit("This machine has no Chromium; on Debian and Ubuntu: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, house(Path(data)) as machine, chromium(path) as browser:
        let_something_wait(machine)
        erasure = forget_somebody(machine)
        for language, scheme, size in LOOKS:
            for name, page in walk(browser, machine, erasure, (language, scheme, size)):
                page.screenshot(path=folder / f"{name}-{language}-{scheme}-{size}.png", full_page=True)
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


def walk(browser: Browser, machine: Machine, erasure: str, look: tuple[str, str, str]) -> Iterator[tuple[str, Page]]:
    """Every page, by the name of its picture, as somebody with this language, these colours and this screen sees it."""
    language, scheme, size = look
    context = person(browser, machine.url, language, SIZES[size], scheme)
    stranger = context.new_page()
    stranger.goto("/sign-in")
    yield "sign-in", stranger
    stranger.goto(str(standins(machine)["pipedrive"]["app_settings_page"]))
    stranger.wait_for_load_state("networkidle")
    yield "inside-pipedrive", stranger
    page = signed_in(machine, context)
    for name, address in pages(machine, erasure).items():
        page.goto(address)
        page.wait_for_load_state()
        yield name, page
    for name in forms(page, machine):
        yield name, page
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
