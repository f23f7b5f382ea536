"""What a test can order: throttles, failures, cut connections, violations of the contract."""

from typing import Any

import httpx
import pytest

from tests.google import running_google
from tests.sandbox.google.desk import ANNA, SCOPE, Desk, GoogleStandin, meeting


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"reason": "rateLimitExceeded"}, (403, "rateLimitExceeded", "usageLimits")),
        ({"reason": "userRateLimitExceeded"}, (403, "userRateLimitExceeded", "usageLimits")),
        ({"reason": "rateLimitExceeded", "status": 429}, (429, "rateLimitExceeded", "usageLimits")),
        ({"reason": "backendError"}, (500, "backendError", "global")),
    ],
)
def test_failures_come_as_often_as_ordered(anna: Desk, order: dict[str, Any], expected: tuple[int, str, str]) -> None:
    anna.standin.control("fail", order | {"times": 2})

    for _ in range(2):
        answer = anna.call("GET", anna.events)
        (error,) = answer.json()["error"]["errors"]
        assert (answer.status_code, error["reason"], error["domain"]) == expected
        assert "retry-after" not in answer.headers
    assert anna.call("GET", anna.events).status_code == 200


def test_a_throttle_may_say_when_to_come_back(anna: Desk) -> None:
    anna.standin.control("fail", {"reason": "rateLimitExceeded", "status": 429, "retry_after": 7})

    assert anna.call("GET", anna.events).headers["retry-after"] == "7"


def test_failures_hit_what_they_are_meant_for(anna: Desk) -> None:
    anna.standin.control("fail", {"status": 503, "method": "POST", "path": ".*/events", "skip": 1})

    anna.insert()
    anna.list_all()
    assert anna.call("POST", anna.events, meeting()).status_code == 503


def test_a_connection_is_cut_after_the_write_was_done(anna: Desk) -> None:
    anna.standin.control("fail", {"method": "POST", "drop": "after"})

    with pytest.raises(httpx.RemoteProtocolError):
        anna.insert({"id": "abcde12345"})

    assert anna.get("abcde12345")["summary"] == "Erstgespräch"


def test_a_connection_is_cut_before_the_write(anna: Desk) -> None:
    anna.standin.control("fail", {"method": "POST", "drop": "before"})

    with pytest.raises(httpx.RemoteProtocolError):
        anna.insert({"id": "abcde12345"})

    assert anna.refusal("GET", f"{anna.events}/abcde12345") == (404, "notFound")


def test_the_token_endpoint_can_fail_too(google: GoogleStandin) -> None:
    google.control("fail", {"status": 503, "path": "/token"})

    assert google.http.post(google.said["token_url"]).status_code == 503


def test_calls_are_counted_by_their_route(anna: Desk) -> None:
    event = anna.insert()
    anna.patch(event["id"], {"summary": "x"})
    anna.call("GET", f"{anna.events}/nothere")

    stats = anna.standin.control("stats")

    path = "/calendar/v3/calendars/{calendarId}/events"
    assert stats["calls"] == {
        "POST /calendar/v3/calendars": 1,
        f"POST {path}": 1,
        f"PATCH {path}/{{eventId}}": 1,
        f"GET {path}/{{eventId}}": 1,
    }
    assert (stats["writes"], stats["http_requests"], stats["statuses"]) == (3, 4, {"200": 3, "404": 1})


def test_a_switch_of_the_wrong_kind_is_refused(google: GoogleStandin) -> None:
    answer = google.http.post(f"{google.said['control_url']}/switches", json={"lag": "much"})

    assert (answer.status_code, google.control("switches")["lag"]) == (400, 0.0)


@pytest.mark.parametrize(
    ("method", "path", "body", "query", "problem"),
    [
        ("GET", "nonsense", None, {}, "GET /calendar/v3/nonsense is not in the contract"),
        ("GET", "calendars/primary/events", None, {"maxresults": "5"}, "query maxresults is unknown"),
        ("GET", "calendars/primary/events", None, {"maxResults": "many"}, "query maxResults is no integer"),
        ("GET", "calendars/primary/events", None, {"maxResults": "0"}, "query maxResults is below 1"),
        ("GET", "calendars/primary/events", None, {"orderBy": "name"}, "query orderBy does not allow 'name'"),
        ("GET", "calendars/primary/events", None, {"singleEvents": "ja"}, "query singleEvents is no boolean"),
        ("GET", "calendars/primary/events", None, {"timeMin": "heute"}, "query timeMin is no date-time: 'heute'"),
        ("POST", "calendars/primary/events/abcde/move", None, {}, "query destination is missing"),
        ("POST", "calendars/primary/events", {"title": "x"}, {}, "body.title is unknown"),
        ("POST", "calendars/primary/events", {"sequence": "1"}, {}, "body.sequence is no integer"),
        ("POST", "calendars/primary/events", {"start": {"day": "x"}}, {}, "body.start.day is unknown"),
        ("POST", "calendars/primary/events", {"start": {"date": "x"}}, {}, "body.start.date is no date: 'x'"),
        ("POST", "calendars/primary/events", {"attendees": [{"mail": "x"}]}, {}, "body.attendees[0].mail is unknown"),
        ("POST", "calendars/primary/events", {"extendedProperties": {"private": {"a": 1}}}, {},
         "body.extendedProperties.private.a is no string"),
        ("GET", "calendars/primary/events", {"x": 1}, {}, "the method takes no body"),
    ],
)  # fmt: skip
def test_what_the_contract_does_not_know_is_noted_and_refused(
    google: GoogleStandin, method: str, path: str, body: Any, query: dict[str, str], problem: str
) -> None:
    answer = google.desk().call(method, path, body, **query)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == f"Contract violation: {problem}"
    (violation,) = google.control("violations")
    assert (violation["method"], violation["problems"]) == (method, [problem])


def test_violations_are_only_noted_where_they_are_not_to_be_refused(google: GoogleStandin) -> None:
    google.switch(strict=False)

    event = google.desk().insert({"title": "x"})

    assert "title" not in event
    assert len(google.control("violations")) == 1


def test_without_the_contract_everything_still_works(tmp_path: Any) -> None:
    with running_google(tmp_path, "--contracts", str(tmp_path)) as standin:
        desk = standin.desk(ANNA, SCOPE)
        event = desk.insert({"title": "x"})

        assert desk.list_all(maxresults=1)["items"] == [event]
        assert standin.control("violations") == []


def test_an_outbox_entry_for_an_import_is_possible_only_beside_the_contract(google: GoogleStandin) -> None:
    google.switch(strict=False)
    anna = google.desk()
    body = meeting(iCalUID="u@acme.example", attendees=[{"email": "gast@elsewhere.example"}])

    anna.ok("POST", f"{anna.events}/import", body, sendUpdates="all")

    assert [mail["to"] for mail in google.taken("outbox")] == ["gast@elsewhere.example"]
