"""Signing in and out: what opens a session, what the cookie is like, and what is told to whoever isn't let in."""

import pytest

from tandem.domain.ids import CompanyId, UserId
from tests.console.events import NOON_MS, TOKEN, TOKEN_SHA256, event, send
from tests.console.fake_app import NOON, FakeApp
from tests.console.pages.browsing import OURS, Browser, text_of

TLS = {**OURS, "origin": "https://tandem.example", "x-forwarded-proto": "https"}


def flags(line: str) -> set[str]:
    return set(line.split("; ")[1:])


def test_whoever_has_no_session_is_sent_to_sign_in_and_sees_nothing() -> None:
    browser = Browser()

    answer = browser.get("/")

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/sign-in")
    assert 'action="/login"' in browser.get("/sign-in")["body"]
    assert browser.app.calls == []


def test_the_admin_token_opens_a_session_that_scripts_and_other_sites_can_not_use() -> None:
    browser = Browser()

    answer = browser.post_bare("/login", token=TOKEN)

    (cookie,) = answer["cookies"]
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/")
    assert flags(cookie) == {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"}
    assert TOKEN not in cookie
    assert TOKEN_SHA256 not in cookie
    assert browser.get("/")["statusCode"] == 200


def test_by_tls_the_cookie_is_bound_to_this_host() -> None:
    (cookie,) = Browser(headers=TLS).post_bare("/login", token=TOKEN)["cookies"]

    assert cookie.startswith("__Host-tandem_session=")
    assert {"Secure", "Path=/"} <= flags(cookie)
    assert "Domain" not in cookie


def test_by_tls_a_cookie_that_a_neighbour_may_have_set_is_none() -> None:
    browser = Browser().log_in()

    answer = browser.get("/", x_forwarded_proto="https")

    assert answer["statusCode"] == 303


def test_by_tls_the_browser_is_told_to_stay_with_tls() -> None:
    by_tls, plain = Browser().get("/sign-in", x_forwarded_proto="https"), Browser().get("/sign-in")

    assert by_tls["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in plain["headers"]


@pytest.mark.parametrize(
    "token", ["wrong", "", TOKEN_SHA256, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]
)
def test_a_wrong_token_opens_nothing(token: str) -> None:
    answer = Browser().post_bare("/login", token=token)

    assert answer["statusCode"] == 401
    assert answer["cookies"] == []
    assert "That isn't the admin token." in text_of(answer).replace("&#39;", "'")


def test_a_link_shows_a_button_and_looking_at_it_uses_nothing_up() -> None:
    browser = Browser()
    link = browser.of.sessions.invite(CompanyId(""), UserId(""), NOON)

    looked = [browser.get(f"/sign-in?token={link}") for _ in range(3)]
    answer = browser.post_bare("/sign-in", token=link)

    assert [one["cookies"] for one in looked] == [[], [], []]
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/")
    assert browser.get("/")["statusCode"] == 200


def test_a_link_opens_what_it_was_made_for_and_once() -> None:
    browser = Browser()
    link = browser.of.sessions.invite(CompanyId("7001"), UserId("11"), NOON)

    browser.post_bare("/sign-in", token=link)
    second = Browser(of=browser.of).post_bare("/sign-in", token=link)

    assert "anna@example.org" in browser.get("/")["body"]
    assert second["statusCode"] == 401
    assert "used already" in text_of(second)


def test_signing_in_ends_the_session_that_the_browser_had() -> None:
    browser = Browser().log_in()
    before = dict(browser.cookies)

    browser.log_in()

    assert browser.cookies != before
    assert Browser(of=browser.of, cookies=before).get("/")["statusCode"] == 303


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie() -> None:
    browser = Browser().log_in()
    kept = dict(browser.cookies)

    answer = browser.post("/sign-out")

    assert "Max-Age=0" in answer["cookies"][0]
    assert "You are signed out." in text_of(browser.get(answer["headers"]["Location"]))
    assert Browser(of=browser.of, cookies=kept).get("/")["statusCode"] == 303


def test_a_page_that_asks_by_itself_is_told_that_the_session_is_over() -> None:
    assert Browser().get("/connections/7001-c01/now", x_tandem_live="1")["statusCode"] == 401


def test_a_program_that_names_no_origin_may_log_in() -> None:
    """Such as curl; a browser always tells."""
    assert Browser(headers={"host": "tandem.example"}).post_bare("/login", token=TOKEN)["statusCode"] == 303


def test_a_page_can_be_asked_for_through_the_whole_console() -> None:
    happening = event("GET", "/sign-in")

    answer = send(FakeApp(), happening, "de")

    assert happening["requestContext"]["timeEpoch"] == NOON_MS
    assert (answer["statusCode"], answer["headers"]["Content-Language"]) == (200, "de")


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "/ü", "/\n"]
)
def test_the_choice_of_a_language_leads_to_no_other_site(back: str) -> None:
    answer = Browser().post_bare("/language", language="de", back=back)

    assert answer["headers"]["Location"] == "/"


def test_a_language_that_we_do_not_speak_is_not_chosen() -> None:
    answer = Browser().post_bare("/language", language="fr", back="/")

    assert answer["statusCode"] == 404
    assert answer["cookies"] == []


def test_a_chosen_language_wins_over_the_browsers() -> None:
    browser = Browser()

    browser.post_bare("/language", language="de", back="/sign-in")

    assert browser.get("/sign-in", accept_language="en")["headers"]["Content-Language"] == "de"
