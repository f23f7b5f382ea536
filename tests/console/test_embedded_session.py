"""`POST /api/embedded-session`: a signed token in, a session of minutes out; whatever isn't in order is refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tandem.console.api import ALL
from tandem.domain.errors import Forged, Refused, Trouble
from tests.console.events import TOKEN, call, event, guard, send
from tests.console.fake_app import NOON, FakeApp

PATH = "/api/embedded-session"
JSON = {"content-type": "application/json"}
GOOD = json.dumps({"token": "head.body.signature"})


def ask(app: FakeApp, body: str = GOOD, headers: Mapping[str, str] = JSON, method: str = "POST") -> dict[str, Any]:
    return send(app, event(method, PATH, body, {"host": "tandem.example", **headers}))


def test_a_token_is_exchanged_for_a_session_that_lives_ten_minutes() -> None:
    app, of = FakeApp(), guard()

    answer = send(app, event("POST", PATH, GOOD, JSON), of=of)

    told = json.loads(answer["body"])
    assert (answer["statusCode"], told["expires"]) == (201, "2026-11-23T12:10:00.000Z")
    found = of.embedded.find(told["bearer"], NOON)
    assert found is not None
    assert (found.company, found.user) == ("7001", "11")
    assert app.calls == [("look_on", "head.body.signature")]


def test_what_is_borne_is_neither_set_as_a_cookie_nor_kept_by_anybody() -> None:
    answer = ask(FakeApp())

    assert "cookies" not in answer
    assert "Set-Cookie" not in answer["headers"]
    assert answer["headers"]["Cache-Control"] == "no-store"


REFUSED: Mapping[str, tuple[str, Mapping[str, str], int, str]] = {
    "no body": ("", JSON, 422, "missing_field"),
    "no token": ("{}", JSON, 422, "missing_field"),
    "an empty token": ('{"token":""}', JSON, 422, "wrong_length"),
    "a number": ('{"token":1}', JSON, 422, "wrong_type"),
    "none": ('{"token":null}', JSON, 422, "wrong_type"),
    "too long": (json.dumps({"token": "x" * 4097}), JSON, 422, "wrong_length"),
    "too big": (json.dumps({"token": "x" * 65_536}), JSON, 413, "body_too_large"),
    "ids beside it": ('{"token":"t","companyId":7002}', JSON, 422, "unknown_field"),
    "no JSON": ("token=t", JSON, 400, "malformed_json"),
    "a list": ('["t"]', JSON, 422, "wrong_type"),
    "no type": (GOOD, {}, 415, "not_json"),
    "a form": ("token=t", {"content-type": "application/x-www-form-urlencoded"}, 415, "not_json"),
    "plain text": (GOOD, {"content-type": "text/plain"}, 415, "not_json"),
    "almost JSON": (GOOD, {"content-type": "application/jsonp"}, 415, "not_json"),
    "another site": (GOOD, {**JSON, "origin": "https://evil.example"}, 403, "foreign_form"),
    "the CRM's own page": (GOOD, {**JSON, "origin": "https://weiss.pipedrive.com"}, 403, "foreign_form"),
    "no address": (GOOD, {**JSON, "origin": "http://["}, 403, "foreign_form"),
    "a frame without origin": (GOOD, {**JSON, "origin": "null"}, 403, "foreign_form"),
    "across sites": (GOOD, {**JSON, "sec-fetch-site": "cross-site"}, 403, "foreign_form"),
}


@pytest.mark.parametrize(("body", "headers", "status", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_such_request_is_refused_before_anybody_is_asked(
    body: str, headers: Mapping[str, str], status: int, reason: str
) -> None:
    app = FakeApp()

    answer = ask(app, body, headers)

    assert (answer["statusCode"], json.loads(answer["body"])["reason"]) == (status, reason)
    assert app.calls == []


@pytest.mark.parametrize(
    ("trouble", "status", "reason"),
    [
        (Forged("bad_signature"), 401, "signed_token_refused"),
        (Forged("bad_algorithm"), 401, "signed_token_refused"),
        (Forged("expired"), 401, "signed_token_refused"),
        (Refused("not_here_yet", "user"), 422, "not_here_yet"),
        (Refused("being_erased"), 422, "being_erased"),
        (Refused("no_client", "provider"), 422, "no_client"),
    ],
    ids=lambda it: it.reason if isinstance(it, Trouble) else "",
)
def test_who_is_not_let_in_is_told_so_without_a_word_of_the_token(trouble: Trouble, status: int, reason: str) -> None:
    answers = {
        language: ask(FakeApp(trouble=trouble), headers={**JSON, "accept-language": language})
        for language in ("en", "de")
    }

    told = {language: json.loads(answer["body"]) for language, answer in answers.items()}
    assert {answer["statusCode"] for answer in answers.values()} == {status}
    assert {one["reason"] for one in told.values()} == {reason}
    assert told["en"]["detail"] != told["de"]["detail"]
    assert "bearer" not in json.dumps(told)
    assert "head.body.signature" not in json.dumps(told)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD"])
def test_a_token_in_the_address_is_no_token(method: str) -> None:
    app = FakeApp()

    answer = send(app, event(method, f"{PATH}?token=head.body.signature", "", JSON))

    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "POST")
    assert app.calls == []


@pytest.mark.parametrize("route", ALL, ids=lambda it: f"{it.method} {it.path}")
def test_what_a_framed_page_bears_opens_no_route_of_the_api(route: Any) -> None:
    app, of = FakeApp(), guard()
    bearer = json.loads(send(app, event("POST", PATH, GOOD, JSON), of=of)["body"])["bearer"]

    answer = send(app, event(route.method, route.path, "{}", {"authorization": f"Bearer {bearer}"}), of=of)

    assert answer["statusCode"] == 401


def test_the_admin_token_is_no_signed_token() -> None:
    app = FakeApp()

    ask(app, "{}", {**JSON, "authorization": f"Bearer {TOKEN}"})

    assert app.calls == []


def test_it_is_described_as_the_one_route_that_needs_no_admin_token() -> None:
    _, description = call(FakeApp(), "GET", "/api/openapi.json")
    paths = description["paths"]

    open_ones = [path for path, methods in paths.items() for one in methods.values() if one.get("security") == []]
    assert open_ones == [PATH]
