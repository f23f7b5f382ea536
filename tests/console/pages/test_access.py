"""Who is let in where: each rule is tried on every page of the table, so a new page is tried by itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tandem.console.embedding import SCRIPT
from tandem.console.pages.page import Html, Needs, Page
from tandem.console.pages.scope import CHECKS
from tandem.console.pages.table import PAGES
from tandem.usecases.seeing.views import CompanyView, UserView
from tests.console.events import TOKEN
from tests.console.fake_app import ANNA, BOOK, CONNECTION, ERASURE, RUN, WEISS, WRITE, FakeApp
from tests.console.pages.browsing import HOST, Browser

BEN = UserView("12", "Ben Groß", "ben@example.org", is_admin=False, granted=True)
EVE = UserView("11", "Eve Fremd", "eve@other.example", is_admin=True, granted=True)
ELSEWHERE = CompanyView("7002", "Other", "growth", (EVE,))
IDS: Mapping[str, str] = {
    "company": WEISS.id,
    "connection": CONNECTION,
    "account": BOOK.id,
    "run": RUN,
    "entry": WRITE.id,
}
WITHIN: Mapping[str, str] = {"user": ANNA.id, "erasure": ERASURE}
"""What is looked up within the one above, or is nobody's."""
SOMETHING = "0"

OPEN = [page for page in PAGES if page.needs is Needs.NOTHING]
SHUT = [page for page in PAGES if page.needs in {Needs.SESSION, Needs.ADMIN}]
EMBEDDED = [page for page in PAGES if page.needs is Needs.EMBEDDED]
FRAMED = "/embedded"
"""The one page that others may show in a frame."""
OF_SOMEBODY = [page for page in SHUT if any(f"{{{name}}}" in page.path for name in IDS)]
POSTS = [page for page in SHUT if page.method == "POST"]

Answer = dict[str, Any]


def name(page: Page) -> str:
    return f"{page.method} {page.path}"


def house() -> FakeApp:
    """Two companies; of Anna's, who is an admin, all is hers, and Ben has nothing."""
    return FakeApp(houses=[replace(WEISS, users=(ANNA, BEN)), ELSEWHERE])


CHOSEN = {"/accounts/{account}/contacts": {"group": "all"}}
"""What a form can't be taken without."""


def call(browser: Browser, page: Page, send: Callable[..., Answer] | None = None) -> Answer:
    path = page.path
    for variable in CHECKS:
        path = path.replace(f"{{{variable}}}", {**IDS, **WITHIN}.get(variable, SOMETHING))
    if page.method == "GET":
        return browser.get(path)
    return send(path) if send else browser.post(path, **CHOSEN.get(page.path, {}))


def is_untouched(app: FakeApp) -> bool:
    """Nothing was asked for but whose it is, and what the navigation counts."""
    looking = {"company", "companies", "accounts_of", "account", "connections_of", "connection"}
    return {str(call[0]) for call in app.calls} <= looking


def test_every_variable_of_a_path_is_one_whose_check_is_known() -> None:
    variables = {part[1:-1] for page in PAGES for part in page.path.split("/") if part.startswith("{")}

    assert variables <= CHECKS.keys()
    assert {name for name, check in CHECKS.items() if check is not None} == IDS.keys()


def test_only_what_signs_in_and_what_hides_nothing_is_open() -> None:
    assert {name(page) for page in OPEN} == {
        "GET /sign-in",
        "POST /sign-in",
        "POST /login",
        "POST /language",
        "POST /sign-in/pipedrive",
        "GET /sign-in/pipedrive",
        "GET /connect/{provider}",
        "GET /static/{file}",
        "GET /embedded",
    }
    assert len(PAGES) == len(OPEN) + len(SHUT) + len(EMBEDDED)


