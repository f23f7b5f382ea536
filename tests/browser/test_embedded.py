"""Tandem inside Pipedrive's settings, as a sales person sees it there: in a frame of another site, without cookies."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, expect

from tests.browser.accessible import violations
from tests.browser.chromium import chromium, person, program
from tests.browser.desk import desk
from tests.browser.house import connection, signed_in, standins
from tests.e2e.machine import Machine

NO_FOREIGN_COOKIES = "--test-third-party-cookie-phaseout"
CALM = {"en": "Your syncs", "de": "Ihre Abgleiche"}
UNKNOWN = {"en": "Tandem does not know you yet.", "de": "Tandem kennt Sie noch nicht."}
NOTHING_YET = {"en": "No connection yet.", "de": "Noch keine Verbindung."}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One that keeps cookies from pages in frames of other sites, as browsers do."""
    path = program()
    if path is None:
        pytest.skip("this machine has no Chromium")
    with chromium(path, NO_FOREIGN_COOKIES) as running:
        yield running


@pytest.fixture
def context(browser: Browser, machine: Machine, language: str) -> Iterator[BrowserContext]:
    """Of somebody who is signed in at the console, in the same browser."""
    context = person(browser, machine.url, language)
    signed_in(machine, context).close()
    yield context
    context.close()


def settings(machine: Machine, user: int) -> str:
    """Pipedrive's page, under a name of this machine that is another site than Tandem's."""
    page = str(standins(machine)["pipedrive"]["app_settings_page"])
    return f"{page.replace('//127.0.0.1:', '//localhost:')}?user_id={user}"


def syncs(machine: Machine) -> int:
    """All are Anna's, whatever tests have added since."""
    return len(machine.call("GET", "connections"))


def anna(machine: Machine) -> int:
    return int(standins(machine)["pipedrive"]["users"][0]["id"])


def opened(context: BrowserContext, machine: Machine, user: int) -> tuple[Page, Frame]:
    page = context.new_page()
    page.goto(settings(machine, user))
    frame = next(one for one in page.frames if one.parent_frame)
    expect(frame.locator("#summary")).to_have_attribute("aria-busy", "false")
    return page, frame


def test_a_sales_person_sees_their_syncs_and_goes_on_to_the_console_by_the_keyboard(
    context: BrowserContext, machine: Machine, language: str
) -> None:
    faults: list[str] = []
    asked: list[Request] = []
    context.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    context.on("request", lambda one: asked.append(one) if one.url.startswith(machine.url) else None)
    contacts = connection(machine, "contacts")["id"]

    page, frame = opened(context, machine, anna(machine))

    expect(frame.get_by_role("heading", level=1)).to_have_text(CALM[language])
    expect(frame.locator(".connection")).to_have_count(syncs(machine))
    assert violations(frame) == []
    assert faults == []
    assert [one.url for one in asked if "cookie" in one.all_headers()] == []
    assert [one.url for one in asked if "token" in one.url] == [asked[0].url]

    frame.locator(f"a[href='/connections/{contacts}']").focus()
    with context.expect_page() as tab:
        page.keyboard.press("Enter")
    expect(tab.value).to_have_url(f"{machine.url}/connections/{contacts}")
    expect(tab.value.get_by_role("heading", level=1)).to_be_visible()
    assert tab.value.evaluate("window.opener") is None


def test_what_lets_the_frame_in_is_in_its_memory_alone(context: BrowserContext, machine: Machine) -> None:
    """The browser shuts cookies and storage to it, and it misses neither; its address tells nothing any more."""
    before = context.cookies(machine.url)

    _, frame = opened(context, machine, anna(machine))

    assert frame.evaluate(_KEEPS) == {"cookies": 0, "local": "SecurityError", "session": "SecurityError"}
    assert frame.evaluate("location.href") == frame.url == f"{machine.url}/embedded"
    assert context.cookies(machine.url) == before


def test_a_page_that_is_loaded_anew_is_let_in_by_the_same_token_and_the_older_one_goes_on(
    context: BrowserContext, machine: Machine
) -> None:
    """Pipedrive gives out the same token until it is over; the older page finds its session gone and begins another."""
    context.clock.install()
    older, frame = opened(context, machine, anna(machine))
    younger, other = opened(context, machine, anna(machine))
    expect(other.locator(".connection")).to_have_count(syncs(machine))
    answers: list[int] = []
    older.on("response", lambda one: answers.append(one.status) if one.url.startswith(machine.url) else None)

    with older.expect_response(lambda one: one.status == 200 and one.url.endswith("/embedded/summary")):
        older.clock.fast_forward(31_000)

    assert answers == [401, 201, 200]
    expect(frame.locator(".connection")).to_have_count(syncs(machine))
    expect(frame.locator("#trouble")).to_be_hidden()
    younger.close()


