"""Coming back from a provider's consent page: the session that comes along is told, so that no other can end it."""

import pytest

from tandem.console.session import mark_of
from tandem.domain.errors import Refused
from tests.console.fake_app import FakeApp
from tests.console.pages.browsing import Browser, text_of


def test_what_comes_back_is_told_with_the_session_that_it_comes_back_to() -> None:
    browser = Browser().sign_in("7001", "11")
    secret = browser.cookies["tandem_session"]

    browser.get("/connect/google?state=abc&code=good")

    (mark,) = [call[-1] for call in browser.app.calls if call[0] == "finish_consent"]
    assert mark == mark_of(secret)
    assert secret not in str(mark)


@pytest.mark.parametrize("cookie", ["", "made-up", "\ud800"])
def test_a_cookie_that_opens_no_session_stands_for_none(cookie: str) -> None:
    browser = Browser(cookies={"tandem_session": cookie})

    browser.get("/connect/google?state=abc&code=good")

    assert browser.app.calls == [("finish_consent", "google", "abc", "good")]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("consent_refused", "The provider was not given your consent. Nothing was connected."),
        ("consent_unknown", "This consent was begun elsewhere, or longer than ten minutes ago."),
    ],
)
def test_whoever_said_no_and_whoever_comes_from_elsewhere_is_told_kindly(reason: str, told: str) -> None:
    browser = Browser(FakeApp(trouble=Refused(reason))).sign_in("7001", "11")

    answer = browser.get("/connect/google?state=abc&error=access_denied&error_description=<b>words</b>")

    assert answer["statusCode"] == 400
    assert told in text_of(answer)
    assert "words" not in answer["body"]
