"""Batches on the wire: headers, order, limits, and failures of single items."""

import re

import httpx

from tests.sandbox.google.desk import Desk

MIXED = {"content-type": "multipart/mixed; boundary=teile"}


def send(desk: Desk, parts: list[str], **headers: str) -> httpx.Response:
    body = "".join(
        f"--teile\r\nContent-Type: application/http\r\nContent-ID: <teil+{n}>\r\n\r\n{part}\r\n"
        for n, part in enumerate(parts)
    )
    told = MIXED | {"authorization": f"Bearer {desk.token}"} | headers
    return desk.standin.http.post(desk.standin.said["batch_url"], content=f"{body}--teile--", headers=told)


def statuses(answer: httpx.Response) -> dict[int, int]:
    """By the number of the part, in the order in which they were answered."""
    found = re.findall(r"Content-ID: <response-teil\+(\d+)>\r\n\r\nHTTP/1\.1 (\d+) ", answer.text)
    return {int(number): int(status) for number, status in found}


def test_parts_are_answered_in_another_order(anna: Desk) -> None:
    answer = send(anna, ["GET /calendar/v3/colors HTTP/1.1\r\n\r\n"] * 20)

    assert answer.headers["content-type"].startswith("multipart/mixed; boundary=")
    assert statuses(answer) == dict.fromkeys(range(20), 200)
    assert list(statuses(answer)) != list(range(20))


def test_each_part_succeeds_or_fails_alone(anna: Desk) -> None:
    path = f"/calendar/v3/{anna.events}"
    parts = [
        f"GET {path}/nothere",
        f"GET {path}?maxResults=5 HTTP/1.1",
        "GET https://www.googleapis.com/calendar/v3/colors",
        "GET /calendar/v3/colors\r\nAuthorization: Bearer nobody\r\n\r\n",
    ]

    assert statuses(send(anna, parts)) == {0: 404, 1: 200, 2: 400, 3: 401}


def test_a_version_can_be_asked_for_in_a_part(anna: Desk) -> None:
    event = anna.insert()
    path = f"/calendar/v3/{anna.events}/{event['id']}"
    body = 'Content-Type: application/json\r\n\r\n{"summary": "Neu"}'

    parts = [f"PATCH {path}\r\nIf-Match: {etag}\r\n{body}" for etag in (event["etag"], '"1"')]

    assert statuses(send(anna, parts)) == {0: 200, 1: 412}


def test_more_than_a_thousand_are_too_many(anna: Desk) -> None:
    answer = send(anna, ["GET /calendar/v3/colors"] * 1001)

    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (400, "badRequest")


def test_what_is_no_batch_is_refused(anna: Desk) -> None:
    assert send(anna, [], **{"content-type": "application/json"}).status_code == 400


def test_single_parts_can_be_made_to_fail(anna: Desk) -> None:
    anna.standin.control("fail", {"reason": "conflict", "path": ".*/colors", "skip": 1})

    assert sorted(statuses(send(anna, ["GET /calendar/v3/colors"] * 3)).values()) == [200, 200, 409]
