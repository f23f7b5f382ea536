"""A newcomer's walk, from `git clone` to a synced address book, with what the README, the terminal and the pages say.

What they type stands in the README, with its examples filled in; on the pages they know roles and visible names alone.
"""

import base64
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import chromium, person, program
from tests.e2e.machine import wait_for
from tests.servers import free_port
from tests.walk.readme import Section, section
from tests.walk.terminal import Terminal, clone, filled_in, lend_packages, second_terminal, terminal

START = "Two commands"
SLOW = 60_000


@dataclass(frozen=True, slots=True)
class Beginning:
    """A fresh clone, what its README says, and what stands for the examples in there."""

    folder: Path
    readme: Section
    examples: dict[str, str]

    def typed(self, command: str, **told: str) -> str:
        return filled_in(command, {**self.examples, **told})


@pytest.fixture
def beginning(tmp_path: Path) -> Beginning:
    """Another port and folder than the README's first words, as it offers: the usual ones may be taken."""
    folder = clone(tmp_path / "tandem")
    lend_packages(folder)
    return Beginning(folder, section(folder / "README.md", START), {"9000": str(free_port()), "/somewhere": "mine"})


@pytest.fixture
def page() -> Iterator[Page]:
    path = program()
    if path is None:
        pytest.skip("this machine has no Chromium")
    with chromium(path) as browser:
        context = person(browser, "", "en")
        context.set_default_timeout(SLOW / 2)
        yield context.new_page()
        context.close()


def press(page: Page, name: str) -> None:
    """The first button or link of this name, whichever it is."""
    part = page.get_by_role("main")
    part.get_by_role("button", name=name).or_(part.get_by_role("link", name=name)).first.click()


def sign_in(page: Page, running: Terminal) -> None:
    page.goto(running.wait_for(r"Open Tandem  (http\S+)"))
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="Connections")).to_be_visible()


def add_account(page: Page, address: str) -> None:
    press(page, "Add account")
    page.get_by_role("textbox", name="E-mail address").fill(address)
    press(page, "Add account")
    press(page, "Choose Google")
    press(page, "Continue to Google")
    expect(page.get_by_role("radio", name=address)).to_be_checked()
    page.get_by_role("button", name="Allow").click()


def choose(page: Page) -> None:
    """The first group: the page tells how many are in each."""
    press(page, "Choose Contacts")
    choice = page.get_by_role("combobox", name="Which contacts")
    group = choice.get_by_role("option", name=re.compile(r"\(\d+\)$")).first
    choice.select_option(label=group.text_content())
    press(page, "Save and preview")


def foresee(page: Page) -> list[str]:
    """The names of who would be made."""
    press(page, "Create in Pipedrive")
    expect(page.get_by_role("combobox", name="What")).to_have_value(re.compile("create"))
    rows = page.get_by_role("table").get_by_role("row", name="Create in Pipedrive").all()
    return [row.get_by_role("cell").first.inner_text() for row in rows]


def start(page: Page) -> None:
    """And watch until the end, without touching the page."""
    press(page, "Start sync")
    expect(page.get_by_role("main").get_by_text("up to date", exact=True)).to_be_visible(timeout=SLOW)


def address_book(running: Terminal, sandbox: Path) -> str:
    """All cards of the first address book, as any CardDAV program gets them."""
    url = running.wait_for(r"CardDAV +(http\S+)")
    told = json.loads(sandbox.read_text("utf-8"))["carddav"]
    password = base64.b64encode(f"{told['username']}:{told['password']}".encode()).decode()
    request = urllib.request.Request(url, headers={"Authorization": f"Basic {password}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.read().decode("utf-8")).replace("\r\n ", "")


def look_around(beginning: Beginning) -> None:
    """All that the README names for a second terminal."""
    export = beginning.typed(beginning.readme.the("export ", beginning.readme.inline))
    history = second_terminal(beginning.folder, export, ".venv/bin/tandem history")
    run = re.findall(r"\S+-r[0-9a-f]{8,}", history)[0]
    looks = [one for one in beginning.readme.commands if one.startswith(".venv/bin/tandem ")]
    assert {".venv/bin/tandem connections", ".venv/bin/tandem undo RUN --preview"} <= set(looks)
    for look in looks:
        assert second_terminal(beginning.folder, export, beginning.typed(look, RUN=run))


def test_a_newcomer_comes_from_the_clone_to_a_synced_address_book(beginning: Beginning, page: Page) -> None:
    command = beginning.typed(beginning.readme.the("PORT=", beginning.readme.inline))
    assert beginning.readme.commands[:2] == ["make run", "make test"]
    sandbox = beginning.readme.the(".tandem/sandbox.json", beginning.readme.inline).replace(".tandem", "mine")

    with terminal(command, beginning.folder, beginning.folder.parent / "printed") as running:
        running.wait_for("(Ctrl-C stops)")
        sign_in(page, running)
        add_account(page, running.wait_for(r"Google .*user (\S+)\)"))
        choose(page)
        new = foresee(page)
        start(page)
        for name in new:
            expect(page.get_by_role("table", name="Synced items")).to_contain_text(name)
        wait_for("all of them", lambda: all(one in address_book(running, beginning.folder / sandbox) for one in new))
        look_around(beginning)
        running.press_ctrl_c()