def test_only_two_methods_are_served_and_each_page_once() -> None:
    assert {page.method for page in PAGES} == {"GET", "POST"}
    assert len({name(page) for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("page", SHUT, ids=name)
def test_without_a_session_nothing_is_shown_and_nothing_done(page: Page) -> None:
    browser = Browser(house())

    answer = call(browser, page)

    to = answer["headers"].get("Location", "").partition("?next=")[0]
    assert (answer["statusCode"], to) in {(303, "/sign-in"), (401, "")}
    assert browser.app.calls == []


@pytest.mark.parametrize("page", SHUT, ids=name)
@pytest.mark.parametrize("secret", ["", "s", "x" * 5000, "\ud800", "../etc", "s00000000000000010000000000000001 "])
def test_a_made_up_session_is_none(page: Page, secret: str) -> None:
    browser = Browser(house())
    browser.cookies["tandem_session"] = secret

    answer = call(browser, page)

    assert answer["statusCode"] in {303, 401}
    assert browser.app.calls == []


@pytest.mark.parametrize("page", SHUT, ids=name)
@pytest.mark.parametrize("hours", [0.51, 13])
def test_a_session_that_is_over_is_none(page: Page, hours: float) -> None:
    browser = Browser(house()).sign_in()
    browser.at = hours

    answer = call(browser, page)

    assert answer["statusCode"] in {303, 401}
    assert browser.app.calls == []


@pytest.mark.parametrize("page", OF_SOMEBODY, ids=name)
@pytest.mark.parametrize(("company", "user"), [("7001", "12"), ("7002", "11")], ids=["colleague", "other company"])
def test_what_belongs_to_others_is_not_there(page: Page, company: str, user: str) -> None:
    browser = Browser(house()).sign_in(company, user)

    answer = call(browser, page)

    assert answer["statusCode"] == 404
    assert is_untouched(browser.app)


@pytest.mark.parametrize("page", OF_SOMEBODY, ids=name)
def test_what_belongs_to_others_and_what_is_not_there_are_answered_alike(page: Page) -> None:
    foreign, gone = Browser(house()).sign_in("7002", "11"), Browser(FakeApp(held=[], books=[], houses=[])).sign_in()

    assert call(foreign, page)["statusCode"] == call(gone, page)["statusCode"] == 404


@pytest.mark.parametrize("page", OF_SOMEBODY, ids=name)
def test_who_is_no_user_of_the_company_any_more_sees_nothing(page: Page) -> None:
    gone = Browser(replace(house(), houses=[replace(WEISS, users=(BEN,)), ELSEWHERE])).sign_in("7001", "11")

    assert call(gone, page)["statusCode"] == 404


@pytest.mark.parametrize("page", OF_SOMEBODY, ids=name)
def test_an_admin_sees_what_belongs_to_a_colleague(page: Page) -> None:
    of_ben = replace(BOOK, user=BEN.id)
    browser = Browser(replace(house(), books=[of_ben])).sign_in("7001", "11")

    assert call(browser, page)["statusCode"] < 400


@pytest.mark.parametrize(("user", "statuses"), [("12", {404}), ("11", {200, 303})], ids=["colleague", "admin"])
def test_what_is_for_admins_is_not_there_for_others(user: str, statuses: set[int]) -> None:
    planted = Page("GET", "/planted", lambda _: Html("connected.html", {"account": BOOK}), needs=Needs.ADMIN)

    for page in [planted, *(page for page in SHUT if page.needs is Needs.ADMIN)]:
        browser = Browser(house(), pages=(planted, *PAGES)).sign_in("7001", user)
        assert call(browser, page)["statusCode"] in statuses


@pytest.mark.parametrize("page", POSTS, ids=name)
@pytest.mark.parametrize("token", [{}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "\ud800"}])
def test_a_form_without_the_token_of_its_session_does_nothing(page: Page, token: dict[str, str]) -> None:
    browser = Browser(house()).sign_in()

    answer = call(browser, page, lambda path: browser.post_bare(path, **_sendable(token)))

    assert answer["statusCode"] == 403
    assert is_untouched(browser.app)


@pytest.mark.parametrize("page", POSTS, ids=name)
def test_the_token_of_another_session_is_no_token(page: Page) -> None:
    browser = Browser(house()).sign_in()
    other = Browser(house(), browser.of).sign_in()

    answer = call(browser, page, lambda path: browser.post_bare(path, form_token=other.form_token))

    assert answer["statusCode"] == 403
    assert is_untouched(browser.app)


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": f"https://{HOST}"},
    {"origin": f"http://{HOST}:81"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
]


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "POST"], ids=name)
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_another_site_does_nothing(page: Page, headers: dict[str, str]) -> None:
    browser = Browser(house(), headers={"host": HOST, **headers}).sign_in()

    answer = call(browser, page)

    assert answer["statusCode"] == 403
    assert is_untouched(browser.app)


@pytest.mark.parametrize("page", SHUT, ids=name)
def test_its_owner_is_let_in(page: Page) -> None:
    """The rules above can't hold because nobody is ever let in."""
    browser = Browser(house()).sign_in("7001", "11")

    assert call(browser, page)["statusCode"] < 400


