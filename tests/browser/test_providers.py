"""An account of each provider, from its address to the choice of what to sync, with what the stand-ins ask for."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import standins
from tests.e2e.machine import Machine

Say = Callable[..., str]


def choose(page: Page, say: Say, address: str, provider: str) -> None:
    page.get_by_role("link", name=say("Add account")).click()
    page.get_by_role("textbox", name=say("E-mail address of the account")).fill(address)
    page.locator("main").get_by_role("button", name=say("Add account")).click()
    page.get_by_role("button", name=f"{say('Choose')} {provider}", exact=True).click()


def is_asked_what_to_sync(page: Page, say: Say, address: str) -> None:
    expect(page.locator(".notice")).to_have_text(
        say("The account is connected. Nothing is synced before you start it.")
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Which contacts, and how?"))
    expect(page.locator("main")).to_contain_text(address)


@pytest.mark.parametrize(("provider", "place", "group"), [("Microsoft 365", 0, "Kunden"), ("Outlook.com", -1, "")])
def test_an_account_at_microsoft_is_added_by_its_consent(
    page: Page, machine: Machine, say: Say, provider: str, place: int, group: str
) -> None:
    address = standins(machine)["microsoft"]["accounts"][place]["id"]

    choose(page, say, address, provider)
    page.get_by_role("link", name=say("Continue to %(provider)s", provider="Microsoft")).click()
    expect(page.get_by_role("radio", name=address)).to_be_checked()
    page.locator("button[value=allow]").click()

    is_asked_what_to_sync(page, say, address)
    expect(page.get_by_role("combobox", name=say("Which contacts"))).to_contain_text(group)


def of_ben(carddav: Mapping[str, Any]) -> Mapping[str, str]:
    url, username, password = (carddav["users"][1][name] for name in ("url", "username", "password"))
    return {"address": "ben@unheard-of.invalid", "url": url, "username": username, "password": password}


def of_anna(exchange: Mapping[str, Any]) -> Mapping[str, str]:
    return {"address": exchange["username"], "username": "", **{name: exchange[name] for name in ("url", "password")}}


@pytest.mark.parametrize(
    ("provider", "standin", "knows"),
    [("iCloud or another address book (CardDAV)", "carddav", of_ben), ("Microsoft Exchange", "exchange", of_anna)],
    ids=["carddav", "exchange"],
)
def test_an_account_is_added_by_its_password(
    page: Page, machine: Machine, say: Say, provider: str, standin: str, knows: Callable[..., Mapping[str, str]]
) -> None:
    known = knows(standins(machine)[standin])

    choose(page, say, known["address"], say(provider))
    page.get_by_label(say("Password")).fill(known["password"])
    page.get_by_text(say("Server and user name")).click()
    page.get_by_label(say("Address of the server")).fill(known["url"])
    page.get_by_label(say("User name")).fill(known["username"])
    page.get_by_role("button", name=say("Connect"), exact=True).click()

    is_asked_what_to_sync(page, say, known["address"])
