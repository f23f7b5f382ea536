"""The stand-in's OAuth host: consent, codes, tokens, refresh, revocation, uninstallation."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.pipedrive.desk import Desk, Receiver, Row

CALLBACK = "https://tandem.example/callback"


def credentials(desk: Desk) -> tuple[str, str]:
    return desk.standin.said["client_id"], desk.standin.said["client_secret"]


def consent(desk: Desk, redirect_uri: str = CALLBACK, **more: Any) -> dict[str, list[str]]:
    query = {"client_id": credentials(desk)[0], "redirect_uri": redirect_uri, "state": "s1", **more}
    answer = desk.http.get("/oauth/authorize", params=query)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(redirect_uri)
    return parse_qs(urlsplit(answer.headers["location"]).query)


def exchange(desk: Desk, **form: str) -> httpx.Response:
    return desk.http.post("/oauth/token", data=form, auth=credentials(desk))


def granted(desk: Desk, redirect_uri: str = CALLBACK, **more: Any) -> Row:
    code = consent(desk, redirect_uri, **more)["code"][0]
    answer = exchange(desk, grant_type="authorization_code", code=code, redirect_uri=redirect_uri)
    assert answer.status_code == 200, answer.text
    tokens: Row = answer.json()
    return tokens


def me(desk: Desk, tokens: Row) -> httpx.Response:
    return desk.http.get("/api/v1/users/me", headers={"authorization": f"Bearer {tokens['access_token']}"})


def test_consent_leads_to_tokens_that_work(desk: Desk) -> None:
    tokens = granted(desk)

    assert tokens["api_domain"] == desk.standin.api_domain
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3599)
    assert me(desk, tokens).json()["data"]["id"] == desk.user["id"]


def test_the_state_comes_back(desk: Desk) -> None:
    assert consent(desk)["state"] == ["s1"]


def test_a_refusal_comes_back_as_an_error(desk: Desk) -> None:
    assert consent(desk, deny="1") == {"error": ["user_denied"], "state": ["s1"]}


def test_any_user_can_be_the_one_who_consents(desk: Desk) -> None:
    ben = desk.standin.users[1]["id"]

    assert me(desk, granted(desk, user_id=ben)).json()["data"]["id"] == ben


def test_a_browser_is_asked_by_a_page_and_the_user_who_answers_is_the_one_who_consents(desk: Desk) -> None:
    ben = desk.standin.users[1]
    query = {"client_id": credentials(desk)[0], "redirect_uri": CALLBACK, "state": 's1"><b>'}
    headers = {"accept": "text/html,*/*", "accept-language": "de-DE"}

    asked = desk.http.get("/oauth/authorize", params=query, headers=headers)
    answer = desk.http.get("/oauth/authorize", params={**query, "user_id": ben["id"]}, headers=headers)

    assert asked.status_code == 200
    assert "Zulassen und installieren" in asked.text
    assert ben["email"] in asked.text
    assert "<b>" not in asked.text
    assert answer.headers["location"].startswith(f"{CALLBACK}?code=")


def test_a_code_works_once(desk: Desk) -> None:
    code = consent(desk)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}

    assert exchange(desk, **form).status_code == 200
    assert exchange(desk, **form).status_code == 400


def test_a_code_lives_five_minutes(desk: Desk) -> None:
    code = consent(desk)["code"][0]
    desk.standin.control("clock", {"seconds": 301})

    answer = exchange(desk, grant_type="authorization_code", code=code, redirect_uri=CALLBACK)

    assert answer.status_code == 400
    assert "has expired" in answer.json()["error_description"]


def test_an_access_token_ends_and_a_refresh_brings_a_new_one_beside_the_same_refresh_token(desk: Desk) -> None:
    tokens = granted(desk)
    desk.standin.control("clock", {"seconds": 3600})
    assert me(desk, tokens).status_code == 401

    fresh = exchange(desk, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()

    assert fresh["refresh_token"] == tokens["refresh_token"]
    assert me(desk, fresh).status_code == 200


def test_a_refresh_token_may_rotate_or_be_rejected(desk: Desk) -> None:
    tokens = granted(desk)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    desk.switch(refresh_rejected=True)
    assert exchange(desk, **form).status_code == 400
    desk.switch(refresh_rejected=False, refresh_rotates=True)
    assert exchange(desk, **form).json()["refresh_token"] != tokens["refresh_token"]
    assert exchange(desk, **form).status_code == 400


def test_a_refresh_token_not_used_for_sixty_days_is_gone(desk: Desk) -> None:
    tokens = granted(desk)
    desk.standin.control("clock", {"seconds": 61 * 86400})

    assert exchange(desk, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).status_code == 400


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Missing parameter: grant_type"),
        ({"grant_type": "password"}, "Unsupported grant type: grant_type is invalid"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "Invalid grant: refresh_token is invalid"),
    ],
)
def test_a_wrong_request_says_what_is_wrong(desk: Desk, form: dict[str, str], told: str) -> None:
    answer = exchange(desk, **form)

    assert (answer.status_code, answer.json()["error_description"]) == (400, told)


def test_the_client_may_show_itself_in_the_body_but_not_with_a_wrong_secret(desk: Desk) -> None:
    name, secret = credentials(desk)
    tokens = granted(desk)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": name}

    assert desk.http.post("/oauth/token", data=form | {"client_secret": secret}).status_code == 200
    assert desk.http.post("/oauth/token", data=form | {"client_secret": "wrong"}).status_code == 400


def test_revoking_the_refresh_token_ends_everything_of_that_user(desk: Desk) -> None:
    tokens = granted(desk)

    answer = desk.http.post("/oauth/revoke", data={"token": tokens["refresh_token"]}, auth=credentials(desk))

    assert answer.status_code == 200
    assert me(desk, tokens).status_code == 401
    assert desk.http.post("/oauth/revoke", data={"token": "unknown"}, auth=credentials(desk)).status_code == 200


def test_an_uninstallation_reaches_the_callback_and_takes_the_webhooks(desk: Desk, receiver: Receiver) -> None:
    tokens = granted(desk, receiver.url)
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    body = {"subscription_url": receiver.url, "event_action": "*", "event_object": "person", "name": "t"}
    made = desk.http.post("/api/v1/webhooks", json=body, headers=headers).json()["data"]
    assert made["type"] == "application"

    told = desk.standin.control("uninstall", {"user_id": desk.user["id"]})

    assert told == {"callback_status": 200}
    assert receiver.events[0]["client_id"] == credentials(desk)[0]
    assert receiver.events[0]["user_id"] == desk.user["id"]
    assert receiver.headers[0]["Authorization"].startswith("Basic ")
    assert desk.standin.control("webhooks") == []
