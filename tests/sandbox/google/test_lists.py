"""Lists of events: pages, filters, sync tokens and their end."""

import pytest

from tests.sandbox.google.desk import Desk, meeting, weekly

SYNC_GONE = {
    "error": {
        "errors": [
            {
                "domain": "calendar",
                "reason": "fullSyncRequired",
                "message": "Sync token is no longer valid, a full sync is required.",
                "locationType": "parameter",
                "location": "syncToken",
            }
        ],
        "code": 410,
        "message": "Sync token is no longer valid, a full sync is required.",
    }
}


def filled(anna: Desk, count: int = 7) -> list[str]:
    events = [meeting("2027-03-01", summary=f"Termin {n}") for n in range(count)]
    body = {"email": anna.email, "calendar": anna.calendar, "events": events}
    ids: list[str] = anna.standin.control("load", body)["ids"]
    return ids


def test_only_the_last_page_has_a_sync_token(anna: Desk) -> None:
    ids = filled(anna)

    first = anna.ok("GET", anna.events, maxResults=4)
    last = anna.ok("GET", anna.events, maxResults=4, pageToken=first["nextPageToken"])

    assert "nextSyncToken" not in first
    assert "nextPageToken" not in last
    assert [each["id"] for each in first["items"] + last["items"]] == ids
    assert anna.since(last["nextSyncToken"]) == []


def test_a_change_between_two_pages_comes_with_the_next_sync(anna: Desk) -> None:
    ids = filled(anna)
    first = anna.ok("GET", anna.events, maxResults=4)
    anna.patch(ids[0], {"summary": "Neu"})
    last = anna.ok("GET", anna.events, maxResults=4, pageToken=first["nextPageToken"])

    assert [each["id"] for each in anna.since(last["nextSyncToken"])] == [ids[0]]


def test_a_sync_shows_each_changed_event_once_and_deleted_ones_too(anna: Desk) -> None:
    ids = filled(anna)
    token = anna.sync_token()
    anna.patch(ids[2], {"summary": "a"})
    anna.delete(ids[1])
    anna.patch(ids[2], {"summary": "b"})

    found = anna.since(token, maxResults=1)

    assert [(each["id"], each["status"]) for each in found] == [(ids[1], "cancelled"), (ids[2], "confirmed")]
    assert [each["id"] for each in anna.list_all()["items"]] == [ids[0], *ids[2:]]
    assert len(anna.list_all(showDeleted=True)["items"]) == 7


def test_deleted_events_may_be_no_more_than_their_id(anna: Desk) -> None:
    (event_id,) = filled(anna, 1)
    token = anna.sync_token()
    anna.delete(event_id)
    anna.standin.switch(cancelled_details=False)

    (bare,) = anna.since(token)

    assert bare.keys() == {"kind", "etag", "id", "status"}


@pytest.mark.parametrize(
    "query",
    [
        {"iCalUID": "x"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"q": "x"},
        {"timeMin": "2027-01-01T00:00:00Z"},
        {"timeMax": "2027-01-01T00:00:00Z"},
        {"updatedMin": "2027-01-01T00:00:00Z"},
        {"showDeleted": "false"},
        {"singleEvents": "true"},
    ],
)
def test_a_sync_token_does_not_go_with(anna: Desk, query: dict[str, str]) -> None:
    token = anna.sync_token()

    assert anna.refusal("GET", anna.events, syncToken=token, **query) == (400, "invalid")


def test_a_page_token_wants_the_same_parameters(anna: Desk) -> None:
    filled(anna)
    token = anna.ok("GET", anna.events, maxResults=4)["nextPageToken"]

    assert anna.refusal("GET", anna.events, pageToken=token, q="x") == (400, "invalid")


def test_a_token_of_another_calendar_is_refused(anna: Desk) -> None:
    token = anna.new_calendar().sync_token()

    assert anna.refusal("GET", anna.events, syncToken=token) == (400, "invalid")
    assert anna.refusal("GET", anna.events, syncToken="nonsense") == (400, "invalid")


