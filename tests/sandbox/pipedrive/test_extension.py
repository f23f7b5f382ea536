"""The stand-in's page with the settings of an app: a frame of the app's page, and tokens as Pipedrive signs them."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any

from tandem.providers.pipedrive.signed_token import read_signed_token
from tests.sandbox.pipedrive.desk import Desk


def token(desk: Desk, user: int = 0) -> str:
    page = str(desk.standin.said["app_settings_page"]).replace("app-settings", "signed-token")
    return str(desk.http.get(page, params={"user_id": desk.standin.users[user]["id"]}).json()["token"])


def part(text: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(urlsafe_b64decode(text.split(".")[number] + "=="))
    return found


def test_a_token_says_who_looks_on_and_is_signed_with_the_apps_secret(desk: Desk) -> None:
    said = token(desk, 1)

    issued = datetime.fromtimestamp(part(said, 1)["iat"], UTC)
    found = read_signed_token(said, str(desk.standin.said["client_secret"]), issued)
    assert (found.company, found.user) == (str(desk.standin.company_id), str(desk.standin.users[1]["id"]))
    assert part(said, 0) == {"alg": "HS256", "typ": "JWT"}
    assert part(said, 1)["exp"] - part(said, 1)["iat"] == 300


def test_the_same_token_comes_again_until_it_is_over(desk: Desk) -> None:
    first = token(desk)
    again = token(desk)
    desk.standin.control("clock", {"seconds": 301})

    assert first == again
    assert token(desk) != first


def test_the_page_has_the_apps_page_in_a_frame_and_tells_it_who_looks_on(desk: Desk) -> None:
    desk.switch(app_settings_url="https://tandem.example/embedded")

    body = desk.http.get(str(desk.standin.said["app_settings_page"])).text

    assert '<iframe title="App" src="https://tandem.example/embedded?id=' in body
    assert f"userId={desk.user['id']}&amp;companyId={desk.standin.company_id}" in body


def test_the_script_may_be_loaded_by_any_page(desk: Desk) -> None:
    answer = desk.http.get(str(desk.standin.said["sdk_url"]))

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
