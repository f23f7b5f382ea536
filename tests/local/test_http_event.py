"""Requests as events of payload format 2.0, and results as answers."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tandem.local.http_event import to_answer, to_event
from tandem.local.routes import Match
from tandem.local.template import Function, Route
from tests.recorded import recorded, shape

NOW = datetime(2026, 11, 3, 7, 8, 9, 250000, tzinfo=UTC)
FUNCTION = Function("Console", "console", "handler.handler", timedelta(seconds=3), {})


def event_of(
    headers: list[tuple[bytes, bytes]], body: bytes = b"", query: bytes = b"", parameters: dict[str, str] | None = None
) -> dict[str, Any]:
    scope = {
        "method": "POST",
        "raw_path": b"/api/a%20b",
        "query_string": query,
        "http_version": "1.1",
        "headers": headers,
        "client": ("127.0.0.1", 5555),
    }
    return to_event(scope, body, Match(Route("ANY", "/api/{proxy+}", FUNCTION), parameters or {}), NOW)


def test_an_event_tells_all_of_a_request() -> None:
    headers = [
        (b"host", b"tandem.example:8750"),
        (b"user-agent", b"Pipedrive"),
        (b"content-type", b"application/json"),
        (b"x-many", b"1"),
        (b"X-Many", b"2"),
        (b"cookie", b"session=abc; theme=dark"),
    ]

    event = event_of(headers, b'{"a": "\xc3\xbc"}', b"q=a%20b&q=c&empty=", {"proxy": "a b"})

    request_id = event["requestContext"].pop("requestId")
    assert len(request_id) == 32
    assert event == {
        "version": "2.0",
        "routeKey": "ANY /api/{proxy+}",
        "rawPath": "/api/a%20b",
        "rawQueryString": "q=a%20b&q=c&empty=",
        "cookies": ["session=abc", "theme=dark"],
        "headers": {
            "host": "tandem.example:8750",
            "user-agent": "Pipedrive",
            "content-type": "application/json",
            "x-many": "1,2",
        },
        "queryStringParameters": {"q": "a b,c", "empty": ""},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "tandem.example",
            "domainPrefix": "tandem",
            "http": {
                "method": "POST",
                "path": "/api/a%20b",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "Pipedrive",
            },
            "routeKey": "ANY /api/{proxy+}",
            "stage": "$default",
            "time": "03/Nov/2026:07:08:09 +0000",
            "timeEpoch": 1793689689250,
        },
        "pathParameters": {"proxy": "a b"},
        "body": '{"a": "ü"}',
        "isBase64Encoded": False,
    }


def test_what_is_not_there_is_left_out() -> None:
    event = event_of([])

    assert not event.keys() & {"cookies", "queryStringParameters", "pathParameters", "body"}
    assert event["rawQueryString"] == ""
    assert event["isBase64Encoded"] is False


@pytest.mark.parametrize("name", ["pipedrive/person_changed", "http_api/health"])
def test_an_event_of_one_machine_has_the_shape_of_a_recorded_one(name: str) -> None:
    recording = recorded(name)
    headers = [(key.encode(), value.encode()) for key, value in recording["headers"].items()]

    event = event_of(headers, recording.get("body", "").encode(), parameters=recording.get("pathParameters"))

    assert shape(event) == shape(recording)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (b"application/octet-stream", b"text all the same"),
        (b"application/x-www-form-urlencoded", b"a=1"),
        (b"application/json", b"\xff\xfe"),
        (b"", b"text"),
    ],
)
def test_a_body_that_is_not_said_to_be_text_comes_encoded(content_type: bytes, body: bytes) -> None:
    event = event_of([(b"content-type", content_type)], body)

    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body


@pytest.mark.parametrize(
    "content_type", [b"text/vcard", b"Application/JSON; charset=utf-8", b"application/problem+json"]
)
def test_a_text_body_comes_as_it_is(content_type: bytes) -> None:
    event = event_of([(b"content-type", content_type)], "ü".encode())

    assert (event["body"], event["isBase64Encoded"]) == ("ü", False)


def test_a_result_with_a_status_is_sent_as_it_says() -> None:
    answer = to_answer(
        {
            "statusCode": 201,
            "headers": {"Content-Type": "text/html", "X-Count": 3},
            "cookies": ["a=1; Path=/", "b=2"],
            "body": "Grüße",
        }
    )

    assert answer.status == 201
    assert answer.headers == [
        (b"content-type", b"text/html"),
        (b"x-count", b"3"),
        (b"set-cookie", b"a=1; Path=/"),
        (b"set-cookie", b"b=2"),
    ]
    assert answer.body == "Grüße".encode()


def test_an_encoded_result_is_decoded() -> None:
    answer = to_answer({"statusCode": 200, "body": base64.b64encode(b"\x89PNG").decode(), "isBase64Encoded": True})

    assert answer.body == b"\x89PNG"


def test_a_result_without_a_status_is_json() -> None:
    answer = to_answer({"message": "hello"})

    assert (answer.status, answer.body) == (200, b'{"message": "hello"}')
    assert (b"content-type", b"application/json") in answer.headers


@pytest.mark.parametrize("header", [{"x": "a\r\nset-cookie: b=1"}, {"x\n": "a"}])
def test_a_header_cannot_smuggle_in_another(header: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="line end"):
        to_answer({"statusCode": 200, "headers": header})
