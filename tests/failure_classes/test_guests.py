"""Guests of events and participants of activities: nobody is mailed, doubled, invited or lost, whatever is written."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.e2e.diary import Diary, at
from tests.e2e.office import Row
from tests.failure_classes.test_calendars import an_hour, in_pipedrive, weekly, with_ben
from tests.sandbox.google.desk import BEN

TODAY = datetime.now(UTC).date()
DAY = (TODAY + timedelta(days=9)).isoformat()
PAST = (TODAY - timedelta(days=400)).isoformat()
GUEST, GROUP = {"email": "kunde@example.com"}, {"email": "vertrieb@gruppe.example", "displayName": "Vertrieb"}


def with_customer(diary: Diary, emails: list[Row], **activity: object) -> Row:
    """What was planned in Pipedrive before the sync, with somebody who takes part in it."""
    diary.load(persons=[{"id": 900, "name": "Erika Muster", "emails": emails}])
    parts = [{"person_id": 900, "primary": True}]
    diary.load(activities=[{"id": 800, "due_date": DAY, "person_id": 900, "participants": parts, **activity}])
    return {"id": 800}


def test_an_invitation_that_went_to_a_group_is_one_activity(diary: Diary) -> None:
    """F2: the group's address stands among the guests, beside the member whom it reached."""
    ben = with_ben(diary)

    diary.in_google("create", event=an_hour("Treffen", attendees=[GROUP, {"email": BEN}]))
    for one in (diary, ben, diary, ben):
        one.refresh()

    assert diary.subjects() == ["Treffen"]
    assert diary.is_calm()


@pytest.mark.parametrize("day", [DAY, PAST], ids=["to come", "over"])
def test_an_upload_invites_nobody_who_takes_part(diary: Diary, day: str) -> None:
    """F3: what is uploaded has no guests, be it over or not; who takes part is named in its text."""
    with_customer(diary, [{"value": "erika@example.com", "primary": True}], subject="Abnahme", due_date=day)
    diary.open()

    diary.act("upload-unsynced", {"past": True})
    diary.settle()

    assert diary.titles() == ["Erika Muster > Abnahme"]
    assert diary.event().get("attendees", []) == []
    assert diary.google.control("outbox") == []
    assert diary.is_calm()


def test_the_guests_of_a_series_hear_nothing_of_our_edit_of_one_occurrence(diary: Diary) -> None:
    """F3, F7, F8: an exception with the same guests; the series keeps its rule, its gap, its organizer."""
    diary.open()
    first = TODAY + timedelta(days=3)
    gap = first + timedelta(weeks=2)
    rules = ["RRULE:FREQ=WEEKLY", f"EXDATE;TZID=Europe/Berlin:{gap:%Y%m%d}T100000"]
    series = diary.in_google("create", event={**weekly("Jour fixe", first, attendees=[GUEST]), "recurrence": rules})
    diary.settle()
    second = (first + timedelta(weeks=1)).isoformat()

    (row,) = [one for one in diary.activities() if one["due_date"] == second]
    in_pipedrive(diary, row, subject="Jour fixe mit Preisen", public_description="Preise")

    master, exception = sorted(diary.kept(), key=lambda one: len(one["id"]))
    assert (master["id"], master["recurrence"], master["summary"]) == (series["id"], rules, "Jour fixe")
    assert exception["summary"] == "Jour fixe mit Preisen"
    guests = [[one["email"] for one in event["attendees"]] for event in (master, exception)]
    assert guests == [[GUEST["email"]]] * 2
    assert master["organizer"] == exception["organizer"]
    assert gap.isoformat() not in [one["due_date"] for one in diary.activities()]
    assert diary.google.control("outbox") == []
    assert diary.is_calm()


def test_an_exception_with_a_guest_of_its_own_keeps_it_when_the_series_is_edited(diary: Diary) -> None:
    """F3, F7: the first occurrence is moved and somebody comes along; then Pipedrive edits another one."""
    diary.open()
    first = TODAY + timedelta(days=3)
    series = diary.in_google("create", event=weekly("Jour fixe", first))
    moved = f"{series['id']}_{datetime.fromisoformat(series['start']['dateTime']).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    diary.in_google("move", event_id=moved, start=at((first + timedelta(days=1)).isoformat(), "15:00"))
    diary.in_google("invite", event_id=moved, emails=[GUEST["email"]])
    diary.settle()

    third = (first + timedelta(weeks=2)).isoformat()
    (row,) = [one for one in diary.activities() if one["due_date"] == third]
    in_pipedrive(diary, row, subject="Jour fixe kurz")

    invited = [one for one in diary.kept() if one.get("attendees")]
    assert [(one["id"], one["attendees"][0]["email"]) for one in invited] == [(moved, GUEST["email"])]
    assert date.fromisoformat(invited[0]["start"]["dateTime"][:10]) == first + timedelta(days=1)
    assert diary.is_calm()


def test_who_takes_part_without_an_address_stays_with_the_activity(diary: Diary) -> None:
    """F38: the event is made all the same, and neither its edits nor its moves take the person away."""
    with_customer(diary, [], subject="Abnahme")
    diary.open()
    diary.act("upload-unsynced")
    diary.settle()
    assert diary.titles() == ["Erika Muster > Abnahme"]

    name = diary.event()["id"]
    diary.in_google("patch", event_id=name, event={"summary": "Erika Muster > Übergabe", "location": "Halle 3"})
    diary.in_google("move", event_id=name, start=at(DAY, "15:00"))
    diary.settle()

    activity = diary.activity()
    assert (activity["subject"], activity["person_id"]) == ("Übergabe", 900)
    assert [one["person_id"] for one in activity["participants"]] == [900]
    assert diary.event().get("attendees", []) == []
    assert diary.is_calm()
