"""The status page: who may see it, what it shows, and that nothing typed becomes markup."""

import base64
import hashlib
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from tandem.domain.errors import Refused
from tandem.usecases.views import ConnectionView
from tests.console.events import NOON_MS, TOKEN, TOKEN_SHA256, event, send
from tests.console.fake_app import LIVE, FakeApp, broken


def log_in(app: FakeApp) -> str:
    """The cookie that the admin's browser keeps."""
    answer = send(app, event("POST", "/login", urlencode({"token": TOKEN})))
    return str(answer["cookies"][0]).split(";", maxsplit=1)[0]


def look(app: FakeApp, cookie: str, language: str = "en", at: int = NOON_MS) -> dict[str, object]:
    happening = event("GET", "/", headers={"accept-language": language}) | {"cookies": [cookie]}
    happening["requestContext"]["timeEpoch"] = at
    return send(app, happening)


def test_whoever_has_no_session_sees_only_the_login() -> None:
    app = FakeApp()

    answer = send(app, event("GET", "/"))

    assert 'action="/login"' in answer["body"]
    assert app.calls == []


def test_the_admin_token_opens_a_session_that_script_and_other_sites_can_not_use() -> None:
    answer = send(FakeApp(), event("POST", "/login", urlencode({"token": TOKEN})))

    (cookie,) = answer["cookies"]
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert TOKEN not in cookie
    assert TOKEN_SHA256 not in cookie


def test_by_tls_the_cookie_stays_with_tls() -> None:
    over_tls = event("POST", "/login", urlencode({"token": TOKEN}), {"x-forwarded-proto": "https"})

    assert "; Secure" in send(FakeApp(), over_tls)["cookies"][0]


def test_two_sessions_are_never_the_same() -> None:
    assert log_in(FakeApp()) != log_in(FakeApp())


def test_a_wrong_token_opens_nothing() -> None:
    answer = send(FakeApp(), event("POST", "/login", urlencode({"token": "wrong"})))

    assert answer["statusCode"] == 401
    assert "cookies" not in answer
    assert "That isn&#x27;t the token." in answer["body"]


@pytest.mark.parametrize(
    "meddle", [lambda it: it[:-1] + ("0" if it[-1] != "0" else "1"), lambda it: re.sub("=1", "=2", it)]
)
def test_a_session_that_was_meddled_with_is_none(meddle: object) -> None:
    app = FakeApp()
    assert callable(meddle)

    answer = look(app, meddle(log_in(app)))

    assert 'action="/login"' in str(answer["body"])


def test_a_session_ends_after_twelve_hours() -> None:
    app = FakeApp()
    cookie = log_in(app)
    hours = 3600 * 1000

    before, after = look(app, cookie, at=NOON_MS + 11 * hours), look(app, cookie, at=NOON_MS + 13 * hours)

    assert 'action="/login"' not in str(before["body"])
    assert 'action="/login"' in str(after["body"])


def test_the_page_shows_companies_connections_counts_and_the_latest_writes() -> None:
    app = FakeApp()

    body = str(look(app, log_in(app))["body"])

    for shown in ("Weiß &amp; Söhne", "anna@example.org", "up to date", "<dd>3</dd>", "first sync", "phone", "created"):
        assert shown in body
    assert '<meta http-equiv="refresh"' in body


def test_the_page_speaks_german() -> None:
    app = FakeApp(held=[broken("access_revoked")])

    body = str(look(app, log_in(app), "de-DE,de")["body"])

    assert '<html lang="de">' in body
    assert "muss neu verbunden werden" in body
    assert "Das Passwort oder die Freigabe gilt nicht mehr." in body


def test_what_people_typed_never_becomes_markup() -> None:
    app = FakeApp(held=[broken("<script>alert(1)</script>", "<img src=x>")])

    body = str(look(app, log_in(app))["body"])

    assert "<b>Groß" not in body
    assert "<script" not in body
    assert "<img" not in body
    assert "&lt;script&gt;" in body


def test_the_page_may_load_nothing_but_its_own_style_and_be_framed_by_nobody() -> None:
    app = FakeApp()

    answer = look(app, log_in(app))

    headers, body = answer["headers"], str(answer["body"])
    assert isinstance(headers, dict)
    style = re.search(r"<style>(.*?)</style>", body, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_progress_is_shown_while_something_runs() -> None:
    running = ConnectionView(
        "7001-c01", "contacts", "icloud", "7001-a01", "running", {}, {}, {"done": 40, "total": 200}
    )
    app = FakeApp(held=[running])

    body = str(look(app, log_in(app))["body"])

    assert '<progress value="40" max="200">' in body
    assert "40 / 200" in body


def test_an_empty_house_says_so() -> None:
    app = FakeApp(held=[])

    assert "Nothing yet." in str(look(app, log_in(app))["body"])


def test_a_browser_that_comes_back_from_a_provider_is_told_that_the_account_is_there() -> None:
    app = FakeApp()
    answer = send(app, event("GET", "/connect/google?state=abc&code=good"))

    assert answer["statusCode"] == 200
    assert app.calls == [("finish_consent", "google", "abc", "good")]


def test_a_browser_that_comes_back_with_nothing_good_is_told_so_and_nothing_of_it_is_shown() -> None:
    answer = send(FakeApp(trouble=Refused("consent_unknown", "state")), event("GET", "/connect/<b>?state=<i>"))

    assert answer["statusCode"] == 400
    assert "Please add the account again" in answer["body"]
    assert "<b>" not in answer["body"]


@pytest.mark.parametrize(("is_restored", "count"), [(True, 1), (False, 0)])
def test_the_page_tells_that_a_backup_is_still_being_compared(is_restored: bool, count: int) -> None:
    app = FakeApp(held=[replace(LIVE, restored=is_restored)])

    page = str(look(app, log_in(app), "de")["body"])

    assert page.count("Eine Sicherung wurde zurückgespielt") == count
