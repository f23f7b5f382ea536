"""What waits is decided with one button each: the story of somebody who comes to tidy up."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.accessible import violations
from tests.browser.desk import desk, doubt, hold_deletion, make_conflict, park
from tests.e2e.machine import Machine, wait_for


def item(page: Page, name: str) -> Locator:
    return page.locator(".decisions > li", has=page.get_by_role("heading", name=name))


def decide(page: Page, name: str, decision: str) -> None:
    item(page, name).locator(f"form:has(input[name=decision][value={decision}]) button").first.click()
    expect(page.locator(".notice")).to_be_visible()


def test_a_person_decides_on_everything_that_waits(page: Page, machine: Machine, language: str) -> None:
    office = desk(machine)
    gone, kept, torn, late = (f"{name} {language}" for name in ("Gonzo", "Keeva", "Torben", "Lara"))
    for name in (gone, kept):
        hold_deletion(office, name.split()[0].lower() + language, name)
    make_conflict(office, f"torben{language}", torn)
    park(office, f"lara{language}", late)
    page.goto("/")

    page.locator(".alarms a[href='/decide?kind=held']").click()
    assert violations(page) == []
    decide(page, gone, "release")
    decide(page, kept, "restore")
    expect(item(page, gone)).to_have_count(0)
    page.locator(".tabs a[href='/decide?kind=conflicts']").click()
    expect(item(page, torn)).to_contain_text("Head of purchasing")
    assert violations(page) == []
    decide(page, torn, "swap")
    page.locator(".tabs a[href='/decide?kind=parked']").click()
    assert violations(page) == []
    decide(page, late, "retry")

    office.settle()
    assert gone not in office.names()
    assert {kept, late} <= set(office.names())
    title = office.field("Job title")
    wait_for("the other value", lambda: office.person(torn)["custom_fields"][title] == "Head of purchasing")
    assert [one["name"] for kind in ("held", "conflicts", "parked") for one in office.waiting(kind)] == []


def test_twins_that_nobody_can_tell_apart_are_linked_by_hand(page: Page, machine: Machine, language: str) -> None:
    office = desk(machine)
    doubt(office, f"Kim {language}", f"Toni {language}", f"Sascha {language}")
    toni = str(office.person(f"Toni {language}")["id"])
    page.goto("/decide?kind=review")
    assert violations(page) == []

    page.get_by_role("button", name=re.compile(f"Toni {language}.*Sascha {language}")).click()
    decide(page, f"Kim {language}", "separate")

    office.settle()
    found = {one["crm_id"]: str(one["provider_id"]) for one in office.links(f"sascha-{language}@office.example")}
    assert found[toni].endswith(f"/sascha-{language}.vcf")
    assert len(found) == 2
    assert office.waiting("review") == []