def test_a_colleague_sees_nothing_of_others(context: BrowserContext, machine: Machine, language: str) -> None:
    ben = int(standins(machine)["pipedrive"]["users"][1]["id"])

    _, frame = opened(context, machine, ben)

    expect(frame.locator("#summary")).to_contain_text(NOTHING_YET[language])
    expect(frame.locator(".connection")).to_have_count(0)
    assert violations(frame) == []


def test_who_is_not_known_yet_is_told_how_to_be(
    context: BrowserContext, machine: Machine, language: str, newcomer: int
) -> None:
    _, frame = opened(context, machine, newcomer)

    expect(frame.get_by_role("alert")).to_contain_text(UNKNOWN[language])
    expect(frame.locator(".connection")).to_have_count(0)
    assert violations(frame) == []


@pytest.fixture
def newcomer(machine: Machine) -> int:
    """A user whom Pipedrive has got since Tandem last looked."""
    return int(desk(machine).pipedrive.control("user", {"name": "Dora Neu", "email": "dora.neu@acme.example"})["id"])


@pytest.mark.parametrize("path", ["/", "/sign-in", "/company", "/embedded/summary", "/nowhere"])
def test_no_other_page_can_be_framed_even_by_pipedrive(context: BrowserContext, machine: Machine, path: str) -> None:
    page, _ = opened(context, machine, anna(machine))

    with page.expect_console_message(lambda said: "frame-ancestors" in said.text or "X-Frame-Options" in said.text):
        page.evaluate(_FRAME, f"{machine.url}{path}")


def test_nobody_else_can_frame_even_that_page(context: BrowserContext, machine: Machine) -> None:
    page = context.new_page()
    page.goto(str(standins(machine)["google"]["auth_url"]))

    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.evaluate(_FRAME, f"{machine.url}/embedded?id=1&token=a.b.c")


@pytest.mark.parametrize(("theme", "ground"), [("dark", "rgb(17, 22, 31)"), ("light", "rgb(245, 247, 250)")])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_it_looks_as_pipedrive_does_whatever_the_device_has(
    browser: Browser, machine: Machine, theme: str, ground: str, scheme: str
) -> None:
    context = person(browser, machine.url, "en", scheme=scheme)
    page = context.new_page()

    page.goto(f"{settings(machine, anna(machine))}&theme={theme}")
    frame = next(one for one in page.frames if one.parent_frame)
    expect(frame.locator(".connection")).to_have_count(syncs(machine))

    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    assert violations(frame) == []
    context.close()


def test_without_pipedrives_script_it_shows_the_way_to_the_console_and_keeps_no_token(
    context: BrowserContext, machine: Machine
) -> None:
    context.route(str(standins(machine)["pipedrive"]["sdk_url"]), lambda route: route.abort())
    page = context.new_page()
    page.goto(settings(machine, anna(machine)))
    frame = next(one for one in page.frames if one.parent_frame)

    expect(frame.get_by_role("alert")).to_be_visible()
    expect(frame.locator("a[href='/']")).to_be_visible()
    assert frame.evaluate("location.href") == f"{machine.url}/embedded"


def test_outside_of_pipedrive_it_shows_the_way_to_the_console(context: BrowserContext, machine: Machine) -> None:
    page = context.new_page()

    page.goto(f"{machine.url}/embedded?id=1&token=a.b.c")

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("a[href='/']")).to_be_visible()
    assert page.url == f"{machine.url}/embedded"
    assert violations(page) == []


def _is_fault(said: ConsoleMessage) -> bool:
    """The stand-in of Pipedrive has no icon."""
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


_KEEPS = """() => {
  const tried = (look) => { try { return look().length; } catch (error) { return error.name; } };
  return {
    cookies: tried(() => { document.cookie = "kept=1; SameSite=None"; return document.cookie; }),
    local: tried(() => localStorage),
    session: tried(() => sessionStorage),
  };
}"""
_FRAME = """address => {
  const frame = document.createElement("iframe");
  frame.src = address;
  document.body.append(frame);
}"""
