"""google-api-python-client as it comes drives the stand-in."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import BatchHttpRequest

from tests.sandbox.google.desk import ANNA, GoogleStandin, Receiver, meeting, weekly


@pytest.fixture
def service(google: GoogleStandin) -> Iterator[Any]:
    credentials = Credentials(google.control("token", {"email": ANNA})["access_token"])
    options = {"api_endpoint": google.said["api_url"]}
    with build("calendar", "v3", credentials=credentials, client_options=options, static_discovery=True) as service:
        yield service


@pytest.fixture
def calendar(service: Any) -> str:
    return str(service.calendars().insert(body={"summary": "Pipedrive"}).execute()["id"])


def test_it_inserts_and_patches_by_version(service: Any, calendar: str) -> None:
    events = service.events()
    event = events.insert(calendarId=calendar, body=meeting(id="abcde12345")).execute()
    request = events.patch(calendarId=calendar, eventId=event["id"], body={"summary": "Neu"})
    request.headers["If-Match"] = event["etag"]
    changed = request.execute()
    assert (changed["summary"], changed["etag"] == event["etag"]) == ("Neu", False)

    stale = events.patch(calendarId=calendar, eventId=event["id"], body={"summary": "Alt"})
    stale.headers["If-Match"] = event["etag"]
    with pytest.raises(HttpError) as refused:
        stale.execute()

    assert (refused.value.status_code, refused.value.error_details[0]["reason"]) == (412, "conditionNotMet")


def test_it_pages_and_syncs(service: Any, calendar: str) -> None:
    events, found, request = service.events(), [], None
    for n in range(5):
        events.insert(calendarId=calendar, body=meeting(summary=f"T{n}")).execute()
    request = events.list(calendarId=calendar, maxResults=2)
    while request is not None:
        page = request.execute()
        found += page["items"]
        request = events.list_next(request, page)
    assert len(found) == 5

    events.delete(calendarId=calendar, eventId=found[0]["id"]).execute()
    changed = events.list(calendarId=calendar, syncToken=page["nextSyncToken"]).execute()

    assert [(each["id"], each["status"]) for each in changed["items"]] == [(found[0]["id"], "cancelled")]


def test_it_lists_instances(service: Any, calendar: str) -> None:
    series = service.events().insert(calendarId=calendar, body=weekly()).execute()

    found = service.events().instances(calendarId=calendar, eventId=series["id"], maxResults=3).execute()

    assert len(found["items"]) == 3


def test_it_watches_and_stops(service: Any, calendar: str, receiver: Receiver) -> None:
    body = {"id": uuid4().hex, "type": "web_hook", "address": receiver.url}
    channel = service.events().watch(calendarId=calendar, body=body).execute()
    receiver.wait_for(1)

    service.channels().stop(body={name: channel[name] for name in ("id", "resourceId")}).execute()
    service.events().insert(calendarId=calendar, body=meeting()).execute()

    assert receiver.states() == ["sync"]


def test_it_sends_batches_whose_items_fail_alone(google: GoogleStandin, service: Any, calendar: str) -> None:
    answers: dict[str, Any] = {}
    batch = BatchHttpRequest(
        callback=lambda name, answer, error: answers.update({name: error or answer}),
        batch_uri=google.said["batch_url"],
    )
    for n in range(20):
        batch.add(
            service.events().insert(calendarId=calendar, body=meeting(summary=f"Größe {n}", id=f"abcde{n % 19}")),
            request_id=f"n{n}",
        )
    google.control("stats/reset", {})
    batch.execute()

    assert [answers[f"n{n}"]["summary"] for n in range(19)] == [f"Größe {n}" for n in range(19)]
    assert answers["n19"].status_code == 409
    stats = google.control("stats")
    assert (stats["http_requests"], stats["batches"], stats["total_calls"]) == (1, 1, 20)
    assert google.control("violations") == []
