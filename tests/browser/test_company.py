"""What an admin does with all that is known of a company: hand it out, and have it forgotten."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.house import standins
from tests.e2e.machine import Machine
from tests.servers import PipedriveStandin


@pytest.fixture
def company(machine: Machine, pipedrive: PipedriveStandin) -> str:
    """The name of another company, with nothing synced: that of the sandbox is still wanted."""
    body = {"api_domain": pipedrive.api_domain, "api_token": pipedrive.api_token}
    return str(machine.call("POST", "companies", body)["name"])


def test_an_admin_takes_home_all_that_is_known_of_a_company_and_of_a_user(
    page: Page, machine: Machine, tmp_path: Path, say: Callable[..., str]
) -> None:
    anna = standins(machine)["pipedrive"]["users"][0]
    page.get_by_role("link", name=say("Company"), exact=True).click()

    links = {"company": say("Export all"), "user": f"{say('Export')} {anna['name']}"}
    for name, link in links.items():
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        download.value.save_as(tmp_path / name)

    found = {name: (tmp_path / name).read_text("utf-8") for name in links}
    items = {name: [json.loads(line) for line in text.splitlines()] for name, text in found.items()}
    assert {"company", "user", "account", "connection", "link"} <= {one["part"] for one in items["company"]}
    assert {"user", "account", "connection", "link"} <= {one["part"] for one in items["user"]}
    assert standins(machine)["carddav"]["password"] not in found["company"] + found["user"]


def test_a_company_is_erased_only_for_who_types_its_name_and_the_proof_is_shown(
    page: Page, machine: Machine, company: str, pipedrive: PipedriveStandin, say: Callable[..., str]
) -> None:
    page.get_by_role("link", name=say("Company"), exact=True).click()
    page.locator(f"a[href='/company/{pipedrive.company_id}/erase']").click()

    page.get_by_role("textbox").fill("somebody else")
    page.get_by_role("button", name=say("Erase for good")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("textbox").fill(company)
    page.get_by_role("button", name=say("Erase for good")).click()

    expect(page.get_by_role("heading", name=say("Erasing a company"))).to_be_visible()
    expect(page.get_by_role("heading", name=say("A company was erased"))).to_be_visible(timeout=60_000)
    assert violations(page) == []
    assert [one["id"] for one in machine.call("GET", "companies")] == ["4242"]
