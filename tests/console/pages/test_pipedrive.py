"""Signing in with Pipedrive: what the browser keeps, where it is sent, and what is told to whoever isn't let in."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tandem.domain.errors import RateLimited, Refused, Trouble, Unavailable
from tandem.domain.ids import CompanyId, UserId
from tests.console.fake_app import ANNA, COMPANY, NOON, FakeApp
from tests.console.pages.browsing import OURS, Browser, text_of

BACK = "/sign-in/pipedrive"
TLS = {**OURS, "origin": "https://tandem.example", "x-forwarded-proto": "https"}


def begun(browser: Browser, following: str = "/") -> Browser:
    browser.post_bare(BACK, next=following)
    return browser


def test_the_button_is_there_only_where_tandem_is_registered_at_pipedrive() -> None:
    there, none = Browser(), Browser(FakeApp(has_crm_page=False))

    assert f'action="{BACK}"' in there.get("/sign-in")["body"]
    assert BACK not in none.get("/sign-in")["body"]


def test_the_browser_is_sent_to_pipedrive_and_keeps_what_it_comes_back_with() -> None:
    browser = Browser()

    answer = browser.post_bare(BACK, next="/")

    addresses = set(re.findall(r'https://crm\.example[^"]*', answer["body"]))
    assert answer["statusCode"] == 200
    assert addresses == {"https://crm.example/oauth/authorize?client_id=c&amp;state=s"}
    assert browser.cookies["tandem_sign_in"] == "browsers-own"
    assert "browsers-own" not in answer["body"]


def test_what_the_browser_keeps_is_out_of_reach_for_scripts_other_sites_and_neighbours() -> None:
    (cookie,) = Browser(headers=TLS).post_bare(BACK)["cookies"]

    assert cookie.startswith("__Host-tandem_sign_in=")
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600", "Secure"}


def test_whoever_comes_back_is_signed_in_as_the_user_that_pipedrive_told() -> None:
    browser = begun(Browser())

    answer = browser.get(f"{BACK}?state=s&code=good")

    session = browser.of.sessions.find(browser.cookies["tandem_session"], NOON)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/")
    assert session is not None
    assert (session.company, session.user) == (COMPANY, UserId(ANNA.id))
    assert browser.cookies["tandem_sign_in"] == ""
    assert browser.app.calls[-1] == ("finish_sign_in", "s", "good", "browsers-own")


def test_a_session_that_the_browser_had_before_is_over() -> None:
    browser = Browser().sign_in("7002", "12")
    before = browser.cookies["tandem_session"]

    begun(browser).get(f"{BACK}?state=s&code=good")

    assert browser.cookies["tandem_session"] != before
    assert browser.of.sessions.find(before, NOON) is None


def test_whoever_was_sent_to_sign_in_comes_to_the_page_that_they_wanted() -> None:
    browser = Browser()
    sent = browser.get("/connections/7001-c01?query=somebody")["headers"]["Location"]
    page = browser.get(sent)["body"]

    assert sent == "/sign-in?next=%2Fconnections%2F7001-c01"
    assert page.count('name="next" value="/connections/7001-c01"') == 2
    assert begun(browser, "/connections/7001-c01").app.calls == [("begin_sign_in", "/connections/7001-c01")]


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "/ü", "/\n", "", "evil"]
)
def test_no_sign_in_leads_to_another_site(wanted: str) -> None:
    """Neither by what the form says, nor by what was kept, nor by the other two ways in."""
    by_form = begun(Browser(), wanted)
    by_row = begun(Browser(FakeApp(following=wanted))).get(f"{BACK}?state=s&code=good")
    link = by_form.of.sessions.invite(CompanyId(""), UserId(""), NOON)

    assert by_form.app.calls == [("begin_sign_in", "/")]
    assert by_row["headers"]["Location"] == "/"
    assert by_form.post_bare("/sign-in", token=link, next=wanted)["headers"]["Location"] == "/"
    assert by_form.post_bare("/login", token="a-made-up-admin-token", next=wanted)["headers"]["Location"] == "/"


@pytest.mark.parametrize(
    ("trouble", "status", "tone", "told"),
    [
        (Refused("sign_in_unknown", "state"), 422, "wait", "begun in another browser, or longer than ten minutes ago"),
        (Refused("sign_in_refused", "code"), 422, "wait", "You did not let Tandem in at Pipedrive"),
        (Refused("being_erased"), 422, "wait", "This is being erased"),
        (Unavailable("token_refused", "500"), 502, "bad", "Please try again in a few minutes"),
        (RateLimited(timedelta(seconds=30)), 429, "bad", "Please try again in a few minutes"),
    ],
    ids=str,
)
def test_whoever_is_not_let_in_is_told_why_and_finds_the_button_again(
    trouble: Trouble, status: int, tone: str, told: str
) -> None:
    browser = Browser(FakeApp(trouble=trouble))

    answer = browser.get(f"{BACK}?error=access_denied&state=s")

    assert answer["statusCode"] == status
    assert told in text_of(answer)
    assert f'class="banner {tone}"' in answer["body"]
    assert "(code)" not in answer["body"]
    assert f'action="{BACK}"' in answer["body"]
    assert "tandem_session" not in browser.cookies


def test_whoever_installed_tandem_in_pipedrives_marketplace_signs_in_once_more() -> None:
    """That brings a code without a state of ours: anybody could have sent it, so it opens nothing."""
    browser = Browser()

    answer = browser.get(f"{BACK}?code=good")

    assert answer["statusCode"] == 200
    assert "One step is left" in text_of(answer)
    assert browser.app.calls == []
    assert answer["cookies"] == []


def test_whoever_comes_there_with_nothing_is_at_the_sign_in() -> None:
    answer = Browser().get(BACK)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/sign-in")


@pytest.mark.parametrize("typed", ['/"><b>', "/'><b>", "/<b>", "/{{ 7 * 7 }}<b>"])
def test_whatever_the_address_says_comes_out_as_text(typed: str) -> None:
    for query in ({"next": typed}, {"token": typed}, {"next": typed, "token": typed}):
        assert "<b>" not in Browser().get(f"/sign-in?{urlencode(query)}")["body"]


def test_nothing_that_comes_back_is_shown() -> None:
    answer = Browser(FakeApp(trouble=Refused("sign_in_refused"))).get(
        f"{BACK}?error=<b>x&error_description=<i>y&state=<u>"
    )

    assert not {"<b>", "<i>", "<u>", "&lt;b&gt;"} & set(re.findall(r"<\w>|&lt;\w&gt;", answer["body"]))
