"""A person's calendar from the choice to the undo: one story in Chromium, in a sandbox of its own, as it adds to it."""

import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import house, standins
from tests.e2e.machine import Machine

DAY = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
SUBJECTS = ["Angebot besprechen", "Vertrag durchgehen"]
OVER = "Längst vorbei"
ONLY_PIPEDRIVE = re.compile("Only what is made in Pipedrive")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with house(tmp_path_factory.mktemp("calendar")) as running:
        yield running


def plan(machine: Machine, subject: str, day: str) -> None:
    """What somebody does in Pipedrive, with the first deal that has a person and an organization."""
    deals = ask_pipedrive(machine, "GET", "deals?limit=50")["data"]
    deal = next(one for one in deals if one["person_id"] and one["org_id"])
    body = {"subject": subject, "type": "call", "due_date": day, "deal_id": deal["id"], "org_id": deal["org_id"]}
    ask_pipedrive(machine, "POST", "activities", {**body, "participants": [_primary(deal["person_id"])]})


def _primary(person: int) -> dict[str, object]:
    return {"person_id": person, "primary": True}


def ask_pipedrive(machine: Machine, method: str, path: str, body: object = None) -> dict[str, list[dict[str, int]]]:
    pipedrive = standins(machine)["pipedrive"]
    headers = {"Content-Type": "application/json", "x-api-token": pipedrive["api_token"]}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{pipedrive['api_domain']}/api/v2/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        read: dict[str, list[dict[str, int]]] = json.load(answer)
        return read


def settled(page: Page) -> None:
    """Whoever looks at a run sees its end arrive."""
    expect(page.locator("#now .badge.good")).to_be_visible(timeout=30_000)


def choose(page: Page, account: str) -> None:
    """A calendar is made, and its rules chosen."""
    page.goto(f"/accounts/{account}/calendar")
    assert violations(page) == []
    page.locator("#calendar").select_option(label="Create one for me, named “Pipedrive”")
    page.get_by_role("radio", name=ONLY_PIPEDRIVE).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("#calendar option:checked")).to_have_text("Pipedrive")
    expect(page.get_by_role("radio", name=ONLY_PIPEDRIVE)).to_be_checked()
    assert violations(page) == []


def set_titles(page: Page) -> None:
    """By keys, with an example and a look at real ones."""
    page.get_by_role("link", name="Change titles").click()
    page.get_by_role("button", name="Move Contact person forward").press("Enter")
    expect(page.locator(".sample").first).to_have_text("Anna Schmidt > Relaunch 2027 > Nordlicht GmbH > Kick-off")
    page.get_by_role("button", name="Preview my own titles").press("Enter")
    expect(page.locator(".preview tbody tr")).to_have_count(len(SUBJECTS))
    assert violations(page) == []
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator(".notice")).to_be_visible()


def start(page: Page) -> str:
    """The connection that is in step then."""
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("button", name="Start sync").click()
    settled(page)
    return page.url.split("?")[0].rsplit("/", 1)[1]


def upload(page: Page, connection: str) -> None:
    page.goto(f"/connections/{connection}/upload")
    expect(page.locator(".tally")).to_have_text("2 activities to come have no event yet.")
    assert violations(page) == []
    page.get_by_role("button", name="Upload unsynced activities").click()
    settled(page)
    expect(page.locator(".entries h3")).to_have_count(len(SUBJECTS))
    assert violations(page) == []


def take_back(page: Page) -> None:
    """All that the newest run did, from the dashboard."""
    page.get_by_role("navigation", name="This connection").get_by_role("link", name="History").click()
    page.locator(".entries summary").first.click()
    expect(page.locator(".entries table").first).to_contain_text(re.compile("|".join(SUBJECTS)))
    assert violations(page) == []
    page.get_by_role("link", name="The whole run").first.click()
    page.get_by_role("link", name="Undo this run").click()
    expect(page.locator(".figures")).to_have_text(re.compile(r"Deleted\s*2"))
    assert violations(page) == []
    page.get_by_role("button", name="Undo now").click()
    settled(page)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_from_the_choice_of_a_calendar_to_the_undo_of_an_upload(page: Page, machine: Machine) -> None:
    for subject in SUBJECTS:
        plan(machine, subject, DAY)
    plan(machine, OVER, "2026-01-05")
    choose(page, next(one for one in machine.call("GET", "accounts") if one["provider"] == "google")["id"])
    set_titles(page)
    connection = start(page)

    upload(page, connection)

    page.goto(f"/connections/{connection}")
    for subject in SUBJECTS:
        expect(page.locator("#items")).to_contain_text(subject)
    expect(page.locator("#items")).not_to_contain_text(OVER)

    take_back(page)

    page.goto("/history")
    expect(page.locator(".entries li").first).to_contain_text("It was taken back by an undo.")
    page.locator(".languages button[lang=de]").click()
    expect(page.locator(".entries li").first).to_contain_text("Es wurde rückgängig gemacht.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verlauf")
    page.locator("#side").select_option("crm")
    page.locator(".sieve button").click()
    expect(page.locator("#side")).to_have_value("crm")
    expect(page.locator(".entries")).not_to_contain_text("in Google")
    assert violations(page) == []