def test_an_expired_sync_token_wants_a_full_sync_in_googles_words(anna: Desk) -> None:
    token = anna.sync_token()
    anna.standin.control("expire_sync", {"calendar": anna.calendar})

    answer = anna.call("GET", anna.events, syncToken=token)

    assert (answer.status_code, answer.json()) == (410, SYNC_GONE)
    assert anna.since(anna.sync_token()) == []


def test_a_sync_token_dies_of_age_if_it_is_told_to(anna: Desk) -> None:
    token = anna.sync_token()
    anna.standin.switch(sync_token_life=60, token_life=3600)
    anna.standin.control("clock", {"seconds": 61})

    assert anna.refusal("GET", anna.events, syncToken=token) == (410, "fullSyncRequired")


def test_sharing_ends_sync_tokens(anna: Desk, ben: Desk) -> None:
    token = anna.sync_token()
    anna.standin.control("share", {"calendar": anna.calendar, "email": ben.email, "role": "reader"})

    assert anna.refusal("GET", anna.events, syncToken=token) == (410, "fullSyncRequired")


def test_an_updated_min_of_long_ago_is_refused(anna: Desk) -> None:
    refusal = anna.refusal("GET", anna.events, updatedMin="2020-01-01T00:00:00Z")

    assert refusal == (410, "updatedMinTooLongAgo")


def test_lagging_writes_are_there_at_once_but_sync_later(anna: Desk) -> None:
    token = anna.sync_token()
    anna.standin.switch(lag=30)
    event = anna.insert()

    assert anna.get(event["id"]) == event
    page = anna.list_all(syncToken=token)
    assert page["items"] == []
    anna.standin.control("clock", {"seconds": 31})
    assert [each["id"] for each in anna.since(page["nextSyncToken"])] == [event["id"]]


def test_pages_may_be_short_and_empty(anna: Desk) -> None:
    ids = filled(anna)
    anna.standin.switch(page_cap=3, empty_pages=2)

    first = anna.ok("GET", anna.events)

    assert first["items"] == []
    assert "nextPageToken" in first
    assert [each["id"] for each in anna.list_all()["items"]] == ids
    assert anna.standin.control("stats")["calls"]["GET /calendar/v3/calendars/{calendarId}/events"] == 1 + 9


def test_events_are_found_by_properties_uid_word_and_time(anna: Desk) -> None:
    wanted = anna.insert({"extendedProperties": {"private": {"a": "1", "b": "2"}}, "description": "Große Halle"})
    series = anna.insert(weekly("2027-01-04"))
    anna.insert(meeting("2027-06-01", extendedProperties={"private": {"a": "1"}}))

    def found(**query: object) -> list[str]:
        return [each["id"] for each in anna.list_all(**query)["items"]]

    assert found(privateExtendedProperty=["a=1", "b=2"]) == [wanted["id"]]
    assert found(iCalUID=wanted["iCalUID"]) == [wanted["id"]]
    assert found(q="große") == [wanted["id"]]
    assert found(timeMin="2027-02-15T00:00:00Z", timeMax="2027-02-16T00:00:00Z") == [series["id"]]
    assert found(timeMin="2027-03-01T09:30:00Z", timeMax="2027-03-02T00:00:00Z") == [wanted["id"]]
    assert found(eventTypes="focusTime") == []
    assert "nextSyncToken" not in anna.list_all(q="große")


def test_an_order_by_start_is_for_single_events(anna: Desk) -> None:
    assert anna.refusal("GET", anna.events, orderBy="startTime") == (400, "invalid")


def test_a_time_range_must_not_be_empty(anna: Desk) -> None:
    times = {"timeMin": "2027-01-02T00:00:00Z", "timeMax": "2027-01-01T00:00:00Z"}

    assert anna.refusal("GET", anna.events, **times) == (400, "timeRangeEmpty")


def test_a_question_too_long_for_a_url_may_come_as_a_form(anna: Desk) -> None:
    event = anna.insert()
    headers = {"authorization": f"Bearer {anna.token}", "x-http-method-override": "GET"}

    form = {"q": "Erstgespräch", "fields": "items/id"}
    answer = anna.standin.http.post(f"{anna.standin.said['api_url']}{anna.events}", data=form, headers=headers)

    assert answer.json() == {"items": [{"id": event["id"]}]}
