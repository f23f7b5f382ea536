"""One event: what is kept of it, what is refused, and how its versions and its end are told."""

from typing import Any

import pytest

from tests.sandbox.google.desk import ANNA, Desk, at, meeting


def test_an_event_comes_back_with_what_the_server_adds(anna: Desk) -> None:
    event = anna.insert({"extendedProperties": {"private": {"tandem": "7"}}})

    assert event["kind"] == "calendar#event"
    assert event["etag"].startswith('"')
    assert event["iCalUID"] == f"{event['id']}@google.com"
    assert event["start"] == {"dateTime": "2027-03-01T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    assert (event["status"], event["sequence"], event["eventType"]) == ("confirmed", 0, "default")
    assert event["organizer"] == {"email": anna.calendar, "displayName": "Pipedrive", "self": True}
    assert event["creator"] == {"email": ANNA}
    assert event["reminders"] == {"useDefault": True}
    assert anna.get(event["id"]) == event


def test_an_insert_with_a_used_id_is_refused(anna: Desk) -> None:
    anna.insert({"id": "abcde12345"})

    assert anna.refusal("POST", anna.events, meeting(id="abcde12345")) == (409, "duplicate")


def test_the_id_of_a_deleted_event_stays_used(anna: Desk) -> None:
    anna.insert({"id": "abcde12345"})
    anna.delete("abcde12345")

    assert anna.refusal("POST", anna.events, meeting(id="abcde12345")) == (409, "duplicate")


@pytest.mark.parametrize("identifier", ["abc", "wxyz1", "ABCDE", "abc-de", "a" * 1025])
def test_an_id_that_is_no_base32hex_is_refused(anna: Desk, identifier: str) -> None:
    assert anna.refusal("POST", anna.events, meeting(id=identifier)) == (400, "invalid")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"end": None}, "required"),
        ({"start": {"dateTime": "2027-03-01T10:00:00"}}, "required"),
        ({"start": {"date": "2027-03-01", "dateTime": "2027-03-01T10:00:00Z"}}, "invalid"),
        ({"start": {"date": "2027-03-01"}}, "invalid"),
        ({"start": at("2027-03-01", "12:00")}, "timeRangeEmpty"),
        ({"start": {"date": "2027-03-01"}, "end": {"date": "2027-03-01"}}, "timeRangeEmpty"),
        ({"start": {"dateTime": "2027-03-01T10:00:00", "timeZone": "Europe/Atlantis"}}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=NEVER"]}, "invalid"),
        ({"recurrence": ["DTSTART:20270301T100000Z"]}, "invalid"),
        ({"visibility": "secret"}, "invalid"),
        ({"colorId": "99"}, "invalid"),
        ({"source": {"title": "x", "url": "ftp://example.org"}}, "invalid"),
        ({"attendees": [{"displayName": "Nobody"}]}, "required"),
        ({"reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 1}]}},
         "cannotUseDefaultRemindersAndSpecifyOverride"),
        ({"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}}, "invalid"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(anna: Desk, change: dict[str, Any], reason: str) -> None:
    assert anna.refusal("POST", anna.events, meeting() | change) == (400, reason)


def test_a_recurring_event_needs_a_zone(anna: Desk) -> None:
    times = {name: {"dateTime": f"2027-03-01T{hour}:00:00+01:00"} for name, hour in (("start", 10), ("end", 11))}

    assert anna.refusal("POST", anna.events, times | {"recurrence": ["RRULE:FREQ=DAILY"]}) == (400, "required")


def test_a_patch_merges_and_null_takes_away(anna: Desk) -> None:
    event = anna.insert({"description": "a", "extendedProperties": {"private": {"one": "1", "two": "2"}}})
    anna.standin.control("clock", {"seconds": 1})

    changed = anna.patch(event["id"], {"description": None, "extendedProperties": {"private": {"one": None}}})

    assert "description" not in changed
    assert changed["extendedProperties"] == {"private": {"two": "2"}}
    assert changed["summary"] == event["summary"]
    assert changed["etag"] != event["etag"]
    assert changed["updated"] > event["updated"]


def test_a_timed_event_becomes_all_day_only_if_the_other_form_is_nulled(anna: Desk) -> None:
    event = anna.insert()
    days = {"start": {"date": "2027-03-01"}, "end": {"date": "2027-03-02"}}
    nulls = {name: day | {"dateTime": None, "timeZone": None} for name, day in days.items()}

    assert anna.refusal("PATCH", f"{anna.events}/{event['id']}", days) == (400, "invalid")
    assert anna.patch(event["id"], nulls)["start"] == {"date": "2027-03-01"}


def test_an_update_resets_what_is_not_sent(anna: Desk) -> None:
    event = anna.insert({"id": "abcde12345", "description": "a", "location": "b"})

    changed = anna.ok("PUT", f"{anna.events}/abcde12345", meeting(summary="Neu"))

    assert (changed["summary"], "description" in changed, "location" in changed) == ("Neu", False, False)
    assert (changed["iCalUID"], changed["created"]) == (event["iCalUID"], event["created"])


def test_a_stale_etag_is_refused_and_the_current_one_taken(anna: Desk) -> None:
    first = anna.insert()
    second = anna.patch(first["id"], {"summary": "B"}, etag=first["etag"])
    path = f"{anna.events}/{first['id']}"

    assert anna.refusal("PATCH", path, {"summary": "C"}, first["etag"]) == (412, "conditionNotMet")
    assert anna.refusal("PUT", path, meeting(), first["etag"]) == (412, "conditionNotMet")
    assert anna.refusal("DELETE", path, etag=first["etag"]) == (412, "conditionNotMet")
    assert anna.patch(first["id"], {"summary": "C"}, etag=second["etag"])["summary"] == "C"


def test_what_changes_nothing_keeps_the_etag(anna: Desk) -> None:
    event = anna.insert()

    assert anna.patch(event["id"], {"summary": event["summary"]}) == event
    assert anna.ok("PUT", f"{anna.events}/{event['id']}", event) == event


def test_reminders_alone_change_the_etag_but_not_the_time(anna: Desk) -> None:
    event = anna.insert()

    changed = anna.patch(event["id"], {"reminders": {"useDefault": False}})

    assert changed["etag"] != event["etag"]
    assert changed["updated"] == event["updated"]


def test_a_new_time_is_a_new_sequence_and_an_old_sequence_is_refused(anna: Desk) -> None:
    event = anna.insert()
    moved = anna.patch(event["id"], {"start": at("2027-03-01", "09:00")})

    assert moved["sequence"] == 1
    assert anna.patch(event["id"], {"summary": "x"})["sequence"] == 1
    assert anna.refusal("PATCH", f"{anna.events}/{event['id']}", {"sequence": 0, "summary": "y"}) == (400, "invalid")


def test_a_deleted_event_is_still_got_and_cannot_be_deleted_again(anna: Desk) -> None:
    event = anna.insert()
    anna.delete(event["id"])

    assert anna.get(event["id"])["status"] == "cancelled"
    assert anna.refusal("DELETE", f"{anna.events}/{event['id']}") == (410, "deleted")
    assert anna.patch(event["id"], {"status": "confirmed"})["status"] == "confirmed"


def test_what_was_never_there_is_not_found(anna: Desk) -> None:
    assert anna.refusal("GET", f"{anna.events}/nothere") == (404, "notFound")
    assert anna.refusal("GET", "calendars/nobody@acme.example/events") == (404, "notFound")


def test_the_type_of_an_event_stays(anna: Desk) -> None:
    event = anna.insert()

    refusal = anna.refusal("PATCH", f"{anna.events}/{event['id']}", {"eventType": "focusTime"})

    assert refusal == (400, "eventTypeRestriction")


def test_only_the_creator_sees_the_source(anna: Desk, ben: Desk) -> None:
    event = anna.insert({"source": {"title": "Deal", "url": "https://acme.example/deal/1"}})
    anna.standin.control("share", {"calendar": anna.calendar, "email": ben.email, "role": "writer"})

    assert "source" in event
    assert "source" not in ben.ok("GET", f"{anna.events}/{event['id']}")


def test_a_reader_does_not_see_what_is_private(anna: Desk, ben: Desk) -> None:
    event = anna.insert({"visibility": "private", "description": "x"})
    anna.standin.control("share", {"calendar": anna.calendar, "email": ben.email, "role": "reader"})

    assert {"summary", "description"} & ben.ok("GET", f"{anna.events}/{event['id']}").keys() == set()
    assert ben.refusal("DELETE", f"{anna.events}/{event['id']}") == (403, "requiredAccessLevel")


def test_an_import_is_private_and_repeats_by_its_uid(anna: Desk) -> None:
    body = meeting(iCalUID="abc@elsewhere.example", organizer={"email": "x@elsewhere.example"})
    first = anna.ok("POST", f"{anna.events}/import", body)

    again = anna.ok("POST", f"{anna.events}/import", body | {"summary": "Neu", "sequence": 0})

    assert (again["id"], again["summary"]) == (first["id"], "Neu")
    assert (first["organizer"], first["privateCopy"]) == ({"email": "x@elsewhere.example"}, True)
    assert anna.refusal("POST", f"{anna.events}/import", meeting()) == (400, "required")


def test_a_moved_event_leaves_a_mark_behind(anna: Desk) -> None:
    other, event = anna.new_calendar("Other"), anna.insert()

    moved = anna.ok("POST", f"{anna.events}/{event['id']}/move", destination=other.calendar)

    assert (moved["id"], moved["organizer"]["email"]) == (event["id"], other.calendar)
    assert anna.get(event["id"])["status"] == "cancelled"
    assert other.get(event["id"])["status"] == "confirmed"


def test_only_the_wanted_fields_come(anna: Desk) -> None:
    event = anna.insert()

    page = anna.ok("GET", anna.events, fields="items(id,start/dateTime),nextSyncToken")

    assert page["items"] == [{"id": event["id"], "start": {"dateTime": event["start"]["dateTime"]}}]
    assert page.keys() == {"items", "nextSyncToken"}


def test_times_are_told_in_the_zone_that_is_asked_for(anna: Desk) -> None:
    event = anna.insert()

    seen = anna.ok("GET", f"{anna.events}/{event['id']}", timeZone="America/New_York")

    assert seen["start"] == {"dateTime": "2027-03-01T04:00:00-05:00", "timeZone": "Europe/Berlin"}


def test_what_the_client_has_already_is_not_sent_again(anna: Desk) -> None:
    event = anna.insert()
    headers = {"authorization": f"Bearer {anna.token}", "if-none-match": event["etag"]}

    answer = anna.standin.http.get(f"{anna.standin.said['api_url']}{anna.events}/{event['id']}", headers=headers)

    assert (answer.status_code, answer.content) == (304, b"")