@pytest.mark.parametrize("page", [page for page in SHUT if page.method == "GET"], ids=name)
def test_looking_changes_nothing(page: Page) -> None:
    browser = Browser(house()).sign_in()

    call(browser, page)

    changing = {"start", "pause", "resume", "refresh", "stop", "decide", "decide_all", "set_rules", "undo_run"}
    changing |= {"undo_entry", "upload_unsynced", "erase", "add_account", "add_connection", "create_calendar", "invite"}
    changing |= {"begin_checkup", "mark_restored", "set_defaults", "decide_some"}
    assert {str(call[0]) for call in browser.app.calls} & changing == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page.path != FRAMED], ids=name)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_every_answer_tells_the_browser_what_it_may_do_with_it(page: Page, is_signed_in: bool) -> None:
    browser = Browser(house())

    headers = call(browser.sign_in() if is_signed_in else browser, page)["headers"]

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("page", [page for page in SHUT if page.method == "GET"], ids=name)
def test_no_page_has_script_or_style_of_its_own(page: Page) -> None:
    body = call(Browser(house()).sign_in(), page)["body"]

    assert "<style" not in body
    assert " style=" not in body
    assert "<script>" not in body
    assert " on" + "click" not in body


# --- the page inside Pipedrive ---------------------------------------------------------------------------------------


def test_there_is_a_part_that_only_a_framed_page_is_let_in_to() -> None:
    assert [name(page) for page in EMBEDDED] == ["GET /embedded/summary"]


@pytest.mark.parametrize("page", EMBEDDED, ids=name)
def test_who_bears_a_session_of_a_framed_page_is_let_in_to_its_parts(page: Page) -> None:
    """The rules below can't hold because nobody is ever let in."""
    assert call(Browser(house()).look_on(), page)["statusCode"] == 200


NOBODYS: Mapping[str, str] = {
    "nothing": "",
    "made up": "made.up",
    "the admin token": TOKEN,
    "very long": f"{'x' * 5000}.{'y' * 5000}",
    "half a character": "\ud800.\ud800",
}


@pytest.mark.parametrize("page", EMBEDDED, ids=name)
@pytest.mark.parametrize("bearer", NOBODYS.values(), ids=NOBODYS.keys())
def test_without_what_is_borne_nothing_is_shown_and_nobody_is_sent_elsewhere(page: Page, bearer: str) -> None:
    """Not even to somebody who is signed in: a cookie comes along with what any site has a browser ask for."""
    for browser in (Browser(house()), Browser(house()).sign_in("7001", "11"), Browser(house()).sign_in()):
        browser.bearer = bearer

        assert call(browser, page)["statusCode"] == 401
        assert browser.app.calls == []


@pytest.mark.parametrize("page", EMBEDDED, ids=name)
@pytest.mark.parametrize("minutes", [10, 31, 800])
def test_what_is_borne_is_over_after_ten_minutes(page: Page, minutes: float) -> None:
    browser = Browser(house()).look_on()
    browser.at = minutes / 60

    assert call(browser, page)["statusCode"] == 401
    assert browser.app.calls == []


@pytest.mark.parametrize("page", SHUT, ids=name)
def test_what_a_framed_page_bears_opens_nothing_else(page: Page) -> None:
    browser = Browser(house()).look_on("7001", "11")

    assert call(browser, page)["statusCode"] in {303, 401}
    assert browser.app.calls == []


def test_only_one_page_may_be_framed_and_only_by_pipedrive() -> None:
    headers = Browser(house()).get(FRAMED)["headers"]
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))

    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "script-src": f"'self' {SCRIPT}",
        "form-action": "'none'",
        "frame-ancestors": "https://*.pipedrive.com",
    }
    assert "X-Frame-Options" not in headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_where_nobody_can_sign_in_with_pipedrive_nothing_is_framed() -> None:
    answer = Browser(FakeApp(has_crm_page=False)).get(FRAMED)

    assert answer["statusCode"] == 404
    assert "frame-ancestors 'none'" in answer["headers"]["Content-Security-Policy"]
    assert answer["headers"]["X-Frame-Options"] == "DENY"


def _sendable(form: dict[str, str]) -> dict[str, str]:
    """As a form brings it; half a character can't be sent, only what becomes of it."""
    return {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
