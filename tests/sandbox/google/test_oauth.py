"""Consent, codes with PKCE, tokens and their ends, as a web application meets them."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials

from tests.sandbox.google.desk import ANNA, BEN, SCOPE, Desk, GoogleStandin

BACK = "http://127.0.0.1:8750/oauth/google"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
DEAD = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}


def question(standin: GoogleStandin, **more: str) -> dict[str, str]:
    asked = {"client_id": standin.said["client_id"], "redirect_uri": BACK, "response_type": "code"}
    challenge = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    access = {"access_type": "offline", "prompt": "consent", "state": "s t&1", "scope": f"{SCOPE} email"}
    return asked | challenge | access | more


def consent(standin: GoogleStandin, email: str = ANNA, scopes: tuple[str, ...] = (SCOPE, "email"), **more: str) -> Any:
    """What the page's form sends when somebody allows it: the query of the redirection."""
    form = {**question(standin, **more), "account": email, "scope": list(scopes), "decision": "allow"}
    answer = standin.http.post(standin.said["auth_url"], data=form)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def ask_token(standin: GoogleStandin, **form: str) -> Any:
    client = {name: standin.said[name] for name in ("client_id", "client_secret")}
    return standin.http.post(standin.said["token_url"], data=client | form)


def exchange(standin: GoogleStandin, code: str, **more: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return ask_token(standin, **(form | more))


def refresh(standin: GoogleStandin, token: str) -> Any:
    return ask_token(standin, grant_type="refresh_token", refresh_token=token)


@pytest.mark.parametrize(("language", "words"), [("de-DE,de;q=0.9", "Zulassen"), ("en-US", "Allow"), ("fr", "Allow")])
def test_the_page_lists_accounts_and_scopes(google: GoogleStandin, language: str, words: str) -> None:
    headers = {"accept-language": language}

    page = google.http.get(google.said["auth_url"], params=question(google, login_hint=BEN), headers=headers).text

    assert words in page
    assert re.findall(r'name="account" value="([^"]+)"( checked)?', page)[:2] == [(ANNA, ""), (BEN, " checked")]
    assert re.findall(r'name="scope" value="([^"]+)" checked', page) == [SCOPE]
    assert re.findall(r'type="hidden" name="scope" value="([^"]+)"', page) == ["email"]


def test_the_code_flow_ends_in_tokens_and_the_accounts_address(google: GoogleStandin) -> None:
    told = consent(google)
    tokens = exchange(google, told["code"]).json()

    assert told["state"] == "s t&1"
    assert tokens.keys() == {"access_token", "refresh_token", "expires_in", "scope", "token_type"}
    assert tokens["expires_in"] == 3600
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    assert google.http.get(google.said["userinfo_url"], headers=headers).json()["email"] == ANNA
    desk = Desk(google, ANNA, tokens["access_token"])
    assert desk.ok("GET", "users/me/calendarList/primary")["id"] == ANNA


def test_without_consent_the_app_is_told(google: GoogleStandin) -> None:
    form = question(google) | {"account": ANNA, "decision": "deny"}

    answer = google.http.post(google.said["auth_url"], data=form)

    assert "error=access_denied" in answer.headers["location"]


def test_a_switch_consents_without_the_page(google: GoogleStandin) -> None:
    google.switch(consent_account=BEN)

    answer = google.http.get(google.said["auth_url"], params=question(google))

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{BACK}?state=")


@pytest.mark.parametrize("more", [{"client_id": "x"}, {"redirect_uri": "http://evil.example/"}, {"scope": ""}])
def test_a_wrong_question_is_not_redirected(google: GoogleStandin, more: dict[str, str]) -> None:
    assert google.http.get(google.said["auth_url"], params=question(google, **more)).status_code == 400


def test_the_verifier_must_fit_the_challenge(google: GoogleStandin) -> None:
    answer = exchange(google, consent(google)["code"], code_verifier="another")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_works_once(google: GoogleStandin) -> None:
    code = consent(google)["code"]
    exchange(google, code)

    assert exchange(google, code).json()["error"] == "invalid_grant"


def test_a_wrong_secret_is_refused(google: GoogleStandin) -> None:
    answer = exchange(google, consent(google)["code"], client_secret="x")

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_refresh_token_comes_again_only_if_the_person_was_asked_again(google: GoogleStandin) -> None:
    exchange(google, consent(google)["code"])

    assert "refresh_token" not in exchange(google, consent(google, prompt="none")["code"]).json()
    assert "refresh_token" not in exchange(google, consent(google, access_type="online")["code"]).json()
    assert "refresh_token" in exchange(google, consent(google)["code"]).json()


def test_a_refresh_gives_an_access_token_and_nothing_else(google: GoogleStandin) -> None:
    first = exchange(google, consent(google)["code"]).json()

    again = refresh(google, first["refresh_token"]).json()

    assert again.keys() == {"access_token", "expires_in", "scope", "token_type"}
    assert again["access_token"] != first["access_token"]


def test_googles_own_library_refreshes_and_learns_of_the_end(google: GoogleStandin) -> None:
    tokens = google.control("token", {"email": ANNA})
    client = {name: google.said[name] for name in ("client_id", "client_secret")}
    credentials = Credentials(None, refresh_token=tokens["refresh_token"], token_uri=google.said["token_url"], **client)
    credentials.refresh(Request())
    assert credentials.valid

    google.control("revoke", {"email": ANNA})

    with pytest.raises(RefreshError, match=r"invalid_grant: Token has been expired or revoked\."):
        credentials.refresh(Request())


def test_a_revoked_grant_is_told_in_googles_words(google: GoogleStandin) -> None:
    tokens = google.control("token", {"email": ANNA})
    google.control("revoke", {"email": ANNA})

    answer = refresh(google, tokens["refresh_token"])

    assert (answer.status_code, answer.json()) == (400, DEAD)
    assert Desk(google, ANNA, tokens["access_token"]).refusal("GET", "colors") == (401, "authError")


def test_the_app_can_revoke_by_either_token(google: GoogleStandin) -> None:
    tokens = google.control("token", {"email": ANNA})

    assert google.http.post(google.said["revoke_url"], data={"token": tokens["access_token"]}).status_code == 200
    assert refresh(google, tokens["refresh_token"]).json() == DEAD
    again = google.http.post(google.said["revoke_url"], data={"token": tokens["access_token"]})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_token")


def test_an_access_token_lives_an_hour(google: GoogleStandin) -> None:
    tokens = google.control("token", {"email": ANNA})
    desk = Desk(google, ANNA, tokens["access_token"])
    google.control("clock", {"seconds": 3590})
    desk.ok("GET", "colors")

    google.control("clock", {"seconds": 11})

    assert desk.refusal("GET", "colors") == (401, "authError")
    assert refresh(google, tokens["refresh_token"]).status_code == 200


def test_access_tokens_can_be_ended_alone(google: GoogleStandin) -> None:
    tokens = google.control("token", {"email": ANNA})

    google.control("expire_access", {"email": ANNA})

    assert Desk(google, ANNA, tokens["access_token"]).refusal("GET", "colors") == (401, "authError")
    assert refresh(google, tokens["refresh_token"]).status_code == 200


def test_a_refresh_token_in_testing_dies_after_a_week(google: GoogleStandin) -> None:
    google.switch(refresh_life=7 * 86400)
    tokens = google.control("token", {"email": ANNA})
    google.control("clock", {"seconds": 7 * 86400 + 1})

    assert refresh(google, tokens["refresh_token"]).json() == DEAD


def test_too_many_refresh_tokens_end_the_oldest(google: GoogleStandin) -> None:
    google.switch(refresh_tokens=2)
    first, second, third = (google.control("token", {"email": BEN})["refresh_token"] for _ in range(3))

    assert [refresh(google, token).status_code for token in (first, second, third)] == [400, 200, 200]


def test_a_missing_scope_is_refused(google: GoogleStandin) -> None:
    desk = google.desk(ANNA, f"{SCOPE}.events.readonly")

    assert desk.ok("GET", "calendars/primary/events")["kind"] == "calendar#events"
    assert desk.refusal("POST", "calendars/primary/events", {}) == (403, "insufficientPermissions")
    assert desk.refusal("POST", "calendars", {"summary": "x"}) == (403, "insufficientPermissions")


def test_no_token_at_all_is_refused_differently(google: GoogleStandin) -> None:
    answer = google.http.get(f"{google.said['api_url']}colors")

    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (401, "required")


def test_the_address_is_told_only_to_whom_it_was_granted(google: GoogleStandin) -> None:
    tokens = google.control("token", {"email": ANNA, "scopes": [SCOPE]})
    headers = {"authorization": f"Bearer {tokens['access_token']}"}

    assert google.http.get(google.said["userinfo_url"], headers=headers).json().keys() == {"sub"}
    assert google.http.get(google.said["userinfo_url"]).status_code == 401


def test_scopes_can_be_granted_in_part(google: GoogleStandin) -> None:
    told = consent(google, scopes=("email",))
    tokens = exchange(google, told["code"]).json()

    assert tokens["scope"] == "email"
    assert Desk(google, ANNA, tokens["access_token"]).refusal("GET", "colors") == (403, "insufficientPermissions")
