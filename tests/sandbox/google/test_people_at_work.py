"""What people do in Google's own calendar, without a token, and a whole year of it."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from sandbox.google.year import holidays, plan
from tests.sandbox.google.desk import BEN, Desk, GoogleStandin, Receiver, Row, at, weekly
from tests.sandbox.google.test_push import watch


def edit(desk: Desk, do: str, **more: Any) -> Row:
    done: Row = desk.standin.control("edit", {"do": do, "email": desk.email, "calendar": desk.calendar, **more})
    return done


def test_a_person_creates_patches_and_deletes(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver)
    receiver.wait_for(1)
    token = anna.sync_token()

    made = edit(anna, "create", event=weekly() | {"recurrence": None})
    changed = edit(anna, "patch", event_id=made["id"], event={"summary": "Von Hand"})
    assert anna.since(token) == [changed]
    assert changed["etag"] != made["etag"]
    gone = edit(anna, "delete", event_id=made["id"])

    assert gone["status"] == "cancelled"
    receiver.wait_for(2)


def test_a_person_drags_an_occurrence_and_its_length_stays(anna: Desk) -> None:
    series = anna.insert(weekly())
    second = f"{series['id']}_20270308T090000Z"

    moved = edit(anna, "move", event_id=second, start=at("2027-03-09", "15:30"))

    assert moved["end"]["dateTime"] == "2027-03-09T16:30:00+01:00"
    assert moved["originalStartTime"]["dateTime"] == "2027-03-08T10:00:00+01:00"
    assert anna.get(second) == moved


def test_a_person_makes_an_event_all_day_by_dragging_it(anna: Desk) -> None:
    event = anna.insert({"start": at("2027-03-01", "00:00"), "end": at("2027-03-02", "00:00")})

    moved = edit(anna, "move", event_id=event["id"], start={"date": "2027-03-05"})

    assert (moved["start"], moved["end"]) == ({"date": "2027-03-05"}, {"date": "2027-03-06"})


def test_a_person_deletes_an_occurrence(anna: Desk) -> None:
    series = anna.insert(weekly())

    hole = edit(anna, "delete", event_id=f"{series['id']}_20270308T090000Z")

    assert (hole["status"], hole["recurringEventId"]) == ("cancelled", series["id"])


def test_a_person_splits_a_series(anna: Desk) -> None:
    series = anna.insert(weekly())
    token = anna.sync_token()

    rest = edit(anna, "split", event_id=f"{series['id']}_20270329T080000Z", event={"summary": "Danach"})

    assert rest["id"] == f"{series['id']}_R20270329T100000"
    assert rest["iCalUID"] != series["iCalUID"]
    assert {each["id"] for each in anna.since(token)} == {series["id"], rest["id"]}
    counts = Counter(each["summary"] for each in anna.list_all(singleEvents=True)["items"])
    assert counts == {"Erstgespräch": 4, "Danach": 4}
    assert rest["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=4"]
    assert anna.get(series["id"])["recurrence"] == ["RRULE:FREQ=WEEKLY;UNTIL=20270329T075959Z"]


def test_a_person_invites_and_the_guest_answers(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    event = anna.insert()

    edit(anna, "invite", event_id=event["id"], emails=[BEN], send_updates="all")
    edit(ben, "respond", event_id=event["id"], response="accepted")

    assert anna.get(event["id"])["attendees"] == [{"email": BEN, "responseStatus": "accepted"}]
    assert [mail["kind"] for mail in google.taken("outbox")] == ["invitation"]


def test_an_unknown_deed_is_a_mistake_of_the_test(anna: Desk) -> None:
    body = {"do": "dance", "email": anna.email}

    assert anna.standin.http.post(f"{anna.standin.said['control_url']}/edit", json=body).status_code == 400


def test_there_are_no_more_controls_than_are_listed(google: GoogleStandin) -> None:
    answer = google.http.get(f"{google.said['control_url']}/nothing")

    assert answer.status_code == 404
    assert "POST /edit" in answer.json()["controls"]


@pytest.mark.parametrize("year", [2026, 2027])
def test_holidays_are_the_german_ones(year: int) -> None:
    found = holidays(year)

    assert found[date(2026, 4, 3) if year == 2026 else date(2027, 3, 26)] == "Karfreitag"
    assert len(found) == 9


def test_the_same_seed_is_the_same_year() -> None:
    assert plan(2026, 3) == plan(2026, 3)
    assert plan(2026, 3) != plan(2026, 4)


def test_a_year_of_life_has_all_that_a_calendar_has(anna: Desk) -> None:
    told = anna.standin.control("year", {"email": anna.email, "calendar": anna.calendar, "year": 2026})

    events = anna.list_all()["items"]
    assert told["events"] > 120
    exceptions = [each["status"] for each in events if "recurringEventId" in each]
    assert sorted(exceptions) == ["cancelled", "confirmed"]
    live = [each for each in events if each["status"] != "cancelled"]
    assert sum("recurrence" in each for each in live) == 5
    assert sum("date" in each["start"] for each in live) == 11
    assert sum(each.get("visibility") == "private" for each in live) == 14
    assert sum("attendees" in each for each in live) > 40
    assert sum(each["eventType"] == "focusTime" for each in live) == 1
    mondays = [each for each in anna.list_all(singleEvents=True)["items"] if each["summary"] == "Vertriebsrunde"]
    assert {each["start"]["dateTime"][11:] for each in mondays} == {
        "09:00:00+01:00",
        "09:00:00+02:00",
        mondays_moved(mondays),
    }


def mondays_moved(mondays: list[Row]) -> str:
    """The one that is not at nine."""
    (moved,) = [each for each in mondays if "T09:00" not in each["start"]["dateTime"]]
    return str(moved["start"]["dateTime"][11:])
