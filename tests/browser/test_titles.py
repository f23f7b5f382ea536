"""The parts of a title, reordered and left out: by dragging, by keys, and by buttons where there are no scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import violations
from tests.browser.chromium import WIDE, person
from tests.browser.house import connection, signed_in
from tests.e2e.machine import Machine

PARTS = ["deal", "person", "organization", "subject"]


@pytest.fixture
def titles(page: Page, machine: Machine) -> Page:
    """Nothing is saved in these tests, so they may share a calendar."""
    page.goto(f"/connections/{connection(machine, 'calendar')['id']}/titles")
    expect(page.locator(".grip").first).to_be_visible()
    assert parts(page) == PARTS
    return page


@pytest.fixture
def plain(browser: Browser, machine: Machine) -> Iterator[Page]:
    """Without scripts."""
    context = person(browser, machine.url, "en", WIDE)
    signed_in(machine, context)
    bare = browser.new_context(
        base_url=machine.url, java_script_enabled=False, storage_state=context.storage_state(), locale="en"
    )
    yield bare.new_page()
    bare.close()
    context.close()


def parts(page: Page) -> list[str]:
    return [str(one.get_attribute("data-part")) for one in page.locator("#parts > li").all()]


def grip(page: Page, part: str) -> str:
    return f"#parts [data-part={part}] .grip"


def drag(page: Page, source: str, target: str, *, above: bool = False, let_go: bool = True) -> None:
    """As a hand does: press, move in several steps, let go in the lower or the upper part of the target."""
    start, end = page.locator(source).bounding_box(), page.locator(target).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + end["height"] * (0.2 if above else 0.8), steps=8)
    if let_go:
        page.mouse.up()


def example(page: Page) -> str:
    return str(page.locator(".sample").first.text_content())


def test_a_part_is_dragged_to_another_place_and_the_example_follows(titles: Page) -> None:
    drag(titles, grip(titles, "organization"), "#parts [data-part=deal]", above=True)

    expect(titles.locator(".sample").first).to_have_text("Nordlicht GmbH > Relaunch 2027 > Anna Schmidt > Kick-off")
    assert parts(titles) == ["organization", "deal", "person", "subject"]
    expect(titles.locator("#told")).to_contain_text("1")
    expect(titles.locator("#told")).to_contain_text("Nordlicht GmbH > Relaunch 2027")
    expect(titles.locator(grip(titles, "organization"))).to_be_focused()
    assert violations(titles) == []
    titles.reload()
    assert parts(titles) == ["organization", "deal", "person", "subject"]


def test_a_part_is_dragged_out_and_in_again(titles: Page) -> None:
    drag(titles, grip(titles, "deal"), "#left-out")
    expect(titles.locator(".sample").first).to_have_text("Anna Schmidt > Nordlicht GmbH > Kick-off")
    expect(titles.locator("#left-out [data-part=deal]")).to_be_visible()

    drag(titles, "#left-out [data-part=deal]", "#parts [data-part=person]")

    expect(titles.locator(".sample").first).to_have_text("Anna Schmidt > Relaunch 2027 > Nordlicht GmbH > Kick-off")
    assert parts(titles) == ["person", "deal", "organization", "subject"]


def test_the_activity_can_not_be_dragged_out(titles: Page) -> None:
    drag(titles, grip(titles, "subject"), "#left-out")

    expect(titles.locator("#parts [data-part=subject]")).to_be_visible()
    assert "Kick-off" in example(titles)


def test_whoever_changes_their_mind_while_dragging_presses_escape(titles: Page) -> None:
    drag(titles, grip(titles, "organization"), "#parts [data-part=deal]", above=True, let_go=False)
    assert parts(titles)[0] == "organization"

    titles.keyboard.press("Escape")
    titles.mouse.up()

    assert parts(titles) == PARTS
    assert example(titles) == "Relaunch 2027 > Anna Schmidt > Nordlicht GmbH > Kick-off"


def test_parts_are_moved_and_left_out_by_keys_and_each_step_is_read_out(titles: Page, language: str) -> None:
    titles.locator(grip(titles, "subject")).focus()

    for _ in range(3):  # as quickly as a key repeats
        titles.keyboard.press("ArrowUp")

    expect(titles.locator(".sample").first).to_have_text("Kick-off > Relaunch 2027 > Anna Schmidt > Nordlicht GmbH")
    told = {"en": "Activity is part 1 of 4.", "de": "Aktivität ist Teil 1 von 4."}[language]
    expect(titles.locator("#told")).to_contain_text(told)
    expect(titles.locator(grip(titles, "subject"))).to_be_focused()

    titles.locator(grip(titles, "person")).focus()
    titles.keyboard.press("Delete")

    expect(titles.locator(".sample").first).to_have_text("Kick-off > Relaunch 2027 > Nordlicht GmbH")
    expect(titles.locator("#told")).to_contain_text({"en": "left out", "de": "weggelassen"}[language])
    expect(titles.locator("#left-out [data-part=person]")).to_be_focused()
    assert violations(titles) == []

    titles.keyboard.press("Enter")
    expect(titles.locator("#parts [data-part=person]")).to_be_visible()


def test_the_separator_shows_at_once(titles: Page) -> None:
    titles.locator("#separator").select_option(" | ")

    expect(titles.locator(".sample").first).to_have_text("Relaunch 2027 | Anna Schmidt | Nordlicht GmbH | Kick-off")
    expect(titles.locator("#separator")).to_be_focused()


def test_what_was_dragged_is_what_is_saved(titles: Page, machine: Machine) -> None:
    drag(titles, grip(titles, "person"), "#parts [data-part=deal]", above=True)
    expect(titles.locator(".sample").first).to_have_text("Anna Schmidt > Relaunch 2027 > Nordlicht GmbH > Kick-off")

    titles.locator(".save button.main").click()

    expect(titles.locator(".notice")).to_be_visible()
    calendar = connection(machine, "calendar")
    assert calendar["rules"]["title"] == "{person} > {deal} > {organization} > {subject}"
    usual = {"title": "{deal} > {person} > {organization} > {subject}"}
    machine.call("PATCH", f"connections/{calendar['id']}", usual)


def test_without_scripts_the_buttons_do_it_and_no_grip_is_there(plain: Page, machine: Machine) -> None:
    plain.goto(f"/connections/{connection(machine, 'calendar')['id']}/titles")
    expect(plain.locator(".grip").first).to_be_hidden()

    plain.get_by_role("button", name="Move Contact person forward").click()
    plain.get_by_role("button", name="Remove Organization").click()

    expect(plain.locator(".sample").first).to_have_text("Anna Schmidt > Relaunch 2027 > Kick-off")
    expect(plain.get_by_role("button", name="Organization")).to_be_visible()
