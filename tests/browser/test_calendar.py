"""A person's calendar from the choice to the undo: one story in Chromium, in the sandbox for those that count."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import standins
from tests.e2e.machine import Machine

DAY = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
SUBJECTS = ["Angebot besprechen", "Vertrag durchgehen"]
OVER = "Längst vorbei"
ONLY_PIPEDRIVE = "Only what is made in Pipedrive"
TAKEN_BACK = {"en": "It was taken back by an undo.", "de": "Es wurde rückgängig gemacht."}
HISTORY = {"en": "History", "de": "Verlauf"}
OTHER = {"en": "de", "de": "en"}

Say = Callable[..., str]


@pytest.fixture
def machine(busy_machine: Machine) -> Machine:
    return busy_machine


def tell_google(machine: Machine, path: str, body: object) -> Mapping[str, str]:
    url = f"{standins(machine)['google']['control_url']}/{path}"
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        told: Mapping[str, str] = json.load(answer)
        return told


@pytest.fixture
def account(machine: Machine, language: str) -> str:
    """At Google, connected for Anna, with nothing but its main calendar in it."""
    email = f"diary-{language}@gmail.com"
    tell_google(machine, "accounts", {"email": email})
    credentials = {"refresh_token": tell_google(machine, "token", {"email": email})["refresh_token"]}
    company = machine.call("GET", "companies")[0]
    whose = {"company": company["id"], "user": next(one["id"] for one in company["users"] if one["granted"])}
    wanted = {**whose, "provider": "google", "address": email, "credentials": credentials}
    return str(machine.call("POST", "accounts", wanted)["id"])


@pytest.fixture
def activities(machine: Machine, account: str) -> Iterator[None]:
    """Two to come and one that is over; gone at the end, and their sync before them, so that another may begin anew."""
    planned = [plan(machine, subject, DAY) for subject in SUBJECTS] + [plan(machine, OVER, "2026-01-05")]
    yield
    for one in machine.call("GET", "connections"):
        if one["account"] == account:
            machine.call("POST", f"connections/{one['id']}/stop", {})
    for number in planned:
        ask_pipedrive(machine, "DELETE", f"activities/{number}")


def plan(machine: Machine, subject: str, day: str) -> int:
    """What somebody does in Pipedrive, with the first deal that has a person and an organization; the activity's id."""
    deals = ask_pipedrive(machine, "GET", "deals?limit=50")["data"]
    deal = next(one for one in deals if one["person_id"] and one["org_id"])
    body = {"subject": subject, "type": "call", "due_date": day, "deal_id": deal["id"], "org_id": deal["org_id"]}
    made = ask_pipedrive(machine, "POST", "activities", {**body, "participants": [_primary(deal["person_id"])]})
    return int(made["data"]["id"])


def _primary(person: int) -> dict[str, object]:
    return {"person_id": person, "primary": True}


def ask_pipedrive(machine: Machine, method: str, path: str, body: object = None) -> dict[str, Any]:
    pipedrive = standins(machine)["pipedrive"]
    headers = {"Content-Type": "application/json", "x-api-token": pipedrive["api_token"]}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{pipedrive['api_domain']}/api/v2/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        read: dict[str, Any] = json.load(answer)
        return read


def settled(page: Page) -> None:
    """Whoever looks at a run sees its end arrive."""
    expect(page.locator("#now .badge.good")).to_be_visible(timeout=30_000)


def choose(page: Page, account: str, say: Say) -> None:
    """A calendar is made, and its rules chosen."""
    page.goto(f"/accounts/{account}/calendar")
    page.locator("#calendar").select_option(label=say("Create one for me, named “%(name)s”", name="Pipedrive"))
    page.get_by_role("radio", name=say(ONLY_PIPEDRIVE)).check()
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("#calendar option:checked")).to_have_text("Pipedrive")
    expect(page.get_by_role("radio", name=say(ONLY_PIPEDRIVE))).to_be_checked()
    assert violations(page) == []


def set_titles(page: Page, say: Say) -> None:
    """By keys, with an example and a look at real ones."""
    page.get_by_role("link", name=say("Change titles")).click()
    page.get_by_role("button", name=say("Move %(part)s forward", part=say("Contact person"))).press("Enter")
    expect(page.locator(".sample").first).to_have_text("Anna Schmidt > Relaunch 2027 > Nordlicht GmbH > Kick-off")
    page.get_by_role("button", name=say("Preview my own titles")).press("Enter")
    expect(page.locator(".preview tbody tr")).to_have_count(len(SUBJECTS))
    assert violations(page) == []
    page.get_by_role("button", name=say("Save"), exact=True).press("Enter")
    expect(page.locator(".notice")).to_be_visible()


def start(page: Page, say: Say) -> str:
    """The connection that is in step then."""
    page.get_by_role("link", name=say("Rules"), exact=True).click()
    page.get_by_role("button", name=say("Start sync")).click()
    settled(page)
    return page.url.split("?")[0].rsplit("/", 1)[1]


def upload(page: Page, connection: str, say: Say) -> None:
    page.goto(f"/connections/{connection}/upload")
    expect(page.locator(".tally")).to_have_text(re.compile(r"^2 "))
    page.get_by_role("button", name=say("Upload unsynced activities")).click()
    settled(page)
    expect(page.locator(".entries h3")).to_have_count(len(SUBJECTS))
    assert violations(page) == []


def take_back(page: Page, say: Say) -> None:
    """All that the newest run did, from the dashboard."""
    this = page.get_by_role("navigation", name=say("This connection"))
    this.get_by_role("link", name=say("History")).click()
    page.locator(".entries summary").first.click()
    expect(page.locator(".entries table").first).to_contain_text(re.compile("|".join(SUBJECTS)))
    assert violations(page) == []
    page.get_by_role("link", name=say("The whole run")).first.click()
    page.get_by_role("link", name=say("Undo this run")).click()
    expect(page.locator(".figures")).to_have_text(re.compile(say("Deleted") + r"\s*2"))
    page.get_by_role("button", name=say("Undo now")).click()
    settled(page)


@pytest.mark.usefixtures("activities")
def test_from_the_choice_of_a_calendar_to_the_undo_of_an_upload(
    page: Page, account: str, language: str, say: Say
) -> None:
    choose(page, account, say)
    set_titles(page, say)
    connection = start(page, say)

    upload(page, connection, say)

    page.goto(f"/connections/{connection}")
    for subject in SUBJECTS:
        expect(page.locator("#items")).to_contain_text(subject)
    expect(page.locator("#items")).not_to_contain_text(OVER)

    take_back(page, say)

    page.goto("/history")
    expect(page.locator(".entries li").first).to_contain_text(TAKEN_BACK[language])
    page.locator(f".languages button[lang={OTHER[language]}]").click()
    expect(page.locator(".entries li").first).to_contain_text(TAKEN_BACK[OTHER[language]])
    expect(page.get_by_role("heading", level=1)).to_have_text(HISTORY[OTHER[language]])
    page.locator("#side").select_option("crm")
    page.locator(".sieve button").click()
    expect(page.locator("#side")).to_have_value("crm")
    expect(page.locator(".entries")).not_to_contain_text("Google")
    assert violations(page) == []
